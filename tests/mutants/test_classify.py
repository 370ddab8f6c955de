"""What counts as a kill, and what never does."""

from __future__ import annotations

import pytest

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Level, RuleInfo, Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.mutants.detect import classify
from tests.mutants.matrix import Detection, Result, Verdict, from_json, to_json, to_markdown


def outcome(
    id: str, kind: OutcomeKind = OutcomeKind.FAILED, severity: Severity = Severity.ERROR, message: str = "wrong"
) -> Outcome:
    findings = (Finding(message=message, hint="mend it", fingerprint=f"{id} {message}"),)
    return Outcome(
        rule=RuleInfo(id=id, slug="example", title="Is fine", level=Level.INTERFACE, severity=severity),
        kind=kind,
        reason=None if kind in (OutcomeKind.PASSED, OutcomeKind.FAILED) else message,
        findings=findings if kind is OutcomeKind.FAILED or severity is Severity.INFO else (),
    )


def card(*outcomes: Outcome) -> Scorecard:
    return Scorecard(
        subject=Subject(name="B", kind=SubjectKind.BUILDER, place=Place(path="mutant0/b.py"), file="/b.py"),
        step_type="CreateModel",
        framework=None,
        pattern=Pattern(),
        outcomes=outcomes,
        levels={},
        score=None,
        rating=None,
    )


PASSED = outcome("SB300", OutcomeKind.PASSED)
CRASHED = outcome("CM310", OutcomeKind.ERROR, message="the rule crashed: KeyError: 'x'")
LATE = "the build failed: it exceeded its time limit of 10 s and was killed"


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((outcome("SB300"), PASSED), Verdict.KILLED),
        ((outcome("SB300"), outcome("SB400")), Verdict.KILLED),
        ((outcome("SB400"),), Verdict.KILLED_BY_ANOTHER),
        ((outcome("CM312", severity=Severity.WARNING),), Verdict.KILLED_BY_ANOTHER),
        # What an unchanged builder has noted of it too is no sign of life.
        ((outcome("CM490", OutcomeKind.PASSED, Severity.INFO),), Verdict.SURVIVED),
        ((PASSED,), Verdict.SURVIVED),
        ((outcome("SB300", OutcomeKind.BLOCKED),), Verdict.SURVIVED),
        ((outcome("SB300"), CRASHED), Verdict.ERROR),
        ((outcome("SB300"), outcome("SB400", message=LATE)), Verdict.ERROR),
        ((outcome("SB300"), outcome("SB401", OutcomeKind.BLOCKED, message=LATE)), Verdict.ERROR),
    ],
)
def test_mutant_that_cm300_is_to_find(outcomes: tuple[Outcome, ...], verdict: Verdict) -> None:
    assert classify("m", "builders/b.py", ("SB300",), (card(*outcomes),)).verdict is verdict


def test_no_builder_in_it_is_an_error() -> None:
    assert classify("m", "builders/b.py", ("SB300",), ()).verdict is Verdict.ERROR


def test_any_of_the_expected_rules_is_enough() -> None:
    assert classify("m", "builders/b.py", ("SB300", "CM301"), (card(outcome("CM301")),)).verdict is Verdict.KILLED


def test_time_out_kills_a_mutant_that_hangs() -> None:
    assert classify("m", "builders/b.py", ("SB110",), (card(outcome("SB110", message=LATE)),)).verdict is Verdict.KILLED


def test_finding_that_the_unchanged_builder_has_too_proves_nothing() -> None:
    noted = outcome("SB491", OutcomeKind.PASSED, Severity.INFO, message="image_uris moves")
    more = outcome("SB491", OutcomeKind.PASSED, Severity.INFO, message="Estimator goes")
    known = {"SB491 image_uris moves"}
    assert classify("m", "b.py", ("SB491",), (card(noted),), known=known).verdict is Verdict.SURVIVED
    assert classify("m", "b.py", ("SB491",), (card(noted, more),), known=known).verdict is Verdict.KILLED


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((PASSED, outcome("SB300", OutcomeKind.BLOCKED)), Verdict.CLEAN),
        ((outcome("CM312", severity=Severity.WARNING),), Verdict.CLEAN),
        ((outcome("SB300"),), Verdict.FALSE_ALARM),
        ((CRASHED,), Verdict.ERROR),
        ((outcome("SB300", OutcomeKind.BLOCKED, message=LATE),), Verdict.ERROR),
    ],
)
def test_good_builder(outcomes: tuple[Outcome, ...], verdict: Verdict) -> None:
    assert classify("B", "tests/clean/b.py", (), (card(*outcomes),)).verdict is verdict


def test_twin_of_a_rule_that_warns() -> None:
    warned = card(outcome("CM312", severity=Severity.WARNING))
    assert classify("CM312 twin: near it", "b.py", (), (warned,)).verdict is Verdict.FALSE_ALARM
    assert classify("CM310 twin: near it", "b.py", (), (warned,)).verdict is Verdict.CLEAN


def result(verdict: Verdict, name: str = "a | b", expected: tuple[str, ...] = ("SB300",)) -> Result:
    return Result(
        name=name,
        file="builders/b.py",
        expected=expected,
        failed=("SB300",) if verdict in (Verdict.KILLED, Verdict.FALSE_ALARM) else (),
        warned=(),
        noted=("CM490",),
        verdict=verdict,
        reason="it is wrong" if verdict is Verdict.FALSE_ALARM else "",
    )


def test_documents_hold_the_whole_matrix() -> None:
    detection = Detection(
        mutants=(result(Verdict.KILLED), result(Verdict.SURVIVED, name="c")),
        clean=(result(Verdict.CLEAN, name="D", expected=()), result(Verdict.FALSE_ALARM, name="E", expected=())),
    )
    assert from_json(to_json(detection)) == detection
    assert [each.name for each in detection.failures] == ["c", "E"]
    text = to_markdown(detection)
    assert "| a \\| b | builders/b.py | SB300 | SB300 |  | killed |" in text
    assert "- 2 mutants: 1 killed by an expected rule, 0 only by another, 1 survived, 0 ended in an error" in text
    assert "- 2 clean builders: 1 accused falsely" in text
    assert "| SB300 | 2 | 1 |" in text
    assert "- builders/b.py, E: it is wrong" in text
