"""The detection matrix: what the rules say of mutants and of good builders, as data and as documents."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class Verdict(enum.Enum):
    """What became of a mutant, or of a good builder."""

    KILLED = "killed"
    #: Rules failed, none of them expected.
    KILLED_BY_ANOTHER = "killed only by another rule"
    SURVIVED = "survived"
    #: A rule crashed, a scenario ran out of time, or there was nothing to check. Never a kill.
    ERROR = "error"
    CLEAN = "clean"
    FALSE_ALARM = "false alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the rules said of one mutant, or of one good builder."""

    name: str
    #: The file that was changed, below the repository.
    file: str
    #: The rules that were to find it; empty for a good builder.
    expected: tuple[str, ...]
    #: The rules of severity error that failed, sorted.
    failed: tuple[str, ...]
    #: The rules of severity warning that failed, sorted.
    warned: tuple[str, ...]
    #: The rules of severity info that have a finding, sorted.
    noted: tuple[str, ...]
    verdict: Verdict
    #: Why the verdict is `Verdict.ERROR`, and what a false alarm says.
    reason: str = ""
    #: What the findings of the expected rules say is to be done, each once, sorted.
    hints: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it is as it should be."""
        return self.verdict in (Verdict.KILLED, Verdict.CLEAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """The whole matrix."""

    #: In the order of declaration.
    mutants: tuple[Result, ...]
    #: The reference builders as they are, then those of ``tests/clean``.
    clean: tuple[Result, ...]

    @property
    def failures(self) -> tuple[Result, ...]:
        """What is not as it should be."""
        return tuple(result for result in (*self.mutants, *self.clean) if not result.is_good)


def to_json(detection: Detection) -> str:
    """The matrix as JSON, the same bytes for the same matrix."""
    document = {
        "schema": "cursus-tester/detection/1",
        "summary": _totals(detection),
        "mutants": [_entry(result) for result in detection.mutants],
        "clean": [_entry(result) for result in detection.clean],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Detection:
    """The matrix that `to_json` wrote."""
    document = json.loads(text)

    def results(entries: Iterable[Mapping[str, object]]) -> tuple[Result, ...]:
        return tuple(
            Result(
                name=str(entry["name"]),
                file=str(entry["file"]),
                expected=_texts(entry["expected"]),
                failed=_texts(entry["failed"]),
                warned=_texts(entry["warned"]),
                noted=_texts(entry["noted"]),
                verdict=Verdict(entry["verdict"]),
                reason=str(entry["reason"]),
                hints=_texts(entry["hints"]),
            )
            for entry in entries
        )

    return Detection(mutants=results(document["mutants"]), clean=results(document["clean"]))


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(value)


def _entry(result: Result) -> dict[str, object]:
    return {
        "name": result.name,
        "file": result.file,
        "expected": list(result.expected),
        "failed": list(result.failed),
        "warned": list(result.warned),
        "noted": list(result.noted),
        "verdict": result.verdict.value,
        "reason": result.reason,
        "hints": list(result.hints),
    }


def _totals(detection: Detection) -> dict[str, int]:
    verdicts = [result.verdict for result in (*detection.mutants, *detection.clean)]
    return {verdict.value: verdicts.count(verdict) for verdict in Verdict}


def to_markdown(detection: Detection) -> str:
    """The matrix for people."""
    totals = _totals(detection)
    broken = [each for each in detection.mutants if each.expected]
    harmless = len(detection.mutants) - len(broken)
    unbroken = f"{len(detection.clean)} clean builders" + (f" and {harmless} harmless changes" if harmless else "")
    lines = [
        "# Detection matrix",
        "",
        "Made by `make detection`. Each mutant is a reference builder with one defect and the rules that must find it.",
        "An error or a time-out is never a kill.",
        "",
        f"- {len(broken)} mutants: {totals['killed']} killed by an expected rule, "
        f"{totals['killed only by another rule']} only by another, {totals['survived']} survived, "
        f"{sum(each.verdict is Verdict.ERROR for each in detection.mutants)} ended in an error",
        f"- {unbroken}: {totals['false alarm']} accused falsely",
        "",
        "## Mutants",
        "",
        "| mutant | file | expected | failed | warned | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for each in detection.mutants:
        lines.append(_row(each.name, each.file, each.expected, each.failed, each.warned, each.verdict.value))
    lines += ["", "## Clean builders", "", "| builder | file | failed | warned | verdict |", "|---|---|---|---|---|"]
    lines += [_row(each.name, each.file, each.failed, each.warned, each.verdict.value) for each in detection.clean]
    lines += ["", "## Kills by rule", "", "| rule | mutants that it must find | of these it finds |", "|---|---|---|"]
    for rule in sorted({rule for each in detection.mutants for rule in each.expected}):
        meant = [each for each in detection.mutants if rule in each.expected]
        found = sum(rule in (*each.failed, *each.warned, *each.noted) for each in meant)
        lines.append(_row(rule, str(len(meant)), str(found)))
    reasons = [f"- {each.file}, {each.name}: {each.reason}" for each in detection.failures if each.reason]
    if reasons:
        lines += ["", "## What went wrong", "", *reasons]
    return "\n".join(lines) + "\n"


def _row(*cells: str | tuple[str, ...]) -> str:
    texts = [cell if isinstance(cell, str) else ", ".join(cell) for cell in cells]
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
