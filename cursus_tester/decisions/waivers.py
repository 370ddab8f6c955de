"""Waivers: what is accepted, for how long and why.

A waiver means all that its rule finds in its builder or on its line; one that names a scenario or a message means no
other. An expired waiver waives nothing. A crashed rule is a fault of the tool and a blocked one was not judged: neither
can be waived.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cursus_tester.decisions.coverage import Coverage
from cursus_tester.decisions.needless import Needs, expired
from cursus_tester.decisions.parts import waived_parts
from cursus_tester.results.finding import Finding, Waiver
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.scoring import rescored
from cursus_tester.results.subject import Place, Subject
from cursus_tester.settings.settings import is_named


def is_expired(waiver: Waiver, today: datetime.date) -> bool:
    """Whether the last day on which it holds is over."""
    return waiver.expires is not None and waiver.expires < today


def beyond_limit(waiver: Waiver, days: int | None, today: datetime.date) -> str | None:
    """That a waiver has no end, or one further ahead than `days`; ``None`` where it is within the limit."""
    if days is None:
        return None
    last = today + datetime.timedelta(days=days)
    if waiver.expires is not None and waiver.expires <= last:
        return None
    found = "has no expires" if waiver.expires is None else f"expires is {waiver.expires}"
    return f"{waiver.origin}: {found}; expected {last} at the latest: waiver-limit-days is {days}"


def why(waiver: Waiver) -> str:
    """A waiver's reason with all that is known of it."""
    facts = (
        f"until {waiver.expires}" if waiver.expires else "",
        f"owner {waiver.owner}" if waiver.owner else "",
        f"ticket {waiver.ticket}" if waiver.ticket else "",
        waiver.origin,
    )
    return f"{waiver.reason} ({', '.join(filter(None, facts))})"


def with_present_ids(waivers: Iterable[Waiver], rule_ids: Mapping[str, str]) -> tuple[Waiver, ...]:
    """The waivers, each of the rule by the id that it has.

    Args:
        waivers: May name a rule by the id that it had, in capitals or not.
        rule_ids: The id that each rule has, by every id that it has or had.
    """
    return tuple(replace(each, rule=rule_ids.get(each.rule.upper(), each.rule)) for each in waivers)


def apply_waivers(
    cards: Sequence[Scorecard], waivers: Sequence[Waiver], coverage: Coverage, today: datetime.date
) -> tuple[tuple[Scorecard, ...], tuple[str, ...]]:
    """The scorecards with what is waived, scored anew, and what is amiss with waivers: one message each.

    Args:
        cards: What the rules said.
        waivers: Those of the settings and of the sources.
        coverage: What the run looked at.
        today: The day by which they are judged.
    """
    if not waivers:
        return tuple(cards), ()
    needs, notes, needless = Needs(cards, coverage), list[str | None](), dict[tuple[str, str], Waiver]()
    valid = []
    for waiver in waivers:
        if waiver.rule not in coverage.rules:
            continue
        if is_expired(waiver, today):
            notes.append(expired(waiver, coverage))
            continue
        valid.append(waiver)
        if waiver.rule in coverage.fully_judged:
            passing, note = needs.judge(waiver)
            notes.append(note)
            needless.update({(subject_id, waiver.rule): waiver for subject_id in passing})
    decisions = _Decisions(valid, needless, coverage)
    return tuple(map(decisions.applied, cards)), tuple(note for note in notes if note)


class _Decisions:
    """The waivers that hold, by what they are for."""

    def __init__(self, valid: Iterable[Waiver], needless: dict[tuple[str, str], Waiver], coverage: Coverage) -> None:
        self._names = coverage.names
        self._needless = needless
        self._for_builders: dict[str, list[Waiver]] = defaultdict(list)
        self._for_lines: dict[tuple[str, str, int], list[Waiver]] = defaultdict(list)
        for waiver in valid:
            if waiver.place is None:
                self._for_builders[waiver.rule].append(waiver)
            else:
                self._for_lines[waiver.rule, waiver.place.path, waiver.place.line].append(waiver)

    def applied(self, card: Scorecard) -> Scorecard:
        """A scorecard with what is waived, scored anew."""
        outcomes = tuple(self._decided(card.subject, each) for each in card.outcomes)
        if outcomes == card.outcomes:
            return card
        return rescored(card, outcomes)

    def _decided(self, subject: Subject, outcome: Outcome) -> Outcome:
        needless = self._needless.get((subject.id, outcome.rule.id))
        if needless is not None:
            because = "a note never blocks" if outcome.findings else "the rule passes"
            reason = f"needs no waiver: {because}; remove it ({needless.origin})"
            return replace(outcome, kind=OutcomeKind.UNEXPECTED_PASS, reason=reason)
        return self._waived(subject, outcome) if outcome.kind is OutcomeKind.FAILED else outcome

    def _waived(self, subject: Subject, outcome: Outcome) -> Outcome:
        """A failed outcome with what is waived of it: all, single findings, or findings in some scenarios."""
        whole = [*self._of_line(outcome, subject.place), *self._of_builder(outcome, subject)]
        findings = tuple(
            part
            for each in outcome.findings
            for part in waived_parts(each, [(waiver, why(waiver)) for waiver in self._for(each, outcome, whole)])
        )
        reasons: list[str | None] = list(dict.fromkeys(each.waiver for each in findings))
        if not findings:
            reasons += [why(waiver) for waiver in whole if not waiver.scenario and not waiver.message][:1]
        if None in reasons or not reasons:
            return replace(outcome, findings=findings)
        return replace(outcome, kind=OutcomeKind.WAIVED, reason="; ".join(filter(None, reasons)), findings=findings)

    def _for(self, finding: Finding, outcome: Outcome, whole: Sequence[Waiver]) -> tuple[Waiver, ...]:
        """The waivers for a finding: those on its line, then those for all that its rule finds in the builder."""
        return (*self._of_line(outcome, finding.place), *whole)

    def _of_line(self, outcome: Outcome, place: Place) -> Sequence[Waiver]:
        return self._for_lines.get((outcome.rule.id, place.path, place.line), ())

    def _of_builder(self, outcome: Outcome, subject: Subject) -> list[Waiver]:
        names = self._names.get(subject.id, ())
        return [each for each in self._for_builders[outcome.rule.id] if is_named(each.builder, names)]
