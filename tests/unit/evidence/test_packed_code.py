"""What a container lacks of the code that was packed for it."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.evidence.packed_code import packed_code, unknown_options
from cursus_tester.evidence.trace import Archive

_BESIDE = {"fit.py": {"columns": "columns.py"}}
_REQUIRED = {"fit.py": {"shap": "requirements.txt"}}


def _archive(*members: str, **facts: Any) -> Archive:
    return Archive(exists=True, uploaded=True, members=members, **facts)


@pytest.mark.parametrize(
    ("archive", "program", "said"),
    [
        (_archive("fit.py", imports=_BESIDE), "fit.py", "fit.py imports columns"),
        (_archive("fit.py", "columns.py", imports=_BESIDE), "fit.py", ""),
        (_archive("fit.py", "columns/__init__.py", imports=_BESIDE), "fit.py", ""),
        (_archive("fit.py", "columns/a.py", imports=_BESIDE), "fit.py", ""),
        # From the top of the archive, and from the script's folder.
        (_archive("a/fit.py", "columns.py", imports={"a/fit.py": {"columns": "../columns.py"}}), "a/fit.py", ""),
        (_archive("a/fit.py", "a/columns.py", imports={"a/fit.py": {"columns": "columns.py"}}), "a/fit.py", ""),
        (
            _archive("a/fit.py", "b/columns.py", imports={"a/fit.py": {"columns": "../b/columns.py"}}),
            "a/fit.py",
            "imports",
        ),
        # What another script imports does not matter, what an imported module imports does.
        (_archive("fit.py", "other.py", imports={"other.py": {"columns": "columns.py"}}), "fit.py", ""),
        (
            _archive("fit.py", "a/__init__.py", imports={"fit.py": {"a": ""}, "a/__init__.py": {"b": "b.py"}}),
            "fit.py",
            "a/__init__.py imports b",
        ),
        (
            _archive("fit.py", "a/b.py", "a/c.py", imports={"fit.py": {"a.b": ""}, "a/b.py": {".c": "", "..d": ""}}),
            "fit.py",
            "",
        ),
        (_archive("fit.py", imports=_REQUIRED), "fit.py", "does not install requirements.txt"),
        (_archive("fit.py", "requirements.txt", imports=_REQUIRED), "fit.py", ""),
        (_archive("a/fit.py", "a/requirements.txt"), "a/fit.py", "there is a/requirements.txt only"),
        (_archive("fit.py", "a/requirements.txt"), "fit.py", ""),
        (_archive("fit.py", "fit.py", replaced=("fit.py",)), "fit.py", "two files are packed as fit.py"),
        (_archive("fit.py", "a.py", replaced=("a.py",)), "fit.py", ""),
        (_archive("fit.py", "requirements.txt", replaced=("requirements.txt",)), "fit.py", "as requirements.txt"),
    ],
)
def test_fault(archive: Archive, program: str, said: str) -> None:
    found = packed_code(program, archive).wrong
    assert said in found if said else found == ""


def test_files_beside_a_script_and_requirements_that_nobody_installs() -> None:
    script = Archive(
        exists=True, uploaded=True, imports=_BESIDE | {"fit.py": {"columns": "columns.py", "shap": "requirements.txt"}}
    )
    assert "imports columns" in packed_code("fit.py", script, installs=False).wrong
    found = packed_code("fit.py", script, ("columns.py", "requirements.txt"), installs=False)
    assert "does not install" in found.wrong


@pytest.mark.parametrize("searching", ["fit.py", "a.py"])
def test_a_script_that_installs_packages_may_find_what_is_not_packed(searching: str) -> None:
    found = packed_code("fit.py", _archive("fit.py", "a.py", imports=_BESIDE, searching=(searching,)))
    is_of_this_script = searching == "fit.py"
    assert bool(found.unknown) is is_of_this_script
    assert bool(found.wrong) is not is_of_this_script


def test_options_that_a_script_does_not_take() -> None:
    archive = _archive("fit.py", options={"fit.py": ("--rate", "-n")})
    assert unknown_options(("--rate=1", "--ra", "-n5", "--seed"), "fit.py", archive) == ("--seed",)
    assert unknown_options(("--seed",), "other.py", archive) == ()
    assert unknown_options(("--seed",), "fit.py", None) == ()
