"""Which paths a result depends on, and which changes of them show in their fingerprints."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_tester.files.dependencies import (
    EVERYTHING,
    PYTHON_FILES,
    PYTHON_FILES_WITH,
    UNOBSERVED,
    module_candidates,
    record,
    recorded,
    recording,
)
from cursus_tester.files.fingerprints import Fingerprints, last_change
from cursus_tester.files.libraries import is_library


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "module.py").write_text("one", "utf-8")
    (tmp_path / "data.txt").write_text("one", "utf-8")
    (tmp_path / "registers.py").write_text("@Register\n", "utf-8")
    (tmp_path / "link.py").symlink_to("module.py")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str = "other") -> Callable[[], object]:
    return lambda: Path(name).write_text(text, "utf-8")


def link_to(name: str) -> None:
    os.unlink("link.py")
    os.symlink(name, "link.py")


def replaced(name: str, make: Callable[[str], object]) -> Callable[[], object]:
    return lambda: (os.unlink(name), make(name))


@pytest.mark.parametrize(
    ("path", "change", "shows"),
    [
        ("module.py", write("module.py"), True),
        ("module.py", write("data.txt"), False),
        ("module.py", replaced("module.py", lambda name: write(name, "one")()), False),
        ("module.py", lambda: os.unlink("module.py"), True),
        ("module.py", replaced("module.py", os.mkdir), True),
        ("module.py", replaced("module.py", os.mkfifo), True),
        ("link.py", write("module.py"), True),
        ("link.py", lambda: link_to("data.txt"), False),
        ("absent.py", write("absent.py", ""), True),
        ("absent.py", lambda: os.mkdir("absent.py"), True),
        ("absent/absent.py", lambda: os.mkdir("absent"), False),
        ("", write("further.py"), False),
        ("package", write("package/module.py"), False),
        ("package", lambda: os.rmdir("package"), True),
        (PYTHON_FILES, write("further.py"), True),
        (PYTHON_FILES, write("module.py"), False),
        (PYTHON_FILES, write("report.json"), False),
        (PYTHON_FILES, lambda: os.unlink("module.py"), True),
        (PYTHON_FILES, replaced("module.py", os.mkfifo), True),
        (PYTHON_FILES, lambda: link_to("data.txt"), True),
        (PYTHON_FILES, lambda: os.mkdir("further"), True),
        (PYTHON_FILES, lambda: os.mkdir(".cursus-tester-cache"), False),
        (PYTHON_FILES, lambda: os.mkdir("__pycache__"), False),
        (os.path.join("package", PYTHON_FILES), lambda: os.rmdir("package"), True),
        (EVERYTHING, write("report.json"), True),
        (EVERYTHING, write("data.txt"), False),
        (f"{PYTHON_FILES_WITH}regist", write("registers.py", "@registered\n"), True),
        (f"{PYTHON_FILES_WITH}regist", write("module.py", "@REGISTER\n"), True),
        (f"{PYTHON_FILES_WITH}regist", write("module.py"), False),
        (f"{PYTHON_FILES_WITH}regist", lambda: os.mkfifo("pipe.py"), False),
        (f"{PYTHON_FILES_WITH}regist", lambda: os.rename("registers.py", "registers.txt"), True),
    ],
)
def test_a_fingerprint_shows_a_change_that_matters(path: str, change: Callable[[], object], shows: bool) -> None:
    before = Fingerprints()
    before.since += 10**18
    states = before.take([path])
    assert states is not None
    assert Fingerprints().match(states)

    change()

    assert Fingerprints().match(states) is not shows


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("module.py", write("module.py")),
        ("link.py", write("module.py")),
        ("link.py", lambda: link_to("data.txt")),
        ("data.txt", lambda: os.unlink("data.txt")),
        ("package/module.py", write("package/module.py")),
        (PYTHON_FILES, lambda: os.unlink("module.py")),
        (EVERYTHING, write("further.txt")),
        (f"{PYTHON_FILES_WITH}regist", write("module.py")),
    ],
)
def test_a_path_that_changed_since_the_run_began_has_no_fingerprint(path: str, change: Callable[[], object]) -> None:
    fingerprints = Fingerprints()
    # What was written just before may carry the time of the same tick of the clock.
    fingerprints.since = (
        max(map(last_change, [EVERYTHING, "module.py", "link.py", "data.txt", "registers.py", "package"])) + 1
    )
    assert fingerprints.take([path]) is not None

    change()
    # A tick is long: nothing here waits for the next one.
    for each in (path, os.path.dirname(path) or "."):
        if os.path.exists(each):
            os.utime(each, ns=(fingerprints.since, fingerprints.since))
    if path.startswith(PYTHON_FILES_WITH):
        os.utime("module.py", ns=(fingerprints.since, fingerprints.since))

    assert fingerprints.take([path]) is None


def test_the_own_change_of_the_tester_does_not_count() -> None:
    fingerprints = Fingerprints()
    fingerprints.since = last_change(".") + 1
    os.utime(".", ns=(fingerprints.since, fingerprints.since))

    assert fingerprints.take(["absent.py"]) is None
    assert fingerprints.take(["absent.py"], own_change=last_change(".")) == {"absent.py": "absent"}


def test_an_unobserved_dependency_has_no_fingerprint() -> None:
    fingerprints = Fingerprints()
    fingerprints.since += 10**18

    assert fingerprints.take(["module.py", UNOBSERVED]) is None


def test_what_is_looked_at_in_a_block_is_told_apart(folder: Path) -> None:
    record("before")
    with recording() as seen:
        record("before", "within")
    record("after")

    assert seen == {"before", "within"}
    assert {"before", "within", "after"} <= recorded()


def test_modules_are_looked_for_outside_libraries_only(folder: Path) -> None:
    found = list(module_candidates("name", [str(folder), sysconfig.get_path("purelib"), "absent"]))

    assert {"name", "name.py", "name.so", "name.pyc", "name/__init__.py"} <= {os.path.relpath(path) for path in found}
    assert [path for path in found if "absent" in path] == [str(folder / "absent")]
    assert not any(map(is_library, found))
