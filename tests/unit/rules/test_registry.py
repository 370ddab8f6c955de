"""Declaring rules, and choosing among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cursus_tester.results.finding import Finding
from cursus_tester.rules import registry
from cursus_tester.rules.registry import RuleError, load_rules, present_ids, rule


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that a test declares are gone after it; ours are declared on import, once."""
    load_rules()
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))


def judge(source: object) -> Iterator[Finding]:
    """Does as it should.

    What it checks: a thing.
    """
    yield from ()


def judge_in_its_own_way(source: object) -> Iterator[Finding]:
    """Does as it should.

    How to waive: ask first.
    """
    yield from ()


def test_the_usual_way_to_waive_is_written_for_a_rule() -> None:
    rule("XX301", "a-rule")(judge)
    rule("XX302", "another-rule")(judge_in_its_own_way)

    found = {each.info.id: each.documentation for each in load_rules()}
    assert found["XX301"].endswith(
        '\n\nHow to waive: `# cursus-tester: waive XX301 reason="…" expires=YYYY-MM-DD` on the class line.'
    )
    assert found["XX302"].endswith("\n\nHow to waive: ask first.")


@pytest.mark.parametrize(
    ("id", "formerly", "taken"),
    [("SB400", "", "SB400"), ("CM400", "", "CM400"), ("XX400", "CM400", "CM400"), ("XX400", "SB401", "SB401")],
)
def test_an_id_that_a_rule_has_or_had_is_taken(id: str, formerly: str, taken: str) -> None:
    with pytest.raises(RuleError, match=rf"rule id {taken} is taken by cursus_tester\."):
        rule(id, "a-rule", formerly=formerly)(judge)


@pytest.mark.parametrize(
    ("explained_by", "message"),
    [
        (("XX999",), "explained_by names XX999, which is no rule"),
        (("XX402",), "in a circle, XX401 by XX402 by XX401"),
        (("XX401",), "in a circle, XX401 by XX401"),
    ],
)
def test_rules_do_not_explain_each_other_in_a_circle(explained_by: tuple[str, ...], message: str) -> None:
    rule("XX401", "a-rule", explained_by=explained_by)(judge)
    rule("XX402", "another-rule", explained_by=("XX401",))(judge_in_its_own_way)

    with pytest.raises(RuleError, match=message):
        load_rules()


def test_a_rule_that_explains_is_part_of_a_circle() -> None:
    rule("XX401", "a-rule", explains=("XX402",), explained_by=("XX402",))(judge)
    rule("XX402", "another-rule")(judge_in_its_own_way)

    with pytest.raises(RuleError, match="in a circle, XX401 by XX402 by XX401"):
        load_rules()


def test_every_rule_is_found_once_by_every_id() -> None:
    rules = load_rules()
    ids = present_ids(rules)

    assert len(ids) == sum(len(each.info.ids) for each in rules)
    assert (ids["CM400"], ids["SB400"], ids["CM310"]) == ("SB400", "SB400", "CM310")


def test_a_parameter_that_is_no_evidence_is_told() -> None:
    def judge_nothing(nothing: object) -> Iterator[Finding]:
        """Does as it should."""
        yield from ()

    rule("XX303", "a-rule")(judge_nothing)

    with pytest.raises(
        RuleError,
        match="parameter 'nothing' names no evidence; there is builder, elsewhere, pack, pipeline, source, spec",
    ):
        load_rules()
