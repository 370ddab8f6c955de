"""From what a rule said to what pytest says of a test."""

from __future__ import annotations

import warnings
from typing import NoReturn

import pytest

from cursus_tester.reports.text.outcome import render_outcome, without_finding
from cursus_tester.reports.text.plain import visible
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import ConformanceWarning, Report
from cursus_tester.results.subject import Place


def pronounce(outcome: Outcome, place: Place, report: Report) -> None:
    """Pass, fail, skip, expect to fail or warn, as `outcome` of the builder at `place` says.

    Raises:
        BaseException: pytest's own, for anything but a pass.
    """
    if outcome.kind is OutcomeKind.NOT_APPLICABLE:
        pytest.skip(visible(outcome.reason or "not applicable"))
    if outcome.kind is OutcomeKind.WAIVED:
        _expected_to_fail(visible(outcome.reason or "waived"))
    if outcome.kind is OutcomeKind.ERROR:
        pytest.fail(visible(f"{outcome.rule.id}: {outcome.reason}"), pytrace=False)
    if outcome.kind is OutcomeKind.UNEXPECTED_PASS:
        pytest.fail(f"[XPASS(strict)] {render_outcome(outcome, report.sources)}", pytrace=False)
    if outcome.kind in (OutcomeKind.FAILED, OutcomeKind.BLOCKED):
        if outcome.is_accepted:
            _expected_to_fail("in the baseline")
        if outcome.is_explained:
            _expected_to_fail(f"explained by {', '.join(_explaining(outcome))}, which fails")
        if outcome.blocks(report.summary.fail_on):
            pytest.fail(render_outcome(outcome, report.sources), pytrace=False)
        warn(outcome, place)


def _expected_to_fail(reason: str) -> NoReturn:
    # As `pytest.xfail` does, but without a traceback, which pytest 8.1 shows under -rx.
    raise pytest.xfail.Exception(reason, pytrace=False)


def _explaining(outcome: Outcome) -> list[str]:
    """The rules whose findings explain those of an outcome."""
    return sorted({each.explained_by.rule for each in outcome.findings if each.explained_by is not None})


def warn(outcome: Outcome, place: Place) -> None:
    """Issue a warning for each finding at its place; at that of the builder where there is none."""
    said = [
        (f"{each.message}{f'; {each.hint}' if each.hint else ''}", each.place)
        for each in outcome.findings
        if each.explained_by is None
    ]
    for text, where in said or [(without_finding(outcome), place)]:
        warning = ConformanceWarning(visible(f"{outcome.rule.id} {outcome.rule.slug}: {text}"))
        warnings.warn_explicit(warning, ConformanceWarning, where.path, where.line)
