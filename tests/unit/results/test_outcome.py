"""Outcomes that have one cause are together."""

from __future__ import annotations

from cursus_tester.results.outcome import OutcomeKind, by_cause
from tests.unit.reports.example import outcome

CAUSE = "create_step raised ValueError: the region must be one of the regions that the team has buckets in, and it"


def _groups(*reasons: str) -> list[tuple[str, list[str]]]:
    blocked = [outcome(f"SB40{number}", OutcomeKind.BLOCKED, reason=reason) for number, reason in enumerate(reasons, 1)]
    return [(reason, [each.rule.id for each in group]) for reason, group in by_cause(blocked)]


def test_what_one_thing_kept_from_being_judged_is_together() -> None:
    assert _groups(f"no step: {CAUSE}", f"no request: {CAUSE}") == [(CAUSE, ["SB401", "SB402"])]


def test_also_where_the_text_of_some_is_cut() -> None:
    found = _groups(f"no step: {CAUSE[:90]}…", f"no request: {CAUSE}", f"no copy: {CAUSE[:70]}…", f"no step: {CAUSE}")

    assert found == [(CAUSE, ["SB401", "SB402", "SB403", "SB404"])]


def test_two_things_that_begin_alike_are_not() -> None:
    assert len(_groups("no step: raised ValueError: no…", "no step: raised ValueError: nobody knows")) == 2
    assert len(_groups(f"no step: {CAUSE} is not", f"no step: {CAUSE} was not")) == 2
