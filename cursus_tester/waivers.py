"""Waivers: what is accepted, for how long and why; and which of them are no longer needed.

An expired waiver waives nothing. A crashed rule is a fault of the tool and a blocked one was not judged: neither can be
waived, and neither shows that a waiver is not needed.
"""

from __future__ import annotations

import dataclasses
import datetime
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cursus_tester.model import Finding, Outcome, OutcomeKind, Place, Scorecard, Subject, Waiver
from cursus_tester.scoring import scorecard
from cursus_tester.settings import is_named

_UNDECIDED = (OutcomeKind.BLOCKED, OutcomeKind.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a run looked at: only there a waiver that waives nothing is seen to be without use."""

    #: The builders that were found, checked or not.
    subjects: tuple[Subject, ...] = ()
    #: What settings call each of them, by id.
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The rules that were run.
    rules: frozenset[str] = frozenset()
    #: Those of them that had all the evidence they ask for.
    fully_judged: frozenset[str] = frozenset()
    #: Files and folders that were searched, from the settings' folder, with ``/``.
    searched: tuple[str, ...] = ()
    #: Whether everything was searched that the settings say.
    is_complete: bool = False
    #: Folders that modules are imported from, as `searched`.
    import_roots: tuple[str, ...] = ()

    def covers(self, pattern: str) -> bool:
        """Whether every builder that `pattern` of the settings can mean would have been found."""
        module_names = [name for subject in self.subjects if not subject.name for name in self.names[subject.id]]
        if is_named(f"{pattern.rpartition(':')[0]}:", module_names):
            # It may be in a module that does not parse.
            return False
        if self.is_complete:
            return True
        path, is_path, _ = pattern.partition("::")
        if is_path:
            return self.was_searched(_literal(path))
        module = pattern.partition(":")[0]
        if _literal(module) != module:
            return False
        file = module.replace(".", "/")
        return any(self.was_searched(f"{root}/{file}.py".removeprefix("./")) for root in self.import_roots)

    def meant(self, pattern: str) -> list[Subject]:
        """The builders that `pattern` of the settings means."""
        return [subject for subject in self.subjects if is_named(pattern, self.names[subject.id])]

    def was_searched(self, path: str) -> bool:
        """Whether a path, from the settings' folder, is one of those that were searched or below one."""

        return any(path == each or path.startswith(f"{each}/") or _is_all(each, path) for each in self.searched)


def _is_all(folder: str, path: str) -> bool:
    return folder == "." and not path.startswith("../")


def _literal(pattern: str) -> str:
    """What every path that fits begins with: the pattern itself, or the folder before its first wildcard."""
    first = min((pattern.index(each) for each in "*?[" if each in pattern), default=None)
    return pattern if first is None else pattern[:first].rpartition("/")[0] or "."


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


def apply_waivers(
    cards: Sequence[Scorecard], waivers: Sequence[Waiver], scope: Scope, today: datetime.date
) -> tuple[tuple[Scorecard, ...], tuple[str, ...]]:
    """The scorecards with what is waived, scored anew, and what is amiss with waivers: one message each.

    Args:
        cards: What the rules said.
        waivers: Those of the settings and of the sources.
        scope: What the run looked at.
        today: The day by which they are judged.
    """
    valid = [waiver for waiver in waivers if not is_expired(waiver, today)]
    notes: list[str] = []
    unneeded: dict[tuple[str, str], Waiver] = {}
    for waiver in waivers:
        if waiver.rule not in scope.rules:
            continue
        if waiver not in valid:
            notes += _expired(waiver, scope)
            continue
        if waiver.rule in scope.fully_judged:
            passing, note = _unneeded(waiver, _said_of(waiver.rule, cards), scope)
            notes += [note] if note else []
            unneeded.update({(subject_id, waiver.rule): waiver for subject_id in passing})

    def decided(subject: Subject, outcome: Outcome) -> Outcome:
        waiver = unneeded.get((subject.id, outcome.rule.id))
        if waiver is None:
            return _waived(subject, outcome, valid, scope)
        reason = f"needs no waiver: {_needless(outcome)}; remove it ({waiver.origin})"
        return dataclasses.replace(outcome, kind=OutcomeKind.UNEXPECTED_PASS, reason=reason)

    decided_cards = (_scored_anew(card, [decided(card.subject, each) for each in card.outcomes]) for card in cards)
    return tuple(decided_cards), tuple(notes)


def _needless(outcome: Outcome) -> str:
    return "a note never blocks" if outcome.findings else "the rule passes"


def _scored_anew(card: Scorecard, outcomes: Sequence[Outcome]) -> Scorecard:
    if tuple(outcomes) == card.outcomes:
        return card
    return scorecard(
        subject=card.subject,
        step_type=card.step_type,
        framework=card.framework,
        pattern=card.pattern,
        outcomes=outcomes,
        exhibits=card.exhibits,
    )


def _waived(subject: Subject, outcome: Outcome, waivers: Iterable[Waiver], scope: Scope) -> Outcome:
    """A failed outcome with what is waived of it: all, or single findings."""
    if outcome.kind is not OutcomeKind.FAILED:
        return outcome
    fitting = [waiver for waiver in waivers if waiver.rule == outcome.rule.id]
    whole = next((why(waiver) for waiver in fitting if _is_for(waiver, subject, scope)), None)
    findings = tuple(_waived_finding(each, whole, fitting) for each in outcome.findings)
    reasons = list(dict.fromkeys(each.waiver for each in findings)) or [whole]
    if None in reasons:
        return dataclasses.replace(outcome, findings=findings)
    return dataclasses.replace(
        outcome, kind=OutcomeKind.WAIVED, reason="; ".join(filter(None, reasons)), findings=findings
    )


def _waived_finding(finding: Finding, whole: str | None, waivers: Iterable[Waiver]) -> Finding:
    on_its_line = (why(waiver) for waiver in waivers if _is_on(waiver, finding.place))
    return dataclasses.replace(finding, waiver=next(on_its_line, whole) or finding.waiver)


def _is_for(waiver: Waiver, subject: Subject, scope: Scope) -> bool:
    """Whether a waiver is for all that its rule finds in a subject."""
    if waiver.place is None:
        return is_named(waiver.builder, scope.names.get(subject.id, ()))
    return _is_on(waiver, subject.place)


def _is_on(waiver: Waiver, place: Place) -> bool:
    return waiver.place is not None and (waiver.place.path, waiver.place.line) == (place.path, place.line)


def _said_of(rule_id: str, cards: Iterable[Scorecard]) -> dict[str, Outcome]:
    """What a rule says, by the subject's id."""
    return {card.subject.id: each for card in cards for each in card.outcomes if each.rule.id == rule_id}


def _expired(waiver: Waiver, scope: Scope) -> Iterator[str]:
    if waiver.place is not None or scope.meant(waiver.builder) or scope.covers(waiver.builder):
        yield (
            f"{waiver.origin}: the waiver of {waiver.rule} expired on {waiver.expires} and waives nothing any more; "
            "mend what it was for and remove it, or renew it"
        )


#: The ids of the subjects for which a waiver is not needed, and what else is to be said of it.
_Verdict = tuple[list[str], str | None]
_NOTHING: _Verdict = ([], None)


def _unneeded(waiver: Waiver, said: Mapping[str, Outcome], scope: Scope) -> _Verdict:
    if waiver.place is not None:
        return _unneeded_comment(waiver, waiver.place, said, scope)
    meant = scope.meant(waiver.builder)
    if not meant:
        close = difflib.get_close_matches(waiver.builder, [name for each in scope.names.values() for name in each], n=1)
        suggestion = f"did you mean {close[0]}? " if close else ""
        note = f"{waiver.origin}: no builder is called {waiver.builder}; {suggestion}correct or remove the waiver"
        return ([], note) if scope.covers(waiver.builder) else _NOTHING
    outcomes = [said.get(subject.id) for subject in meant]
    is_pattern = _literal(waiver.builder) != waiver.builder
    if not all(map(_is_without_fault, outcomes)) or (is_pattern and not scope.covers(waiver.builder)):
        return _NOTHING
    passing = [subject.id for subject, each in zip(meant, outcomes, strict=True) if each and _has_passed(each)]
    return passing, None if passing else _not_applicable(waiver, outcomes[0])


def _unneeded_comment(waiver: Waiver, place: Place, said: Mapping[str, Outcome], scope: Scope) -> _Verdict:
    failed = [each for each in said.values() if each.kind is OutcomeKind.FAILED]
    if any(_is_on(waiver, finding.place) for outcome in failed for finding in outcome.findings):
        return _NOTHING
    here = [subject for subject in scope.subjects if subject.place.path == place.path]
    above = [subject for subject in here if subject.place.line <= place.line]
    # A line above all builders belongs to each of them.
    owners = [max(above, key=lambda subject: subject.place.line)] if above else here
    outcomes = [said.get(subject.id) for subject in owners]
    if any(each is None or each.kind in _UNDECIDED for each in outcomes) or not owners:
        return _NOTHING
    if any(_is_for(waiver, subject, scope) for subject in owners if said[subject.id] in failed):
        return _NOTHING
    lines = sorted({str(finding.place) for each in outcomes if each in failed for finding in each.findings})
    if lines:
        note = f"{waiver.rule} finds nothing on this line, but at {', '.join(lines)}; move or remove the waiver"
        return [], f"{waiver.origin}: {note}"
    passing = [subject.id for subject in owners if _has_passed(said[subject.id])]
    return passing, None if passing else _not_applicable(waiver, outcomes[0])


def _is_without_fault(outcome: Outcome | None) -> bool:
    """Whether a rule was judged and has nothing to waive."""
    return outcome is not None and outcome.kind in (OutcomeKind.PASSED, OutcomeKind.NOT_APPLICABLE)


def _has_passed(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.PASSED


def _not_applicable(waiver: Waiver, outcome: Outcome | None) -> str:
    reason = outcome.reason if outcome else None
    return f"{waiver.origin}: {waiver.rule} does not apply here: {reason}; remove the waiver"
