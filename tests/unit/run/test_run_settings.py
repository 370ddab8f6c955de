"""What holds for a run: the file, overruled by flags, checked against the rules and formats that there are."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from cursus_tester.results.finding import Waiver
from cursus_tester.results.rule import FailOn, Severity
from cursus_tester.rules.catalogue import choose_rules
from cursus_tester.rules.registry import Rule
from cursus_tester.run.run_settings import mistakes, overruled, with_severities
from cursus_tester.settings.settings import Settings
from tests.unit.reports.example import rule_info

FILE = "pyproject.toml"
TODAY = datetime.date(2026, 11, 25)


def a_rule(id: str, severity: Severity = Severity.ERROR, weight: float = 1.0, *, formerly: str = "") -> Rule:
    info = rule_info(id, f"slug-of-{id.lower()}", severity=severity, weight=weight, formerly=formerly)
    return Rule(info=info, function=lambda: (), required=frozenset(), optional=frozenset())


RULES = (
    a_rule("CM310"),
    a_rule("SB320", formerly="CM320"),
    a_rule("SB400", formerly="CM400"),
    a_rule("SB491", formerly="CM491"),
    a_rule("SB101"),
)
ALL = ["CM310", "SB320", "SB400", "SB491", "SB101"]


@pytest.mark.parametrize(
    ("flags", "expected", "origin"),
    [
        ({"timeout": None}, 5.0, FILE),
        ({"timeout": 7.0}, 7.0, "--timeout"),
        ({"min_score": 0.0}, 0.0, "--min-score"),
        ({"thorough": True}, True, "--thorough"),
        ({"fail_on": FailOn.NEVER}, FailOn.NEVER, "--fail-on"),
        ({"paths": ()}, ("builders",), FILE),
        ({"paths": ("x.py",)}, ("x.py",), "PATH"),
        ({"select": ("SB",)}, ("SB",), "--select"),
        ({"ignore": ("SB",)}, ("CM4", "SB"), f"{FILE}, --ignore"),
        ({"import_root": "src"}, "src", "--import-root"),
    ],
)
def test_flags_win(flags: dict[str, Any], expected: object, origin: str) -> None:
    standing = Settings().changed(
        FILE, timeout=5.0, min_score=80.0, paths=("builders",), select=("CM",), ignore=("CM4",)
    )

    settings = overruled(standing, flags)

    (name,) = flags
    assert (getattr(settings, name), settings.origins[name]) == (expected, origin)


@pytest.mark.parametrize(
    ("standing", "select", "ignore", "expected"),
    [
        (Settings(), [], [], ALL),
        (Settings(select=("CM3",)), [], [], ["CM310", "SB320"]),
        (Settings(select=("CM3",)), ["SB1"], [], ["SB101"]),
        (Settings(select=("CM3",)), ["SB"], [], ["SB320", "SB400", "SB491", "SB101"]),
        (Settings(select=("CM3",)), [], ["CM310"], ["SB320"]),
        (Settings(select=("CM3",), ignore=("CM310",)), [], [], ["SB320"]),
        (Settings(ignore=("CM4",)), [], ["SB1"], ["CM310", "SB320"]),
        (Settings(ignore=("CM4",)), [], ["SB"], ["CM310"]),
        (Settings(ignore=("SB491",)), ["CM4"], [], ["SB400"]),
        (Settings(ignore=("SB491",)), ["SB491"], [], ["SB491"]),
        (Settings(ignore=("CM4",)), ["CM", "SB491"], [], ["CM310", "SB320", "SB491"]),
        (Settings(ignore=("CM4",)), ["CM4"], ["SB400"], ["SB491"]),
        (Settings(ignore=("SB491",)), ["SB491"], ["CM4"], []),
        (Settings(), ["CM400"], [], ["SB400"]),
        (Settings(), ["cm400, sb101"], [], ["SB400", "SB101"]),
        (Settings(), ["sb4"], [], ["SB400", "SB491"]),
        (Settings(select=("cm4",)), [], ["cm491"], ["SB400"]),
        (Settings(ignore=("CM491",)), ["SB4"], [], ["SB400"]),
        (Settings(ignore=("CM491",)), ["SB491"], [], ["SB491"]),
    ],
)
def test_rules_of_settings_and_command_line_together(
    standing: Settings, select: list[str], ignore: list[str], expected: list[str]
) -> None:
    chosen, problems = choose_rules(RULES, select, ignore, settings=standing)

    assert ([rule.info.id for rule in chosen], problems) == (expected, [])


WAIVER = Waiver(rule="CM310", builder="a:B", reason="agreed", origin=f"{FILE}: waivers, number 1")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"select": ("CM3", "SB101")}, []),
        ({"select": ("XY",)}, ["select: no rule has the id or prefix 'XY'; `cursus-tester rules` lists them all"]),
        ({"ignore": ("CM311",)}, ["ignore: no rule has the id or prefix 'CM311'; did you mean CM310?"]),
        ({"severity": {"CM31": Severity.INFO}}, ["severity: no rule has the id 'CM31'; did you mean CM310?"]),
        ({"severity": {"CM4000": Severity.INFO}}, ["severity: no rule has the id 'CM4000'; did you mean SB400?"]),
        ({"severity": {"CM400": Severity.INFO, "sb320": Severity.INFO}}, []),
        (
            {"severity": {"CM400": Severity.INFO, "SB400": Severity.INFO}},
            ["severity: CM400 and SB400 are one rule; keep one of them"],
        ),
        ({"select": ("cm4",), "ignore": ("CM491",)}, []),
        ({"waivers": (replace(WAIVER, rule="cm400"),)}, []),
        ({"formats": ("json=x.json", "terminal")}, []),
        ({"waivers": (WAIVER,)}, []),
    ],
)
def test_names_that_settings_may_and_may_not_have(values: dict[str, Any], expected: list[str]) -> None:
    found = list(mistakes(Settings().changed(FILE, **values), RULES, TODAY))

    assert found == [f"{FILE}: {each}" for each in expected]


def test_a_format_that_there_is_not_is_told_with_those_that_there_are() -> None:
    (found,) = mistakes(Settings().changed(FILE, formats=("jsn=x",)), RULES, TODAY)

    assert found.startswith(f"{FILE}: formats: there is no format 'jsn'; did you mean json? known: ")


@pytest.mark.parametrize(
    ("expires", "limit", "found"),
    [
        (None, None, None),
        (datetime.date(2099, 1, 1), None, None),
        (datetime.date(2026, 12, 5), 10, None),
        (datetime.date(2026, 1, 1), 10, None),
        (datetime.date(2026, 12, 6), 10, "expires is 2026-12-06"),
        (None, 10, "has no expires"),
    ],
)
def test_limit_of_waivers(expires: datetime.date | None, limit: int | None, found: str | None) -> None:
    waiver = Waiver(rule="CM310", builder="a:B", reason="agreed", expires=expires, origin="here")

    told = list(mistakes(Settings(waivers=(waiver,), waiver_limit_days=limit), RULES, TODAY))

    assert told == ([f"here: {found}; expected 2026-12-05 at the latest: waiver-limit-days is 10"] if found else [])


def test_a_waiver_of_no_rule() -> None:
    waiver = Waiver(rule="CM311", builder="a:B", reason="agreed", origin="here")

    assert list(mistakes(Settings(waivers=(waiver,)), RULES, TODAY)) == [
        "here: rule: no rule has the id 'CM311'; did you mean CM310?"
    ]


@pytest.mark.parametrize(
    ("severity", "weight", "other", "expected"),
    [
        (Severity.ERROR, 2.0, Severity.WARNING, 2.0),
        (Severity.ERROR, 2.0, Severity.INFO, 0.0),
        (Severity.INFO, 0.0, Severity.ERROR, 1.0),
    ],
)
def test_another_severity(severity: Severity, weight: float, other: Severity, expected: float) -> None:
    former = a_rule("SB400", severity, weight, formerly="CM400")
    assert [
        one.info.severity for name in ("SB400", "CM400", "cm400") for one in with_severities([former], {name: other})
    ] == [other] * 3
    first, second = with_severities(
        [a_rule("CM310", severity, weight), a_rule("SB320", severity, weight)], {"CM310": other}
    )

    assert (first.info.severity, first.info.weight) == (other, expected)
    assert (second.info.severity, second.info.weight) == (severity, weight)
