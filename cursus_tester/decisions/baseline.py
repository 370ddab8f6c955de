"""The baseline: findings that are accepted as they are, so that only others block.

Findings are known by their fingerprint (`cursus_tester.decisions.fingerprints`), which stays when lines move. A
builder that is renamed in its file, or moved to another file under its name, keeps what it is known for: its old entry
is taken over where the old builder is gone and some finding is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Scorecard

SCHEMA = "cursus-tester/baseline/1"

#: Fingerprints by rule.
Debt = Mapping[str, frozenset[str]]
#: The outcomes of a rule that looked and can say what is gone.
_JUDGED = frozenset(OutcomeKind) - {OutcomeKind.BLOCKED, OutcomeKind.ERROR}


class BaselineError(ValueError):
    """A text is no baseline; the message says what was found and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What is accepted."""

    #: By builder: ``path::Class``, the path from the baseline's folder.
    builders: Mapping[str, Debt] = field(default_factory=dict)

    @property
    def entries(self) -> frozenset[tuple[str, str, str]]:
        """Builder, rule and fingerprint of each finding."""
        return frozenset(
            (builder, rule, each)
            for builder, debt in self.builders.items()
            for rule, prints in debt.items()
            for each in prints
        )


def read_baseline(text: str | bytes, rule_ids: Mapping[str, str]) -> Baseline:
    """The baseline that `text` holds, with the ids that its rules have now.

    Args:
        text: JSON.
        rule_ids: The id that each rule has, by every id that it has or had; a rule that it lacks keeps its id.

    Raises:
        BaselineError: It holds none.
    """
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"is no JSON: {error}") from error
    if not isinstance(document, dict) or "schema" not in document:
        raise BaselineError(f"is no baseline: it has no schema, expected {SCHEMA}")
    if document["schema"] != SCHEMA:
        raise BaselineError(f"has the schema {document['schema']!r}, expected {SCHEMA}")
    builders = document.get("builders")
    if not isinstance(builders, dict) or not all(map(_is_debt, builders.values())):
        raise BaselineError("is no baseline: expected builders, each with rules, each with a list of fingerprints")
    return Baseline(builders={builder: _debt(debt, rule_ids) for builder, debt in builders.items()})


def _debt(written: Mapping[str, list[str]], rule_ids: Mapping[str, str]) -> Debt:
    found: dict[str, frozenset[str]] = {}
    for rule, prints in written.items():
        id = rule_ids.get(rule, rule)
        found[id] = found.get(id, frozenset()) | frozenset(prints)
    return found


def _is_debt(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(prints, list) and all(isinstance(each, str) for each in prints) for prints in value.values()
    )


def render_baseline(baseline: Baseline) -> str:
    """The text of a baseline; the same findings give the same bytes."""
    builders = {
        builder: {rule: sorted(prints) for rule, prints in sorted(debt.items()) if prints}
        for builder, debt in sorted(baseline.builders.items())
    }
    document = {"schema": SCHEMA, "builders": {builder: debt for builder, debt in builders.items() if debt}}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def debt_of(cards: Iterable[Scorecard], known_as: Callable[[Scorecard], str]) -> dict[str, Debt]:
    """What could be accepted of each builder: what blocks, or would under another ``--fail-on``, and is not waived."""
    return {
        known_as(card): {
            outcome.rule.id: frozenset(each.fingerprint for each in outcome.findings if each.waiver is None)
            for outcome in card.outcomes
            if outcome.kind is OutcomeKind.FAILED
        }
        for card in cards
    }


def judged_of(cards: Iterable[Scorecard], known_as: Callable[[Scorecard], str]) -> dict[str, frozenset[str]]:
    """The rules that looked at each builder."""
    return {known_as(card): frozenset(each.rule.id for each in card.outcomes if each.kind in _JUDGED) for card in cards}


def former_names(baseline: Baseline, debt: Mapping[str, Debt], is_gone: Callable[[str], bool]) -> dict[str, str]:
    """What builders that are not in the baseline were called there, by what they are called now.

    Args:
        baseline: What is accepted.
        debt: What was found, by builder.
        is_gone: Whether there is no such builder any more.
    """
    found: dict[str, str] = {}
    for builder in sorted(debt.keys() - baseline.builders.keys()):
        path, _, name = builder.rpartition("::")
        candidates = [
            (old.rpartition("::")[2] != name, -_in_common(debt[builder], known), old)
            for old, known in baseline.builders.items()
            if old.rpartition("::")[2] == name or old.rpartition("::")[0] == path
        ]
        for _, in_common, old in sorted(candidates):
            if in_common and old not in debt and old not in found.values() and is_gone(old):
                found[builder] = old
                break
    return found


def _in_common(one: Debt, other: Debt) -> int:
    return sum(len(prints & other.get(rule, frozenset())) for rule, prints in one.items())


def mark_known(
    cards: Iterable[Scorecard], baseline: Baseline, known_as: Callable[[Scorecard], str], is_gone: Callable[[str], bool]
) -> tuple[Scorecard, ...]:
    """The scorecards with the findings marked that the baseline has."""
    listed = tuple(cards)
    former = former_names(baseline, debt_of(listed, known_as), is_gone)

    def marked(card: Scorecard) -> Scorecard:
        builder = known_as(card)
        known = baseline.builders.get(former.get(builder, builder), {})
        outcomes = tuple(
            replace(each, findings=tuple(_marked(finding, known.get(each.rule.id)) for finding in each.findings))
            for each in card.outcomes
        )
        return replace(card, outcomes=outcomes)

    return tuple(map(marked, listed))


def _marked(finding: Finding, known: frozenset[str] | None) -> Finding:
    return replace(finding, known=True) if known and finding.fingerprint in known else finding


def renewed(
    old: Baseline,
    debt: Mapping[str, Debt],
    judged: Mapping[str, frozenset[str]],
    is_gone: Callable[[str], bool],
    *,
    only_prune: bool,
) -> Baseline:
    """The baseline after a run; what that did not look at stays as it is.

    Args:
        old: The baseline before it.
        debt: What was found, by builder.
        judged: The rules that looked, by builder.
        is_gone: Whether there is no such builder any more where the run looked.
        only_prune: Add nothing; only drop what is gone.
    """
    former = former_names(old, debt, is_gone)
    builders = {builder: known for builder, known in old.builders.items() if not is_gone(builder)}
    for builder, rules in judged.items():
        known = old.builders.get(former.get(builder, builder), {})
        found = debt.get(builder, {})
        builders[builder] = {
            rule: _renewed(rule, known, found, rule in rules, only_prune) for rule in known.keys() | found.keys()
        }
    return Baseline(builders=builders)


def _renewed(rule: str, known: Debt, found: Debt, is_judged: bool, only_prune: bool) -> frozenset[str]:
    before, now = known.get(rule, frozenset()), found.get(rule, frozenset())
    if not is_judged:
        return before
    return before & now if only_prune else now
