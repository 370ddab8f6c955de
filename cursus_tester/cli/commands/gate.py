"""``gate``: check the builders that a change touches, before and after it, and block what it makes worse."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import nullcontext, redirect_stdout
from typing import TYPE_CHECKING

from cursus_tester.cli.arguments import (
    add_cache_arguments,
    add_output_arguments,
    add_run_arguments,
    add_verdict_arguments,
    points,
    run_request,
)
from cursus_tester.cli.console import EXIT_BLOCKED, EXIT_CLEAN, EXIT_UNABLE, progress, unable
from cursus_tester.cli.parsers import CommandParser
from cursus_tester.settings.defaults import MAX_DROP

if TYPE_CHECKING:
    from cursus_tester.gate.comparison import Comparison
    from cursus_tester.reports import output

_DESCRIPTION = """\
Check the step builders that a change touches, before and after the change, in temporary folders. Block what the change
makes worse: new findings, lower scores, new builders below --min-score, waivers without a reason or an end date,
imports of builders that no longer exist, and settings that hide any of it. Old findings do not block.
"""
_USUAL = (
    *("base", "head", "staged", "paths", "static", "select", "ignore", "fail_on", "max_drop", "min_score"),
    *("allow_settings", "formats", "summary", "help_all"),
)
_EXAMPLES = (
    "cursus-tester gate --base origin/main",
    "cursus-tester gate --base origin/main --summary comment.md builders/",
    "cursus-tester gate --base HEAD --staged --static",
)


def add(gate: CommandParser) -> None:
    """Declare the command."""
    gate.description = _DESCRIPTION
    gate.show_usual(_USUAL, _EXAMPLES)
    gate.usage = "%(prog)s --base REF [OPTION ...] [PATH ...]"
    revisions = gate.add_argument_group("what is compared")
    revisions.add_argument("--base", metavar="REF", required=True, help="the branch to compare with, as origin/main")
    change = revisions.add_mutually_exclusive_group()
    change.add_argument("--head", metavar="REF", help="the changed commit (default: the working tree)")
    change.add_argument("--staged", action="store_true", help="check what is staged, for a commit hook")
    add_run_arguments(gate)
    add_cache_arguments(gate, "in the user's cache, ~/.cache/cursus-tester/gate")
    blocks = add_verdict_arguments(gate, "the lowest score that a new builder may have")
    blocks.add_argument(
        "--max-drop",
        metavar="POINTS",
        type=points,
        default=MAX_DROP,
        help=f"how many points a score may fall (default: {MAX_DROP:g})",
    )
    blocks.add_argument(
        "--allow-settings", action="store_true", help="let altered settings hide what the change makes worse"
    )
    reports = add_output_arguments(gate, "write a report; repeatable (default: only the verdict)")
    reports.add_argument("--summary", metavar="FILE", help="write the verdict as Markdown, for a comment")
    gate.set_defaults(run=run, baseline="")


def run(arguments: argparse.Namespace) -> int:
    """Compare, print the verdict and write what was asked for; anything amiss makes it exit 2."""
    from cursus_tester.source.garbage_collection import collector_off

    # Where nothing is run, there is nothing to collect before the process ends.
    with collector_off() if arguments.static else nullcontext():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    from cursus_tester.reports import output

    targets, problems = output.parse_targets(arguments.formats)
    if problems:
        return unable(problems)
    from cursus_tester.gate.revisions.repository import RevisionError
    from cursus_tester.run.planning import Unable

    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
    try:
        comparison = _compared(arguments, plain)
    except RevisionError as error:
        return unable([str(error)])
    except Unable as error:
        return unable(error.problems)
    late = _written(comparison, targets, arguments.summary, plain)
    unable(late)
    if late or comparison.verdict.problems:
        return EXIT_UNABLE
    return EXIT_BLOCKED if comparison.verdict.blocks else EXIT_CLEAN


def _compared(arguments: argparse.Namespace, plain: bool) -> Comparison:
    from cursus_tester.gate.comparison import GateRequest, compare
    from cursus_tester.gate.revisions.files import Head
    from cursus_tester.gate.revisions.repository import open_repository
    from cursus_tester.gate.revisions.trees import lay_out

    request = GateRequest(
        check=run_request(arguments), max_drop=arguments.max_drop, allow_settings=arguments.allow_settings
    )
    repository = open_repository(os.getcwd())
    store = None
    if repository.top and not arguments.no_cache:
        from cursus_tester.run.cache import open_store, user_folder

        # The repository stays as it is.
        store = open_store(arguments.cache_dir or os.path.join(user_folder(), "gate"))
    head = arguments.head if arguments.head is not None else Head.STAGED if arguments.staged else Head.WORKING_TREE
    with lay_out(repository, arguments.base, head) as revisions, progress(plain) as on_progress:
        return compare(request, repository, revisions, on_progress, store)


def _written(comparison: Comparison, targets: list[output.ReportTarget], summary: str | None, plain: bool) -> list[str]:
    """Write all that was asked for; the verdict goes to stderr where a report takes stdout."""
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import RENDERERS, VERDICT_RENDERERS

    takes_stdout = any(target.file is None for target in targets)
    shown = [output.ReportTarget(format="terminal", file=None)]
    with redirect_stdout(sys.stderr) if takes_stdout else nullcontext():
        output.write_reports(comparison.verdict, shown, VERDICT_RENDERERS, plain=plain)
    kept = [output.ReportTarget(format="markdown", file=summary)] if summary is not None else []
    problems = output.write_reports(comparison.verdict, kept, VERDICT_RENDERERS, plain=plain)
    return problems + output.write_reports(comparison.report, targets, RENDERERS, plain=plain)
