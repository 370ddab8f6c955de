"""What changed between two reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cursus_tester.results.difference import Change, Difference, compare
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Exhibit, Pattern, Scorecard
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place
from tests.unit.reports.example import outcome, report, subject

FAILED, PASSED, WAIVED = OutcomeKind.FAILED, OutcomeKind.PASSED, OutcomeKind.WAIVED


def found(message: str = "wrong", *, line: int = 5, fingerprint: str | None = None, known: bool = False) -> Finding:
    return Finding(
        message=message,
        hint="",
        place=Place(path="builders/xgboost_model.py", line=line),
        fingerprint=message if fingerprint is None else fingerprint,
        known=known,
    )


def card(*outcomes: Outcome, name: str = "AStepBuilder", path: str = "a.py", config: str = "") -> Scorecard:
    shown = Exhibit(scenario="baseline", situation="so", config={"name": config}, request=None, problem="none")
    exhibits = [shown] if config else []
    return scorecard(subject(name=name, path=path), "CreateModel", "xgboost", Pattern(), outcomes, exhibits)


def failed(*findings: Finding, id: str = "CM303") -> Outcome:
    return outcome(id, FAILED, *findings)


def told(difference: Difference) -> list[tuple[str, str, int]]:
    """Each finding: what became of it, its message, its line."""
    return [
        (each.change.value, each.shown.finding.message, each.shown.finding.place.line)
        for subject in difference.subjects
        for each in subject.findings
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([failed(found())], [failed(found(line=9))], [("unchanged", "wrong", 9)]),
        ([outcome("CM303", PASSED)], [failed(found())], [("new", "wrong", 5)]),
        ([failed(found())], [outcome("CM303", PASSED)], [("fixed", "wrong", 5)]),
        ([failed(found())], [failed(found("other"))], [("fixed", "wrong", 5), ("new", "other", 5)]),
        # The same defect found by another rule is another finding.
        (
            [failed(found()), outcome("SB400", PASSED)],
            [outcome("CM303", PASSED), failed(found(), id="SB400")],
            [("fixed", "wrong", 5), ("new", "wrong", 5)],
        ),
        # Reports may have several of one fingerprint: they are counted.
        (
            [failed(found(line=5), found(line=9), found(line=11))],
            [failed(found(line=7))],
            [("fixed", "wrong", 9), ("fixed", "wrong", 11), ("unchanged", "wrong", 7)],
        ),
        # A failed rule blocks without a finding, too.
        ([outcome("CM303", PASSED)], [failed()], [("new", "failed: a builder does as it should", 20)]),
        # Waived, accepted and mere notes are findings all the same.
        ([failed(found())], [outcome("CM303", WAIVED, found())], [("unchanged", "wrong", 5)]),
        ([], [outcome("CM490", PASSED, found(), severity=Severity.INFO)], [("new", "wrong", 5)]),
        ([failed(found())], [failed(found(known=True))], [("unchanged", "wrong", 5)]),
    ],
)
def test_findings(before: Sequence[Outcome], after: Sequence[Outcome], expected: list[tuple[str, str, int]]) -> None:
    difference = compare(report(card(*before)), report(card(*after)))

    assert sorted(told(difference)) == sorted(expected)


@pytest.mark.parametrize(
    ("after", "change"),
    [
        ([outcome("CM303", PASSED)], Change.FIXED),
        ([outcome("CM303", OutcomeKind.UNEXPECTED_PASS, reason="waived for nothing")], Change.FIXED),
        ([outcome("CM303", OutcomeKind.BLOCKED, reason="it does not load")], Change.NOT_JUDGED),
        ([outcome("CM303", OutcomeKind.NOT_APPLICABLE, reason="--static")], Change.NOT_JUDGED),
        ([outcome("CM303", OutcomeKind.ERROR, reason="the rule crashed")], Change.NOT_JUDGED),
        ([outcome("SB400", PASSED)], Change.NOT_JUDGED),
    ],
)
def test_what_nobody_looked_for_is_not_fixed(after: Sequence[Outcome], change: Change) -> None:
    (subject_change,) = compare(report(card(failed(found()))), report(card(*after))).subjects
    (finding,) = subject_change.findings

    assert finding.change is change
    assert finding.other_outcome == next((each for each in after if each.rule.id == "CM303"), None)


def test_findings_of_a_removed_builder_are_not_fixed() -> None:
    difference = compare(report(card(failed(found()))), report())

    assert told(difference) == [("not_judged", "wrong", 5)]
    assert difference.subjects[0].after is None


def test_whether_a_finding_is_open() -> None:
    before, after = card(outcome("CM303", WAIVED, found())), card(failed(found()))
    ((finding,),) = (each.findings for each in compare(report(before), report(after)).subjects)

    assert finding.before is not None
    assert not finding.before.is_open
    assert finding.shown.is_open
    assert not replace(finding.shown, finding=found(known=True)).is_open
    assert not replace(finding.shown, finding=replace(found(), waiver="agreed")).is_open


def own(name: str, path: str) -> Outcome:
    return failed(found(f"{name} in {path} is wrong", fingerprint="0123"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Moved, renamed in its file, and both where it is recognized by config and findings.
        (("A", "a.py", ""), ("A", "b.py", ""), "a.py::A"),
        (("A", "a.py", ""), ("B", "a.py", ""), "a.py::A"),
        (("A", "a.py", "x"), ("B", "b.py", "x"), "a.py::A"),
        (("A", "a.py", "x"), ("B", "b.py", "y"), None),
        (("A", "a.py", ""), ("B", "b.py", ""), None),
    ],
)
def test_a_builder_that_moved_keeps_its_findings(
    before: tuple[str, str, str], after: tuple[str, str, str], expected: str | None
) -> None:
    (old, old_path, old_config), (new, new_path, new_config) = before, after
    difference = compare(
        report(card(own(old, old_path), name=old, path=old_path, config=old_config)),
        report(card(own(new, new_path), name=new, path=new_path, config=new_config)),
    )

    assert [each.former_id for each in difference.subjects if each.after is not None] == [expected]
    changes = [change for change, _, _ in told(difference)]
    assert changes == (["unchanged"] if expected else ["not_judged", "new"])


def test_builders_that_could_be_either_are_not_taken_for_one() -> None:
    before = report(card(name="A", path="a.py"))
    after = report(card(name="B", path="a.py"), card(name="C", path="a.py"))

    assert [(each.id, each.former_id) for each in compare(before, after).subjects] == [
        ("a.py::A", None),
        ("a.py::B", None),
        ("a.py::C", None),
    ]


def test_a_name_that_stays_in_its_file_is_no_candidate() -> None:
    before = report(card(name="A", path="a.py"), card(name="A", path="b.py"))
    after = report(card(name="A", path="a.py"), card(name="A", path="c.py"))

    assert [(each.id, each.former_id) for each in compare(before, after).subjects] == [
        ("a.py::A", None),
        ("c.py::A", "b.py::A"),
    ]
