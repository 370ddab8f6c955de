"""The baseline: what is read and written, what it knows again, and what a run makes of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from cursus_tester.decisions.baseline import (
    SCHEMA,
    Baseline,
    BaselineError,
    debt_of,
    former_names,
    judged_of,
    mark_known,
    read_baseline,
    render_baseline,
    renewed,
    together,
)
from cursus_tester.results.finding import Scenarios
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard, summarize
from tests.unit.reports.example import finding, outcome, subject

FAILED, PASSED, BLOCKED = OutcomeKind.FAILED, OutcomeKind.PASSED, OutcomeKind.BLOCKED


def baseline(builders: Mapping[str, Mapping[str, Collection[str]]]) -> Baseline:
    return Baseline(
        builders={
            builder: {rule: dict.fromkeys(each) for rule, each in debt.items()} for builder, debt in builders.items()
        }
    )


def failed(rule: str, *prints: str, severity: Severity = Severity.ERROR) -> Outcome:
    findings = (replace(finding(), fingerprint=each) for each in prints)
    return outcome(rule, FAILED, *findings, severity=severity)


def card(builder: str, *outcomes: Outcome) -> Scorecard:
    path, _, name = builder.rpartition("::")
    return scorecard(subject(name, path), None, None, Pattern(), outcomes)


def known_as(card: Scorecard) -> str:
    return card.subject.id


def test_text_is_sorted_has_no_empty_entry_and_is_read_back() -> None:
    written = render_baseline(
        baseline({"b.py::B": {"SB1": ["2", "1"], "CM3": ["f"]}, "a.py::é": {"CM3": ["a"], "X": []}})
    )

    assert written == (
        '{\n  "schema": "cursus-tester/baseline/1",\n  "builders": {\n'
        '    "a.py::é": {\n      "CM3": [\n        "a"\n      ]\n    },\n'
        '    "b.py::B": {\n      "CM3": [\n        "f"\n      ],\n      "SB1": [\n        "1",\n        "2"\n      ]\n'
        "    }\n  }\n}\n"
    )
    assert render_baseline(read_baseline(written, {})) == written


@pytest.mark.parametrize(
    ("debt", "expected"),
    [
        ({"CM400": ["f"]}, {"SB400": ["f"]}),
        ({"CM400": ["f"], "SB400": ["g"]}, {"SB400": ["f", "g"]}),
        ({"CM310": ["f"], "XX999": ["g"]}, {"CM310": ["f"], "XX999": ["g"]}),
    ],
)
def test_a_rule_is_known_by_the_id_that_it_had(debt: dict[str, list[str]], expected: dict[str, list[str]]) -> None:
    text = json.dumps({"schema": SCHEMA, "builders": {"a.py::A": debt}})

    read = read_baseline(text, {"SB400": "SB400", "CM400": "SB400", "CM310": "CM310"})

    assert json.loads(render_baseline(read))["builders"] == {"a.py::A": expected}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no JSON: "),
        ("\xff", "is no JSON: "),
        ("[" * 100_000, "is no JSON: "),
        ("[]", f"is no baseline: it has no schema, expected {SCHEMA}"),
        ("{}", f"is no baseline: it has no schema, expected {SCHEMA}"),
        ('{"schema": "cursus-tester/report/1"}', f"has the schema 'cursus-tester/report/1', expected {SCHEMA}"),
        (json.dumps({"schema": SCHEMA}), "is no baseline: expected builders, each with rules, each with a list of fi"),
        (json.dumps({"schema": SCHEMA, "builders": {"a": []}}), "is no baseline: expected builders"),
        (json.dumps({"schema": SCHEMA, "builders": {"a": {"CM3": "x"}}}), "is no baseline: expected builders"),
        (json.dumps({"schema": SCHEMA, "builders": {"a": {"CM3": [1]}}}), "is no baseline: expected builders"),
        (
            json.dumps({"schema": SCHEMA, "builders": {"a": {"CM3": [{"fingerprint": "x"}]}}}),
            "is no baseline: expected",
        ),
        (
            json.dumps({"schema": SCHEMA, "builders": {"a": {"CM3": [{"fingerprint": "x", "scenarios": [1]}]}}}),
            "is no baseline: expected builders",
        ),
    ],
)
def test_what_is_no_baseline_is_refused(text: str, message: str) -> None:
    with pytest.raises(BaselineError) as caught:
        read_baseline(text.encode("latin-1"), {})

    assert str(caught.value).startswith(message)


def test_debt_is_what_failed_and_is_not_waived() -> None:
    waived = replace(finding(), fingerprint="w", waiver="agreed")
    cards = [
        card(
            "a.py::A",
            failed("CM3", "1", "2"),
            failed("SB1", "3", severity=Severity.WARNING),
            replace(failed("CM4", "4"), findings=(waived, replace(waived, fingerprint="4", waiver=None))),
            outcome("SB2", OutcomeKind.WAIVED, waived),
            outcome("CM49", PASSED, finding(), severity=Severity.INFO),
            outcome("SB405", BLOCKED),
        )
    ]

    assert debt_of(cards, known_as) == {
        "a.py::A": {"CM3": {"1": None, "2": None}, "CM4": {"4": None}, "SB1": {"3": None}}
    }
    assert judged_of(cards, known_as) == {"a.py::A": {"CM3", "SB1", "CM4", "SB2", "CM49"}}


def test_known_findings_do_not_block_and_others_do() -> None:
    cards = [card("a.py::A", failed("CM3", "1", "2"), failed("CM4", "1")), card("b.py::B", failed("CM3", "1"))]

    marked = mark_known(cards, baseline({"a.py::A": {"CM3": ["1"]}}), known_as, lambda _: False)

    known = [[each.known for outcome in card.outcomes for each in outcome.findings] for card in marked]
    assert known == [[True, False, False], [False]]
    assert summarize(marked).blocking == 3
    assert [card.score for card in marked] == [card.score for card in cards]


OLD = {"CM3": ["1", "2"]}


@pytest.mark.parametrize(
    ("old", "found", "gone", "expected"),
    [
        (["a.py::A"], {"a.py::B": ["1"]}, ["a.py::A"], {"a.py::B": "a.py::A"}),
        (["a.py::A"], {"b.py::A": ["1"]}, ["a.py::A"], {"b.py::A": "a.py::A"}),
        (["a.py::A"], {"b.py::B": ["1"]}, ["a.py::A"], {}),
        (["a.py::A"], {"a.py::B": ["1"]}, [], {}),
        (["a.py::A"], {"a.py::B": ["3"]}, ["a.py::A"], {}),
        (["a.py::A"], {"a.py::B": []}, ["a.py::A"], {}),
        (["a.py::A", "c.py::B"], {"a.py::B": ["1"]}, ["a.py::A", "c.py::B"], {"a.py::B": "c.py::B"}),
        (["a.py::A"], {"a.py::A": ["1"], "a.py::B": ["1"]}, ["a.py::A"], {}),
        (["a.py::A"], {"a.py::B": ["1"], "a.py::C": ["1"]}, ["a.py::A"], {"a.py::B": "a.py::A"}),
        (
            ["a.py::A", "a.py::B"],
            {"a.py::C": ["1"], "a.py::D": ["1"]},
            ["a.py::A", "a.py::B"],
            {"a.py::C": "a.py::A", "a.py::D": "a.py::B"},
        ),
    ],
    ids=["renamed", "moved", "both", "copied", "other fault", "mended", "name first", "listed", "once", "two"],
)
def test_builders_that_are_renamed_or_moved(
    old: list[str], found: dict[str, list[str]], gone: list[str], expected: dict[str, str]
) -> None:
    debt = {builder: {"CM3": dict.fromkeys(prints)} for builder, prints in found.items()}

    assert former_names(baseline(dict.fromkeys(old, OLD)), debt, gone.__contains__) == expected


def test_the_builder_that_has_most_in_common_is_the_former_one() -> None:
    old = baseline({"a.py::A": {"CM3": ["1"]}, "a.py::B": {"CM3": ["1", "2"]}})

    assert former_names(old, {"a.py::C": {"CM3": dict.fromkeys("12")}}, lambda _: True) == {"a.py::C": "a.py::B"}


def test_a_renamed_builder_keeps_what_it_is_known_for_and_nothing_else() -> None:
    (marked,) = mark_known(
        [card("a.py::B", failed("CM3", "1", "3"))], baseline({"a.py::A": OLD}), known_as, lambda _: True
    )

    assert [each.known for each in marked.outcomes[0].findings] == [True, False]


@pytest.mark.parametrize(
    ("found", "judged", "gone", "written", "pruned"),
    [
        ({"CM3": ["1", "2"]}, ["CM3"], False, {"CM3": ["1", "2"]}, {"CM3": ["1", "2"]}),
        ({"CM3": ["2", "3"]}, ["CM3"], False, {"CM3": ["2", "3"]}, {"CM3": ["2"]}),
        ({}, ["CM3"], False, {}, {}),
        ({}, ["CM4"], False, {"CM3": ["1", "2"]}, {"CM3": ["1", "2"]}),
        ({"CM4": ["4"]}, ["CM3", "CM4"], False, {"CM4": ["4"]}, {}),
        (None, [], False, {"CM3": ["1", "2"]}, {"CM3": ["1", "2"]}),
        (None, [], True, {}, {}),
    ],
    ids=["same", "changed", "mended", "rule not run", "other rule", "not checked", "gone"],
)
def test_what_a_run_makes_of_a_baseline(
    found: dict[str, list[str]] | None,
    judged: list[str],
    gone: bool,
    written: dict[str, list[str]],
    pruned: dict[str, list[str]],
) -> None:
    debt = {"a.py::A": {rule: dict.fromkeys(each) for rule, each in found.items()}} if found is not None else {}
    looked = {"a.py::A": frozenset(judged)} if found is not None else {}

    for only_prune, expected in ((False, written), (True, pruned)):
        after = renewed(baseline({"a.py::A": OLD}), debt, looked, lambda _: gone, only_prune=only_prune)

        assert after.entries == baseline({"a.py::A": expected}).entries


def test_what_a_run_makes_of_a_renamed_builder() -> None:
    debt, judged = {"a.py::B": {"CM3": dict.fromkeys("23")}}, {"a.py::B": frozenset({"CM3"})}

    after = renewed(baseline({"a.py::A": OLD}), debt, judged, "a.py::A".__eq__, only_prune=True)

    assert after.entries == {("a.py::B", "CM3", "2")}


def shown(*scenarios: str) -> Outcome:
    return outcome("CM3", FAILED, replace(finding(scenario=scenarios[0], scenarios=scenarios), fingerprint="1"))


@pytest.mark.parametrize(
    ("scenarios", "expected"),
    [
        (("session=Session",), frozenset({"session=Session"})),
        (("x", "y"), frozenset({"x", "y"})),
        (("baseline", "x"), None),
        # The same fault has another name each time that changes are drawn.
        (("combined: a=1",), frozenset({"combined: "})),
    ],
)
def test_a_finding_is_accepted_where_it_was_found(scenarios: tuple[str, ...], expected: Scenarios) -> None:
    debt = debt_of([card("a.py::A", shown(*scenarios))], known_as)

    assert debt == {"a.py::A": {"CM3": {"1": expected}}}
    assert read_baseline(render_baseline(Baseline(builders=debt)), {}).builders == debt


@pytest.mark.parametrize(
    ("known", "found", "new"),
    [
        (("x",), ("x",), ()),
        (("x",), ("x", "y"), ("y",)),
        (("x",), ("baseline", "x", "y"), ("baseline", "y")),
        (("x",), ("y",), ("y",)),
        (("x", "y"), ("y",), ()),
        # What the plain scenario shows is wrong with the builder as such.
        (("baseline",), ("baseline", "y"), ()),
        (("baseline", "x"), ("z",), ()),
        (("combined: a=1",), ("combined: b=2",), ()),
        (("combined: a=1",), ("baseline",), ("baseline",)),
    ],
)
def test_a_finding_of_one_scenario_hides_none_of_another(
    known: tuple[str, ...], found: tuple[str, ...], new: tuple[str, ...]
) -> None:
    accepted = Baseline(builders=debt_of([card("a.py::A", shown(*known))], known_as))

    (marked,) = mark_known([card("a.py::A", shown(*found))], accepted, known_as, lambda _: False)

    (said,) = marked.outcomes
    open = [each for each in said.findings if not each.known]
    assert [(each.scenario, each.scenarios, each.fingerprint) for each in open] == ([(new[0], new, "1")] if new else [])
    assert sorted(name for each in said.findings for name in each.scenarios) == sorted(found)
    assert len({each.fingerprint for each in said.findings}) == len(said.findings)
    assert summarize([marked]).blocking == len(open)


@pytest.mark.parametrize(
    ("before", "now", "written", "pruned"),
    [
        ({"x"}, {"x", "y"}, {"x", "y"}, {"x"}),
        ({"x", "y"}, {"y"}, {"y"}, {"y"}),
        ({"x"}, None, None, {"x"}),
        (None, {"x"}, {"x"}, {"x"}),
        ({"x"}, {"y"}, {"y"}, "gone"),
    ],
)
def test_what_a_run_makes_of_scenarios(
    before: set[str] | None, now: set[str] | None, written: set[str] | None, pruned: set[str] | str | None
) -> None:
    old = Baseline(builders={"a.py::A": {"CM3": {"1": before and frozenset(before)}}})
    debt = {"a.py::A": {"CM3": {"1": now and frozenset(now)}}}
    looked = {"a.py::A": frozenset({"CM3"})}

    for only_prune, expected in ((False, written), (True, pruned)):
        after = renewed(old, debt, looked, lambda _: False, only_prune=only_prune)

        assert after.builders["a.py::A"]["CM3"] == ({} if expected == "gone" else {"1": expected})


def test_what_two_runs_find_is_accepted_where_either_finds_it() -> None:
    one: dict[str, dict[str, Scenarios]] = {"CM3": {"1": frozenset("x"), "2": frozenset("x")}, "CM4": {"4": None}}
    other: dict[str, dict[str, Scenarios]] = {"CM3": {"1": frozenset("y"), "2": None}}

    assert together(one, other) == {"CM3": {"1": frozenset("xy"), "2": None}, "CM4": {"4": None}}
