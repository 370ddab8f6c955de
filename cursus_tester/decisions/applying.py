"""What is decided about findings, applied to what the rules said: which are waived, and which block."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cursus_tester.decisions.comments import find_waivers
from cursus_tester.decisions.coverage import Coverage, unused_keys
from cursus_tester.decisions.stored_baseline import StoredBaseline
from cursus_tester.decisions.waivers import apply_waivers, beyond_limit, with_present_ids
from cursus_tester.files import dependencies
from cursus_tester.results.explanations import with_explanations
from cursus_tester.results.finding import Waiver
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.scoring import summarize
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.settings.settings import Settings
from cursus_tester.source.modules import ImportLocation, read_module, running_location


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What decisions rest on, beside the settings."""

    #: The day by which waivers are judged.
    today: datetime.date
    #: The id that each rule has, by every id that it has or had.
    rule_ids: Mapping[str, str]
    #: What the run looks at.
    coverage: Coverage
    #: What is accepted; ``None`` where nothing is.
    baseline: StoredBaseline | None = None


def decide(report: Report, settings: Settings, grounds: Grounds) -> Report:
    """The report with what is waived, known or explained, scored anew, and with what is amiss with waivers."""
    today = grounds.today
    in_sources, notes = _waivers_in_sources(report.scorecards, grounds.rule_ids)
    too_long = {each: beyond_limit(each, settings.waiver_limit_days, today) for each in in_sources}
    notes += [problem for problem in too_long.values() if problem]
    waivers = [
        *with_present_ids(settings.waivers, grounds.rule_ids),
        *(each for each in in_sources if not too_long[each]),
    ]
    # Tests check builders of several searches as one run.
    coverage = _with_subjects(grounds.coverage, (card.subject for card in report.scorecards), settings)
    notes += unused_keys(settings, coverage)
    cards, more = apply_waivers(report.scorecards, waivers, coverage, today)
    if settings.baseline and grounds.baseline is not None:
        cards = grounds.baseline.mark(cards)
    cards = tuple(replace(card, outcomes=with_explanations(card.outcomes)) for card in cards)
    summary = summarize(cards, fail_on=settings.fail_on.severity)
    return replace(report, scorecards=cards, summary=summary, notes=(*notes, *more))


def _waivers_in_sources(cards: Sequence[Scorecard], rules: Mapping[str, str]) -> tuple[list[Waiver], list[str]]:
    """The waivers in the files of what was checked and of what was found; a file that is gone by now has none."""
    places = [card.subject.place for card in cards]
    places += [finding.place for card in cards for outcome in card.outcomes for finding in outcome.findings]
    waivers: list[Waiver] = []
    problems: list[str] = []
    for path in sorted({place.path for place in places}):
        dependencies.record(path)
        try:
            data = Path(path).read_bytes()
        except (OSError, ValueError):
            continue
        found, wrong = find_waivers(path, data, rules)
        waivers += found
        problems += wrong
    return waivers, problems


def coverage_of(settings: Settings, subjects: Sequence[Subject], everything: Sequence[str]) -> Coverage:
    """What a run looks at.

    Args:
        settings: Those that hold; their paths were searched.
        subjects: All that was found there.
        everything: The paths that the settings file names.
    """
    start = settings.folder or os.getcwd()

    def from_settings(path: str) -> str:
        return os.path.relpath(path, start).replace(os.sep, "/")

    # `file.py::Class` is no path that any file is at or below: other classes of the file were not looked for.
    searched = tuple(map(from_settings, settings.paths or ["."]))
    coverage = _with_subjects(Coverage(searched=searched), subjects, settings)
    if not _names_builders(settings):
        return coverage
    roots = {start, *(location.root for subject in subjects if (location := _location(subject, settings)))}
    return replace(
        coverage,
        import_roots=tuple(sorted(map(from_settings, roots))),
        is_complete=all(coverage.was_searched(from_settings(path)) for path in everything or (start,)),
    )


def _with_subjects(coverage: Coverage, subjects: Iterable[Subject], settings: Settings) -> Coverage:
    """The coverage with these subjects, too."""
    known = {subject.id for subject in coverage.subjects}
    new = [subject for subject in subjects if subject.id not in known]
    names = {each.id: _names(each, settings) for each in (new if _names_builders(settings) else ())}
    return replace(coverage, subjects=(*coverage.subjects, *new), names={**coverage.names, **names})


def _names(subject: Subject, settings: Settings) -> tuple[str, ...]:
    """What settings call a subject."""
    location = _location(subject, settings)
    return settings.names_of(module=location.name, file=subject.file, name=subject.name) if location else ()


def _names_builders(settings: Settings) -> bool:
    return bool(settings.waivers or settings.configs or settings.sessions or settings.pipelines)


def _location(subject: Subject, settings: Settings) -> ImportLocation | None:
    """Where a subject is imported from; ``None`` where its file is gone by now."""
    try:
        return running_location(read_module(subject.file), settings.import_root)
    except OSError:
        return None


def fully_judged(rules: Iterable[Rule], *, static: bool) -> frozenset[str]:
    """The ids of the rules that have all the evidence they ask for."""
    return frozenset(rule.info.id for rule in rules if not static or rule.is_static_only)
