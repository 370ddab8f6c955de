"""The rows of the report on speed, and the report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.usage import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement, its yardstick and its limit, all in the same unit."""

    what: str
    value: float
    yardstick: str
    yardstick_value: float
    #: The limit of the value, computed from the yardstick.
    allowed: float
    allowed_text: str
    unit: str = "s"
    #: The least and the most that was measured, where that is kept.
    spread: tuple[float, float] | None = None
    yardstick_spread: tuple[float, float] | None = None


def compared(
    what: str, value: Sample, against: str, yardstick: Sample, factor: float, *, plus: float = 0.0, unit: str = "s"
) -> Row:
    """A measurement that is to be at most `factor` times its yardstick, `plus` something."""
    return Row(
        what=what,
        value=value.median,
        yardstick=against,
        yardstick_value=yardstick.median,
        allowed=factor * yardstick.median + plus,
        allowed_text=f"{factor:g} x" + (f" + {plus:g} {unit}" if plus else ""),
        unit=unit,
        spread=value.spread,
        yardstick_spread=yardstick.spread,
    )


def at_most(what: str, value: Sample, limit: float, unit: str) -> Row:
    """A measurement that has a limit of its own."""
    return Row(
        what=what,
        value=value.median,
        yardstick="the limit",
        yardstick_value=limit,
        allowed=limit,
        allowed_text=f"{limit:g} {unit}",
        unit=unit,
        spread=value.spread,
    )


def render(rows: Sequence[Row]) -> str:
    """The report."""
    lines = [
        "# Performance",
        "",
        f"Medians of whole processes, run in turn with their yardsticks, some with their spread (`make bench`; Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}, {os.cpu_count()} processors).",
        "",
        "| what | | against | | ratio | allowed | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        verdict = "within" if row.value <= row.allowed else "**over**"
        lines.append(
            f"| {row.what} | {shown(row.value, row.unit, row.spread)} "
            f"| {row.yardstick} | {shown(row.yardstick_value, row.unit, row.yardstick_spread)} "
            f"| {row.value / row.yardstick_value:.2f} | {row.allowed_text} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def shown(value: float, unit: str, spread: tuple[float, float] | None = None) -> str:
    """A median, and from where to where the measurements went."""
    digits = 3 if value < 0.1 else 2
    wide = f" ({spread[0]:.{digits}f} to {spread[1]:.{digits}f})" if spread is not None else ""
    return f"{value:.{digits}f} {unit}{wide}"
