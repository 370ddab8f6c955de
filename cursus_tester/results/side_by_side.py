"""The same subjects checked in several environments: which score they have in each, and what only some of them show."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from cursus_tester.results.outcome import Outcome
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEnvironment:
    """What a check in one environment came to."""

    #: The interpreter or folder, as the user named it.
    given: str
    #: Such as ``Python 3.11.7``; ``None`` where it could not be asked.
    python: str | None
    #: That of the check.
    exit_code: int
    #: ``None`` where nothing could be checked.
    report: Report | None
    #: What was said beside the report: one line each.
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subject in all environments."""

    subject: Subject
    #: Its scorecard in each environment, in their order; ``None`` where it was not checked.
    cards: tuple[Scorecard | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialFinding:
    """A finding that some of the environments show in which its subject was checked, and others do not."""

    #: That of the first environment that shows it.
    shown: ReportedFinding
    #: The indices of the environments that show it.
    present: tuple[int, ...]
    #: What the rule came to in the others, by index; ``None``: it was not among the rules there.
    absent: tuple[tuple[int, Outcome | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Several environments beside each other."""

    environments: tuple[CheckedEnvironment, ...]
    #: Sorted by the subject's id.
    rows: tuple[Row, ...]
    #: By subject, then by rule.
    partial: tuple[PartialFinding, ...]

    @property
    def exit_code(self) -> int:
        """The worst: what a run could not do outweighs what blocks."""
        return max(each.exit_code for each in self.environments)


def side_by_side(environments: Sequence[CheckedEnvironment]) -> SideBySide:
    """Compare what checks in several environments came to.

    A finding is the same in two environments where rule and fingerprint are, or else rule and line: messages name what
    an SDK has, which differs.
    """
    reports = [each.report for each in environments]
    by_id = [{card.subject.id: card for card in report.scorecards} if report else {} for report in reports]
    rows = []
    for id in sorted({id for cards in by_id for id in cards}):
        cards = tuple(each.get(id) for each in by_id)
        rows.append(Row(subject=next(card for card in cards if card is not None).subject, cards=cards))
    partial = [each for row in rows for each in _partial(row)]
    return SideBySide(environments=tuple(environments), rows=tuple(rows), partial=tuple(partial))


def _partial(row: Row) -> Iterator[PartialFinding]:
    checked = [index for index, card in enumerate(row.cards) if card is not None]
    for found in _grouped(row):
        absent = [index for index in checked if index not in found]
        if absent:
            shown = next(iter(found.values()))
            yield PartialFinding(
                shown=shown,
                present=tuple(sorted(found)),
                absent=tuple((index, _outcome(row.cards[index], shown)) for index in absent),
            )


def _grouped(row: Row) -> list[dict[int, ReportedFinding]]:
    """The findings on a subject, each by the environments that show it, sorted by rule and place."""
    groups: dict[Hashable, dict[int, ReportedFinding]] = {}
    for index, card in enumerate(row.cards):
        for each in findings_to_show(card) if card is not None else ():
            groups.setdefault((each.rule.lasting_id, each.finding.fingerprint), {})[index] = each
    merged: dict[Hashable, list[dict[int, ReportedFinding]]] = {}
    for group in groups.values():
        one = next(iter(group.values()))
        alike = merged.setdefault((one.rule.lasting_id, one.finding.place.path, one.finding.place.line), [])
        fitting = next((other for other in alike if not other.keys() & group.keys()), None)
        if fitting is None:
            alike.append(group)
        else:
            fitting.update(group)
    found = [dict(sorted(group.items())) for alike in merged.values() for group in alike]
    return sorted(found, key=_by_rule)


def _by_rule(group: dict[int, ReportedFinding]) -> tuple[str, int, str]:
    first = next(iter(group.values()))
    return first.rule.id, first.finding.place.line, first.finding.message


def _outcome(card: Scorecard | None, shown: ReportedFinding) -> Outcome | None:
    outcomes = card.outcomes if card is not None else ()
    return next((each for each in outcomes if each.rule.lasting_id == shown.rule.lasting_id), None)
