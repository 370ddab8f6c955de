"""Mutants fit the reference builders, and a declaration that does not fit says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cursus_tester.rules.registry import load_rules
from tests.mutants.declare import Mutant, MutantError, declared_mutants, mutated

BUILDER = "builders/model.py"
SPECIFICATION = "specs/model.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for file, text in ((BUILDER, "a = 1\nb = a + 1\n"), (SPECIFICATION, "versions = (1,)\n")):
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


def mutant(**changes: Any) -> Mutant:
    given: dict[str, Any] = {"name": "example", "file": BUILDER, "replace": (("a + 1", "a - 1"),), "rules": ("SB300",)}
    return Mutant(**(given | changes))


def test_replacements_of_all_files(root: Path) -> None:
    both = mutant(
        replace=(("a = 1\n", "a = 2\n"), ("a + 1", "a - 1")),
        also=((SPECIFICATION, "versions = (1,)", "versions = ()"),),
    )
    assert mutated(both, root) == {BUILDER: "a = 2\nb = a - 1\n", SPECIFICATION: "versions = ()\n"}


def test_new_files(root: Path) -> None:
    assert mutated(mutant(replace=(), new=(("builders/jobs/fit.py", "import a\n"),)), root) == {
        "builders/jobs/fit.py": "import a\n"
    }
    with pytest.raises(MutantError, match="is there already"):
        mutated(mutant(new=((BUILDER, ""),)), root)


def test_no_replacement_changes_no_file(root: Path) -> None:
    assert mutated(mutant(replace=()), root) == {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"replace": (("a", "c"),)}, "occurs 2 times in builders/model.py, expected once: 'a'"),
        ({"replace": (("c", "d"),)}, "occurs 0 times in builders/model.py, expected once: 'c'"),
        ({"replace": (("a + 1", "a + 1"),)}, "leaves builders/model.py as it is"),
        # The second would change what the first put there.
        ({"replace": (("a + 1", "b"), ("b = a", "c"))}, "occurs 0 times"),
        ({"file": "builders/other.py"}, "there is no file builders/other.py"),
    ],
)
def test_replacement_that_does_not_fit(root: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(MutantError, match=r"^example: ") as raised:
        mutated(mutant(**changes), root)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"file": "cursus_tester/engine.py"}, "no module in builders or specs, and no clean pipeline"),
        ({"also": (("tests/conftest.py", "a", "b"),)}, "no module in builders or specs"),
        ({"replace": ("a", "b")}, "expected a tuple of pairs"),
        ({"rules": "SB300"}, "expected a tuple"),
    ],
)
def test_declaration_that_makes_no_sense(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(MutantError, match=message):
        mutant(**changes)


@pytest.mark.parametrize("declared", declared_mutants(), ids=lambda each: each.name)
def test_declared_mutant_fits_the_reference_builders(declared: Mutant) -> None:
    assert mutated(declared)
    assert set(declared.rules) <= {rule.info.id for rule in load_rules()}
