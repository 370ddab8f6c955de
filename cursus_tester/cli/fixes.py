"""``check --fix`` and ``check --diff``: correct what is mechanical, or show how."""

from __future__ import annotations

import argparse
import difflib
import errno
from collections.abc import Iterator

from cursus_tester.cli.arguments import run_request
from cursus_tester.cli.console import EXIT_BLOCKED, EXIT_CLEAN, EXIT_INTERRUPTED, complain, unable


def fix(arguments: argparse.Namespace) -> int | None:
    """Correct the files, or print the corrections.

    Returns:
        The exit code; ``None``: the files are corrected, and `check` says what is left.
    """
    if arguments.static or arguments.in_process or arguments.shard or arguments.python:
        out = "--static, --in-process, --shard and --python"
        return unable([f"--fix and --diff run every builder again, here; leave out {out}"])
    try:
        import libcst  # noqa: F401
    except ModuleNotFoundError:
        return unable(["--fix and --diff need libcst; pip install 'cursus-tester[fix]' in this environment"])
    from cursus_tester.fixing.fixing import find_fixes
    from cursus_tester.fixing.trial import trial_of
    from cursus_tester.run.engine import Interrupted
    from cursus_tester.run.planning import Unable
    from cursus_tester.workers.kept import KeptServers

    request = run_request(arguments)
    try:
        with KeptServers() as servers, trial_of(request, servers) as trial:
            fixes = find_fixes(trial, complain)
    except Unable as error:
        return unable(error.problems)
    except Interrupted:
        complain("interrupted: no file was changed")
        return EXIT_INTERRUPTED
    for message in fixes.left:
        complain(message)
    if arguments.diff:
        for file in fixes.files:
            print("".join(_difference(file.path, file.before, file.after)), end="")
        return EXIT_BLOCKED if fixes.files else EXIT_CLEAN
    problems = [problem for file in fixes.files for problem in _write(file.path, file.before, file.after)]
    return unable(problems) if problems else None


def _difference(path: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = (each.decode("utf-8", "surrogateescape").splitlines(keepends=True) for each in (before, after))
    for line in difflib.unified_diff(old, new, path, path):
        shown = line.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        yield shown if shown.endswith("\n") else f"{shown}\n\\ No newline at end of file\n"


def _write(path: str, before: bytes, after: bytes) -> Iterator[str]:
    from cursus_tester.files.replacing import replace_content

    try:
        replace_content(path, after, before)
    except OSError as error:
        said = error.strerror if error.errno in (errno.ESTALE, errno.EACCES) else f"cannot be written: {error.strerror}"
        yield f"{path}: is not corrected: {said}"
