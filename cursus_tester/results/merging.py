"""Reports of different builders made into one, such as the shards of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from cursus_tester.results.report import Report
from cursus_tester.results.scoring import summarize


class MergeError(ValueError):
    """Reports cannot be one report: the message names the files, says why, and what to do."""


def merge(reports: Mapping[str, Report]) -> Report:
    """Return one report of all builders in `reports`, which are named by where they come from.

    What an interrupted run did not come to is missing in it, unless another report has it.

    Raises:
        MergeError: A builder is in two of them, they were made with different versions or another ``--fail-on``, or a
            shard is missing.
    """
    if not reports:
        raise MergeError("there is no report to merge; name one or more")
    _have_in_common(reports)
    _are_all_shards(reports)
    _are_of_different_builders(reports)
    first = next(iter(reports.values()))
    cards = sorted(chain.from_iterable(each.scorecards for each in reports.values()), key=lambda card: card.subject.id)
    judged = {card.subject.id for card in cards}
    merged = Report(
        tool_version=first.tool_version,
        sdk_version=first.sdk_version,
        scorecards=tuple(cards),
        summary=summarize(cards, fail_on=first.summary.fail_on),
        notes=tuple(dict.fromkeys(chain.from_iterable(each.notes for each in reports.values()))),
    )
    return merged.without(
        (id for each in reports.values() for id in each.not_judged if id not in judged),
        chain.from_iterable(each.unread for each in reports.values()),
    )


def _have_in_common(reports: Mapping[str, Report]) -> None:
    (first, report), *others = reports.items()
    for name, other in others:
        for what, here, there in (
            ("cursus-tester", report.tool_version, other.tool_version),
            ("SageMaker SDK", report.sdk_version, other.sdk_version),
            ("--fail-on", _said(report), _said(other)),
        ):
            if here != there:
                raise MergeError(
                    f"{first} was made with {what} {here}, {name} with {there}: what they say cannot be added up; "
                    "make them with the same"
                )


def _said(report: Report) -> str:
    return report.summary.fail_on.value if report.summary.fail_on else "never"


def _are_all_shards(reports: Mapping[str, Report]) -> None:
    """Where one is a shard all are, of one split, and none is missing: else builders would go unnoticed."""
    shards = {name: report.shard for name, report in reports.items()}
    split = next((shard for shard in shards.values() if shard is not None), None)
    if split is None:
        return
    for name, shard in shards.items():
        if shard is None or shard.count != split.count:
            found = f"shard {shard}" if shard else "no shard"
            raise MergeError(f"{name} is {found}, others are shards of {split.count}; merge the shards of one run")
    missing = sorted(set(range(1, split.count + 1)) - {shard.index for shard in shards.values() if shard})
    if missing:
        named = ", ".join(f"{index}/{split.count}" for index in missing)
        raise MergeError(f"without the report of shard {named} builders would be missing; add it")


def _are_of_different_builders(reports: Mapping[str, Report]) -> None:
    seen: dict[str, str] = {}
    for name, report in reports.items():
        for id in _ids(report):
            if id in seen:
                raise MergeError(f"{seen[id]} and {name} both have {id}; merge reports of different builders")
            seen[id] = name


def _ids(report: Report) -> Iterable[str]:
    return (card.subject.id for card in report.scorecards)
