"""What a run told, for the next one that is asked the same: an unchanged tree is read and its reports are repeated."""

from __future__ import annotations

from dataclasses import dataclass

#: Longer reports, in characters, are made again from what was found: keeping them takes longer.
MAX_KEPT = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReport:
    """A report as it was written."""

    format: str
    #: As the user wrote it; ``None`` for stdout.
    file: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRun:
    """All that a run wrote."""

    #: The day by which waivers were judged.
    today: str
    #: What was said before it, on stderr: one message each.
    announced: tuple[str, ...]
    reports: tuple[ToldReport, ...]
    #: What was printed after the reports, and whether on stdout.
    statistics: str
    statistics_on_stdout: bool
    #: What was said at its end, on stderr: one message each.
    problems: tuple[str, ...]
    exit_code: int
