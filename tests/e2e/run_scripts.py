"""Runs scripts one after the other, each in a process of its own that has the SDK already.

``run_scripts.py FOLDER`` writes what each ``*.py`` there printed, or raised, to a file beside it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import sys
from pathlib import Path

import moto  # noqa: F401
import sagemaker  # noqa: F401


def run(script: Path) -> None:
    """Run one script, and note what came of it."""
    printed, raised = io.StringIO(), None
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_path(str(script), run_name="__main__")
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
    script.with_suffix(".json").write_text(json.dumps({"printed": printed.getvalue(), "raised": raised}))


for path in sorted(Path(sys.argv[1]).glob("*.py")):
    child = os.fork()
    if child == 0:
        try:
            run(path.absolute())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
