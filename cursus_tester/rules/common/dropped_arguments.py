"""SB314: nothing is given to the step that the SDK drops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common.left_open import judge_only_what_is_decided
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.source.builder_source import Source
from cursus_tester.step_pack import StepPack


@rule("SB314", "dropped-beside-step-args")
def dropped_beside_step_args(pack: StepPack, source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Gives nothing to its step that the SDK drops beside `step_args`.

    What it checks: a step that is made with `step_args=` is given no argument that the SDK reads only where it is made
    with the processor, estimator or transformer itself, such as `inputs=`, `outputs=` or `code=`. A class that takes
    any keyword is given none that it does not read, such as a misspelt one, and `estimator.fit()` (SDK v2) no
    `job_name`.

    Why: the SDK (2.257.7) drops them without a word. The job runs without its inputs or its script, and its outputs
    are not there.

    How to fix: pass them to the call that makes `step_args`: `processor.run(inputs=…, outputs=…, code=…)`.
    """
    dropped = pack.dropped_beside_request
    yield from _swallowed(pack, traces.loaded() if traces is not None and pack.read_keywords else ())
    if not dropped and not pack.read_keywords:
        raise NotApplicable(f"a {pack.name} step takes nothing that the SDK drops beside step_args")
    if not dropped:
        return
    findings = list(_written(pack, source))
    yield from findings
    found, seen = bool(findings), bool(source.calls_to(pack.step_class))
    judge_only_what_is_decided(traces, found, "what the step is given")
    for trace, made in traces.calling(pack.step_class) if traces is not None and not found else ():
        seen = True
        yield from _beside_request(pack, trace, made)
    if not seen:
        raise NotApplicable(f"the builder makes no {pack.step_class}")


def _written(pack: StepPack, source: Source) -> Iterator[Finding]:
    """What the text says that is given and dropped."""
    dropped = pack.dropped_beside_request
    for call in source.calls_to(pack.step_class):
        if "step_args" not in call.keywords or call.keywords["step_args"].conditional:
            continue
        for name in sorted(dropped.keys() & call.keywords.keys()):
            yield Finding(
                message=f"{name}= beside step_args= is dropped by {pack.step_class}",
                hint=f"pass it to the call that makes step_args: {dropped[name]}",
                place=call.keywords[name].place,
            )
    for method, names in pack.dropped_by_method.items():
        for call in source.method_calls(method):
            for name in sorted(names.keys() & call.keywords.keys()):
                yield Finding(
                    message=f"{method}({name}=…) drops {name} in a pipeline",
                    hint=names[name],
                    place=call.keywords[name].place,
                )


@for_pipelines("SB314")
def dropped_in_pipelines(pack: StepPack, source: Source, pipeline: Pipelines | None = None) -> Iterator[Finding]:
    """Gives nothing to a step of a pipeline that the SDK drops."""
    written = list(_written(pack, source))
    yield from written
    traces = pipeline.all[:1] if pipeline is not None else ()
    yield from _swallowed(pack, traces)
    said = {finding.message for finding in written}
    for trace in traces if pack.dropped_beside_request else ():
        for made in trace.calls_to(pack.step_class):
            yield from (each for each in _beside_request(pack, trace, made) if each.message not in said)
    if not (pack.dropped_beside_request or pack.read_keywords):
        raise NotApplicable(f"a {pack.name} step takes nothing that the SDK drops beside step_args")


def _beside_request(pack: StepPack, trace: Trace, made: Call) -> Iterator[Finding]:
    """What a step was given beside its request, as it was made."""
    dropped = pack.dropped_beside_request
    given = {name for name, value in made.arguments.items() if value.type != "None"}
    for name in sorted(dropped.keys() & given) if "step_args" in given else ():
        yield Finding(
            message=f"{name}= beside step_args= is dropped by {pack.step_class}",
            hint=f"pass it to the call that makes step_args: {dropped[name]}",
            place=made.place or NOWHERE,
            scenario=trace.scenario.name,
        )


def _swallowed(pack: StepPack, traces: Iterable[Trace]) -> Iterator[Finding]:
    """What a class of the SDK that takes any keyword was given, and does not read."""
    for trace in traces:
        for made in trace.calls:
            known = pack.read_keywords.get(made.target)
            for name in sorted(made.arguments.keys() - known) if known is not None and not made.is_nested else ():
                yield Finding(
                    message=f"{made.target} drops {name}= without a word: it has no such keyword",
                    hint="correct the keyword, or leave it out",
                    place=made.place or NOWHERE,
                    scenario=trace.scenario.name,
                )
