"""Which interpreter a path names, and one clear line for each that cannot be used."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from cursus_tester.environments.interpreter import EnvironmentProblem, environment_for, find_interpreter


@pytest.mark.parametrize("folder", [False, True])
def test_an_interpreter_is_named_by_its_file_or_the_folder_of_its_environment(tmp_path: Path, folder: bool) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)

    found = find_interpreter(str(tmp_path if folder else tmp_path / "bin" / "python"), ["msgspec", "no-such-thing"])

    assert found.executable == str(tmp_path / "bin" / "python"), "the link finds its own environment"
    assert (found.version, found.cache_tag) == (tuple(sys.version_info[:3]), sys.implementation.cache_tag)
    assert "no-such-thing" not in found.distributions


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("echo hello", "it is started as a Python interpreter and answers as none"),
        ("echo '[1, 2]'", "it is started as a Python interpreter and answers as none"),
        ("echo gone wrong >&2; exit 3", "it ended with exit status 3 at its start: gone wrong"),
        ("kill -9 $$", "it was ended by signal 9 at its start: it printed nothing"),
        (
            f"echo '{json.dumps([[3, 9, 18], 'cpython-39', {}])}'",
            "found Python 3.9.18, expected 3.10 or newer; name an environment of such a Python",
        ),
        (f"echo '{json.dumps([[2, 7, 18], '', {}])}'", "found Python 2.7.18, expected 3.10 or newer"),
    ],
)
def test_what_answers_as_no_python_that_is_new_enough(tmp_path: Path, text: str, said: str) -> None:
    path = program(tmp_path / "python", text)

    with pytest.raises(EnvironmentProblem, match=re.escape(f"--python {path}: {said}")) as caught:
        find_interpreter(str(path), [])

    assert "\n" not in str(caught.value)


def test_what_is_no_interpreter(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    for name, said in (
        ("missing", "no such file or folder; name a Python interpreter, or the folder of an environment"),
        ("empty", "a folder without bin/python; name that of an environment"),
        ("text", "it cannot be started: Permission denied; name a Python interpreter"),
    ):
        with pytest.raises(EnvironmentProblem, match=re.escape(f"{tmp_path / name}: {said}")):
            find_interpreter(str(tmp_path / name), [])


def test_the_variables_of_another_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/here")
    monkeypatch.setenv("PYTHONPATH", "/own")

    given = environment_for(["/lent"])

    assert "PYTHONHOME" not in given
    assert given["PYTHONPATH"].split(os.pathsep) == ["/lent", "/own"]
