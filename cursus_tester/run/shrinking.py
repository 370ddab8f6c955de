"""What was found where several things meet, shrunk to the fewest that show it."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.elsewhere import ELSEWHERE
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.scenarios.combination import labels, parts, smaller

if TYPE_CHECKING:
    from cursus_tester.probe.job import Job
    from cursus_tester.workers.jobs import Probed

#: What a rule says of traces, its other evidence being the same.
Judge = Callable[[Traces], Iterable[Finding]]
#: Runs a builder.
Probe: TypeAlias = "Callable[[Job], Probed]"
#: What differs from the baseline, by name.
Labels = frozenset[str]

_GENERATED_CODE = re.compile(r"^/.*/cursus-tester-\w+/code$")
#: The most causes that are told apart in the findings of one rule.
_MOST_CAUSES = 3
#: How many changes meet in most faults, and how many more scenarios are tried where they do not.
_USUAL_PARTS = 2
_MOST_TRIES = 60


class Reruns:
    """Further runs of one builder, each made once."""

    def __init__(self, job: Job, probe: Probe, *, probe_elsewhere: Probe | None = None) -> None:
        """`probe` runs the builder as before, `probe_elsewhere` in a Python with another hash seed, if there is one."""
        self.job = job
        self._probe = probe
        self._probe_elsewhere = probe_elsewhere
        self._traces: dict[str, Trace] = {}
        self._files: dict[str, None] = {}

    @property
    def traces(self) -> tuple[Trace, ...]:
        """All that was run again so far."""
        return tuple(self._traces.values())

    @property
    def files(self) -> tuple[str, ...]:
        """What all that was run again rests on."""
        return tuple(self._files)

    def of(self, scenarios: Sequence[Scenario], builder: Builder) -> tuple[Trace, ...]:
        """The traces of these scenarios, in this order."""
        missing = tuple(each for each in scenarios if each.name not in self._traces)
        if missing:
            self._run(missing, builder, self._probe)
        return tuple(self._traces[each.name] for each in scenarios if each.name in self._traces)

    def elsewhere(self, builder: Builder, baseline: Scenario) -> Trace | None:
        """The baseline, built with another hash seed."""
        assert self._probe_elsewhere is not None
        if ELSEWHERE not in self._traces:
            self._run((dataclasses.replace(baseline, name=ELSEWHERE),), builder, self._probe_elsewhere)
        return self._traces.get(ELSEWHERE)

    @property
    def has_other_seed(self) -> bool:
        """Whether it can be run with another hash seed."""
        return self._probe_elsewhere is not None

    def _run(self, scenarios: tuple[Scenario, ...], builder: Builder, probe: Probe) -> None:
        probed = probe(dataclasses.replace(self.job, only=scenarios, refused=builder.refused_values))
        self._traces |= {each.scenario.name: each for each in probed.traces}
        self._files |= dict.fromkeys(probed.files)


def shrunk(findings: Iterable[Finding], judge: Judge, traces: Traces, reruns: Reruns) -> list[Finding]:
    """The findings of simple scenarios, and of those that change several things what no simpler one shows.

    That has the fewest changes that show it.

    Args:
        findings: What a rule found.
        judge: That rule.
        traces: What the rule was given.
        reruns: Runs the builder again.
    """
    found, baseline = list(findings), traces.baseline
    combined = {trace.scenario.name: trace.scenario for trace in traces.all if _changes_several(trace.scenario)}
    kept = [each for each in found if each.scenario not in combined]
    left = [each for each in found if each.scenario in combined]
    if not left or baseline is None:
        return found
    of = {name: labels(parts(scenario, baseline.scenario)) for name, scenario in combined.items()}
    causes = _causes(kept, traces, baseline.scenario)
    for _ in range(_MOST_CAUSES):
        left = [each for each in left if not any(cause <= of[str(each.scenario)] for cause in causes)]
        if not left:
            break
        first = min(left, key=lambda each: len(of[str(each.scenario)]))
        shared = frozenset.intersection(*(of[str(each.scenario)] for each in left if each.message == first.message))
        fewest, cause = _fewest(first, shared, judge, traces, reruns)
        kept.append(fewest)
        causes.append(cause)
    return kept


def _changes_several(scenario: Scenario) -> bool:
    """Whether a scenario combines changes, or is that of a second builder, whose config differs in several fields."""
    return scenario.is_combined or (scenario.alone and len(scenario.config_changes) > 1)


def _causes(findings: Iterable[Finding], traces: Traces, baseline: Scenario) -> list[Labels]:
    """What the simple scenarios that show a fault change."""
    names = {each.scenario for each in findings}
    if None in names:
        # The source alone shows it.
        return [frozenset()]
    changed = {
        trace.scenario.name: labels(parts(trace.scenario, baseline))
        for trace in traces.all
        if trace.scenario.name in names
    }
    # What else is special about a scenario, such as another builder beside it, is in no combined one.
    return [each for name, each in changed.items() if each or name == baseline.name]


def _fewest(finding: Finding, shared: Labels, judge: Judge, traces: Traces, reruns: Reruns) -> tuple[Finding, Labels]:
    """The same fault with the fewest changes that still show it and how to see it again; and these changes.

    Args:
        finding: What a rule found in a combined scenario.
        shared: What all scenarios with this finding change: the cause is among it, where there is one cause.
        judge: The rule.
        traces: What the rule was given.
        reruns: Runs the builder again.
    """
    builder, baseline = traces.builder, traces.all[0].scenario
    trace = next(trace for trace in traces.all if trace.scenario.name == finding.scenario)
    own = labels(parts(trace.scenario, baseline))
    if trace.death is None:
        # What hung once would hang again, as often as it were run.
        candidates = tuple(smaller(trace.scenario, baseline))
        few = tuple(each for each in candidates if len(each[0]) <= _USUAL_PARTS)
        simple = tuple(each for each in traces.all if not _changes_several(each.scenario))
        for chosen in (
            [each for each in few if each[0] <= shared],
            [each for each in candidates if each[0] <= shared and each not in few][:_MOST_TRIES],
            [each for each in few if not each[0] <= shared][:_MOST_TRIES],
        ):
            of = {scenario.name: changed for changed, scenario in chosen}
            for each in reruns.of([scenario for _, scenario in chosen], builder):
                shown = _shown_by(each, judge, Traces(builder, (*simple, each)))
                if shown is not None and _ended_alike(each, trace):
                    return _with_reproduction(shown, builder, each, reruns.job), of[each.scenario.name]
    return _with_reproduction(finding, builder, trace, reruns.job), own


def _ended_alike(one: Trace, other: Trace) -> bool:
    """Whether both compiled, or both were ended by the same kind of error: else they show different faults."""
    if one.problem is None or other.problem is None:
        return one.problem is other.problem
    return (one.problem.stage, one.problem.exception) == (other.problem.stage, other.problem.exception)


def _shown_by(trace: Trace, judge: Judge, traces: Traces) -> Finding | None:
    try:
        return next((each for each in judge(traces) if each.scenario == trace.scenario.name), None)
    except (Blocked, NotApplicable):
        return None


def _with_reproduction(finding: Finding, builder: Builder, trace: Trace, job: Job) -> Finding:
    if not trace.scenario.config_changes:
        return finding
    return dataclasses.replace(finding, hint=f"{finding.hint}; reproduce with {_reproduction(builder, trace, job)}")


def _reproduction(builder: Builder, trace: Trace, job: Job) -> str:
    """Python that makes the config of a trace."""
    changes = trace.scenario.config_changes
    if job.config_factory:
        return f"{job.config_factory.replace(':', '.')}() and {', '.join(f'{n}={v!r}' for n, v in changes.items())}"
    config = {**trace.config, **changes}
    names = [field.name for field in builder.config_fields if field.required or field.name in changes]
    values = {name: _plain(config[name]) for name in dict.fromkeys((*names, *changes)) if name in config}
    if builder.config_type == "dict":
        return f"config = {values!r}"
    arguments = ", ".join(f"{name}={value!r}" for name, value in values.items())
    return f"config = {builder.config_type.rpartition('.')[2]}({arguments})"


def _plain(value: Any) -> Any:
    return os.path.basename(value) if isinstance(value, str) and _GENERATED_CODE.match(value) else value
