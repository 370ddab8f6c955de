"""``check``: run step builders in their scenarios and write scorecards."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from typing import TYPE_CHECKING

from cursus_tester.cli import telling
from cursus_tester.cli.arguments import (
    add_cache_arguments,
    add_output_arguments,
    add_run_arguments,
    add_setting,
    add_verdict_arguments,
    count,
    run_request,
    shard,
)
from cursus_tester.cli.console import (
    EXIT_CLEAN,
    EXIT_INTERRUPTED,
    EXIT_UNABLE,
    complain,
    progress,
    unable,
)
from cursus_tester.cli.parsers import CommandParser
from cursus_tester.settings.defaults import BASELINE_FILE

if TYPE_CHECKING:
    from cursus_tester.results.report import Report
    from cursus_tester.results.subject import Subject
    from cursus_tester.run.cache import Store
    from cursus_tester.run.planning import Plan
    from cursus_tester.workers.kept import KeptServers


_USUAL = (
    *("paths", "static", "select", "ignore", "fail_on", "min_score", "baseline", "formats"),
    *("quiet", "verbose", "statistics", "show_config", "help_all"),
)
_EXAMPLES = (
    "cursus-tester check builders/",
    "cursus-tester check builders/ -f html=report.html -f sarif=report.sarif",
    "cursus-tester check --static --fail-on warning --baseline builders/",
)


def add(check: CommandParser) -> None:
    """Declare the command."""
    check.description = "Run step builders in their scenarios and print scorecards."
    check.show_usual(_USUAL, _EXAMPLES)
    how = add_run_arguments(check)
    how.add_argument(
        "--python",
        metavar="PATH",
        action="append",
        default=[],
        help="run with this Python or environment and its SDK; several: side by side",
    )
    shared = add_cache_arguments(check)
    shared.add_argument("--shard", metavar="I/N", type=shard, help="check only part I of N, for `merge`")
    blocks = add_verdict_arguments(check)
    add_setting(blocks, "baseline", nargs="?")
    check.add_argument(
        "--in-process",
        action="store_true",
        help="run one builder without bounds, for debuggers",
    )
    reports = add_output_arguments(check)
    looks = reports.add_mutually_exclusive_group()
    looks.add_argument("-q", "--quiet", action="store_true", help="print only problems and the verdict")
    looks.add_argument("-v", "--verbose", action="store_true", help="also print the rules that found nothing")
    reports.add_argument("--durations", metavar="N", type=count, help="say on stderr which N builders took longest")
    reports.add_argument("--statistics", action="store_true", help="count findings by rule")
    fixes = check.add_argument_group("what is mechanical")
    fixes.add_argument("--fix", action="store_true", help="correct it, where the correction makes its finding go away")
    fixes.add_argument("--diff", action="store_true", help="show the corrections and write none")
    check.add_argument("--list", action="store_true", help="print what would be checked and exit")
    check.add_argument("--show-config", action="store_true", help="print the settings in effect and exit")
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check what there is to check and write every report that can be written; anything amiss makes it exit 2."""
    import datetime

    # One day for all of it, also where midnight passes.
    arguments.today = arguments.today or datetime.date.today()
    if arguments.fix or arguments.diff:
        from cursus_tester.cli.fixes import fix

        exit_code = fix(arguments)
        if exit_code is not None:
            return exit_code
    if arguments.python:
        from cursus_tester.cli.environments import check_in_one, check_in_several

        several = len(arguments.python) > 1
        return check_in_several(arguments) if several else check_in_one(arguments.python[0], arguments)
    store = None
    with _collector(arguments):
        if not (arguments.no_cache or arguments.in_process or arguments.show_config or arguments.list):
            from cursus_tester.run.cache import open_store

            store = open_store(arguments.cache_dir)
            exit_code = telling.tell_again(arguments, store) if store is not None else None
            if exit_code is not None:
                return exit_code
        with _servers(arguments) as servers:
            return _run(arguments, store, servers)


def _collector(arguments: argparse.Namespace) -> AbstractContextManager[None]:
    """Pauses the garbage collector where nothing is run: there is nothing to collect before the process ends."""
    if not arguments.static:
        return nullcontext()
    from cursus_tester.source.garbage_collection import collector_off

    return collector_off()


@contextmanager
def _servers(arguments: argparse.Namespace) -> Iterator[KeptServers | None]:
    """Who runs builders: started at once, as something has changed where an earlier run is not told again."""
    if arguments.static or arguments.in_process or arguments.show_config or arguments.list:
        yield None
        return
    from cursus_tester.workers.kept import KeptServers

    with KeptServers() as servers:
        servers.start_ahead()
        yield servers


