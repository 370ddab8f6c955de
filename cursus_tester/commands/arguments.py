"""Arguments that several commands take, and how their values are read."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    #: What `add_subparsers` returns.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Which builders are run by which rules, and how."""
    parser.add_argument("paths", metavar="PATH", nargs="*", default=["."], help="files or folders (default: .)")
    parser.add_argument("--static", action="store_true", help="run none of the code: only rules that read the source")
    parser.add_argument(
        "--select", metavar="IDS", action="append", default=[], help="only rules with these ids or prefixes, by comma"
    )
    parser.add_argument(
        "--ignore", metavar="IDS", action="append", default=[], help="no rules with these ids or prefixes, by comma"
    )
    parser.add_argument("--jobs", metavar="N", type=jobs, help="builders checked at a time (default: one a processor)")
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=seconds, default=60.0, help="for one builder's scenarios (default: 60)"
    )
    parser.add_argument(
        "--memory-limit", metavar="SIZE", type=size, default="2GiB", help="for one builder, as 512MiB (default: 2GiB)"
    )
    parser.add_argument("--import-root", metavar="DIR", help="import modules from here (default: above their package)")
    parser.add_argument(
        "--examples",
        metavar="N",
        type=examples,
        default=5,
        help="generated configs to try on each builder (default: 5)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, help="choose other configs to try (default: the same ones always)"
    )
    parser.add_argument("--no-cache", action="store_true", help="look up no scorecards of earlier runs, and keep none")
    parser.add_argument("--cache-dir", metavar="DIR", help="where scorecards are kept (default: .cursus-tester-cache)")


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    """Which reports are written, and how they look."""
    parser.add_argument(
        "-f",
        "--format",
        metavar="FORMAT[=FILE]",
        action="append",
        dest="formats",
        help="write a report in this format, to stdout without a file or with '-' (default: terminal); repeatable",
    )
    parser.add_argument("--no-color", action="store_true", help="no colours, as with the variable NO_COLOR")


def jobs(text: str) -> int:
    """How many builders are checked at a time."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs; give a whole number from 1 up")
    return int(text)


def examples(text: str) -> int:
    """How many generated configs are tried."""
    if not text.isascii() or not text.isdigit() or int(text) > 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of examples; give a whole number from 0 to 1000")
    return int(text)


def seconds(text: str) -> float:
    """A time bound."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.0 < found < 86_400.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds; give one between 0 and 86400")
    return found


def size(text: str) -> int:
    """Bytes of a size such as ``512MiB``."""
    found = re.fullmatch(r"([1-9]\d*)\s*(MiB|GiB|)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give one such as 512MiB or 2GiB")
    return int(found[1]) * {"": 1, "MiB": 1 << 20, "GiB": 1 << 30}[found[2]]
