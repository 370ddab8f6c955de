"""``merge``: combine the JSON reports of shards into one report."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cursus_tester.cli.arguments import add_output_arguments
from cursus_tester.cli.console import EXIT_BLOCKED, EXIT_CLEAN, unable
from cursus_tester.cli.parsers import CommandParser

if TYPE_CHECKING:
    from cursus_tester.results.report import Report


def add(merge: CommandParser) -> None:
    """Declare the command."""
    merge.description = (
        "Combine JSON reports of different builders, such as those of `check --shard 1/2` and `check --shard 2/2`. "
        "The exit code is that of one `check` of all builders."
    )
    merge.add_argument("reports", metavar="FILE.json", nargs="+", help="a report, from `check -f json=FILE.json`")
    add_output_arguments(merge)
    merge.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Merge, write every report that can be written, and judge the whole as `check` does."""
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import RENDERERS
    from cursus_tester.reports.report_files import UnreadableReport, load_report
    from cursus_tester.reports.text.wording import missing
    from cursus_tester.results.merging import MergeError, merge
    from cursus_tester.run.checking import shortcomings

    targets, problems = output.parse_targets(arguments.formats or ["terminal"])
    problems += [f"{file} is named more than once; name each report once" for file in _repeated(arguments.reports)]
    reports: dict[str, Report] = {}
    for file in dict.fromkeys(arguments.reports):
        try:
            reports[file] = load_report(file)
        except UnreadableReport as error:
            problems.append(str(error))
    if problems:
        return unable(problems)
    try:
        report = _with_sources(merge(reports))
    except MergeError as error:
        return unable([str(error)])
    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
    problems = [*output.write_reports(report, targets, RENDERERS, plain=plain), *shortcomings(report)]
    problems += [f"{file}: {each}" for file, one in reports.items() for each in missing(one)]
    if problems:
        return unable(problems)
    return EXIT_BLOCKED if report.summary.blocking else EXIT_CLEAN


def _repeated(files: Sequence[str]) -> Iterator[str]:
    return (file for file, count in Counter(files).items() if count > 1)


def _with_sources(report: Report) -> Report:
    """The report with the sources as they are here; a report may come from anyone, so only of Python files below."""
    from dataclasses import replace

    from cursus_tester.run.source_lines import paths_of_findings, read_lines

    paths = paths_of_findings(report.scorecards)
    inside = [
        path for path in paths if path.endswith(".py") and not os.path.isabs(path) and ".." not in path.split("/")
    ]
    return replace(report, sources=read_lines(inside))