def _run(arguments: argparse.Namespace, store: Store | None, servers: KeptServers | None) -> int:
    from cursus_tester.reports import output
    from cursus_tester.run import planning

    request = run_request(arguments)
    # Settings may name other formats; what is wrong with them is told with what is wrong with the settings.
    _, mistyped = output.parse_targets(arguments.formats)
    try:
        # Whatever a third party's rules print, stdout is for the requested reports.
        with redirect_stdout(sys.stderr):
            if arguments.baseline == "":
                standing = planning.settings_for(planning.CheckRequest()).baseline
                request = request.replaced(baseline=standing or BASELINE_FILE)
            planned = None if arguments.show_config else planning.plan(request, store, reads_ahead=not arguments.list)
            settings = planned.settings if planned is not None else planning.settings_for(request)
    except planning.Unable as error:
        return unable([*mistyped, *error.problems])
    if planned is not None and arguments.list:
        return _list(planned)
    if planned is not None:
        return _check(planned, arguments, store, servers)
    from cursus_tester.settings.text import show_settings

    print(show_settings(settings), end="")
    return unable(mistyped) if mistyped else EXIT_CLEAN


def _list(planned: Plan) -> int:
    """Print what was found, one line each: what it is, and its id. Nothing is run."""
    for subject in planned.subjects:
        print(f"{subject.kind.value:<9} {subject.id}")
    for remark in (*planned.left_out, *planned.remarks):
        complain(remark)
    return unable(planned.problems) if planned.problems else EXIT_CLEAN


def _check(planned: Plan, arguments: argparse.Namespace, store: Store | None, servers: KeptServers | None) -> int:
    from cursus_tester.reports import output
    from cursus_tester.run import checking
    from cursus_tester.run.kept_run import KeptRun

    formats = tuple(planned.settings.formats or ["terminal"])
    targets, problems = output.parse_targets(formats)
    if not targets:
        return unable(problems)
    problems += planned.problems
    if arguments.in_process and (arguments.static or len(planned.subjects) > 1):
        return unable([*problems, _not_in_process(planned.subjects)])
    if planned.discovered and not planned.subjects:
        complain(f"shard {planned.shard} has none of the {len(planned.discovered)} builders: nothing to check in it")
    # Told before a run that may take minutes.
    announced = (*checking.least_score(planned.options)[1], *planned.left_out)
    for each in announced:
        complain(each)
    unable(problems)
    seconds: dict[str, float] | None = {} if arguments.durations else None
    report, is_whole, is_kept = _checked(planned, arguments, store, seconds, servers)
    done = KeptRun(
        report=report,
        today=str(arguments.today),
        formats=formats,
        shortcomings=checking.shortcomings(report, planned.settings) if planned.subjects else (),
        low=checking.below_minimum(planned, report),
        announced=announced,
    )
    is_repeatable = is_kept and bool(planned.subjects) and not problems
    wanted = None if is_whole else len(planned.subjects)
    exit_code = telling.tell(done, arguments, wanted, store if is_repeatable else None)
    for id, taken in sorted((seconds or {}).items(), key=lambda each: -each[1])[: arguments.durations]:
        print(f"{taken:8.2f} s  {id}", file=sys.stderr)
    return EXIT_UNABLE if problems and exit_code != EXIT_INTERRUPTED else exit_code


def _checked(
    planned: Plan,
    arguments: argparse.Namespace,
    store: Store | None,
    seconds: dict[str, float] | None,
    servers: KeptServers | None,
) -> tuple[Report, bool, bool]:
    """The report, whether all of it was run, and whether all of its scorecards are kept; `seconds` gets the times."""
    from cursus_tester.run import checking
    from cursus_tester.run.engine import Interrupted

    cache = checking.scorecards_of(planned, store)
    try:
        with redirect_stdout(sys.stderr), _progress(arguments) as on_progress:
            report = checking.run(planned, cache=cache, on_progress=on_progress, servers=servers, seconds=seconds)
    except Interrupted as interruption:
        return interruption.report, False, False
    # What is only read gives the same each time.
    return report, True, planned.options.static or (cache is not None and cache.has_all(report))


def _not_in_process(subjects: Sequence[Subject]) -> str:
    """Why a run in the tool's own process is none."""
    if len(subjects) < 2:
        return "--in-process runs the builder and --static runs none; give one of the two"
    first, found = subjects[0].id, len(subjects)
    return f"--in-process runs one builder, and {found} were found: {first} and {found - 1} more; name one, as {first}"


def _progress(arguments: argparse.Namespace) -> AbstractContextManager[Callable[[int, int, str], None] | None]:
    # A bar that is drawn again and again would write over a debugger's prompt.
    return nullcontext() if arguments.in_process or arguments.quiet else progress(telling.is_plain(arguments))
