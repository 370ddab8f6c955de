"""How a mutant is declared: a reference builder with one defect, and the rules that must find it.

A family of rules declares its mutants in a module-level tuple ``MUTANTS`` of a ``cases_<family>.py`` beside this file,
those for SDK v3 in ``tests/v3/mutants``::

    MUTANTS = (
        Mutant(
            name="xgboost: cache_config by keyword",
            file="builders/xgboost_model.py",
            replace=(("depends_on=options.dependencies)", "depends_on=options.dependencies, cache_config=None)"),),
            rules=("CM310",),
        ),
    )
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
#: What a mutant is made from, below the repository.
FOLDERS = ("builders", "specs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What the rules are tried on under one major version of the SDK; folders below the repository."""

    #: The reference builders.
    builders: str
    #: Correct builders in other styles.
    clean: str
    #: The declarations of mutants.
    mutants: str
    #: Where the matrix goes.
    reports: str

    @property
    def pipelines(self) -> str:
        """Pipelines that are correct, each with its files in a folder."""
        return f"{self.clean}/pipelines/"


#: By major version.
SUITES: Mapping[int, Suite] = {
    2: Suite(builders="builders", clean="tests/clean", mutants="tests/mutants", reports="reports"),
    3: Suite(builders="builders/v3", clean="tests/v3/clean", mutants="tests/v3/mutants", reports="reports/v3"),
}


class MutantError(Exception):
    """A mutant is declared wrongly: its text says which, and what does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A reference builder with one defect."""

    #: Unique; says what is wrong, for the reader of the detection matrix.
    name: str
    #: The builder's file, below the repository.
    file: str
    #: Pairs of what stands there and what takes its place. What stands there occurs exactly once in the file.
    replace: tuple[tuple[str, str], ...]
    #: The same in other files, the builder's specification above all: file, old, new.
    also: tuple[tuple[str, str, str], ...] = ()
    #: What is then replaced in the text that this gives: file, old, new.
    then: tuple[tuple[str, str, str], ...] = ()
    #: Files that it has besides: file, text.
    new: tuple[tuple[str, str], ...] = ()
    #: The rules that must find it: one of them is enough. Empty for a change that is no defect: none may fail.
    rules: tuple[str, ...]

    def __post_init__(self) -> None:
        for file in (self.file, *(file for file, _, _ in self.also)):
            pipelines = tuple(suite.pipelines for suite in SUITES.values())
            is_pipeline = file.startswith(pipelines) and file.endswith((".py", ".ipynb"))
            if not is_pipeline and (file.partition("/")[0] not in FOLDERS or not file.endswith(".py")):
                raise MutantError(f"{self.name}: {file} is no module in {' or '.join(FOLDERS)}, and no clean pipeline")
        if any(not isinstance(pair, tuple) or len(pair) != 2 for pair in self.replace):
            raise MutantError(f"{self.name}: replace is {self.replace!r}, expected a tuple of pairs (old, new)")
        if isinstance(self.rules, str):
            raise MutantError(f'{self.name}: rules is the string {self.rules!r}, expected a tuple such as ("CM310",)')

    @property
    def replacements(self) -> tuple[tuple[str, str, str], ...]:
        """Every replacement: file, old, new."""
        return (*((self.file, old, new) for old, new in self.replace), *self.also)


def mutated(mutant: Mutant, root: Path = REPOSITORY) -> Mapping[str, str]:
    """The text of every file that the mutant changes, by its path below `root`.

    Raises:
        MutantError: Something to be replaced does not occur in its file exactly once, or stays as it is.
    """
    originals: dict[str, str] = {}
    texts: dict[str, str] = {}
    for file, old, new in mutant.replacements:
        if file not in texts:
            if not (root / file).is_file():
                raise MutantError(f"{mutant.name}: there is no file {file}")
            originals[file] = texts[file] = (root / file).read_text(encoding="utf-8")
        for text in (originals[file], texts[file]):
            if text.count(old) != 1:
                raise MutantError(f"{mutant.name}: occurs {text.count(old)} times in {file}, expected once: {old!r}")
        texts[file] = texts[file].replace(old, new)
    for file, text in texts.items():
        if text == originals[file]:
            raise MutantError(f"{mutant.name}: leaves {file} as it is")
    for file, old, new in mutant.then:
        text = texts[file] if file in texts else (root / file).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise MutantError(f"{mutant.name}: occurs {text.count(old)} times in {file}, expected once: {old!r}")
        texts[file] = text.replace(old, new)
    for file, text in mutant.new:
        if (root / file).exists():
            raise MutantError(f"{mutant.name}: {file} is there already")
        texts[file] = text
    return texts


def declared_mutants(suite: Suite = SUITES[2]) -> tuple[Mutant, ...]:
    """The mutants of every ``cases_*.py`` of `suite`, sorted by file and name.

    Raises:
        MutantError: Two have one name.
    """
    found: dict[str, Mutant] = {}
    for path in sorted((REPOSITORY / suite.mutants).glob("cases_*.py")):
        for mutant in importlib.import_module(f"{suite.mutants.replace('/', '.')}.{path.stem}").MUTANTS:
            if mutant.name in found:
                raise MutantError(f"{path.name}: the name {mutant.name!r} is taken; say what is different")
            found[mutant.name] = mutant
    return tuple(sorted(found.values(), key=lambda mutant: (mutant.file, mutant.name)))
