"""Judge one subject: apply each rule to the evidence, and make a scorecard of the outcomes."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cursus_tester.decisions.fingerprints import with_fingerprints
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.evidence.stamps import hide_generated
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Absent, Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import CAUSES, FOR_OTHER_STEP_TYPES, Outcome, OutcomeKind
from cursus_tester.results.rule import Conventions, RuleInfo, Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import SubjectKind
from cursus_tester.rules.classification import made_types, observed_pattern, step_type
from cursus_tester.rules.common.house_style import judges_conventions
from cursus_tester.rules.registry import Rule
from cursus_tester.run.evidence import Evidence
from cursus_tester.run.exhibits import build_exhibits, exhibits
from cursus_tester.run.findings import merge_findings
from cursus_tester.run.shrinking import shrunk
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.step_pack import pack_of

#: Why a convention is not judged.
_NO_PART = Absent(
    reason="a convention, judged where a builder derives from a step builder base that has its methods, or carries a "
    'specification; conventions = "all" in the settings judges every builder by it'
)

#: Of what a rule says of several types of steps, the first of these is what it says of their code.
_TELLING = (
    OutcomeKind.ERROR,
    OutcomeKind.FAILED,
    OutcomeKind.PASSED,
    OutcomeKind.BLOCKED,
    OutcomeKind.NOT_APPLICABLE,
)


def judge(rules: Iterable[Rule], evidence: Evidence, conventions: Conventions | None = None) -> Scorecard:
    """What every rule says of a subject.

    Args:
        rules: The rules.
        evidence: What they ask for.
        conventions: What the settings say of conventions; ``None``: they are for builders that take part in them.
    """
    if not evidence.subject.is_builder:
        return judge_pipeline([rule for rule in rules if rule.judges(evidence.subject.kind)], evidence)
    execution, source = evidence.execution, evidence.source
    traces = execution.traces if execution is not None else None
    built = step_type(source, traces)
    judged = judges_conventions(conventions, source, execution.builder if execution is not None else None)
    outcomes = [
        settled if settled is not None else _applied(rule, evidence)
        for rule, settled in _settled(rules, evidence, built, with_conventions=judged)
    ]
    unseen = _not_looked_at(evidence, built)
    if execution is not None and unseen is not None:
        outcomes = [_without_pack(outcome, unseen) for outcome in outcomes]
    specification = execution.builder.specification if execution is not None else None
    named = {each.scenario for outcome in outcomes for each in outcome.findings if each.scenario is not None}
    return scorecard(
        subject=evidence.subject,
        step_type=built,
        framework=execution.builder.framework if execution is not None else None,
        pattern=Pattern(
            declared=specification.pattern if specification else None,
            observed=observed_pattern(source, traces),
        ),
        outcomes=outcomes,
        exhibits=exhibits((*execution.traces.all, *execution.reruns.traces), named) if execution is not None else (),
        not_looked_at=unseen,
    )


def judge_pipeline(rules: Iterable[Rule], evidence: Evidence) -> Scorecard:
    """What every rule says of code that makes steps or a pipeline and is no step builder."""
    execution, source = evidence.execution, evidence.source
    made = made_types(source)
    outcomes = [_apply_to_made(each.for_pipelines or each, evidence, made) for each in rules]
    unseen = None
    if execution is None and not evidence.absent["pipeline"].is_blocked:
        unseen = "it was only read, not run"
    return scorecard(
        subject=evidence.subject,
        step_type=made[0] if len(made) == 1 else None,
        framework=None,
        pattern=Pattern(),
        outcomes=outcomes,
        exhibits=build_exhibits(execution.traces.all) if execution is not None else (),
        not_looked_at=unseen,
    )


def _apply_to_made(rule: Rule, evidence: Evidence, made: Sequence[str]) -> Outcome:
    """Run one rule on code that makes steps of these types: one that asks for the pack looks at each type in turn."""
    judged = [name for name in made if not rule.step_types or name in rule.step_types]
    if made and not judged and evidence.source.error is None:
        return _without_findings(rule, Absent(reason=f"{FOR_OTHER_STEP_TYPES}; this makes {', '.join(made)} steps"))
    if "pack" not in rule.required | rule.optional or not judged:
        return _apply(rule, evidence, judged[0] if judged else None)
    outcomes = [_apply(rule, evidence.with_pack(name), name) for name in judged]
    telling = min(outcomes, key=lambda outcome: _TELLING.index(outcome.kind))
    findings = [each for outcome in outcomes for each in outcome.findings]
    # Two types of steps that are made with the same objects have the same findings.
    return _outcome(rule, evidence, telling.kind, findings, telling.reason)


def _not_looked_at(evidence: Evidence, step_type: str | None) -> str | None:
    """What no rule looks at in the subject, whatever rules there are; ``None`` where all is looked at that can be."""
    if evidence.execution is None:
        # Of what does not parse the blocked rules tell.
        return None if evidence.absent["builder"].is_blocked else "it was only read, not run"
    if evidence.execution.builder.why_not_loaded is not None or pack_of(step_type) is not None:
        return None
    return f"no rules are made for {step_type} steps" if step_type else "nothing says what step it builds"


def _without_pack(outcome: Outcome, unseen: str) -> Outcome:
    """A blocked rule does not apply where nobody knows what the builder is to be given: it may well be right."""
    if outcome.kind is not OutcomeKind.BLOCKED:
        return outcome
    return replace(outcome, kind=OutcomeKind.NOT_APPLICABLE, reason=f"{unseen}: {outcome.reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selection:
    """Rules, and which outcomes there are without running them."""

    rules: Iterable[Rule]
    #: By what decides it: the rules for builders, each with its outcome where it is not run.
    settled: dict[object, tuple[tuple[Rule, Outcome | None], ...]] = field(default_factory=dict)


#: By identity of the rules.
_selections: dict[int, _Selection] = {}
_MOST_SELECTIONS, _MOST_KEYS = 16, 64


def _settled(
    rules: Iterable[Rule], evidence: Evidence, built: str | None, *, with_conventions: bool
) -> tuple[tuple[Rule, Outcome | None], ...]:
    """The rules for builders, each with its outcome where it is not run: subjects that are alike have the same."""
    selection = _selections.get(id(rules))
    if selection is None or selection.rules is not rules:
        if len(_selections) >= _MOST_SELECTIONS:
            _selections.clear()
        # What can change or is used up is looked at each time.
        selection = _selections[id(rules)] = _Selection(rules=rules if isinstance(rules, tuple) else tuple(rules))
    key = (built, evidence.source.error is None, with_conventions, installed_major(), tuple(evidence.absent.items()))
    if key not in selection.settled:
        if len(selection.settled) >= _MOST_KEYS:
            selection.settled.clear()
        selection.settled[key] = tuple(
            (rule, _outcome_unasked(rule, evidence, built, with_conventions=with_conventions))
            for rule in selection.rules
            if rule.judges(SubjectKind.BUILDER)
        )
    return selection.settled[key]


def _outcome_unasked(rule: Rule, evidence: Evidence, built: str | None, *, with_conventions: bool) -> Outcome | None:
    if rule.is_convention and not with_conventions:
        return _without_findings(rule, _NO_PART)
    reason_not_to = _reason_not_to_apply(rule, evidence, built)
    return _without_findings(rule, reason_not_to) if reason_not_to is not None else None


def _apply(rule: Rule, evidence: Evidence, built: str | None) -> Outcome:
    """What one rule says, where it applies."""
    reason_not_to = _reason_not_to_apply(rule, evidence, built)
    return _without_findings(rule, reason_not_to) if reason_not_to is not None else _applied(rule, evidence)


def _applied(rule: Rule, evidence: Evidence) -> Outcome:
    """Run one rule; a rule that crashes is an outcome, not the end of the run."""
    findings: list[Finding] = []
    stopped: Absent | None = None
    try:
        findings.extend(rule.function(**_arguments(rule, evidence)))
    except (Blocked, NotApplicable) as error:
        stopped = Absent(reason=str(error), is_blocked=isinstance(error, Blocked))
    except Exception as error:  # Becomes an outcome that ends the run with exit status 2.
        reason = f"the rule crashed: {type(error).__name__}: {error}{_crash_line(error)}"
        return _outcome(rule, evidence, OutcomeKind.ERROR, findings, reason)
    if not evidence.subject.is_builder and rule.info.id not in CAUSES:
        own = [each for each in findings if not _rests_on_made_up(each.message)]
        if findings and not own and stopped is None:
            reason = f"what it finds rests on a value that the tester made up: {findings[0].message}"
            stopped = Absent(reason=reason, is_blocked=False)
        findings = own
    if findings and rule.info.severity is Severity.INFO:
        # Its findings are notes.
        return _outcome(rule, evidence, OutcomeKind.PASSED, findings)
    if findings:
        return _outcome(rule, evidence, OutcomeKind.FAILED, _shrunk(rule, findings, evidence))
    if stopped is None and evidence.source.error is not None:
        # A source that does not parse shows nothing, so there was nothing to find.
        stopped = Absent(reason=f"the file does not parse: {evidence.source.error[0]}", is_blocked=True)
    return _without_findings(rule, stopped) if stopped is not None else _bare(rule.info, OutcomeKind.PASSED, None)


def _rests_on_made_up(message: str) -> bool:
    """Whether a message quotes a made-up value, other than in the name of the step that it begins with."""
    step, colon, said = message.partition(": ")
    return MADE_UP in (said if colon and " " not in step else message)


def _arguments(rule: Rule, evidence: Evidence) -> dict[str, object]:
    """The evidence that a rule asks for, optional evidence only where there is some.

    Raises:
        Blocked: The builder kept some of it from being gathered.
        NotApplicable: There is none of some of it.
    """
    arguments = {name: evidence[name] for name in _sorted(rule.required)}
    for name in _sorted(rule.optional):
        with contextlib.suppress(Blocked, NotApplicable):
            arguments[name] = evidence[name]
    return arguments


def _reason_not_to_apply(rule: Rule, evidence: Evidence, built: str | None) -> Absent | None:
    if rule.step_types and built not in rule.step_types and evidence.source.error is None:
        return _of_other_types(built)
    if rule.not_under and installed_major() in rule.not_under:
        return Absent(reason=rule.not_under[installed_major()])
    return next((evidence.absent[name] for name in _sorted(rule.required) if name in evidence.absent), None)


@functools.cache
def _of_other_types(built: str | None) -> Absent:
    """One line for all rules that are for other step types, whatever types they are for."""
    this = f"this builds a {built} step" if built else "nothing here says what step this builds"
    return Absent(reason=f"{FOR_OTHER_STEP_TYPES}; {this}")


@functools.cache
def _sorted(names: frozenset[str]) -> tuple[str, ...]:
    """The names in order: the same few sets are asked for with each subject."""
    return tuple(sorted(names))


def _without_findings(rule: Rule, absent: Absent) -> Outcome:
    kind = OutcomeKind.BLOCKED if absent.is_blocked else OutcomeKind.NOT_APPLICABLE
    return _bare(rule.info, kind, hide_generated(absent.reason))


@functools.lru_cache(maxsize=4096)
def _bare(rule: RuleInfo, kind: OutcomeKind, reason: str | None) -> Outcome:
    """An outcome without findings: most are, and many subjects share one."""
    return Outcome(rule=rule, kind=kind, reason=reason)


def _outcome(
    rule: Rule, evidence: Evidence, kind: OutcomeKind, findings: Iterable[Finding], reason: str | None = None
) -> Outcome:
    merged = merge_findings(evidence.subject, evidence.source, findings)
    return Outcome(
        rule=rule.info,
        kind=kind,
        reason=hide_generated(reason) if reason is not None else None,
        findings=tuple(with_fingerprints(rule.info, evidence.subject, merged)),
    )


def _shrunk(rule: Rule, findings: list[Finding], evidence: Evidence) -> Iterable[Finding]:
    """The findings; in place of those that only combined changes show, the fewest changes that show one."""
    execution = evidence.execution
    if execution is None or rule.is_static_only or not evidence.subject.is_builder:
        return findings

    def judged_by(traces: Traces) -> Iterable[Finding]:
        return rule.function(**_arguments(rule, evidence.with_traces(traces)))

    return shrunk(findings, judged_by, execution.traces, execution.reruns)


def _crash_line(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    return f" ({os.path.basename(traceback.tb_frame.f_code.co_filename)}:{traceback.tb_lineno})"
