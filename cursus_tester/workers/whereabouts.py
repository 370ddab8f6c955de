"""Where a builder is when it runs out of time: a signal makes its process write down its stack.

The signal's handler runs at once, also inside of an endless regular expression or a lock, where no Python code would.
The process of the builder opens the file, and the process that kills it reads it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import signal
from pathlib import Path

from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.job import Job
from cursus_tester.results.subject import Place
from cursus_tester.source.modules import repository_root

#: Not on Windows.
_SIGNAL = getattr(signal, "SIGUSR1", None)
#: A line of a stack as `faulthandler` writes it, the innermost first.
_FRAME = re.compile(r'^  File "(.+)", line (\d+) in ', re.MULTILINE)


def roots_of(job: Job, working_directory: str, folder: str = "") -> tuple[str, ...]:
    """The folders that hold the team's code; `folder` is that of a builder that was imported already."""
    repository = repository_root(job.import_root) if job.import_root else ""
    return tuple(filter(None, (job.import_root, working_directory, job.settings_folder, folder, repository)))


def prepare(folder: str, number: int) -> None:
    """Let this process, the worker `number`, write its stack into a file in `folder` when it is asked to."""
    if _SIGNAL is not None:
        # The handler writes into it until the process ends.
        stream = open(_file(folder, number), "wb", buffering=0)  # noqa: SIM115
        faulthandler.register(_SIGNAL, file=stream, all_threads=False)


def ask(pid: int) -> bool:
    """Ask a worker for its stack; return whether it may answer."""
    if _SIGNAL is None:
        return False
    with contextlib.suppress(OSError):
        os.kill(pid, _SIGNAL)
        return True
    return False


def answer(folder: str, number: int, team_code: TeamCode) -> Place | None:
    """The innermost line of the team's code in the stack that a worker has written; ``None`` where there is none."""
    file = _file(folder, number)
    try:
        written = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    for path, line in _FRAME.findall(written):
        # What Python froze, such as ``<frozen posixpath>``, has no file.
        if not path.startswith("<") and team_code.holds(path):
            return Place(path=team_code.shown_path(path), line=int(line))
    return None


def _file(folder: str, number: int) -> Path:
    return Path(folder, f"cursus-tester-stack{number}")
