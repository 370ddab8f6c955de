"""For which major version of the SDK a module is written, by what it imports. Nothing is run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from cursus_tester.results.subject import Subject
from cursus_tester.sdk.names import PACKAGE, PREFIX
from cursus_tester.sdk.v3_places import place_of
from cursus_tester.source.imports.statements import ImportedName, imported_names
from cursus_tester.source.modules import Module, shown_path

_FEW = 3


def written_for(module: Module) -> int | None:
    """The major version that alone has what `module` imports; ``None``: neither alone, or both by turns.

    Where the failure of such an import is caught, the module works with either version.
    """
    if PACKAGE.encode() not in module.data:
        return None
    majors = {(_major(each), each.is_optional) for each in imported_names(module.tree) if not each.level}
    found = {each for each in majors if each[0] is not None}
    return next(iter(found))[0] if len(found) == 1 and not next(iter(found))[1] else None


def _major(imported: ImportedName) -> int | None:
    if not f"{imported.module}.".startswith(PREFIX):
        return None
    place = place_of(imported.module, imported.name)
    if place is None:
        return None if place_of(imported.module) is not None else 3
    return 2 if place.place != place.name else None


def of_another_major(
    subjects: Iterable[Subject], majors: Mapping[str, int], installed: str | None, *, static: bool
) -> Mapping[str, int]:
    """The files of `subjects` that are written for another major version than the installed one, with that version.

    Args:
        subjects: What was found.
        majors: The version for which a file is written, where it is written for one.
        installed: The version of the installed SDK; ``None``: no SDK is installed, so nothing is of another.
        static: Whether files are only read. What is written for version 2 can then be judged by what 3 no longer has.
    """
    major = int(installed.partition(".")[0]) if installed else None
    wanted = {subject.file: majors.get(subject.file) for subject in subjects}
    return {
        file: each
        for file, each in sorted(wanted.items())
        if each is not None and major is not None and each != major and not (static and each == 2)
    }


def not_run(majors: Mapping[str, int], installed: str | None) -> tuple[str, ...]:
    """What is said of the files `majors` that are written for the versions named there: one message a version."""
    return tuple(
        _not_run([shown_path(file) for file, each in majors.items() if each == wanted], wanted, installed)
        for wanted in sorted({*majors.values()})
    )


def _not_run(paths: Sequence[str], wanted: int, installed: str | None) -> str:
    shown = ", ".join(paths[:_FEW]) + (f" and {len(paths) - _FEW} more" if len(paths) > _FEW else "")
    also = "; --static says what version 3 no longer has (SB491)" if wanted == 2 else ""
    them = "it" if len(paths) == 1 else "them"
    wants = "'sagemaker<3'" if wanted == 2 else f"'sagemaker>={wanted}'"
    there = (installed or "").partition(" (")[0]
    return (
        f"{shown}: not run, written for SDK v{wanted}: {there} is installed; check {them} in an environment with "
        f"version {wanted}, made by pip install 'cursus-tester[run]' {wants}, or name one that you have with "
        f"--python PATH{also}"
    )


def is_named(file: str, paths: Sequence[str]) -> bool:
    """Whether `file` is one of the given `paths`, and not only met in a folder."""
    return file in {os.path.abspath(path.partition("::")[0]) for path in paths}
