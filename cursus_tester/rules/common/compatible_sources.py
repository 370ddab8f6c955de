"""SB214: an input is taken from every source that the specification names."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.scenario import Route, SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common.arrival import arrived
from cursus_tester.rules.common.refusals import alike, fails_to_compile, is_in_time, names, says_missing
from cursus_tester.rules.common.sdk_abilities import sdk_can_make
from cursus_tester.rules.common.step_names import plain
from cursus_tester.rules.registry import rule
from cursus_tester.step_pack import StepPack


@rule("SB214", "compatible-sources", formerly="CM214")
def compatible_sources(
    specification: Specification, builder: Builder, traces: Traces, pack: StepPack | None = None
) -> Iterator[Finding]:
    """Takes its input from every compatible source in its specification.

    What it checks: for each training or processing step that the specification names as a source of the input:
    with that step in `dependencies`, the compiled request refers to it. A builder may reject what the SDK cannot
    build.

    Why: pipelines are connected by the specification. A source that is declared and not supported fails there.

    How to fix: use the step's `properties.ModelArtifacts.S3ModelArtifacts` or the processing step's output, or remove
    the source from the specification.
    """
    tried = [
        trace
        for trace in traces.varying("route", "source", "source_name", "session")
        if trace.scenario.route is Route.DEPENDENCIES and trace.scenario.source.is_step
    ]
    varied = tried[0].scenario.input_name if tried else ""
    declared = next((each for each in specification.dependencies if each.name == varied), None)
    if declared is None or not declared.compatible_sources:
        raise NotApplicable("create_step takes no dependencies, or the specification names no compatible source")
    if not any(_arrives(trace, varied) for trace in tried) and any(
        _arrives(trace, varied) for trace in traces.varying("route") if trace.scenario.route is not Route.DEPENDENCIES
    ):
        raise NotApplicable(f"{varied} is taken by value only, and nothing of dependencies (see SB106)")
    anything_compiles = any(trace.request is not None for trace in traces)
    judged = False
    for name in declared.compatible_sources:
        of_source = [trace for trace in tried if trace.scenario.source_name == name and trace.death is None]
        if any(trace.request is not None and arrived(trace, varied, name) for trace in of_source):
            judged = True
            continue
        if not _says_what_it_is(name) or not of_source:
            continue
        failed = [trace for trace in of_source if not _is_right_refusal(pack, builder, trace, traces)]
        if failed and all(fails_to_compile(trace) or _takes_no_variable(trace, traces) for trace in failed):
            continue
        failed = [trace for trace in failed if anything_compiles or _asks_for(trace, varied)]
        judged = judged or bool(failed) or (len(failed) < len(of_source) and anything_compiles)
        for trace in failed[:1]:
            yield Finding(
                message=f"the specification calls {name} a compatible source of {varied}, and the builder does not "
                f"resolve it: {_outcome(trace, name)}",
                hint=f"resolve {varied} from a {trace.scenario.source.value} step, or remove {name} from the sources",
                place=(trace.problem.place if trace.problem is not None else None) or step_place(trace),
                scenario=trace.scenario.name,
            )
    if not judged and anything_compiles:
        raise NotApplicable("the names of the sources do not say what kind of step they are")
    if not judged:
        raise Blocked(f"in no scenario compiled: {why(tried[0])}")


def _arrives(trace: Trace, varied: str) -> bool:
    """Whether what a step yields is in the compiled request."""
    scenario = trace.scenario
    return trace.request is not None and scenario.source.is_step and arrived(trace, varied, scenario.source_name)


def _says_what_it_is(source: str) -> bool:
    return any(word in plain(source) for word in ("train", "tuning", "process", "packag"))


def _takes_no_variable(trace: Trace, traces: Traces) -> bool:
    """Whether it fails as a ``ParameterString`` does: for what is given, not for where it comes from (SB407)."""
    variables = [each for each in traces if each.scenario.source in (SourceKind.PARAMETER, SourceKind.JOIN)]
    return not says_missing(trace, traces) and any(alike(each.problem, trace.problem) for each in variables)


def _is_right_refusal(pack: StepPack | None, builder: Builder, trace: Trace, traces: Traces) -> bool:
    """Whether the builder refuses what the SDK cannot deploy, and does not just miss what it was given."""
    if trace.problem is None or not trace.problem.is_refusal or sdk_can_make(pack, builder, trace, traces):
        return False
    builds_from_steps = any(
        each.request is not None and each.scenario.source.is_step and each.scenario.route is Route.DEPENDENCIES
        for each in traces
        if each.scenario.session is trace.scenario.session
    )
    return not (builds_from_steps and says_missing(trace, traces))


def _asks_for(trace: Trace, name: str) -> bool:
    """Whether the builder raised for want of the input."""
    return trace.problem is not None and is_in_time(trace.problem) and names(trace.problem, name)


def _outcome(trace: Trace, name: str) -> str:
    return why(trace) if trace.request is None else f"the request does not refer to {name}"
