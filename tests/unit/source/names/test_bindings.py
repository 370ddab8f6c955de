"""The short way to a name's definitions gives what the long one gives."""

from __future__ import annotations

from pathlib import Path

from cursus_tester.source.modules import read_module
from cursus_tester.source.names.bindings import in_sequence
from cursus_tester.source.names.resolution import Trees

REPOSITORY = Path(__file__).resolve().parents[4]


def test_what_stands_in_sequence_is_what_following_all_ways_finds() -> None:
    asked = 0
    for file in sorted((REPOSITORY / "cursus_tester" / "evidence" / "reading").glob("*.py")):
        module = read_module(str(file))
        tree = Trees().of(module)
        for scope in module.outline.root.walk():
            for name in sorted(scope.facts.bound):
                for statement in (None, *dict.fromkeys(scope.facts.mentions.get(name, ()))):
                    found = in_sequence(scope, name, statement)
                    if found is not None:
                        asked += 1
                        assert found == tree.followed(scope, name, statement), (file.name, scope.qualified_name, name)
    assert asked > 1000
