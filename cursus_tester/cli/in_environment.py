"""Run a command that another environment's process was asked for, with the interpreter of this one.

It hands over the arguments as it has read them (`cursus_tester.cli.environments`); both processes run the same code.
"""

from __future__ import annotations

import argparse
import base64
import pickle
import sys
from collections.abc import Callable
from typing import NoReturn

from cursus_tester.cli.commands import check, migrate
from cursus_tester.cli.ending import end_with

_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": check.run,
    "compile": migrate.compile_to_file,
}


def main() -> NoReturn:
    """Run the command that the command line holds, and end the process with its exit code."""
    command, arguments = pickle.loads(base64.urlsafe_b64decode(sys.argv[1]))
    end_with(lambda: _run(command, argparse.Namespace(**arguments)))


def _run(command: str, arguments: argparse.Namespace) -> int:
    from cursus_tester.cli.main import run_command

    return run_command(_COMMANDS[command], arguments)
