"""Reports of different builders made into one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cursus_tester.results.merging import MergeError, merge
from cursus_tester.results.report import Report, Shard
from cursus_tester.results.rule import Severity
from cursus_tester.results.scoring import summarize
from tests.unit.reports.example import broken_card, full_report, good_card, report


def shard(index: int, count: int, *, empty: bool = False) -> Report:
    cards = () if empty else ((broken_card(),), (good_card(),))[index - 1]
    return replace(report(*cards), shard=Shard(index=index, count=count))


def test_shards_make_the_report_of_the_whole_run() -> None:
    note = "x.py:3: the waiver of SB320 expired on 2026-01-31; remove it"
    first, second = replace(shard(1, 2), notes=(note,)), replace(shard(2, 2), notes=(note,))

    whole = merge({"b.json": second, "a.json": first})

    cards = sorted(full_report().scorecards, key=lambda card: card.subject.id)
    assert whole == replace(full_report(), scorecards=tuple(cards), sources={})


def test_what_blocks_stays_what_blocked() -> None:
    cards = [(broken_card(),), (good_card(),)]
    never = [replace(report(*each), summary=summarize(each, fail_on=None)) for each in cards]

    assert merge({"a": never[0], "b": never[1]}).summary.blocking == 0


@pytest.mark.parametrize(
    ("reports", "message"),
    [
        ({}, "there is no report to merge; name one or more"),
        (
            {"a": report(good_card()), "b": full_report()},
            f"a and b both have {good_card().subject.id}; merge reports of different builders",
        ),
        (
            {"a": report(), "b": replace(report(), tool_version="9")},
            "a was made with cursus-tester 0.1.0, b with 9: what they say cannot be added up; make them with the same",
        ),
        (
            {"a": report(), "b": report(sdk_version=None)},
            "a was made with SageMaker SDK 2.257.7, b with None: what they say cannot be added up; "
            "make them with the same",
        ),
        (
            {"a": report(), "b": replace(report(), summary=summarize([], fail_on=Severity.WARNING))},
            "a was made with --fail-on error, b with warning: what they say cannot be added up; "
            "make them with the same",
        ),
        (
            {"a": shard(2, 5, empty=True), "b": shard(4, 5, empty=True)},
            "without the report of shard 1/5, 3/5, 5/5 builders would be missing; add it",
        ),
        (
            {"a": shard(1, 2), "b": shard(2, 3)},
            "b is shard 2/3, others are shards of 2; merge the shards of one run",
        ),
        (
            {"a": shard(1, 2), "b": report(good_card())},
            "b is no shard, others are shards of 2; merge the shards of one run",
        ),
        ({"a": shard(1, 2), "b": shard(1, 2)}, "without the report of shard 2/2 builders would be missing; add it"),
    ],
)
def test_refuses_what_cannot_be_added_up(reports: dict[str, Report], message: str) -> None:
    with pytest.raises(MergeError) as caught:
        merge(reports)

    assert str(caught.value) == message
