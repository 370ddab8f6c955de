"""Subjects by rules by evidence: what every rule says of every subject."""

from __future__ import annotations

import dataclasses
import functools
import importlib.metadata
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cursus_tester import __version__
from cursus_tester.decisions.fingerprints import with_fingerprints
from cursus_tester.evidence.exploration import Exploration
from cursus_tester.evidence.imported_builder import Given
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.files import fingerprints
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard, summarize
from cursus_tester.results.subject import NOWHERE, Subject, SubjectKind
from cursus_tester.rules.classification import observed_pattern, step_type
from cursus_tester.rules.registry import Rule
from cursus_tester.run.cache import ResultCache
from cursus_tester.run.exhibits import exhibits
from cursus_tester.run.shrinking import Reruns, only_explored, shrink, without_explored
from cursus_tester.run.source_lines import paths_of_findings, read_lines
from cursus_tester.settings.reading import Settings
from cursus_tester.source.builder_source import Source, read_source
from cursus_tester.source.imports.transitive import note_imports
from cursus_tester.source.modules import read_module, running_location
from cursus_tester.source.names.resolution import Trees
from cursus_tester.workers.forking import ForkedServer
from cursus_tester.workers.jobs import Bounds, Job, Probed
from cursus_tester.workers.launching import Launcher, Server, can_fork
from cursus_tester.workers.pool import probe_all, probe_one
from cursus_tester.workers.spawning import Spawner

#: Told how many subjects are done, of how many, and which one was done last.
Progress = Callable[[int, int, str], None]


class Interrupted(KeyboardInterrupt):
    """The run was interrupted; `report` has what was finished."""

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How builders are run."""

    #: Run none of the code that is checked; rules that need it are not applicable.
    static: bool = False
    #: How many builders run at a time; ``None``: one a processor.
    jobs: int | None = None
    #: Seconds for one builder's scenarios together.
    timeout: float = 60.0
    #: Bytes of memory for one builder, beyond what the SDK has.
    memory_limit: int = 2 << 30
    #: The folder that builders are imported from; empty: the one above their topmost package.
    import_root: str = ""
    settings: Settings = dataclasses.field(default_factory=Settings)
    exploration: Exploration = dataclasses.field(default_factory=Exploration)
    #: Run builders in this process, one after the other and without bounds, so that a debugger stops in them.
    in_process: bool = False


def check(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: Options | None = None,
    *,
    given: Given | None = None,
    cache: ResultCache | None = None,
    on_progress: Progress | None = None,
) -> Report:
    """Judge every subject by every rule.

    Args:
        subjects: What `cursus_tester.source.discovery.find_subjects` found.
        rules: What `cursus_tester.rules.registry.load_rules` gave, or a selection.
        options: How builders are run; the defaults when left out.
        given: The one subject as an object, with the config object that it is to get. It runs in forks of this process,
            or in it where the options say so or processes cannot be forked; what importing its module does is not
            judged then.
        cache: Where scorecards of earlier runs are looked up and kept.
        on_progress: Called after each subject.

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
        _check(subjects, rules, options or Options(), given, cache, done)
        return _report(scorecards)
    except KeyboardInterrupt:
        raise Interrupted(_report(scorecards)) from None


def _check(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: Options,
    given: Given | None,
    cache: ResultCache | None,
    done: Callable[[Scorecard], None],
) -> None:
    todo = []
    for subject in sorted(subjects, key=lambda subject: subject.id):
        kept = cache.get(subject) if cache is not None else None
        if kept is not None:
            done(kept)
        else:
            todo.append(subject)
    for subject, evidence in _gather(todo, options, given):
        with fingerprints.noting() as seen:
            scorecard = judge(subject, rules, evidence)
            if cache is not None:
                # What its names stand for was perhaps found out for another builder.
                note_imports(subject.file, options.import_root)
        if cache is not None and not _may_differ_next_time(evidence):
            reruns = evidence["reruns"].files if "reruns" in evidence else ()
            cache.put(subject, scorecard, (*seen, *evidence["files"], *reruns))
        done(scorecard)


def _report(scorecards: Sequence[Scorecard]) -> Report:
    ordered = sorted(scorecards, key=lambda card: card.subject.id)
    return Report(
        tool_version=__version__,
        sdk_version=_sdk_version(),
        scorecards=tuple(ordered),
        summary=summarize(ordered),
        sources=read_lines(paths_of_findings(ordered)),
    )


def _sdk_version() -> str | None:
    try:
        return importlib.metadata.version("sagemaker")
    except importlib.metadata.PackageNotFoundError:
        return None


