"""The fast path to the definitions that reach a name gives what the flow analysis gives."""

from __future__ import annotations

from pathlib import Path

from cursus_tester.source.modules import read_module
from cursus_tester.source.names.bindings import in_sequence
from cursus_tester.source.names.reaching_definitions import through_branches
from cursus_tester.source.names.scopes import outline_of

REPOSITORY = Path(__file__).resolve().parents[4]


def test_sequential_definitions_equal_those_of_the_flow_analysis() -> None:
    asked = 0
    for file in sorted((REPOSITORY / "cursus_tester" / "source").rglob("*.py")):
        module = read_module(str(file))
        for scope in outline_of(module).root.walk():
            for name in sorted(scope.facts.bound):
                for statement in (None, *dict.fromkeys(scope.facts.mentions.get(name, ()))):
                    found = in_sequence(scope, name, statement)
                    if found is not None:
                        asked += 1
                        assert found == through_branches(scope, name, statement), (
                            file.name,
                            scope.qualified_name,
                            name,
                        )
    assert asked > 1000
