"""The tool as a process that hears Ctrl-C and the other signals that end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start(*arguments: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    """The tool, which hears these signals also where these tests, as a background job or under `nohup`, do not."""
    previous = {each: signal.signal(each, signal.default_int_handler) for each in _ENDING}
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "cursus_tester", *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)