def _may_differ_next_time(evidence: Mapping[str, Any]) -> bool:
    """Whether a builder ran into a bound, which a quicker machine might not."""
    builder, traces = evidence["builder"], evidence["traces"]
    if isinstance(builder, Exception):
        return False
    ran = (*traces.all, *evidence["reruns"].traces)
    return builder.death is not None or any(trace.death is not None for trace in ran)


def _gather(
    subjects: Sequence[Subject], options: Options, given: Given | None
) -> Iterator[tuple[Subject, dict[str, Any]]]:
    """Each subject with its evidence by name; evidence that cannot be had is the exception that says why."""
    run: list[tuple[Subject, Job]] = []
    trees = Trees(options.import_root)
    for subject in subjects:
        source = read_source(subject, trees)
        if options.static:
            reason = NotApplicable("needs the builder to run (--static)")
            yield subject, _without_running(subject, source, reason)
        elif source.error is not None:
            yield subject, _without_running(subject, source, Blocked(f"the file does not parse: {source.error[0]}"))
        elif subject.kind is not SubjectKind.BUILDER:
            kind = subject.kind.value.replace("_", " ")
            yield subject, _without_running(subject, source, NotApplicable(f"a {kind} gets the static rules only"))
        else:
            run.append((subject, job_for(subject, source, options)))
    if run:
        yield from _probe(run, options, given)


def _without_running(subject: Subject, source: Source, reason: Exception) -> dict[str, Any]:
    dynamic = dict.fromkeys(("builder", "specification", "traces"), reason)
    return {"subject": subject, "source": source, "files": (), **dynamic}


def job_for(subject: Subject, source: Source, options: Options) -> Job:
    """What is asked of the process that runs a builder."""
    location = running_location(read_module(subject.file), options.import_root)
    factory = options.settings.config_factory(module=location.name, file=subject.file, name=subject.name)
    return Job(
        module=location.name,
        name=subject.name,
        import_root=location.root,
        from_estimator=bool(source.method_calls("create_model")),
        config_factory=factory,
        settings_folder=options.settings.folder if factory else "",
        exploration=options.exploration,
    )


def _probe(
    run: Sequence[tuple[Subject, Job]], options: Options, given: Given | None
) -> Iterator[tuple[Subject, dict[str, Any]]]:
    if options.in_process or (given is not None and not can_fork()):
        from cursus_tester.workers.in_process import probe_here

        here = functools.partial(probe_here, given=given)
        for subject, job in run:
            yield subject, evidence_of(subject, here(job), Reruns(job, here))
        return
    bounds = Bounds(builder=options.timeout, memory=options.memory_limit)
    jobs, workers = [job for _, job in run], options.jobs or os.cpu_count() or 1
    # The second is for what is run again to shrink it; it starts when that is first needed.
    with _launcher(given) as launcher, _launcher(given) as spare:
        again = functools.partial(probe_one, spare, bounds=bounds)
        for index, probed in probe_all(launcher, jobs, workers=workers, bounds=bounds):
            subject, job = run[index]
            yield subject, evidence_of(subject, probed, Reruns(job, again))


def _launcher(given: Given | None) -> Launcher:
    if given is not None:
        return ForkedServer(given)
    return Server() if can_fork() else Spawner()


def evidence_of(subject: Subject, probed: Probed, reruns: Reruns) -> dict[str, Any]:
    """The evidence by name of a builder that was run; what cannot be had is the exception that says why."""
    specification: Any = probed.builder.specification
    if specification is None:
        absent = NotApplicable("the builder carries no specification")
        failed = probed.builder.problem is not None or probed.builder.death is not None
        specification = Blocked("the builder could not be loaded") if failed else absent
    return {
        "subject": subject,
        "source": read_source(subject, Trees(reruns.job.import_root)),
        "files": probed.files,
        "builder": probed.builder,
        "specification": specification,
        "traces": Traces(probed.builder, probed.traces),
        "reruns": reruns,
    }


def judge(subject: Subject, rules: Iterable[Rule], evidence: Mapping[str, Any]) -> Scorecard:
    """What every rule says of a subject, given its evidence by name."""
    source: Source = evidence["source"]
    builder, traces = evidence["builder"], evidence["traces"]
    ran = not isinstance(builder, Exception)
    built = step_type(source, traces if ran else None)
    outcomes = [_apply(rule, subject, source, evidence, built) for rule in rules]
    specification = builder.specification if ran else None
    named = {each.scenario for outcome in outcomes for each in outcome.findings if each.scenario is not None}
    return scorecard(
        subject=subject,
        step_type=built,
        framework=builder.framework if ran else None,
        pattern=Pattern(
            declared=specification.pattern if specification else None,
            observed=observed_pattern(source, traces if ran else None),
        ),
        outcomes=sorted(outcomes, key=lambda outcome: outcome.rule.id),
        exhibits=exhibits((*traces.all, *evidence["reruns"].traces), named) if ran else (),
    )


