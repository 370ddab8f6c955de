"""Which findings only repeat what a finding of another rule says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cursus_tester.results.explanations import with_explanations
from cursus_tester.results.finding import Explanation, Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from tests.unit.reports.example import finding, outcome

FAILED = OutcomeKind.FAILED


def one(*, cause: str = "role", scenarios: tuple[str, ...] = ("baseline",), waiver: str | None = None) -> Finding:
    scenario = scenarios[0] if scenarios else None
    return finding(cause=cause, scenario=scenario, scenarios=scenarios, waiver=waiver, fingerprint="first")


def explaining(*findings: Finding, severity: Severity = Severity.ERROR, kind: OutcomeKind = FAILED) -> Outcome:
    return outcome("SB413", kind, *findings, severity=severity)


def repeating(*findings: Finding, explained_by: tuple[str, ...] = ("SB413",)) -> Outcome:
    return outcome("CM331", FAILED, *findings, explained_by=explained_by)


def explanations(*outcomes: Outcome) -> dict[str, list[str | None]]:
    """By what the findings of each rule are explained."""
    return {
        each.rule.id: [found.explained_by.rule if found.explained_by else None for found in each.findings]
        for each in with_explanations(outcomes)
    }


@pytest.mark.parametrize(
    ("first", "second", "is_explained"),
    [
        pytest.param(explaining(one()), repeating(one()), True, id="one cause"),
        pytest.param(explaining(one()), repeating(one(cause="session")), False, id="another cause"),
        pytest.param(explaining(one(cause="")), repeating(one(cause="")), False, id="no cause"),
        pytest.param(explaining(one()), repeating(one(), explained_by=()), False, id="the rule names no other"),
        pytest.param(explaining(one()), repeating(one(scenarios=())), True, id="the source shows it too"),
        pytest.param(explaining(one()), repeating(one(scenarios=("a", "b"))), True, id="the builder as such"),
        pytest.param(
            explaining(one(scenarios=("a", "b"))), repeating(one(scenarios=("b",))), True, id="in fewer scenarios"
        ),
        pytest.param(
            explaining(one(scenarios=("a",))), repeating(one(scenarios=("a", "b"))), False, id="in more scenarios"
        ),
        pytest.param(
            explaining(one(scenarios=("a",))), repeating(one(scenarios=())), False, id="in one scenario and always"
        ),
        pytest.param(explaining(one(waiver="agreed")), repeating(one()), False, id="the other one is waived"),
        pytest.param(
            explaining(replace(one(), known=True)), repeating(one()), False, id="the other one is in the baseline"
        ),
        pytest.param(explaining(one()), repeating(one(waiver="agreed")), False, id="it is waived itself"),
        pytest.param(
            explaining(one(), severity=Severity.WARNING), repeating(one()), False, id="a warning hides no error"
        ),
        pytest.param(explaining(one(), kind=OutcomeKind.PASSED), repeating(one()), False, id="a note"),
    ],
)
def test_a_finding_is_explained(first: Outcome, second: Outcome, is_explained: bool) -> None:
    assert explanations(first, second) == {"SB413": [None], "CM331": ["SB413" if is_explained else None]}


def test_a_rule_may_say_itself_what_it_explains() -> None:
    first = outcome("CM303", FAILED, one(), explains=("SB400",))

    assert explanations(first, outcome("SB400", FAILED, one())) == {"CM303": [None], "SB400": ["CM303"]}


def test_each_finding_is_judged_by_itself() -> None:
    found = explanations(explaining(one()), repeating(one(), one(cause="script")))

    assert found["CM331"] == ["SB413", None]


def test_the_first_cause_explains_all() -> None:
    third = outcome("CM302", FAILED, one(), explained_by=("CM331",))

    assert explanations(explaining(one()), repeating(one()), third) == {
        "SB413": [None],
        "CM331": ["SB413"],
        "CM302": ["SB413"],
    }


def test_an_explanation_ends_with_what_explains() -> None:
    (_, explained) = with_explanations([explaining(one()), repeating(one())])
    assert explained.findings[0].explained_by == Explanation(rule="SB413", fingerprint="first")

    (alone,) = with_explanations([explained])

    assert alone.findings[0].explained_by is None


def test_an_explained_finding_does_not_block_and_its_rule_stays_failed() -> None:
    first, second = with_explanations([explaining(one()), repeating(one())])

    assert (first.blocking(Severity.ERROR), second.blocking(Severity.ERROR)) == (1, 0)
    assert second.kind is FAILED
    assert second.is_explained
    assert not second.is_accepted
