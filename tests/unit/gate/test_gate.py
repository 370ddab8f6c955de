"""What blocks a change: decisions on scorecards before it and after it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from cursus_tester.results.difference import SubjectChange, compare_subject
from cursus_tester.results.explanations import with_explanations
from cursus_tester.results.finding import Waiver
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.verdict import Extent, Import, Thresholds, Verdict, judge
from tests.unit.reports.example import finding, outcome, subject

PASSED, FAILED, BLOCKED, WAIVED = OutcomeKind.PASSED, OutcomeKind.FAILED, OutcomeKind.BLOCKED, OutcomeKind.WAIVED
EXTENT = Extent(base="main", head="HEAD", files=1, affected=1, builders=1)
LENIENT = Thresholds(max_drop=100.0)


def card(*outcomes: Outcome) -> Scorecard:
    return scorecard(subject(), "CreateModel", None, Pattern(), outcomes)


def failed(id: str = "CM303", *, severity: Severity = Severity.ERROR, waiver: str | None = None) -> Outcome:
    kind = WAIVED if waiver else FAILED
    return outcome(id, kind, replace(finding(waiver=waiver), fingerprint=id), severity=severity)


def passed(id: str = "CM303") -> Outcome:
    return outcome(id, PASSED)


def verdict(before: Scorecard | None, after: Scorecard, thresholds: Thresholds = LENIENT) -> Verdict:
    return judge(EXTENT, [compare_subject(before, after)], thresholds)


def told(found: Verdict) -> dict[str, list[str]]:
    """The rules in each part of a verdict that has any."""
    parts = ("new", "blocking", "fixed", "remaining", "waived", "not_judged")
    rules = {part: [each.rule.id for each in getattr(found, part)] for part in parts}
    return {part: ids for part, ids in rules.items() if ids}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([passed()], [failed()], {"new": ["CM303"], "blocking": ["CM303"]}, id="new"),
        pytest.param([failed()], [failed()], {"remaining": ["CM303"]}, id="old debt"),
        pytest.param([failed()], [passed()], {"fixed": ["CM303"]}, id="fixed"),
        pytest.param(
            [passed()], [failed(severity=Severity.WARNING)], {"new": ["CM303"]}, id="new, of a lower severity"
        ),
        pytest.param([passed()], [failed(waiver="agreed")], {"waived": ["CM303"]}, id="new and waived"),
        pytest.param([failed()], [failed(waiver="agreed")], {"waived": ["CM303"]}, id="old and now waived"),
        pytest.param([failed(waiver="agreed")], [failed(waiver="agreed")], {}, id="still waived"),
        pytest.param(
            [failed(waiver="agreed")], [failed()], {"new": ["CM303"], "blocking": ["CM303"]}, id="no longer waived"
        ),
        pytest.param([failed()], [outcome("CM303", BLOCKED)], {"not_judged": ["CM303"]}, id="no longer judged"),
        pytest.param(
            [outcome("CM303", BLOCKED)], [failed()], {"new": ["CM303"], "blocking": ["CM303"]}, id="judged at last"
        ),
        pytest.param(
            [outcome("CM490", PASSED, severity=Severity.INFO)],
            [outcome("CM490", PASSED, finding(), severity=Severity.INFO)],
            {},
            id="a note",
        ),
    ],
)
def test_findings(before: list[Outcome], after: list[Outcome], expected: Mapping[str, list[str]]) -> None:
    found = verdict(card(*before), card(*after))

    assert told(found) == expected
    assert found.blocks == len(expected.get("blocking", []))


@pytest.mark.parametrize(
    ("fail_on", "severity", "blocks"),
    [
        (Severity.ERROR, Severity.ERROR, 1),
        (Severity.ERROR, Severity.WARNING, 0),
        (Severity.WARNING, Severity.WARNING, 1),
        (None, Severity.ERROR, 0),
    ],
)
def test_what_severity_blocks(fail_on: Severity | None, severity: Severity, blocks: int) -> None:
    thresholds = replace(LENIENT, fail_on=fail_on)

    assert verdict(card(passed()), card(failed(severity=severity)), thresholds).blocks == blocks


def problems(found: Verdict) -> list[str]:
    return [f"{each.where}: {each.problem}" for each in found.blockers]


def with_role(*waived: str) -> list[Outcome]:
    """SB413 and CM331 on one wrong role, the second of them explained by the first unless that is waived."""
    first, second = (
        outcome(
            id,
            WAIVED if id in waived else FAILED,
            finding(cause="role", fingerprint=id, waiver="agreed" if id in waived else None),
            explained_by=("SB413",) if id == "CM331" else (),
        )
        for id in ("SB413", "CM331")
    )
    return [*with_explanations([first, second])]


def role_mended() -> list[Outcome]:
    """The same with what SB413 found corrected."""
    return [passed("SB413"), *with_explanations([passed("SB413"), with_role()[1]])[1:]]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            [passed("SB413"), passed("CM331")], with_role(), {"new": ["SB413"], "blocking": ["SB413"]}, id="new"
        ),
        pytest.param(with_role(), with_role(), {"remaining": ["SB413"]}, id="old debt"),
        pytest.param(with_role(), [passed("SB413"), passed("CM331")], {"fixed": ["SB413"]}, id="both fixed"),
        pytest.param(with_role(), role_mended(), {"fixed": ["SB413"], "remaining": ["CM331"]}, id="one of them fixed"),
        pytest.param(
            role_mended(),
            with_role(),
            {"new": ["SB413"], "blocking": ["SB413"]},
            id="the explained one was there before",
        ),
        pytest.param(
            with_role(), with_role("SB413"), {"remaining": ["CM331"], "waived": ["SB413"]}, id="the first one waived"
        ),
        pytest.param(with_role("SB413"), with_role("SB413"), {"remaining": ["CM331"]}, id="waived before"),
    ],
)
def test_what_another_finding_explains_counts_once(
    before: list[Outcome], after: list[Outcome], expected: Mapping[str, list[str]]
) -> None:
    found = verdict(card(*before), card(*after))

    assert told(found) == expected
    assert found.blocks == len(expected.get("blocking", []))


ID = "builders/xgboost_model.py::XGBoostModelStepBuilder"


def blocked(id: str, reason: str = "create_step raised", *, severity: Severity = Severity.ERROR) -> Outcome:
    return outcome(id, BLOCKED, reason=reason, severity=severity)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            [passed("CM303"), passed("CM310")],
            [blocked("CM303"), blocked("CM310")],
            ["CM303, CM310 can no longer be judged, which counts as failed: create_step raised"],
            id="rules that passed",
        ),
        pytest.param(
            [passed("CM303"), passed("CM310")],
            [blocked("CM303", "it died"), blocked("CM310", "it raised")],
            [
                "CM303 can no longer be judged, which counts as failed: it died",
                "CM310 can no longer be judged, which counts as failed: it raised",
            ],
            id="for two reasons",
        ),
        pytest.param(
            [failed("SB400", waiver="agreed")],
            [blocked("SB400")],
            ["SB400 can no longer be judged, which counts as failed: create_step raised"],
            id="a waived rule",
        ),
        pytest.param([blocked("CM303")], [blocked("CM303", "another")], [], id="blocked before"),
        pytest.param([failed("CM303")], [blocked("CM303")], [], id="failed before"),
        pytest.param([passed("CM303")], [blocked("CM303", severity=Severity.WARNING)], [], id="a warning"),
        pytest.param(
            [passed("SB100"), passed("CM303")], [failed("SB100"), blocked("CM303")], [], id="a new finding says why"
        ),
        pytest.param(
            [failed("SB100"), passed("CM303")],
            [failed("SB100"), blocked("CM303")],
            ["CM303 can no longer be judged, which counts as failed: create_step raised"],
            id="an old finding is not why",
        ),
        pytest.param(
            None, [blocked("CM303")], ["CM303 cannot be judged, which counts as failed: create_step raised"], id="new"
        ),
    ],
)
def test_rules_that_a_change_keeps_from_looking(
    before: list[Outcome] | None, after: list[Outcome], expected: list[str]
) -> None:
    found = verdict(card(*before) if before is not None else None, card(*after))

    assert problems(found) == [f"{ID}: {each}" for each in expected]
    assert bool(found.blocks) is bool(expected or told(found).get("blocking"))


def in_scenarios(*names: str) -> Outcome:
    return outcome("SB400", FAILED, finding(scenario=names[0], scenarios=names))


@pytest.mark.parametrize(
    ("before", "after", "new", "remaining", "fixed"),
    [
        (("x",), ("x",), [], [("x",)], []),
        (("x",), ("baseline", "x"), [("baseline",)], [("x",)], []),
        (("x", "y"), ("y",), [], [("y",)], []),
        (("x",), ("y",), [("y",)], [], [("x",)]),
        (("baseline",), ("baseline", "y"), [], [("baseline", "y")], []),
    ],
)
def test_a_finding_is_new_in_scenarios_that_did_not_show_it(
    before: tuple[str, ...], after: tuple[str, ...], new: list[object], remaining: list[object], fixed: list[object]
) -> None:
    found = verdict(card(in_scenarios(*before)), card(in_scenarios(*after)))

    assert [each.shown.finding.scenarios for each in found.new] == new
    assert [each.shown.finding.scenarios for each in found.remaining] == remaining
    assert [each.shown.finding.scenarios for each in found.fixed] == fixed
    assert found.blocks == len(new)


@pytest.mark.parametrize(
    ("before", "after", "max_drop", "expected"),
    [
        pytest.param(
            [passed(), passed("CM310")],
            [failed(), passed("CM310")],
            49.9,
            [f"{ID}: the score fell from 100.0 to 50.0, by more than the 49.9 of --max-drop: CM303 now fails"],
            id="by more",
        ),
        pytest.param([passed(), passed("CM310")], [failed(), passed("CM310")], 50.0, [], id="by just as much"),
        pytest.param(
            [passed(), passed("CM310"), passed("SB400"), passed("SB401")],
            [failed(), failed("CM310"), outcome("SB400", BLOCKED), passed("SB401")],
            0.0,
            [
                f"{ID}: the score fell from 100.0 to 27.7, by more than the 0 of --max-drop: "
                "CM303, CM310 now fail and 1 more cannot be judged"
            ],
            id="several rules",
        ),
        pytest.param(
            [failed(), passed("CM310"), passed("CM311")],
            [failed(), passed("CM310"), outcome("CM311", OutcomeKind.NOT_APPLICABLE)],
            0.0,
            [],
            id="only because fewer rules apply",
        ),
        pytest.param([failed(), passed("CM310")], [passed(), passed("CM310")], 0.0, [], id="it rose"),
    ],
)
def test_scores_that_fell(before: list[Outcome], after: list[Outcome], max_drop: float, expected: list[str]) -> None:
    thresholds = Thresholds(fail_on=None, max_drop=max_drop)

    assert problems(verdict(card(*before), card(*after), thresholds)) == expected


@pytest.mark.parametrize(
    ("before", "min_score", "expected"),
    [
        (None, 60.0, [f"{ID}: new, with a score of 50.0, below the 60 of --min-score"]),
        (None, 50.0, []),
        (None, None, []),
        (card(failed(), passed("CM310")), 60.0, []),
    ],
)
def test_scores_of_new_builders(before: Scorecard | None, min_score: float | None, expected: list[str]) -> None:
    thresholds = replace(LENIENT, fail_on=None, min_score=min_score)

    assert problems(verdict(before, card(failed(), passed("CM310")), thresholds)) == expected


@pytest.mark.parametrize("min_score", [None, 60.0])
def test_a_new_builder_that_is_not_rated_has_no_score_that_counts(min_score: float | None) -> None:
    unrated = scorecard(subject(), None, None, Pattern(), [passed()], not_looked_at="it was only read, not run")

    found = verdict(None, unrated, replace(LENIENT, min_score=min_score))

    said = f"{ID}: new and not rated, where --min-score asks for 60: it was only read, not run"
    assert problems(found) == ([said] if min_score is not None else [])


def waiver(rule: str = "CM303", expires: str | None = "2027-01-31", number: int = 1) -> Waiver:
    day = datetime.date.fromisoformat(expires) if expires else None
    return Waiver(rule=rule, reason="agreed", expires=day, origin=f"pyproject.toml: waivers, number {number}")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [waiver()], []),
        ([], [waiver(expires=None)], ["pyproject.toml: waivers, number 1: a new waiver of CM303 without an end"]),
        # Old ones stand, also in another place.
        ([waiver(expires=None)], [waiver("CM310"), waiver(expires=None, number=2)], []),
        # A second like an old one is new.
        (
            [waiver(expires=None)],
            [waiver(expires=None), waiver(expires=None, number=2)],
            ["pyproject.toml: waivers, number 2: a new waiver of CM303 without an end"],
        ),
    ],
)
def test_waivers(before: Sequence[Waiver], after: Sequence[Waiver], expected: list[str]) -> None:
    assert problems(judge(EXTENT, [], LENIENT, waivers=((before, ()), (after, ())))) == expected


def test_comments_that_are_meant_to_be_waivers() -> None:
    before = ["a.py:3: this waives nothing: it has no reason"]
    after = ["a.py:5: this waives nothing: it has no reason", "a.py:9: this waives nothing: it has no reason"]

    assert problems(judge(EXTENT, [], LENIENT, waivers=(((), before), ((), after)))) == [
        "a.py:9: a new comment for a waiver; this waives nothing: it has no reason"
    ]


def test_imports_of_what_is_gone() -> None:
    found = judge(EXTENT, [], LENIENT, removed=[ID], imports=[Import(builder=ID, path="pipelines/train.py", line=3)])

    assert problems(found) == [f"pipelines/train.py:3: imports {ID}, which is no longer there"]
    assert found.removed == (ID,)


def test_a_builder_that_is_gone_and_missed_by_none() -> None:
    assert judge(EXTENT, [], LENIENT, removed=[ID]).blocks == 0


def test_verdicts_are_in_order_whatever_the_order_of_what_is_judged() -> None:
    cards = [replace(card(failed()), subject=subject(name, "a.py")) for name in ("B", "A")]
    changes = [SubjectChange(before=None, after=each, findings=()) for each in cards]

    assert [each.id for each in judge(EXTENT, changes, LENIENT).subjects] == ["a.py::A", "a.py::B"]
