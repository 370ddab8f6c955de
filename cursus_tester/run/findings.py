"""Merge the findings of one rule: one for each thing that is wrong, with its place and a stable text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from cursus_tester.evidence.stamps import hide_generated
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place, Subject
from cursus_tester.source.builder_source import Source


def merge_findings(subject: Subject, source: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings sorted by place: one for each thing that is wrong, however often it was seen.

    Those with one cause at one place are one, which says what the first scenario showed.
    """
    seen: dict[tuple[str, Place], list[Finding]] = {}
    for each in findings:
        place = each.place if each.place != NOWHERE else subject.place
        cell = source.cell_of(place)
        if cell:
            place = dataclasses.replace(place, cell=cell)
        message, hint = hide_generated(each.message), hide_generated(each.hint)
        clean = each
        if (place, message, hint) != (each.place, each.message, each.hint):
            clean = dataclasses.replace(each, place=place, message=message, hint=hint)
        seen.setdefault((clean.cause or clean.message, place), []).append(clean)
    merged = [_first_of(group) for group in seen.values()]
    proven = {_statement(source, each) for each in merged if each.scenario is not None}
    for each in sorted(merged, key=lambda each: (each.place.path, each.place.line, each.place.column, each.message)):
        # What the source shows and a scenario proves is one finding.
        if proven and each.scenario is None and _statement(source, each) in proven:
            continue
        yield each


def _first_of(group: Sequence[Finding]) -> Finding:
    scenarios = tuple(dict.fromkeys(each.scenario for each in group if each.scenario is not None))
    return group[0].within(scenarios) if scenarios else group[0]


def _statement(source: Source, finding: Finding) -> tuple[str, int]:
    first, _ = source.statement_span(finding.place.path, finding.place.line)
    return finding.place.path, first
