"""``migrate``: compare what an old builder and a new one compile to, each under its own SDK."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cursus_tester.cli.arguments import add_bound_arguments, add_setting, run_request
from cursus_tester.cli.console import EXIT_BLOCKED, EXIT_CLEAN, EXIT_INTERRUPTED, EXIT_UNABLE, complain, unable
from cursus_tester.cli.environments import handed_over
from cursus_tester.cli.parsers import CommandParser

if TYPE_CHECKING:
    from cursus_tester.results.migration import Compiled

_SIDES = ("old", "new")


def add(migrate: CommandParser) -> None:
    """Declare the command."""
    migrate.description = (
        "Compile an old builder and the new one that takes its place, each with its own SDK, and say which "
        "differences matter to the container or the run. Exit code: 0 none of them does, 1 some do, 2 unable."
    )
    for side in _SIDES:
        migrate.add_argument(side, metavar=side.upper(), help=f"the {side} builder: PATH, or PATH::NAME")
    how = add_bound_arguments(migrate)
    for side in _SIDES:
        how.add_argument(
            f"--{side}-python", metavar="PATH", default="", help=f"the Python or environment for {side.upper()}"
        )
    add_setting(migrate, "formats", "terminal or json, to stdout without a file or with '-' (default: terminal)")
    migrate.add_argument("--no-color", action="store_true", help="print no colours, as with NO_COLOR")
    migrate.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compile both, and show where they differ."""
    from cursus_tester.migration.comparison import compare
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import MIGRATION_RENDERERS

    targets, problems = output.parse_targets(arguments.formats or ["terminal"], tuple(MIGRATION_RENDERERS))
    if problems:
        return unable(problems)
    old = _compiled("old", arguments)
    new = _compiled("new", arguments) if old is not None else None
    if old is None or new is None:
        return EXIT_UNABLE
    migration = compare(old, new)
    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
    late = output.write_reports(migration, targets, MIGRATION_RENDERERS, plain=plain)
    if late:
        return unable(late)
    return EXIT_BLOCKED if migration.matters else EXIT_CLEAN


def _compiled(side: str, arguments: argparse.Namespace) -> Compiled | None:
    """What one of the two compiles to; ``None`` where that is not known, which has been said then."""
    from cursus_tester.environments.interpreter import EnvironmentProblem
    from cursus_tester.run.planning import Unable

    given, python = getattr(arguments, side), getattr(arguments, f"{side}_python")
    try:
        found = _elsewhere(given, python, arguments) if python else compiled_here(given, arguments)
    except EnvironmentProblem as problem:
        complain(str(problem).replace("--python ", f"--{side}-python "))
        return None
    except Unable as error:
        unable(each.replace("--python PATH", f"--{side}-python PATH") for each in error.problems)
        return None
    if found is not None and found.problem is not None:
        complain(f"{found.subject} does not compile with {found.sdk}: {found.problem}; `cursus-tester check` says more")
        return None
    return found


def _elsewhere(given: str, python: str, arguments: argparse.Namespace) -> Compiled | None:
    import msgspec

    from cursus_tester.environments.running import open_environment, run_in
    from cursus_tester.results.migration import Compiled

    environment = open_environment(python)
    if environment.note is not None:
        complain(environment.note)
    with tempfile.TemporaryDirectory(prefix="cursus-tester-") as folder:
        file = os.path.join(folder, "compiled.json")
        word = handed_over("compile", arguments, subject=given, file=file)
        ended = run_in(environment, [word], captured=True)
        if ended.exit_code == EXIT_INTERRUPTED:
            raise KeyboardInterrupt
        for line in ended.said:
            complain(f"--python {python}: {line.removeprefix('cursus-tester: ')}")
        if ended.exit_code or not os.path.exists(file):
            return None
        with open(file, "rb") as stream:
            return msgspec.json.decode(stream.read(), type=Compiled)


def compile_to_file(arguments: argparse.Namespace) -> int:
    """Compile `arguments.subject` here for another process, into the file `arguments.file`."""
    import msgspec

    from cursus_tester.run.planning import Unable

    try:
        found = compiled_here(arguments.subject, arguments)
    except Unable as error:
        return unable(error.problems)
    with open(arguments.file, "wb") as stream:
        stream.write(msgspec.json.encode(found))
    return EXIT_CLEAN


def compiled_here(given: str, arguments: argparse.Namespace) -> Compiled:
    """What a builder compiles to with the SDK of this environment.

    Raises:
        cursus_tester.run.planning.Unable: It is not found, or is one of several.
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
    """
    from cursus_tester.migration.compiling import compile_subject
    from cursus_tester.run import planning

    path, _, name = given.partition("::")
    request = run_request(arguments).replaced(paths=[path], formats=())
    with redirect_stdout(sys.stderr):
        planned = planning.plan(request)
    found = [each for each in planned.subjects if not name or each.name == name]
    if not planned.subjects:
        raise planning.Unable(*planned.problems, *planned.left_out)
    if len(found) != 1:
        names = ", ".join(each.id for each in planned.subjects)
        raise planning.Unable(f"{given}: {len(found) or 'none'} of the builders there; name one of {names}")
    return compile_subject(found[0], planned.options)
