"""The command line.

Exit codes: 0 nothing blocks, 1 blocking findings, 2 the tool could not do its job, 130 interrupted; 2 wins over 1.
Start-up imports nothing heavy: what a command needs, it imports when it runs.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence

from cursus_tester.cli.commands import COMMANDS, declare
from cursus_tester.cli.console import EXIT_INTERRUPTED, EXIT_UNABLE, complain, unable
from cursus_tester.cli.parsers import CommandParser
from cursus_tester.version import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv`, without the program's name, and return the exit code.

    Raises:
        SystemExit: From argparse, on ``--help``, ``--version`` and wrong usage.
    """
    given = sys.argv[1:] if argv is None else argv
    # Without this the path behind a bare --baseline would be taken for its file.
    given = ["--baseline=" if each == "--baseline" else each for each in given]
    arguments = _parser(next((each for each in given if each in COMMANDS), "")).parse_args(given)
    obstacle = _obstacle()
    if obstacle:
        return unable([obstacle])
    return run_command(arguments.run, arguments)


def run_command(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Call a command, say what it fails with, and return the exit code."""
    try:
        exit_code = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        complain("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `head` does. Python flushes stdout once more at exit: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_UNABLE
    except Exception as error:
        if arguments.debug:
            import traceback

            traceback.print_exc()
        else:
            complain(_told(error))
        return EXIT_UNABLE
    return exit_code


def _obstacle() -> str | None:
    """Why this process cannot do anything, and what to do; ``None`` where it can."""
    if sys.stdout is None:
        return "stdout is closed; leave it open, or send it to /dev/null"
    if sys.flags.optimize > 1:
        return (
            "Python drops docstrings (-OO, PYTHONOPTIMIZE=2), and the rules are documented in theirs; start it without"
        )
    try:
        os.getcwd()
    except OSError as error:
        return f"the working directory cannot be used: {error.strerror}; change to a folder that exists"
    return None


def _told(error: Exception) -> str:
    from cursus_tester.workers.launching import ProbeError

    if isinstance(error, ProbeError):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.EMFILE:
        return "too many files are open; raise the limit (ulimit -n), or run fewer builders at a time (--jobs)"
    return f"{type(error).__name__}: {error}; run again with --debug to see where this comes from"


_EPILOG = """\
examples:
  cursus-tester check builders/           scorecards, exit 1 if a finding blocks
  cursus-tester explain CM310             what a rule checks, why, how to fix it
  cursus-tester gate --base origin/main   block what this change makes worse
exit codes: 0 nothing blocks, 1 a finding blocks, 2 unable, 130 interrupted
"""


def _parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line, with the arguments of one command; ``None``: of all."""
    parser = CommandParser(
        prog="cursus-tester",
        description="Test SageMaker Pipelines step builders: the real SDK, a faked AWS account.",
        usage="%(prog)s [-h] [--version] COMMAND ...",
        epilog=_EPILOG,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    version = f"cursus-tester {__version__}"
    parser.add_argument("--version", action="version", version=version, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="cursus-tester", parser_class=CommandParser
    )
    for name, help in COMMANDS.items():
        each = commands.add_parser(name, help=help)
        each.add_argument("--debug", action="store_true", help="show the traceback when the tool itself fails")
        if command in (None, name):
            declare(name, each)
    # For `completion`, which tells a shell of all of it.
    parser.set_defaults(whole=_parser)
    return parser
