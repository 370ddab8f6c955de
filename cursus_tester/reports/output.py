"""Parse ``FORMAT[=FILE]`` and write each report to its file or to stdout."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import Detail, Renderers, RenderOptions

#: What is written: a report, or the difference of two.
_Written = TypeVar("_Written")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTarget:
    """A format and the place to write it to."""

    #: A renderer's name.
    format: str
    #: The file as the user wrote it; ``None`` for stdout.
    file: str | None


def parse_targets(
    formats: Iterable[str], known: Collection[str] = tuple(RENDERERS)
) -> tuple[list[ReportTarget], list[str]]:
    """Parse values of ``--format``; return the targets, and a message for each invalid value.

    Args:
        known: The names of the existing formats.
    """
    targets: list[ReportTarget] = []
    problems: list[str] = []
    for value in formats:
        name, separator, file = value.partition("=")
        target = ReportTarget(format=name, file=None if file == "-" or not separator else file)
        if name not in known:
            problems.append(_unknown_format(name, known))
        elif target.file == "":
            problems.append(f"--format {value!r}: no file after '='; name a file, or '-' for stdout")
        elif any(target.file == other.file for other in targets):
            problems.append(f"--format {value!r}: {target.file or 'stdout'} already gets a report; name another file")
        else:
            targets.append(target)
    return targets, problems


def write_reports(
    report: _Written,
    targets: Iterable[ReportTarget],
    renderers: Renderers[_Written],
    *,
    plain: bool,
    detail: Detail = Detail.NORMAL,
    on_written: Callable[[ReportTarget, str], None] | None = None,
) -> list[str]:
    """Write the report to every target; return a message for each that could not be written.

    Args:
        renderers: Renderers by the name of their format.
        plain: Whether to write no colour even on a terminal.
        detail: How much formats for people show, on stdout and in files.
        on_written: Called with each report that was written, and its text.

    Raises:
        BrokenPipeError: The reader of stdout closed it.
    """
    problems = []
    for target in targets:
        options = stdout_options(plain, detail) if target.file is None else RenderOptions(detail=detail)
        pieces = renderers.pieces(target.format, report, options)
        if on_written is not None:
            pieces = tuple(pieces)
        problem = write_report(target, pieces)
        if problem is not None:
            problems.append(problem)
        elif on_written is not None:
            on_written(target, "".join(pieces))
    return problems


def write_report(target: ReportTarget, pieces: Iterable[str]) -> str | None:
    """Write the pieces of a report's text; return a message where it could not be written.

    Raises:
        BrokenPipeError: The reader of stdout closed it.
    """
    try:
        if target.file is None:
            _print_report(pieces)
        else:
            write_file(target.file, pieces)
    except BrokenPipeError:
        raise
    except OSError as error:
        return (
            f"{target.file or 'stdout'}: cannot write the {target.format} report: {error.strerror or error}; "
            f"{_advice(error)}"
        )
    return None


def _advice(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "free some space, or name another file"
    return "name a file in a folder that exists and that you may write to"


def _unknown_format(name: str, known: Collection[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean {close[0]}?" if close else ""
    return f"--format: unknown format {name!r}; known formats are {', '.join(sorted(known))}{meant}"


def stdout_options(plain: bool, detail: Detail) -> RenderOptions:
    """How a report looks on stdout."""
    import shutil

    color = sys.stdout.isatty() and not plain and os.environ.get("TERM") != "dumb"
    return RenderOptions(color=color, width=shutil.get_terminal_size(fallback=(80, 24)).columns, detail=detail)


def _print_report(pieces: Iterable[str]) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    for text in pieces:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def write_file(file: str, pieces: Iterable[str]) -> None:
    """Write a file completely or not at all: to a temporary file beside it, which then replaces it."""
    # A link stays a link; its target is replaced.
    place = os.path.realpath(file)
    if os.path.exists(place) and not os.path.isfile(place):
        # A pipe or a device such as /dev/null is written to: renaming would replace it by a file.
        with open(place, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
        return
    beside = f"{place}.{os.getpid()}.tmp"
    try:
        with open(beside, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
        os.replace(beside, place)
    except BaseException:
        if os.path.exists(beside):
            os.remove(beside)
        raise
