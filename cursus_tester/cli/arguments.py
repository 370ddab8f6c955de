"""Arguments that several commands take, and how their values are read.

What the settings can say too has no default here: the flag that is not given leaves it to them.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from cursus_tester.results.report import Shard
    from cursus_tester.results.rule import FailOn
    from cursus_tester.run.checking import Request

    #: What `add_subparsers` returns.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_run_arguments(parser: argparse.ArgumentParser, *, can_be_static: bool = True) -> None:
    """Which builders are run by which rules, and how."""
    what = parser.add_argument_group("what is checked")
    what.add_argument("paths", metavar="PATH", nargs="*", help="files or folders (default: as set, else .)")
    what.add_argument(
        "--select", metavar="IDS", action="append", default=[], help="only rules with these ids or prefixes"
    )
    what.add_argument(
        "--ignore", metavar="IDS", action="append", default=[], help="no rules with these ids or prefixes"
    )
    if can_be_static:
        what.add_argument("--static", action="store_true", help="run nothing: only rules that read the source")
    how = add_bound_arguments(parser)
    how.add_argument("--jobs", metavar="N", type=jobs, help="builders at a time (default: one a processor)")


def add_bound_arguments(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """How one builder is run."""
    how = parser.add_argument_group("how builders are run")
    how.add_argument("--timeout", metavar="SECONDS", type=seconds, help="for one builder (default: 60)")
    how.add_argument("--memory-limit", metavar="SIZE", type=size, help="for one builder (default: 2GiB)")
    how.add_argument("--import-root", metavar="DIR", help="import modules from here, not by package")
    how.add_argument("--examples", metavar="N", type=examples, help="generated configs a builder (default: 5)")
    how.add_argument("--seed", metavar="N", type=int, help="choose other configs than always")
    return how


def add_cache_arguments(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """What is kept for later runs. More can be added."""
    kept = parser.add_argument_group("what runs share")
    kept.add_argument("--no-cache", action="store_true", help="look up and keep no results of earlier runs")
    kept.add_argument("--cache-dir", metavar="DIR", help="their folder (default: .cursus-tester-cache)")
    return kept


def add_verdict_arguments(parser: argparse.ArgumentParser, builders: str = "every builder") -> argparse._ArgumentGroup:
    """What blocks; `builders` are those that have to have the least score. More can be added."""
    what = parser.add_argument_group("what blocks")
    what.add_argument("--fail-on", metavar="SEVERITY", type=fail_on, help="error (default), warning or never")
    what.add_argument("--min-score", metavar="N", type=score, help=f"the least score that {builders} must have")
    what.add_argument(
        "--strict-waivers", action="store_true", default=None, help="no waiver may be expired or needless"
    )
    what.add_argument("--today", metavar="DATE", type=day, help="judge waivers by this day, as 2027-01-31")
    return what


def add_output_arguments(parser: argparse.ArgumentParser, default: str = "terminal") -> argparse._ArgumentGroup:
    """Which reports are written, `default` where none is named, and how they look. More can be added."""
    reports = parser.add_argument_group("reports")
    reports.add_argument(
        "-f",
        "--format",
        metavar="FORMAT[=FILE]",
        action="append",
        default=[],
        dest="formats",
        help=f"write a report; repeatable (default: {default})",
    )
    reports.add_argument("--no-color", action="store_true", help="no colours, as the variable NO_COLOR says")
    return reports


def run_request(arguments: argparse.Namespace) -> Request:
    """What the arguments ask for."""
    from cursus_tester.run.checking import Request

    return Request(
        paths=arguments.paths,
        select=arguments.select,
        ignore=arguments.ignore,
        import_root=arguments.import_root,
        timeout=arguments.timeout,
        memory_limit=arguments.memory_limit,
        examples=arguments.examples,
        fail_on=arguments.fail_on,
        min_score=arguments.min_score,
        formats=arguments.formats,
        shard=arguments.shard,
        strict_waivers=arguments.strict_waivers,
        today=arguments.today,
        baseline=arguments.baseline,
    )


def jobs(text: str) -> int:
    """How many builders are checked at a time."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs; give a whole number from 1 up")
    return int(text)


def shard(text: str) -> Shard:
    """A part of a run, such as ``2/5``."""
    import re

    from cursus_tester.results.report import Shard

    found = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no shard; give one such as 2/5: the second of five")
    return Shard(index=int(found[1]), count=int(found[2]))


def examples(text: str) -> int:
    """How many generated configs are tried."""
    if not text.isascii() or not text.isdigit() or int(text) > 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of examples; give a whole number from 0 to 1000")
    return int(text)


def seconds(text: str) -> float:
    """A time bound."""
    from cursus_tester.settings import values

    try:
        return values.seconds(_number(text))
    except values.Unfit as unfit:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; give {unfit}") from unfit


def size(text: str) -> int:
    """Bytes of a size such as ``512MiB``."""
    from cursus_tester.settings import values

    try:
        return values.size(text)
    except values.Unfit as unfit:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give {unfit}") from unfit


def score(text: str) -> float:
    """A least score."""
    from cursus_tester.settings import values

    try:
        return values.score(_number(text))
    except values.Unfit as unfit:
        raise argparse.ArgumentTypeError(f"{text!r} is no score; give {unfit}") from unfit


def points(text: str) -> float:
    """By how much a score may fall."""
    from cursus_tester.settings import values

    try:
        return values.score(_number(text))
    except values.Unfit as unfit:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of points; give one from 0 to 100") from unfit


def fail_on(text: str) -> FailOn:
    """Which findings block."""
    from cursus_tester.results.rule import FailOn
    from cursus_tester.settings import values

    try:
        return values.choice(FailOn, text)
    except values.Unfit as unfit:
        raise argparse.ArgumentTypeError(f"{text!r} is none; give {unfit}") from unfit


def day(text: str) -> datetime.date:
    """A day."""
    from cursus_tester.settings import values

    try:
        return values.date(text)
    except values.Unfit as unfit:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; give {unfit}") from unfit


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