def _apply(rule: Rule, subject: Subject, source: Source, evidence: Mapping[str, Any], built: str | None) -> Outcome:
    """Run one rule; a rule that crashes is an outcome, not the end of the run."""
    findings: list[Finding] = []

    def outcome(kind: OutcomeKind, reason: str | None = None) -> Outcome:
        text = hide_stamps(reason) if reason is not None else None
        if not findings:
            return Outcome(rule=rule.info, kind=kind, reason=text)
        settled = with_fingerprints(rule.info.id, subject, _settle(subject, source, findings))
        return Outcome(rule=rule.info, kind=kind, reason=text, findings=tuple(settled))

    if rule.step_types and built not in rule.step_types and source.error is None:
        this = f"this builds a {built} step" if built else "nothing here says what step this builds"
        return outcome(OutcomeKind.NOT_APPLICABLE, f"judges {' and '.join(rule.step_types)} steps; {this}")
    given: dict[str, Any] = {}
    for name in rule.required | rule.optional:
        value = evidence[name]
        if not isinstance(value, Exception):
            given[name] = value
        elif name in rule.required:
            kind = OutcomeKind.BLOCKED if isinstance(value, Blocked) else OutcomeKind.NOT_APPLICABLE
            return outcome(kind, str(value))
    reason, kind = None, OutcomeKind.PASSED
    try:
        findings.extend(rule.function(**given))
    except NotApplicable as absent:
        kind, reason = OutcomeKind.NOT_APPLICABLE, str(absent)
    except Blocked as blocked:
        kind, reason = OutcomeKind.BLOCKED, str(blocked)
    except Exception as error:  # Becomes an outcome that ends the run with exit status 2.
        return outcome(OutcomeKind.ERROR, f"the rule crashed: {type(error).__name__}: {error}{_crash_line(error)}")
    if findings and rule.info.severity is Severity.INFO:
        # Its findings are notes.
        return outcome(OutcomeKind.PASSED)
    if findings:
        findings = list(_shrunk(rule, findings, given, evidence))
        return outcome(OutcomeKind.FAILED)
    if kind is OutcomeKind.PASSED and source.error is not None:
        # A source that does not parse shows nothing, so there was nothing to find.
        return outcome(OutcomeKind.BLOCKED, f"the file does not parse: {source.error[0]}")
    return outcome(kind, reason)


def _shrunk(
    rule: Rule, findings: list[Finding], given: Mapping[str, Any], evidence: Mapping[str, Any]
) -> Iterable[Finding]:
    """The findings; in place of those that only combined config changes show, the simplest change that shows one."""
    traces = given.get("traces")
    if traces is None:
        return findings
    found = without_explored(findings, traces)
    first = only_explored(found, traces)
    if first is None:
        return found
    return [shrink(first, lambda evidence: rule.function(**evidence), given, evidence["reruns"])]


def _crash_line(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    return f" ({os.path.basename(traceback.tb_frame.f_code.co_filename)}:{traceback.tb_lineno})"


def _settle(subject: Subject, source: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings with place and stable text: one for each thing that is wrong, however often it was seen."""
    seen: dict[tuple[str, Any], list[Finding]] = {}
    for each in findings:
        place = each.place if each.place != NOWHERE else subject.place
        message, hint = hide_stamps(each.message), hide_stamps(each.hint)
        clean = each
        if (place, message, hint) != (each.place, each.message, each.hint):
            clean = dataclasses.replace(each, place=place, message=message, hint=hint)
        seen.setdefault((clean.message, place), []).append(clean)
    merged = [_first_of(group) for group in seen.values()]
    proven = {_statement(source, each) for each in merged if each.scenario is not None}
    for each in sorted(merged, key=lambda each: (each.place.path, each.place.line, each.place.column, each.message)):
        # What the source shows and a scenario proves is one finding.
        if proven and each.scenario is None and _statement(source, each) in proven:
            continue
        yield each


def _first_of(group: Sequence[Finding]) -> Finding:
    scenarios = list(dict.fromkeys(each.scenario for each in group if each.scenario is not None))
    if not scenarios:
        return group[0]
    return dataclasses.replace(group[0], scenario=scenarios[0], more_scenarios=len(scenarios) - 1)


def _statement(source: Source, finding: Finding) -> tuple[str, int]:
    first, _ = source.statement_span(finding.place.path, finding.place.line)
    return finding.place.path, first
