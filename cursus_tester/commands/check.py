"""``check``: put step builders through their scenarios and write scorecards."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cursus_tester import output
from cursus_tester.commands.arguments import add_output_arguments, add_run_arguments
from cursus_tester.console import EXIT_BLOCKED, EXIT_CLEAN, EXIT_INTERRUPTED, EXIT_UNABLE, complain, progress, unable
from cursus_tester.reports import RENDERERS

if TYPE_CHECKING:
    from cursus_tester.commands.arguments import Commands


def add(commands: Commands, debug: argparse.ArgumentParser) -> None:
    """Declare the command."""
    check = commands.add_parser("check", parents=[debug], help="check step builders", allow_abbrev=False)
    check.description = "Put step builders through their scenarios and print scorecards."
    add_run_arguments(check)
    add_output_arguments(check)
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check what there is to check and write every report that can be written; anything amiss makes it exit 2."""
    from cursus_tester import checking

    targets, problems = output.parse_targets(arguments.formats or ["terminal"])
    if not targets:
        return unable(problems)
    request = checking.Request(
        paths=arguments.paths,
        select=arguments.select,
        ignore=arguments.ignore,
        import_root=arguments.import_root,
    )
    try:
        # Whatever a third party's rules print, stdout is for the requested reports.
        with redirect_stdout(sys.stderr):
            planned = checking.plan(request)
    except checking.Unable as error:
        return unable([*problems, *error.problems])
    problems += planned.problems
    # Told before a run that may take minutes.
    unable(problems)
    from cursus_tester.engine import Interrupted, Options
    from cursus_tester.evidence.exploration import Exploration

    options = Options(
        static=arguments.static,
        jobs=arguments.jobs,
        timeout=arguments.timeout,
        memory_limit=arguments.memory_limit,
        import_root=arguments.import_root or "",
        settings=planned.settings,
        exploration=Exploration(examples=arguments.examples, seed=arguments.seed),
    )
    caching = checking.Caching(is_on=not arguments.no_cache, folder=arguments.cache_dir)
    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
    interrupted = False
    try:
        with redirect_stdout(sys.stderr), progress(plain) as on_progress:
            report = checking.run(planned, options, caching=caching, on_progress=on_progress)
    except Interrupted as interruption:
        interrupted, report = True, interruption.report
    checked = f"{len(report.scorecards)} of {len(planned.subjects)} builders were checked"
    try:
        late = output.write_reports(report, targets, RENDERERS, plain=plain)
    except KeyboardInterrupt:
        complain(f"interrupted: {checked}, and not every report was written")
        return EXIT_INTERRUPTED
    if interrupted:
        complain(f"interrupted: {checked}")
        return EXIT_INTERRUPTED
    if planned.subjects:
        late += checking.shortcomings(report)
    unable(late)
    if problems or late:
        return EXIT_UNABLE
    return EXIT_BLOCKED if report.summary.blocking else EXIT_CLEAN
