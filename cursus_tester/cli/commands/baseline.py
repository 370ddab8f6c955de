"""``baseline``: accept what is found today, so that only what is new blocks."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING

from cursus_tester.cli.arguments import add_cache_arguments, add_run_arguments, day, run_request
from cursus_tester.cli.console import EXIT_CLEAN, EXIT_INTERRUPTED, complain, progress, unable
from cursus_tester.cli.parsers import CommandParser
from cursus_tester.settings.defaults import BASELINE_FILE

if TYPE_CHECKING:
    from cursus_tester.decisions.baseline import Baseline
    from cursus_tester.decisions.stored_baseline import StoredBaseline
    from cursus_tester.results.report import Report
    from cursus_tester.run.planning import Plan

_DESCRIPTION = """\
Check step builders and write the findings to a file. `check --baseline` then blocks only on findings that are not in
it. Entries that the run cannot judge stay in the file.
"""


_EXAMPLES = (
    "cursus-tester baseline builders/",
    "cursus-tester check --baseline builders/",
    "cursus-tester baseline --prune builders/",
)


def add(baseline: CommandParser) -> None:
    """Declare the command."""
    baseline.description = _DESCRIPTION
    baseline.show_usual(("paths", "select", "ignore", "output", "prune", "today", "help_all"), _EXAMPLES)
    add_run_arguments(baseline, can_be_static=False)
    add_cache_arguments(baseline)
    written = baseline.add_argument_group("what is written")
    written.add_argument(
        "-o", "--output", metavar="FILE", help=f"the file (default: the settings' baseline, else {BASELINE_FILE})"
    )
    written.add_argument("--prune", action="store_true", help="only remove findings that are gone")
    written.add_argument("--today", metavar="DATE", type=day, help="judge waivers by this date, as 2027-01-31")
    # Nothing is judged here; and what is accepted already is to be found again.
    baseline.set_defaults(run=run, baseline="")


def run(arguments: argparse.Namespace) -> int:
    """Check, and write the file; where anything is amiss nothing is written."""
    from cursus_tester.decisions.baseline import Baseline
    from cursus_tester.decisions.stored_baseline import StoredBaseline, Unreadable, load_baseline
    from cursus_tester.rules.registry import load_rules, present_ids
    from cursus_tester.run import checking, planning
    from cursus_tester.run.engine import Interrupted

    try:
        file = arguments.output or planning.settings_for(planning.CheckRequest()).baseline or BASELINE_FILE
        is_new = not arguments.prune and not os.path.lexists(file)
        stored = (
            StoredBaseline(file=file, baseline=Baseline()) if is_new else load_baseline(file, present_ids(load_rules()))
        )
        with redirect_stdout(sys.stderr):
            planned = planning.plan(run_request(arguments))
            if planned.problems:
                return unable(planned.problems)
            ran, static = _reports(planned, arguments)
    except (planning.Unable, Unreadable) as error:
        return unable(error.problems if isinstance(error, planning.Unable) else [str(error)])
    except Interrupted:
        complain(f"interrupted: {file} is unchanged")
        return EXIT_INTERRUPTED
    problems = checking.shortcomings(ran)
    if problems:
        return unable([*problems, f"{file} is unchanged"])
    exit_code = _write(stored, _renewed(stored, planned, ran, static, only_prune=arguments.prune))
    if ran.summary.unjudged:
        complain(
            f"rules that builders kept from looking: {ran.summary.unjudged}; nobody knows what they would find, so "
            "they block all the same; mend what the report of `check` names, or leave the builder out (exclude)"
        )
    return exit_code


def _reports(planned: Plan, arguments: argparse.Namespace) -> tuple[Report, Report]:
    """What is found with all evidence, and with that of the source alone, which ``check --static`` words otherwise."""
    from cursus_tester.run import checking
    from cursus_tester.run.cache import open_store

    cache = checking.scorecards_of(planned, None if arguments.no_cache else open_store(arguments.cache_dir))
    with progress(bool(os.environ.get("NO_COLOR"))) as on_progress:
        ran = checking.run(planned, cache=cache, on_progress=on_progress)
    return ran, checking.run(replace(planned, options=replace(planned.options, static=True)))


def _renewed(stored: StoredBaseline, planned: Plan, ran: Report, static: Report, *, only_prune: bool) -> Baseline:
    from cursus_tester.decisions.baseline import debt_of, judged_of, renewed, together

    found, read = (debt_of(report.scorecards, stored.known_as) for report in (ran, static))
    debt = {builder: together(found[builder], read[builder]) for builder in found}
    searched = [os.path.abspath(path) for path in planned.settings.paths or (".",)]

    def is_gone(builder: str) -> bool:
        file = os.path.join(stored.folder, builder.rpartition("::")[0])
        was_searched = any(file == each or file.startswith(os.path.join(each, "")) for each in searched)
        return was_searched and stored.is_gone(builder)

    judged = judged_of(ran.scorecards, stored.known_as)
    return renewed(stored.baseline, debt, judged, is_gone, only_prune=only_prune)


def _write(stored: StoredBaseline, after: Baseline) -> int:
    from cursus_tester.decisions.baseline import render_baseline
    from cursus_tester.reports import output

    try:
        output.write_file(stored.file, (render_baseline(after),))
    except OSError as error:
        return unable([f"{stored.file}: cannot be written: {error.strerror or error}; name another file with --output"])
    now, before = after.entries, stored.baseline.entries
    complain(f"{stored.file}: findings accepted: {len(now)}; added: {len(now - before)}, dropped: {len(before - now)}")
    return EXIT_CLEAN
