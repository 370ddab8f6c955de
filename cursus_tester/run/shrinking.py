"""What was found with several config fields changed at once, shrunk to the fewest that show it."""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.exploration import atoms, changes_of, explored
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.probe.job import Job
from cursus_tester.results.finding import Finding
from cursus_tester.workers.jobs import Probed

#: What a rule says of traces, its other evidence being the same.
Judge = Callable[[Traces], Iterable[Finding]]
#: Runs a builder.
Probe = Callable[[Job], Probed]

_GENERATED_CODE = re.compile(r"^/.*/cursus-tester-\w+/code$")


def only_explored(findings: Iterable[Finding], traces: Traces) -> Finding | None:
    """The first of `findings` where all come from explored scenarios; ``None`` where another one shows a fault, too."""
    found = list(findings)
    names = {trace.scenario.name for trace in traces if trace.scenario.is_explored}
    return found[0] if found and all(each.scenario in names for each in found) else None


def without_explored(findings: Iterable[Finding], traces: Traces) -> list[Finding]:
    """The findings that simpler scenarios show; all where only explored ones show any."""
    found = list(findings)
    names = {trace.scenario.name for trace in traces if trace.scenario.is_explored}
    return [each for each in found if each.scenario not in names] or found


class Reruns:
    """Further runs of one builder, each made once."""

    def __init__(self, job: Job, probe: Probe) -> None:
        self.job = job
        self._probe = probe
        self._probed: dict[str, Probed] = {}

    @property
    def traces(self) -> tuple[Trace, ...]:
        """All that was run again so far."""
        return tuple(trace for probed in self._probed.values() for trace in probed.traces)

    @property
    def files(self) -> tuple[str, ...]:
        """What all that was run again rests on."""
        return tuple(file for probed in self._probed.values() for file in probed.files)

    def with_fewer_changes(self, scenario: Scenario, builder: Builder) -> tuple[Trace, ...]:
        """The traces of the scenarios that make some of the changes of `scenario`, the fewest first."""
        if scenario.name not in self._probed:
            job = dataclasses.replace(self.job, only=tuple(smaller(scenario)), refused=builder.refused_values)
            self._probed[scenario.name] = self._probe(job)
        return self._probed[scenario.name].traces


def shrink(finding: Finding, judge: Judge, traces: Traces, reruns: Reruns) -> Finding:
    """The same fault with the fewest changes that still show it, and how to see it again.

    Args:
        finding: What a rule found in an explored scenario.
        judge: That rule.
        traces: What the rule was given.
        reruns: Runs the builder again.
    """
    trace = next(trace for trace in traces if trace.scenario.name == finding.scenario)
    planned = tuple(each for each in traces if not each.scenario.is_explored)
    if trace.death is not None:
        # What hung once would hang again, as often as it were run.
        return _with_reproduction(finding, traces.builder, trace, reruns.job)
    for each in reruns.with_fewer_changes(trace.scenario, traces.builder):
        shown = _shown_by(each, judge, Traces(traces.builder, (*planned, each)))
        if shown is not None:
            return _with_reproduction(shown, traces.builder, each, reruns.job)
    return _with_reproduction(finding, traces.builder, trace, reruns.job)


def smaller(scenario: Scenario) -> Iterator[Scenario]:
    """The scenarios that make some of the changes, the fewest first."""
    parts = atoms(scenario.config_changes)
    for size in range(1, len(parts)):
        for chosen in itertools.combinations(parts, size):
            yield explored(scenario, changes_of(chosen), scenario.region)


def _shown_by(trace: Trace, judge: Judge, traces: Traces) -> Finding | None:
    try:
        return next((each for each in judge(traces) if each.scenario == trace.scenario.name), None)
    except (Blocked, NotApplicable):
        return None


def _with_reproduction(finding: Finding, builder: Builder, trace: Trace, job: Job) -> Finding:
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
