"""The baseline: findings that are accepted as they are, so that only others block.

Findings are known by their fingerprint (`cursus_tester.decisions.fingerprints`), which stays when lines move. One that
only some scenarios showed is accepted in these: where others show it, above all the plain one, that is new. A
builder that is renamed in its file, or moved to another file under its name, keeps what it is known for: its old entry
is taken over where the old builder is gone and some finding is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cursus_tester.decisions.parts import known_parts
from cursus_tester.results.finding import Finding, Scenarios
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Scorecard

SCHEMA = "cursus-tester/baseline/1"

#: What is accepted of one builder: by rule and fingerprint, the scenarios.
Debt = Mapping[str, Mapping[str, Scenarios]]
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


def _debt(written: Mapping[str, list[Any]], rule_ids: Mapping[str, str]) -> Debt:
    found: dict[str, Mapping[str, Scenarios]] = {}
    for rule, entries in written.items():
        id = rule_ids.get(rule, rule)
        found[id] = _joined(found.get(id, {}), dict(map(_read_entry, entries)))
    return found


def _is_debt(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(entries, list) and all(map(_is_entry, entries)) for entries in value.values()
    )


def _is_entry(value: object) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, str)
    scenarios = value.get("scenarios")
    is_listed = isinstance(scenarios, list) and all(isinstance(each, str) for each in scenarios)
    return value.keys() == {"fingerprint", "scenarios"} and isinstance(value["fingerprint"], str) and is_listed


def _read_entry(entry: Any) -> tuple[str, Scenarios]:
    return (entry, None) if isinstance(entry, str) else (entry["fingerprint"], frozenset(entry["scenarios"]))


def _entry(fingerprint: str, scenarios: Scenarios) -> object:
    """An entry of the file: a fingerprint by itself is accepted wherever it is found."""
    return fingerprint if scenarios is None else {"fingerprint": fingerprint, "scenarios": sorted(scenarios)}


def render_baseline(baseline: Baseline) -> str:
    """The text of a baseline; the same findings give the same bytes."""
    builders = {
        builder: {
            rule: [_entry(each, scenarios) for each, scenarios in sorted(found.items())]
            for rule, found in sorted(debt.items())
            if found
        }
        for builder, debt in sorted(baseline.builders.items())
    }
    document = {"schema": SCHEMA, "builders": {builder: debt for builder, debt in builders.items() if debt}}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def debt_of(cards: Iterable[Scorecard], known_as: Callable[[Scorecard], str]) -> dict[str, Debt]:
    """What could be accepted of each builder: what blocks, or would under another ``--fail-on``, and is not waived."""
    return {
        known_as(card): {
            outcome.rule.id: {each.fingerprint: each.reach for each in outcome.findings if each.waiver is None}
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
    return sum(len(found.keys() & other.get(rule, {}).keys()) for rule, found in one.items())


def together(one: Debt, other: Debt) -> dict[str, dict[str, Scenarios]]:
    """What is in either."""
    rules = one.keys() | other.keys()
    return {rule: _joined(one.get(rule, {}), other.get(rule, {})) for rule in rules}


def _joined(one: Mapping[str, Scenarios], other: Mapping[str, Scenarios]) -> dict[str, Scenarios]:
    joined = {**one, **other}
    for fingerprint in one.keys() & other.keys():
        first, second = one[fingerprint], other[fingerprint]
        joined[fingerprint] = None if first is None or second is None else first | second
    return joined


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
            replace(each, findings=tuple(_marked(each.findings, known.get(each.rule.id, {})))) for each in card.outcomes
        )
        return replace(card, outcomes=outcomes)

    return tuple(map(marked, listed))


def _marked(findings: Iterable[Finding], known: Mapping[str, Scenarios]) -> Iterator[Finding]:
    for each in findings:
        yield from known_parts(each, known[each.fingerprint]) if each.fingerprint in known else (each,)


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


def _renewed(rule: str, known: Debt, found: Debt, is_judged: bool, only_prune: bool) -> Mapping[str, Scenarios]:
    before, now = known.get(rule, {}), found.get(rule, {})
    if not is_judged:
        return before
    if not only_prune:
        return now
    kept = {each: _in_both(before[each], now[each]) for each in before.keys() & now.keys()}
    return {each: scenarios for each, scenarios in kept.items() if scenarios is None or scenarios}


def _in_both(before: Scenarios, now: Scenarios) -> Scenarios:
    if before is None or now is None:
        return before if now is None else now
    return before & now
