"""Waivers: what they waive, until when, and which of them are told to be without use."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cursus_tester.decisions.coverage import Coverage
from cursus_tester.decisions.waivers import apply_waivers
from cursus_tester.results.finding import Waiver
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard, summarize
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import finding, outcome

TODAY = datetime.date(2026, 11, 25)
YESTERDAY = TODAY - datetime.timedelta(days=1)
PATH = "builders/xgboost_model.py"
PASSED, FAILED, WAIVED, ERROR, BLOCKED, NOT_APPLICABLE, UNEXPECTED = (
    OutcomeKind.PASSED,
    OutcomeKind.FAILED,
    OutcomeKind.WAIVED,
    OutcomeKind.ERROR,
    OutcomeKind.BLOCKED,
    OutcomeKind.NOT_APPLICABLE,
    OutcomeKind.UNEXPECTED_PASS,
)


def a_subject(name: str = "A", line: int = 20, path: str = PATH) -> Subject:
    kind = SubjectKind.BUILDER if name else SubjectKind.MODULE
    return Subject(name=name, kind=kind, place=Place(path=path, line=line), file=f"/repository/{path}")


def an_outcome(kind: OutcomeKind, *lines: int, severity: Severity = Severity.ERROR) -> Outcome:
    reason = "for a reason" if kind in (NOT_APPLICABLE, BLOCKED, ERROR) else None
    return outcome("CM310", kind, *(finding(line=line) for line in lines), reason=reason, severity=severity)


def cards_of(outcomes: dict[Subject, Outcome]) -> list[Scorecard]:
    good = outcome("SB100", PASSED)
    return [scorecard(each, "CreateModel", None, Pattern(), [good, said]) for each, said in outcomes.items()]


def names(subject: Subject) -> tuple[str, str]:
    module = subject.place.path.removesuffix(".py").replace("/", ".")
    return f"{module}:{subject.name}", subject.id


def coverage_of(subjects: Sequence[Subject], *, searched: Sequence[str] = (".",), is_complete: bool = True) -> Coverage:
    return Coverage(
        subjects=tuple(subjects),
        names={each.id: names(each) for each in subjects},
        rules=frozenset({"CM310", "SB100", "SB101"}),
        fully_judged=frozenset({"CM310", "SB100"}),
        searched=tuple(searched),
        is_complete=is_complete,
        import_roots=(".", "src"),
    )


def waiver(
    builder: str = "",
    *,
    line: int | None = None,
    rule: str = "CM310",
    expires: datetime.date = TODAY,
    scenario: str = "",
    message: str = "",
    reason: str = "agreed",
) -> Waiver:
    place = Place(path=PATH, line=line) if line is not None else None
    return Waiver(
        rule=rule,
        builder=builder,
        reason=reason,
        expires=expires,
        place=place,
        origin="here",
        scenario=scenario,
        message=message,
    )


WHY = "agreed (until 2026-11-25, here)"


@pytest.mark.parametrize("builder", ["builders.xgboost_model:A", f"{PATH}::A", "builders/*::A", "*", "builders.*:*"])
def test_a_waiver_of_the_settings_waives_all_that_its_rule_finds(builder: str) -> None:
    cards = cards_of({a_subject(): an_outcome(FAILED, 30, 40)})

    (card,), notes = apply_waivers(cards, [waiver(builder)], coverage_of([a_subject()]), TODAY)

    assert notes == ()
    said = card.outcomes[0]
    assert (said.kind, said.reason, [each.waiver for each in said.findings]) == (WAIVED, WHY, [WHY, WHY])
    assert (cards[0].score, card.score) == (33.3, 100.0)
    assert summarize([card]).blocking == 0


@pytest.mark.parametrize(
    ("line", "kind", "waived"),
    [
        (20, WAIVED, [WHY, WHY]),
        (30, FAILED, [WHY, None]),
        (21, FAILED, [None, None]),
    ],
    ids=["class", "finding", "other"],
)
def test_a_waiver_in_a_source_is_for_its_line_or_its_class(line: int, kind: OutcomeKind, waived: list[str]) -> None:
    cards = cards_of({a_subject(): an_outcome(FAILED, 30, 40)})

    (card,), notes = apply_waivers(cards, [waiver(line=line)], coverage_of([a_subject()]), TODAY)

    said = card.outcomes[0]
    assert (said.kind, [each.waiver for each in said.findings], len(notes)) == (kind, waived, line == 21)
    assert summarize([card]).blocking == waived.count(None)  # type: ignore[arg-type]


def test_waivers_of_all_lines_waive_the_rule() -> None:
    cards = cards_of({a_subject(): an_outcome(FAILED, 30, 40)})
    other = replace(waiver(line=40), reason="agreed too", owner="us", ticket="ML-1", expires=None)

    (card,), notes = apply_waivers(cards, [waiver(line=30), other], coverage_of([a_subject()]), TODAY)

    reason = f"{WHY}; agreed too (owner us, ticket ML-1, here)"
    assert (card.outcomes[0].kind, card.outcomes[0].reason, notes) == (WAIVED, reason, ())


def test_a_line_that_two_builders_share_is_waived_for_both() -> None:
    derived = a_subject("B", 5, "builders/derived.py")
    cards = cards_of({a_subject(): an_outcome(FAILED, 30), derived: an_outcome(FAILED, 30)})

    waived, notes = apply_waivers(cards, [waiver(line=30)], coverage_of([a_subject(), derived]), TODAY)

    assert ([card.outcomes[0].kind for card in waived], notes) == ([WAIVED, WAIVED], ())


@pytest.mark.parametrize("kind", [PASSED, BLOCKED, ERROR, NOT_APPLICABLE])
def test_only_failures_are_waived(kind: OutcomeKind) -> None:
    cards = cards_of({a_subject(): an_outcome(kind)})

    (card,), _ = apply_waivers(cards, [waiver("*:A")], coverage_of([a_subject()]), TODAY)

    assert card.outcomes[0].kind is (UNEXPECTED if kind is PASSED else kind)


@pytest.mark.parametrize(
    "one", [waiver("*:A", expires=YESTERDAY), waiver(line=20, expires=YESTERDAY), waiver(line=30, expires=YESTERDAY)]
)
@pytest.mark.parametrize("kind", [FAILED, PASSED])
def test_an_expired_waiver_waives_nothing_and_is_told(one: Waiver, kind: OutcomeKind) -> None:
    cards = cards_of({a_subject(): an_outcome(kind, *([30] if kind is FAILED else []))})

    decided, notes = apply_waivers(cards, [one], coverage_of([a_subject()]), TODAY)

    assert list(decided) == cards
    assert notes == (
        "here: the waiver of CM310 expired on 2026-11-24 and waives nothing any more; "
        "mend what it was for and remove it, or renew it",
    )


def test_an_expired_waiver_of_a_builder_that_was_not_looked_for_is_not_told() -> None:
    coverage = coverage_of([a_subject()], searched=(PATH,), is_complete=False)

    _, notes = apply_waivers([], [waiver("other/x.py::X", expires=YESTERDAY)], coverage, TODAY)

    assert notes == ()


UNNEEDED = "needs no waiver: the rule passes; remove it (here)"
DOES_NOT_APPLY = "here: CM310 does not apply here: for a reason; remove the waiver"


@pytest.mark.parametrize(
    ("kind", "line", "reason", "note"),
    [
        (PASSED, None, UNNEEDED, None),
        (PASSED, 20, UNNEEDED, None),
        (PASSED, 35, UNNEEDED, None),
        (PASSED, 1, UNNEEDED, None),
        (NOT_APPLICABLE, None, "for a reason", DOES_NOT_APPLY),
        (NOT_APPLICABLE, 35, "for a reason", DOES_NOT_APPLY),
        (BLOCKED, None, "for a reason", None),
        (ERROR, 20, "for a reason", None),
        (BLOCKED, 35, "for a reason", None),
        (
            FAILED,
            35,
            None,
            f"here: CM310 finds nothing on this line, but at {PATH}:30:9; move or remove the waiver",
        ),
    ],
)
def test_a_waiver_that_is_not_needed_is_told(kind: OutcomeKind, line: int | None, reason: str, note: str) -> None:
    cards = cards_of({a_subject(): an_outcome(kind, *([30] if kind is FAILED else []))})

    (card,), notes = apply_waivers(cards, [waiver("*:A", line=line)], coverage_of([a_subject()]), TODAY)

    assert (card.outcomes[0].reason, notes) == (reason, (note,) if note else ())


def test_a_note_needs_no_waiver() -> None:
    cards = cards_of({a_subject(): an_outcome(PASSED, 30, severity=Severity.INFO)})

    (card,), _ = apply_waivers(cards, [waiver(line=30)], coverage_of([a_subject()]), TODAY)

    assert card.outcomes[0].reason == "needs no waiver: a note never blocks; remove it (here)"
    assert card.outcomes[0].findings


def test_above_a_builder_that_was_not_judged_nothing_is_told() -> None:
    subjects = [a_subject("A", 20), a_subject("B", 50)]
    cards = cards_of({subjects[0]: an_outcome(FAILED, 30), subjects[1]: an_outcome(BLOCKED)})

    _, notes = apply_waivers(cards, [waiver(line=1)], coverage_of(subjects), TODAY)

    assert notes == ()


def test_a_line_belongs_to_the_class_above_it() -> None:
    first, second = a_subject("A", 20), a_subject("B", 50)
    cards = cards_of({first: an_outcome(PASSED), second: an_outcome(PASSED)})

    decided, _ = apply_waivers(cards, [waiver(line=60)], coverage_of([first, second]), TODAY)

    assert [card.outcomes[0].kind for card in decided] == [PASSED, UNEXPECTED]


@pytest.mark.parametrize(
    ("kinds", "is_complete", "expected"),
    [
        ((FAILED, PASSED), True, [WAIVED, PASSED]),
        ((PASSED, PASSED), True, [UNEXPECTED, UNEXPECTED]),
        ((PASSED, NOT_APPLICABLE), True, [UNEXPECTED, NOT_APPLICABLE]),
        ((PASSED, BLOCKED), True, [PASSED, BLOCKED]),
        ((PASSED, PASSED), False, [PASSED, PASSED]),
    ],
)
def test_a_pattern_is_needed_while_one_of_its_builders_needs_it(
    kinds: tuple[OutcomeKind, OutcomeKind], is_complete: bool, expected: list[OutcomeKind]
) -> None:
    subjects = [a_subject("A"), a_subject("B", 50)]
    said = (an_outcome(kind, *([30] if kind is FAILED else [])) for kind in kinds)
    cards = cards_of(dict(zip(subjects, said, strict=True)))
    coverage = coverage_of(subjects, searched=(PATH,), is_complete=is_complete)

    decided, notes = apply_waivers(cards, [waiver("builders/*::*")], coverage, TODAY)

    assert ([card.outcomes[0].kind for card in decided], notes) == (expected, ())


@pytest.mark.parametrize(
    ("builder", "searched", "is_complete", "told"),
    [
        ("builders/gone.py::X", ["."], True, True),
        ("builders/gone.py::X", ["builders"], False, True),
        ("builders/gone.py::X", ["builders/gone.py"], False, True),
        ("builders/gone.py::X", [PATH], False, False),
        ("builders/gone.py::X", ["build"], False, False),
        ("builders/g*.py::X", ["builders"], False, True),
        ("builders/g*.py::X", [PATH], False, False),
        ("*::X", ["builders"], False, False),
        ("*::X", ["."], False, True),
        ("../other/gone.py::X", ["."], False, False),
        ("builders.gone:X", ["builders"], False, True),
        ("builders.gone:X", ["src"], False, True),
        ("builders.gone:X", [PATH], False, False),
        ("builders.g*:X", ["builders"], False, False),
        ("builders.g*:X", ["builders"], True, True),
    ],
)
def test_a_waiver_of_no_builder_is_told_where_that_was_looked_for(
    builder: str, searched: list[str], is_complete: bool, told: bool
) -> None:
    cards = cards_of({a_subject(): an_outcome(PASSED)})
    coverage = coverage_of([a_subject()], searched=searched, is_complete=is_complete)

    _, notes = apply_waivers(cards, [waiver(builder)], coverage, TODAY)

    assert [note.partition(";")[0] for note in notes] == ([f"here: no builder is called {builder}"] if told else [])


@pytest.mark.parametrize("builder", [f"{PATH}::A", "builders.xgboost_model:A", "builders/*::A"])
def test_of_a_module_that_does_not_parse_nothing_is_missed(builder: str) -> None:
    module = a_subject("", 1)
    cards = cards_of({module: an_outcome(BLOCKED)})

    assert apply_waivers(cards, [waiver(builder)], coverage_of([module]), TODAY) == (tuple(cards), ())


@pytest.mark.parametrize("one", [waiver(f"{PATH}::"), replace(waiver(line=7), builder="")])
def test_a_module_that_does_not_parse_can_be_waived(one: Waiver) -> None:
    module = a_subject("", 7)
    cards = cards_of({module: an_outcome(FAILED, 7)})

    (card,), notes = apply_waivers(cards, [one], coverage_of([module]), TODAY)

    assert (card.outcomes[0].kind, notes) == (WAIVED, ())


@pytest.mark.parametrize(
    "one",
    [
        waiver("*:A", rule="CM999"),
        waiver(line=30, rule="CM999"),
        waiver("gone:X", rule="CM999"),
        waiver("gone:X", rule="CM999", expires=YESTERDAY),
        waiver("gone:X", rule="SB101"),
    ],
)
def test_rules_that_were_not_run_or_lacked_evidence_say_nothing_of_their_waivers(one: Waiver) -> None:
    cards = cards_of({a_subject(): an_outcome(PASSED)})

    assert apply_waivers(cards, [one], coverage_of([a_subject()]), TODAY) == (tuple(cards), ())


@pytest.mark.parametrize("one", [waiver("*:B"), waiver(f"{PATH}::B"), replace(waiver(line=60), builder="")])
def test_a_builder_that_was_found_and_not_checked_says_nothing_of_its_waivers(one: Waiver) -> None:
    cards = cards_of({a_subject(): an_outcome(PASSED)})

    _, notes = apply_waivers(cards, [one], coverage_of([a_subject(), a_subject("B", 50)]), TODAY)

    assert notes == ()


def test_a_waiver_of_no_builder_is_told_with_the_one_that_may_be_meant() -> None:
    _, (note,) = apply_waivers([], [waiver("builders.xgboost_modl:A")], coverage_of([a_subject()]), TODAY)

    assert note == (
        "here: no builder is called builders.xgboost_modl:A; did you mean builders.xgboost_model:A? "
        "correct or remove the waiver"
    )


def in_scenarios(*names: str, message: str = "definition() raised", line: int = 30) -> Outcome:
    scenario = names[0] if names else None
    return outcome("CM310", FAILED, finding(message, line=line, scenario=scenario, scenarios=names))


#: What is left open, and what each waiver accepts, by its reason.
Parts = dict[str | None, tuple[str, ...]]
OPEN = None


@pytest.mark.parametrize(
    ("waivers", "scenarios", "expected"),
    [
        ([waiver("*:A")], ("baseline", "x"), {"agreed": ("baseline", "x")}),
        ([waiver("*:A", scenario="x")], ("x",), {"agreed": ("x",)}),
        # The builder does not compile at all any more: the waiver of one scenario does not hide that.
        ([waiver("*:A", scenario="x")], ("baseline", "x", "y"), {OPEN: ("baseline", "y"), "agreed": ("x",)}),
        ([waiver("*:A", scenario="x")], ("baseline", "y"), {OPEN: ("baseline", "y")}),
        (
            [waiver("*:A", scenario="*, session=Session")],
            ("baseline", "a, session=Session"),
            {OPEN: ("baseline",), "agreed": ("a, session=Session",)},
        ),
        # A name that would be another pattern is a name, too.
        ([waiver("*:A", scenario="config: a=['b']")], ("config: a=['b']",), {"agreed": ("config: a=['b']",)}),
        (
            [waiver("*:A", scenario="x"), waiver("*:A", scenario="y", reason="so")],
            ("x", "y"),
            {"agreed": ("x",), "so": ("y",)},
        ),
        ([waiver("*:A", scenario="x"), waiver("*:A", reason="so")], ("x", "y"), {"agreed": ("x",), "so": ("y",)}),
        ([waiver("*:A", message="definition*")], ("baseline", "x"), {"agreed": ("baseline", "x")}),
        ([waiver("*:A", message="definition")], ("baseline",), {OPEN: ("baseline",)}),
        (
            [waiver("*:A", message="definition*", scenario="x")],
            ("baseline", "x"),
            {OPEN: ("baseline",), "agreed": ("x",)},
        ),
        ([waiver("*:A", message="other", scenario="x")], ("baseline", "x"), {OPEN: ("baseline", "x")}),
        ([waiver(line=30, scenario="x")], ("baseline", "x"), {OPEN: ("baseline",), "agreed": ("x",)}),
        ([waiver(line=20, scenario="x")], ("baseline", "x"), {OPEN: ("baseline",), "agreed": ("x",)}),
        (
            [waiver(line=30, scenario="x"), waiver("*:A", scenario="*", reason="so")],
            ("x", "y"),
            {"agreed": ("x",), "so": ("y",)},
        ),
        # What the source alone shows is in no scenario.
        ([waiver("*:A", scenario="*")], (), {OPEN: ()}),
        ([waiver("*:A", message="definition*")], (), {"agreed": ()}),
    ],
)
def test_a_waiver_that_names_a_scenario_or_message_waives_no_other(
    waivers: list[Waiver], scenarios: tuple[str, ...], expected: Parts
) -> None:
    cards = cards_of({a_subject(): in_scenarios(*scenarios)})

    (card,), _ = apply_waivers(cards, waivers, coverage_of([a_subject()]), TODAY)

    said = card.outcomes[0]
    parts = {each.waiver and each.waiver.partition(" (")[0]: each.scenarios for each in said.findings}
    assert parts == expected
    assert said.kind is (FAILED if OPEN in expected else WAIVED)
    assert summarize([card]).blocking == (OPEN in expected)
    assert len({each.fingerprint for each in said.findings}) == len(said.findings)
    # What is open, else the first part, is known by what the whole was known by.
    kept = said.findings[0]
    assert kept.fingerprint == cards[0].outcomes[0].findings[0].fingerprint
    assert (kept.waiver is None) is (OPEN in expected)
    assert kept.scenario == (kept.scenarios[0] if kept.scenarios else None)


NAMES_NOTHING = "here: CM310 finds nothing in a scenario 'z', but in 'baseline', 'x'; correct or remove the waiver"


@pytest.mark.parametrize(
    ("one", "note"),
    [
        (waiver("*:A", scenario="x"), None),
        (waiver("*:A", scenario="z"), NAMES_NOTHING),
        (waiver(line=30, scenario="z"), NAMES_NOTHING),
        (waiver(line=20, scenario="z"), NAMES_NOTHING),
        (
            waiver("*:A", message="other"),
            "here: CM310 finds nothing with a message 'other', but with 'definition() raised'; "
            "correct or remove the waiver",
        ),
        (
            waiver("*:A", scenario="z", message="other"),
            "here: CM310 finds nothing in a scenario 'z' with a message 'other', but in 'baseline', 'x'; "
            "correct or remove the waiver",
        ),
    ],
)
def test_a_waiver_that_names_nothing_that_was_found_is_told(one: Waiver, note: str | None) -> None:
    cards = cards_of({a_subject(): in_scenarios("baseline", "x")})

    _, notes = apply_waivers(cards, [one], coverage_of([a_subject()]), TODAY)

    assert notes == ((note,) if note else ())


@pytest.mark.parametrize("one", [waiver("*:A", scenario="x"), waiver(line=20, message="y")])
def test_a_waiver_that_names_something_is_not_needed_where_the_rule_passes(one: Waiver) -> None:
    cards = cards_of({a_subject(): an_outcome(PASSED)})

    (card,), _ = apply_waivers(cards, [one], coverage_of([a_subject()]), TODAY)

    assert card.outcomes[0].kind is UNEXPECTED
