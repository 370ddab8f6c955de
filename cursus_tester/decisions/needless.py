"""Which waivers are without use: expired, no longer needed, or for nothing that there is.

A rule that crashed or was blocked shows of no waiver that it is not needed.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cursus_tester.decisions.coverage import Coverage, literal_part
from cursus_tester.decisions.parts import means
from cursus_tester.results.finding import Finding, Waiver
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Place, Subject

_UNDECIDED = (OutcomeKind.BLOCKED, OutcomeKind.ERROR)
#: The ids of the subjects for which a waiver is not needed, and what else is to be said of it.
Verdict = tuple[list[str], str | None]
_NOTHING: Verdict = ([], None)
#: How many scenarios or messages a note names.
_NAMED = 3


def expired(waiver: Waiver, coverage: Coverage) -> str | None:
    """What is to be said of a waiver whose last day is over; ``None`` where the run did not look at what it is for."""
    if waiver.place is None and not coverage.meant(waiver.builder) and not coverage.covers(waiver.builder):
        return None
    return (
        f"{waiver.origin}: the waiver of {waiver.rule} expired on {waiver.expires} and waives nothing any more; "
        "mend what it was for and remove it, or renew it"
    )


class Needs:
    """What waivers are needed for, going by what the rules said."""

    def __init__(self, cards: Iterable[Scorecard], coverage: Coverage) -> None:
        """Sort what was said by rule, and what was found by file."""
        self._coverage = coverage
        self._said: dict[str, dict[str, Outcome]] = defaultdict(dict)
        #: Rule, path and line of each finding that a waiver can be for.
        self._faults: dict[tuple[str, str, int], list[Finding]] = defaultdict(list)
        for card in cards:
            for outcome in card.outcomes:
                self._said[outcome.rule.id][card.subject.id] = outcome
                if outcome.kind is OutcomeKind.FAILED:
                    for finding in outcome.findings:
                        self._faults[outcome.rule.id, finding.place.path, finding.place.line].append(finding)
        self._by_path: dict[str, list[Subject]] = defaultdict(list)
        for subject in sorted(coverage.subjects, key=lambda subject: subject.place.line):
            self._by_path[subject.place.path].append(subject)

    def judge(self, waiver: Waiver) -> Verdict:
        """For which subjects a waiver is not needed, and what else is to be said of it."""
        if waiver.place is not None:
            return self._judge_comment(waiver, waiver.place)
        meant = self._coverage.meant(waiver.builder)
        is_covered = self._coverage.covers(waiver.builder)
        if not meant:
            return ([], self._unknown(waiver)) if is_covered else _NOTHING
        is_pattern = literal_part(waiver.builder) != waiver.builder
        if is_pattern and not is_covered:
            return _NOTHING
        return self._judge_subjects(waiver, meant)

    def _judge_comment(self, waiver: Waiver, place: Place) -> Verdict:
        on_line = self._faults.get((waiver.rule, place.path, place.line), [])
        if any(means(waiver, finding) for finding in on_line):
            return _NOTHING
        here = self._by_path[place.path]
        above = [subject for subject in here if subject.place.line <= place.line]
        # A line above all builders belongs to each of them.
        owners = above[-1:] or here
        outcomes = self._outcomes(waiver, owners)
        is_for_class = any(subject.place.line == place.line for subject in above[-1:])
        if on_line and not is_for_class:
            return [], _names_nothing(waiver, on_line)
        lines = sorted(
            {str(each.place) for outcome in outcomes if outcome.kind is OutcomeKind.FAILED for each in outcome.findings}
        )
        if lines and not is_for_class and _is_decided(outcomes, owners):
            note = f"{waiver.rule} finds nothing on this line, but at {', '.join(lines)}; move or remove the waiver"
            return [], f"{waiver.origin}: {note}"
        return self._judge_subjects(waiver, owners)

    def _judge_subjects(self, waiver: Waiver, subjects: Sequence[Subject]) -> Verdict:
        """The verdict on a waiver that is for these subjects, if none of them needs it."""
        outcomes = self._outcomes(waiver, subjects)
        if not _is_decided(outcomes, subjects):
            return _NOTHING
        failed = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.FAILED]
        found = [finding for outcome in failed for finding in outcome.findings]
        if failed:
            is_needed = not (waiver.scenario or waiver.message) or any(means(waiver, finding) for finding in found)
            return _NOTHING if is_needed else ([], _names_nothing(waiver, found))
        passing = [
            subject.id
            for subject, outcome in zip(subjects, outcomes, strict=True)
            if outcome.kind is OutcomeKind.PASSED
        ]
        if passing:
            return passing, None
        return [], f"{waiver.origin}: {waiver.rule} does not apply here: {outcomes[0].reason}; remove the waiver"

    def _outcomes(self, waiver: Waiver, subjects: Iterable[Subject]) -> list[Outcome]:
        """What the waiver's rule said of these subjects, as far as they were checked."""
        said = self._said[waiver.rule]
        return [said[subject.id] for subject in subjects if subject.id in said]

    def _unknown(self, waiver: Waiver) -> str:
        known = [name for names in self._coverage.names.values() for name in names]
        close = difflib.get_close_matches(waiver.builder, known, n=1)
        suggestion = f"did you mean {close[0]}? " if close else ""
        return f"{waiver.origin}: no builder is called {waiver.builder}; {suggestion}correct or remove the waiver"


def _names_nothing(waiver: Waiver, found: Iterable[Finding]) -> str:
    """That none of the findings is in the scenario or has the message that a waiver names."""
    findings = list(found)
    where = f" in a scenario {waiver.scenario!r}" if waiver.scenario else ""
    what = f" with a message {waiver.message!r}" if waiver.message else ""
    names = list(dict.fromkeys(name for each in findings for name in each.scenarios))
    said = [repr(name) for name in names] if waiver.scenario else [repr(each.message) for each in findings]
    listed = ", ".join(said[:_NAMED]) + (f" and {len(said) - _NAMED} more" if len(said) > _NAMED else "")
    but = f", but {'in' if waiver.scenario else 'with'} {listed}" if said else ""
    return f"{waiver.origin}: {waiver.rule} finds nothing{where}{what}{but}; correct or remove the waiver"


def _is_decided(outcomes: Sequence[Outcome], subjects: Sequence[Subject]) -> bool:
    """Whether all of these subjects were checked, and the rule could be judged on each."""
    is_whole = bool(subjects) and len(outcomes) == len(subjects)
    return is_whole and all(outcome.kind not in _UNDECIDED for outcome in outcomes)
