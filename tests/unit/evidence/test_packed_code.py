"""What a container lacks of the code that was packed for it."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.evidence.packed_code import packing_fault
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
    found = packing_fault(program, archive)
    assert said in found if said else found == ""


def test_files_beside_a_script_and_requirements_that_nobody_installs() -> None:
    script = Archive(
        exists=True, uploaded=True, imports=_BESIDE | {"fit.py": {"columns": "columns.py", "shap": "requirements.txt"}}
    )
    assert "imports columns" in packing_fault("fit.py", script, installs=False)
    assert "does not install" in packing_fault("fit.py", script, ("columns.py", "requirements.txt"), installs=False)
