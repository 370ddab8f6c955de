"""Check subjects: gather the evidence of each, judge it by every rule, keep and report the scorecards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.files import dependencies
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.scoring import summarize
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.run.evidence import Execution
from cursus_tester.run.gathering import gather
from cursus_tester.run.judging import judge
from cursus_tester.run.kept_cards import KeptCards
from cursus_tester.run.source_lines import paths_of_findings, read_lines
from cursus_tester.sdk.distribution import full_version
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.imports.transitive import ImportedPaths
from cursus_tester.version import __version__

if TYPE_CHECKING:
    from cursus_tester.run.readers import Readers
    from cursus_tester.workers.kept import KeptServers

#: Told how many subjects are done, of how many, and which one was done last.
Progress = Callable[[int, int, str], None]


class Interrupted(KeyboardInterrupt):
    """The run was interrupted; `report` has what was finished."""

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


def check(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: RunOptions | None = None,
    *,
    imported: ImportedBuilder | None = None,
    cache: KeptCards | None = None,
    on_progress: Progress | None = None,
    servers: KeptServers | None = None,
    seconds: dict[str, float] | None = None,
    readers: Readers | None = None,
) -> Report:
    """Judge every subject by every rule.

    Args:
        subjects: What `cursus_tester.source.discovery.find_subjects` found.
        rules: What `cursus_tester.rules.registry.load_rules` gave, or a selection.
        options: How builders are run; the defaults when left out.
        imported: The one subject as an object, with the config object that it is to get. It runs in forks of this
            process, or in it where the options say so or processes cannot be forked; what importing its module does is
            not judged then.
        cache: Where scorecards of earlier runs are looked up and kept.
        on_progress: Called after each subject.
        servers: Where processes come from that have imported the SDK; ``None``: they are started for this run.
        seconds: Gets how long each subject took to run and to judge, by id; what the cache has takes none.
        readers: Who has read what is only read; ``None``: it is read for this.

    Raises:
        cursus_tester.workers.pool.ProbeError: Builders cannot be run at all.
        Interrupted: The user interrupted the run.
    """
    scorecards: list[Scorecard] = []

    def done(scorecard: Scorecard) -> None:
        scorecards.append(scorecard)
        if on_progress is not None:
            on_progress(len(scorecards), len(subjects), scorecard.subject.id)

    try:
        _check(subjects, rules, options or RunOptions(), imported, cache, done, servers, seconds, readers)
        return _report(scorecards)
    except KeyboardInterrupt:
        raise Interrupted(_report(scorecards)) from None


def _check(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: RunOptions,
    imported: ImportedBuilder | None,
    cache: KeptCards | None,
    done: Callable[[Scorecard], None],
    servers: KeptServers | None,
    seconds: dict[str, float] | None,
    readers: Readers | None,
) -> None:
    todo = []
    for subject in sorted(subjects, key=lambda subject: subject.id):
        kept = cache.get(subject) if cache is not None else None
        if kept is not None:
            done(kept)
        else:
            todo.append(subject)
    if options.static and imported is None:
        from cursus_tester.run.readers import Readers

        if readers is None or not readers.fits(rules, options):
            readers = Readers(rules, options)
        for each in readers.judged(todo, keeps=cache is not None):
            subject = each.scorecard.subject
            if cache is not None:
                cache.put(subject, each.scorecard, each.seen, each.imported)
            if seconds is not None:
                seconds[subject.id] = each.took
            done(each.scorecard)
    else:
        _judge_here(todo, rules, options, imported, cache, done, servers, seconds)
    if cache is not None:
        cache.finish()


def _judge_here(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: RunOptions,
    imported: ImportedBuilder | None,
    cache: KeptCards | None,
    done: Callable[[Scorecard], None],
    servers: KeptServers | None,
    seconds: dict[str, float] | None,
) -> None:
    imports = ImportedPaths(options.settings.import_root)
    for evidence in gather(subjects, options, imported, servers):
        started = time.monotonic()
        with dependencies.recording() as seen:
            scorecard = judge(rules, evidence, options.settings.conventions)
        if seconds is not None:
            ran = evidence.execution.seconds if evidence.execution is not None else 0.0
            seconds[evidence.subject.id] = ran + time.monotonic() - started
        if cache is not None:
            _keep(cache, scorecard, seen, imports.of(evidence.subject.file), evidence.execution)
        done(scorecard)


def _keep(
    cache: KeptCards,
    scorecard: Scorecard,
    seen: Iterable[str],
    imported: Iterable[str],
    execution: Execution | None,
) -> None:
    # What its names stand for was perhaps found out for another builder: what it imports leads there.
    dependencies.record(*imported)
    if execution is None:
        cache.put(scorecard.subject, scorecard, seen, imported)
    elif not _may_differ_next_time(execution):
        cache.put(scorecard.subject, scorecard, (*seen, *execution.files, *execution.reruns.files), imported)


def _report(scorecards: Sequence[Scorecard]) -> Report:
    ordered = sorted(scorecards, key=lambda card: card.subject.id)
    return Report(
        tool_version=__version__,
        sdk_version=full_version(),
        scorecards=tuple(ordered),
        summary=summarize(ordered),
        sources=read_lines(paths_of_findings(ordered)),
    )


def _may_differ_next_time(execution: Execution) -> bool:
    """Whether a builder ran into a bound, which a quicker machine might not."""
    ran = (*execution.traces.all, *execution.reruns.traces)
    return execution.builder.death is not None or any(trace.death is not None for trace in ran)
