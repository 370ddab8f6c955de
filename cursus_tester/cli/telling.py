"""Tell what a check came to: reports, messages and the exit code; and tell it again where nothing has changed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cursus_tester.cli.console import EXIT_BLOCKED, EXIT_CLEAN, EXIT_INTERRUPTED, EXIT_UNABLE, complain, unable

if TYPE_CHECKING:
    from cursus_tester.reports.output import ReportTarget
    from cursus_tester.reports.rendering import Detail
    from cursus_tester.run.cache import Store
    from cursus_tester.run.kept_run import KeptRun
    from cursus_tester.run.told import ToldRun

_INTERRUPTED = "not every report was written"
#: What changes the looks of the reports only.
_LOOKS = ("no_color", "quiet", "statistics", "verbose")


def tell(done: KeptRun, arguments: argparse.Namespace, wanted: int | None = None, store: Store | None = None) -> int:
    """Write the reports, say the rest on stderr, and return the exit code.

    Args:
        done: What the check came to.
        arguments: How it is to be told.
        wanted: How many builders were to be checked where the run broke off.
        store: Where what is told is kept; ``None``: nowhere.
    """
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import RENDERERS
    from cursus_tester.run.told import ToldReport, ToldRun

    # Reports may be written into a folder that was looked at.
    states = store.states(_all_looked_at()) if store is not None else None
    report, written = done.report, list[ToldReport]()
    checked = f"{len(report.scorecards)} of {wanted or len(report.scorecards)} builders were checked"
    targets, _ = output.parse_targets(done.formats)
    statistics, on_stdout = "", output.ReportTarget(format="terminal", file=None) in targets

    def keep(target: ReportTarget, text: str) -> None:
        written.append(ToldReport(format=target.format, file=target.file, text=text))

    try:
        late = output.write_reports(
            report,
            targets,
            RENDERERS,
            plain=is_plain(arguments),
            detail=_detail(arguments),
            on_written=keep if states is not None else None,
        )
        if arguments.statistics:
            from cursus_tester.reports.statistics import render_statistics

            statistics = render_statistics(report)
            print(statistics, end="", file=sys.stdout if on_stdout else sys.stderr)
    except KeyboardInterrupt:
        complain(f"interrupted: {checked}, and {_INTERRUPTED}")
        return EXIT_INTERRUPTED
    if wanted is not None:
        complain(f"interrupted: {checked}")
        return EXIT_INTERRUPTED
    problems = (*late, *done.shortcomings, *done.low)
    unable(problems)
    exit_code = EXIT_BLOCKED if report.summary.blocking or done.low else EXIT_CLEAN
    if late or done.shortcomings:
        exit_code = EXIT_UNABLE
    if store is not None and states is not None and not late:
        told = ToldRun(
            today=done.today,
            announced=done.announced,
            reports=tuple(written),
            statistics=statistics,
            statistics_on_stdout=on_stdout,
            problems=problems,
            exit_code=exit_code,
        )
        _keep(done, told, arguments, store, states)
    return exit_code


def _keep(done: KeptRun, told: ToldRun, arguments: argparse.Namespace, store: Store, states: Mapping[str, str]) -> None:
    from cursus_tester.run.kept_run import packed
    from cursus_tester.run.told import MAX_KEPT

    is_short = sum(len(each.text) for each in told.reports) <= MAX_KEPT
    if is_short:
        store.keep(_asked_to_tell(arguments), told, states)
    # What is only read has its scorecards in the ledger, and is soon told in other ways.
    if not (is_short and arguments.static):
        store.keep(asked(arguments), packed(done), states)


def tell_again(arguments: argparse.Namespace, store: Store) -> int | None:
    """Tell what an earlier run told, and return its exit code; ``None`` where there was none that still counts."""
    from cursus_tester.run.told import ToldRun

    today = str(arguments.today)
    told = store.get(_asked_to_tell(arguments), ToldRun)
    if told is not None and told.today == today:
        return _repeated(told, arguments)
    from cursus_tester.run.kept_run import PackedRun, unpacked

    kept = store.get(asked(arguments), PackedRun)
    if kept is None or kept.run.today != today:
        return None
    _announce(kept.run.announced, arguments)
    return tell(unpacked(kept), arguments, store=store)


def _announce(messages: tuple[str, ...], arguments: argparse.Namespace) -> None:
    if arguments.durations:
        complain("no builder took time: all results are from the cache; see --no-cache")
    for each in messages:
        complain(each)


def _repeated(told: ToldRun, arguments: argparse.Namespace) -> int:
    """Write what a run told, to where it is asked for now."""
    from cursus_tester.reports import output

    _announce(told.announced, arguments)
    try:
        found = (
            output.write_report(output.ReportTarget(format=each.format, file=each.file), (each.text,))
            for each in told.reports
        )
        late = [each for each in found if each is not None]
        print(told.statistics, end="", file=sys.stdout if told.statistics_on_stdout else sys.stderr)
    except KeyboardInterrupt:
        complain(f"interrupted: {_INTERRUPTED}")
        return EXIT_INTERRUPTED
    unable((*late, *told.problems))
    return EXIT_UNABLE if late else told.exit_code


def asked(arguments: argparse.Namespace) -> str:
    """What a run is asked for, without the day and without what changes the looks of its reports only."""
    others = ("cache_dir", "debug", "durations", "jobs", "run", "today", "whole")
    return repr((os.getcwd(), [each for each in sorted(vars(arguments).items()) if each[0] not in (*_LOOKS, *others)]))


def _asked_to_tell(arguments: argparse.Namespace) -> str:
    """What a run is asked for, and how it is to look."""
    from cursus_tester.reports.output import stdout_options

    looks = [(name, getattr(arguments, name)) for name in _LOOKS]
    return repr((asked(arguments), looks, stdout_options(is_plain(arguments), _detail(arguments))))


def _all_looked_at() -> Iterator[str]:
    """The paths that all that was found rests on."""
    from cursus_tester.files import dependencies
    from cursus_tester.run.cache import beside_the_builders

    yield from dependencies.recorded()
    yield from beside_the_builders()


def _detail(arguments: argparse.Namespace) -> Detail:
    from cursus_tester.reports.rendering import Detail

    return Detail.BRIEF if arguments.quiet else Detail.FULL if arguments.verbose else Detail.NORMAL


def is_plain(arguments: argparse.Namespace) -> bool:
    """Whether no colour is wanted."""
    return arguments.no_color or bool(os.environ.get("NO_COLOR"))
