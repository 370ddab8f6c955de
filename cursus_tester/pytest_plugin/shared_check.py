"""One check for all workers of pytest-xdist: the first that needs it makes it, the others wait and read the result."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from cursus_tester.pytest_plugin.checks import Checked

try:
    import fcntl
except ImportError:  # Windows, where only --conformance-static works: each worker then makes the check.
    fcntl = None  # type: ignore[assignment]


def once(folder: Path | None, check: Callable[[], Checked]) -> Checked:
    """What `check` gives. It is called in one of the processes that share `folder`."""
    if folder is None:
        return check()
    with _locked(folder / "lock"):
        checked = read(folder)
        if checked is None:
            checked = check()
            beside = folder / "checked.tmp"
            beside.write_bytes(msgspec.json.encode(checked))
            os.replace(beside, folder / "checked.json")
    return checked


def read(folder: Path) -> Checked | None:
    """What was checked; ``None`` where nothing was yet."""
    try:
        return msgspec.json.decode((folder / "checked.json").read_bytes(), type=Checked)
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        if fcntl is not None:
            # ImportedBuilder back when the file is closed, even by a worker that dies.
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
