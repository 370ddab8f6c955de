"""Arguments that several commands take, and how their values are read.

What the settings can say too has no default here: the flag that is not given leaves it to them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from cursus_tester.settings import values
from cursus_tester.settings.defaults import CACHE_FOLDER
from cursus_tester.settings.settings import SETTING_BY_FIELD, SETTINGS
from cursus_tester.settings.values import Unfit

if TYPE_CHECKING:
    from cursus_tester.results.report import Shard
    from cursus_tester.run.planning import CheckRequest

_Value = TypeVar("_Value")


def add_setting(group: argparse._ActionsContainer, field: str, help: str = "", **changes: Any) -> None:
    """The flag of a setting, as it is declared.

    Args:
        group: What it is added to.
        field: The setting's field of `Settings`.
        help: In place of what is declared, where the command gives it another meaning.
        changes: Further arguments of `add_argument`.
    """
    setting = SETTING_BY_FIELD[field]
    flag = setting.flag
    assert flag is not None, field
    takes: dict[str, Any] = {}
    if not setting.flag_names[0].startswith("-"):
        takes |= {"metavar": flag.metavar, "nargs": "*"}
    elif not flag.metavar:
        takes |= {"dest": field, "action": "store_true", "default": None}
    elif flag.is_repeatable:
        takes |= {"dest": field, "metavar": flag.metavar, "action": "append", "default": []}
    else:
        read = typed(setting.kind.from_flag, flag.noun)
        takes |= {"dest": field, "metavar": flag.metavar, "type": read}
    group.add_argument(*setting.flag_names, help=help or setting.help, **takes, **changes)


def typed(read: Callable[[str], _Value], noun: str = "") -> Callable[[str], _Value]:
    """What argparse calls to read a value; what is wrong with one is said as "'x' is no NOUN; give …"."""

    def value(text: str) -> _Value:
        try:
            return read(text)
        except Unfit as unfit:
            said = f"no {noun}" if noun else "none"
            raise argparse.ArgumentTypeError(f"{text!r} is {said}; give {unfit}") from unfit

    return value


def add_run_arguments(parser: argparse.ArgumentParser, *, can_be_static: bool = True) -> argparse._ArgumentGroup:
    """Which builders are run by which rules, and how. More can be added to how."""
    what = parser.add_argument_group("what is checked")
    for field in ("paths", "select", "ignore"):
        add_setting(what, field)
    if can_be_static:
        what.add_argument("--static", action="store_true", help="only read the source; run none of the code")
    how = add_bound_arguments(parser)
    how.add_argument("--jobs", metavar="N", type=jobs, help="builders at a time (default: one per CPU)")
    return how


def add_bound_arguments(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """How one builder is run."""
    how = parser.add_argument_group("how builders are run")
    for field in ("timeout", "memory_limit", "import_root", "thorough"):
        add_setting(how, field)
    return how


def add_cache_arguments(parser: argparse.ArgumentParser, default: str = CACHE_FOLDER) -> argparse._ArgumentGroup:
    """What is kept for later runs, by default in the folder `default`. More can be added."""
    kept = parser.add_argument_group("what runs share")
    kept.add_argument("--no-cache", action="store_true", help="neither use nor store cached results")
    kept.add_argument("--cache-dir", metavar="DIR", help=f"the cache (default: {default})")
    return kept


def add_verdict_arguments(parser: argparse.ArgumentParser, min_score: str = "") -> argparse._ArgumentGroup:
    """What blocks; `min_score` is the help of ``--min-score`` where the command gives it another meaning."""
    what = parser.add_argument_group("what blocks")
    add_setting(what, "fail_on")
    add_setting(what, "min_score", min_score)
    add_setting(what, "strict_waivers")
    what.add_argument("--today", metavar="DATE", type=day, help="judge waivers by this date, as 2027-01-31")
    return what


def add_output_arguments(parser: argparse.ArgumentParser, formats: str = "") -> argparse._ArgumentGroup:
    """Which reports are written, and how they look; `formats` is the help of ``--format``. More can be added."""
    reports = parser.add_argument_group("reports")
    add_setting(reports, "formats", formats)
    reports.add_argument("--no-color", action="store_true", help="print no colours, as with NO_COLOR")
    return reports


def run_request(arguments: argparse.Namespace) -> CheckRequest:
    """What the arguments ask for; a command need not have all of them."""
    from cursus_tester.run.planning import CheckRequest
    from cursus_tester.settings.run_options import RunOptions

    options = RunOptions(
        static=getattr(arguments, "static", False),
        jobs=getattr(arguments, "jobs", None),
        in_process=getattr(arguments, "in_process", False),
    )
    return CheckRequest(
        overrides={each.field: getattr(arguments, each.field, None) for each in SETTINGS if each.flag is not None},
        options=options,
        today=getattr(arguments, "today", None),
        shard=getattr(arguments, "shard", None),
    )


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise Unfit("a whole number from 1 up")
    return int(text)


def _shard(text: str) -> Shard:
    import re

    from cursus_tester.results.report import Shard

    found = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        raise Unfit("one such as 2/5: the second of five")
    return Shard(index=int(found[1]), count=int(found[2]))


def _points(text: str) -> float:
    try:
        return values.score(float(text))
    except ValueError:
        raise Unfit("one from 0 to 100") from None


#: How many builders are checked at a time.
jobs = typed(_whole, "number of jobs")
#: How many of something are shown.
count = typed(_whole, "number")
#: A part of a run, such as ``2/5``.
shard = typed(_shard, "shard")
#: By how much a score may fall.
points = typed(_points, "number of points")
#: A day.
day = typed(values.date, "day")
