"""Waivers in sources: which comments are some, and what is said of those that are meant to be some."""

from __future__ import annotations

import datetime

import pytest

from cursus_tester.decisions.comments import find_waivers
from cursus_tester.results.finding import Waiver
from cursus_tester.results.subject import Place

RULES = {"CM310": "CM310", "SB320": "SB320", "CM320": "SB320", "SB101": "SB101"}
DATE = datetime.date(2027, 1, 31)
WRITE = 'write # cursus-tester: waive SB320 reason="…" expires=2027-01-31'


def found(comment: str) -> tuple[list[Waiver], list[str]]:
    return find_waivers("x.py", f"import a\nb = a({comment}\n)\n".encode(), RULES)


@pytest.mark.parametrize(
    ("comment", "rules", "values"),
    [
        ('# cursus-tester: waive CM310 reason="x" expires=2027-01-31', ["CM310"], ("x", DATE, "", "")),
        ("#cursus-tester:waive CM310 reason='two words'", ["CM310"], ("two words", None, "", "")),
        ("# cursus-tester : waive  CM310  reason = x ", ["CM310"], ("x", None, "", "")),
        ('# cursus-tester: waive CM310,SB320 reason="x"', ["CM310", "SB320"], ("x", None, "", "")),
        ('# cursus-tester: waive CM310 , SB101 reason="x"', ["CM310", "SB101"], ("x", None, "", "")),
        (
            '# cursus-tester: waive CM310 ticket=ML-1 owner="A. B." expires="2027-01-31" reason="a=b, \'c\' # d"',
            ["CM310"],
            ("a=b, 'c' # d", DATE, "A. B.", "ML-1"),
        ),
        ('# noqa: E501  # cursus-tester: waive CM310 reason="x"  # type: ignore', ["CM310"], ("x", None, "", "")),
        (
            '# cursus-tester: waive CM310 reason="x"  # cursus-tester: waive SB320 reason="x"',
            ["CM310", "SB320"],
            ("x", None, "", ""),
        ),
        ('# cursus-tester: waive CM320, cm310, sb101 reason="x"', ["SB320", "CM310", "SB101"], ("x", None, "", "")),
        ("# cursus-tester is great: it can waive CM310", [], None),
        ("# see cursus-tester: waive CM310", [], None),
        ('"# cursus-tester: waive CM310"', [], None),
    ],
)
def test_comments_that_are_waivers_and_that_are_none(
    comment: str, rules: list[str], values: tuple[object, ...]
) -> None:
    waivers, problems = found(comment)

    assert ([each.rule for each in waivers], problems) == (rules, [])
    for each in waivers:
        assert (each.reason, each.expires, each.owner, each.ticket) == values
        assert (each.place, each.origin, each.builder) == (Place(path="x.py", line=2), "x.py:2", "")


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("# cursus-tester: ignore CM310", "it says 'ignore CM310', expected `waive` and rules, separated by commas"),
        ("# cursus-tester: waive", "it says 'waive', expected `waive` and rules, separated by commas"),
        ("# cursus-tester waive CM310", "it has no reason"),
        ("# cursus-tester: waive CM310", "it has no reason"),
        ('# cursus-tester: waive CM310 reason="…"', "it has no reason"),
        ('# cursus-tester: waive CM31 reason="x"', "there is no rule CM31, did you mean CM310?"),
        ('# cursus-tester: waive XYZ reason="x"', "there is no rule XYZ"),
        (
            '# cursus-tester: waive reason="x"',
            "it says 'waive reason=\"x\"', expected `waive` and rules, se",
        ),
        (
            '# cursus-tester: waive CM310 SB320 reason="x"',
            "it says 'SB320 reason=\"x\"', expected key=value, in quotes where there are blanks",
        ),
        (
            "# cursus-tester: waive CM310 reason=not so",
            "it says 'so', expected key=value, in quotes where there a",
        ),
        ('# cursus-tester: waive CM310 reason="x', "it says 'reason=\"x', expected key=value, in quotes where there a"),
        (
            '# cursus-tester: waive CM310 reason="x" expire=2027-01-31',
            "there is no expire, did you mean expires? known: reason, expires, owner, ticket, scenario, message",
        ),
        (
            '# cursus-tester: waive CM310 reason="x" expires=YYYY-MM-DD',
            "expires is 'YYYY-MM-DD', expected a date such as 2027-01-31",
        ),
        ('# cursus-tester: waive CM310 reason="x" reason="y"', "it has reason twice"),
    ],
)
def test_what_is_wrong_is_told(comment: str, problem: str) -> None:
    waivers, (told,) = found(comment)

    assert waivers == []
    assert told.startswith(f"x.py:2: this waives nothing: {problem}")
    assert told.endswith(f"; {WRITE}")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"class X(:  %b\n", 1),
        (b"x = (\n\n%b\n", 3),
        (b"'''\n%b\n", 2),
        (b"# coding: no-such\n%b\n", 2),
        (b"x = '\xff'  %b\n", 1),
        (b"if x:\n    y\n  z  %b\n", 3),
        (b"\0\n%b\n", 2),
        (b"\xef\xbb\xbfx = 1\r\n\f\r\ny = 2  %b\r\n", 3),
    ],
)
def test_a_file_that_does_not_parse_can_say_it_too(source: bytes, line: int) -> None:
    (waiver,), problems = find_waivers("x.py", source.replace(b"%b", b"# cursus-tester: waive CM310 reason=x"), RULES)

    assert (waiver.place, waiver.reason, problems) == (Place(path="x.py", line=line), "x", [])


def test_a_docstring_waives_nothing() -> None:
    text = b'def f():\n    """Say it:\n\n    # cursus-tester: waive CM310 reason="x"\n    """\n'

    assert find_waivers("x.py", text, RULES) == ([], [])


def test_a_waiver_may_name_a_scenario_and_a_message() -> None:
    comment = '# cursus-tester: waive CM310 scenario=\'config: a=""\' message="*no attribute*" reason=x'

    (waiver,), problems = found(comment)

    assert (waiver.scenario, waiver.message, problems) == ('config: a=""', "*no attribute*", [])
