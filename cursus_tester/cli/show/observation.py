"""One builder run to look at one scenario."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.evidence.trace import Trace
from cursus_tester.probe.job import Job
from cursus_tester.results.subject import Subject
from cursus_tester.run.running import bounds_of, job_for
from cursus_tester.scenarios.combination import smaller
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.builder_source import read_source
from cursus_tester.workers.launching import Server
from cursus_tester.workers.pool import probe_one


class UnknownScenarioError(Exception):
    """A builder has no scenario of this name; the text says which it may have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a builder did in one scenario."""

    subject: Subject
    #: The scenario that was asked for; ``None``: the baseline.
    asked: str | None
    job: Job
    builder: Builder
    #: ``None`` where the builder could not be loaded.
    trace: Trace | None
    #: All that it printed, in whatever scenario.
    output: str
    #: The scenarios that there are, in the order in which they run.
    scenarios: tuple[str, ...]


def observe(subject: Subject, options: RunOptions, scenario: str | None) -> Observation:
    """Run a builder through its scenarios, and return what it did in one of them.

    Args:
        subject: A builder.
        options: How it is run.
        scenario: The name of a scenario or the beginning of one alone; ``None``: the baseline.

    Raises:
        UnknownScenarioError: It has no such scenario.
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
    """
    job = dataclasses.replace(job_for(subject, read_source(subject), options), writes_code=True)
    bounds = bounds_of(options)
    with Server() as server:
        probed = probe_one(server, job, bounds)
        traces, builder = probed.traces, probed.builder
        trace = _find(traces, scenario)
        if trace is None and scenario is not None:
            again = _shrunk(traces, scenario)
            if again is None:
                raise UnknownScenarioError(_unknown(scenario, [each.scenario.name for each in traces]))
            job = dataclasses.replace(job, only=(again,), refused=builder.refused_values)
            trace = next(iter(probe_one(server, job, bounds).traces), None)
    return Observation(
        subject=subject,
        asked=scenario,
        job=job,
        builder=builder,
        trace=trace,
        output=probed.output,
        scenarios=tuple(each.scenario.name for each in traces),
    )


def _find(traces: Sequence[Trace], name: str | None) -> Trace | None:
    if name is None:
        return traces[0] if traces else None
    exact = [each for each in traces if each.scenario.name == name]
    beginning = [each for each in traces if each.scenario.name.startswith(name)]
    return next(iter(exact or (beginning if len(beginning) == 1 else [])), None)


def _shrunk(traces: Sequence[Trace], name: str) -> Scenario | None:
    """The scenario of this name among those to which findings of combined ones are shrunk."""
    combined = (each.scenario for each in traces if each.scenario.is_combined)
    baseline = traces[0].scenario if traces else None
    fewer = (each for scenario in combined for _, each in smaller(scenario, baseline or scenario))
    return next((each for each in fewer if each.name == name), None)


def _unknown(name: str, names: Sequence[str]) -> str:
    if not names:
        return f"there is no scenario {name!r}: the builder could not be loaded; leave --scenario out to see why"
    close = difflib.get_close_matches(name, names, n=1) or [each for each in names if each.startswith(name)][:1]
    meant = f"did you mean {close[0]!r}?" if close else "leave --scenario out to see their names"
    return f"there is no scenario {name!r}; {meant}"
