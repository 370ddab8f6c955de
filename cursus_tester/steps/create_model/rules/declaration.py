"""CM209 to SB214: what the specification of a CreateModel builder declares is so."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.scenario import Route, SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common.arrival import arrived
from cursus_tester.rules.common.declared_specification import declared_specification
from cursus_tester.rules.common.refusals import (
    alike,
    fails_as_usual,
    fails_to_compile,
    is_from_sdk,
    is_in_time,
    names,
    raises_anyway,
    says_missing,
)
from cursus_tester.rules.common.step_names import plain
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import version_field
from cursus_tester.sdk.images import RegistryError
from cursus_tester.sdk.names import CREATE_MODEL_STEP, MODEL_STEP
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.pattern import observed_pattern
from cursus_tester.steps.create_model.rules.models import constructions, estimator_calls
from cursus_tester.steps.create_model.rules.sdk_abilities import sdk_can_deploy
from cursus_tester.steps.create_model.step_types import STEP_TYPES

#: Exceptions that happen to a builder; one that refuses raises something else.
_ACCIDENTS = frozenset(
    {"AttributeError", "IndexError", "KeyError", "NameError", "TypeError", "UnboundLocalError", "ZeroDivisionError"}
)


@rule("SB211", "framework-version-validated", step_types=STEP_TYPES, formerly="CM211")
def framework_version_validated(specification: Specification, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Accepts the framework versions that its specification lists, and no others.

    What it checks: with a version that the SDK knows and the specification does not list, the config class, the
    constructor or `create_step` raises. With each listed version the builder works.

    Why: the SDK accepts any version that it has an image for. Only the specification knows which versions the inference
    script works with.

    How to fix: `if config.framework_version not in self.spec.framework_versions: raise ValueError(…)`.
    """
    if not specification.framework_versions:
        raise NotApplicable("the specification lists no framework versions")
    judged = False
    for trace in traces.flawed(lambda scenario: bool(scenario.unlisted_version), "the config has no framework version"):
        problem, version = trace.problem, trace.scenario.unlisted_version
        if trace.death is not None or raises_anyway(trace, traces):
            continue
        judged = True
        if problem is None or not is_in_time(problem):
            did = "takes it" if problem is None else f"accepts it, and compiling raised {problem}"
        elif is_from_sdk(problem) or problem.exception in _ACCIDENTS:
            did = f"does not reject it itself: {problem}"
        else:
            continue
        listed = ", ".join(specification.framework_versions)
        yield Finding(
            message=f"the specification lists framework versions {listed}; the builder is given {version} and {did}",
            hint="compare the config's version with the specification's list and raise a ValueError",
            place=(problem.place if problem is not None else None) or step_place(trace),
            scenario=trace.scenario.name,
        )
    if not judged:
        raise Blocked(f"the builder raises with every version: {why(traces.all[0])}")
    for version, trace in _with_listed_versions(specification, builder, traces):
        yield Finding(
            message=f"the specification lists the framework version {version}, and the builder fails with it: "
            f"{trace.problem}",
            hint=f"accept {version}, or remove it from the list",
            place=(trace.problem.place if trace.problem is not None else None) or NOWHERE,
            scenario=trace.scenario.name,
        )


def _with_listed_versions(
    specification: Specification, builder: Builder, traces: Traces
) -> Iterator[tuple[str, Trace]]:
    """The listed versions that the SDK has images for and that raise where the baseline does not."""
    for trace in traces.varying("config_changes"):
        changes = trace.scenario.config_changes
        field = version_field(builder.framework, changes)
        if field is None or trace.scenario.is_explored or trace.problem is None:
            continue
        version = str(changes[field])
        is_listed = version in specification.framework_versions and _has_image(builder.framework, version)
        if is_listed and not fails_as_usual(trace, traces):
            yield version, trace


def _has_image(framework: str | None, version: str) -> bool:
    try:
        return framework is not None and version in images.versions(framework)
    except RegistryError:
        return False


@rule("SB212", "versions-resolve", step_types=STEP_TYPES, formerly="CM212")
def versions_resolve(specification: Specification, builder: Builder) -> Iterator[Finding]:
    """Lists only framework versions that the SDK has an image for.

    What it checks: every framework version in the specification has a serving image in the registry of the installed
    SDK.

    Why: a version without an image passes all checks of the config and fails when the image is looked up.

    How to fix: remove the version from the list, correct it, or install an SDK that knows it.
    """
    if not specification.framework_versions:
        raise NotApplicable("the specification lists no framework versions")
    framework = specification.framework or builder.framework
    if framework is None or not images.has_framework(framework):
        raise NotApplicable(f"the SDK's registry has no framework {framework!r}")
    try:
        known = images.versions(framework)
    except RegistryError as error:
        raise NotApplicable(str(error)) from error
    for version in specification.framework_versions:
        if version not in known:
            near = [each for each in known if each.split(".")[0] == version.split(".")[0]]
            yield Finding(
                message=f"the specification lists {framework} {version}, for which SDK {builder.sdk_version} has no "
                f"image; it has {', '.join((near or list(known))[-8:])}",
                hint=f"remove {version} from the list, or correct it",
            )


@rule("CM213", "pattern-aligned", step_types=STEP_TYPES, convention=True)
def pattern_aligned(
    source: Source,
    builder: Builder | None = None,
    specification: Specification | None = None,
    traces: Traces | None = None,
) -> Iterator[Finding]:
    """Uses the pattern that its specification declares.

    What it checks: a specification of pattern A belongs to `CreateModelStep(model=…)`, a specification of pattern B to
    `CreateModelStep(step_args=…)`. `ModelStep` with the request of a model object that the builder makes itself is
    either.

    Why: the pattern decides what the training step must provide and what must be tested.

    How to fix: declare the pattern that the builder uses, or use the pattern that it declares.
    """
    declared = declared_specification(source, builder, specification)
    pattern = declared.specification.pattern
    if pattern is None:
        left_open = not declared.decides("pattern")
        raise NotApplicable(
            "the source leaves the declared pattern open" if left_open else "the specification declares no pattern"
        )
    uses = list(_uses(source, traces))
    if not uses:
        untold = f"the builder's calls of {CREATE_MODEL_STEP} do not tell one pattern"
        if traces is not None and all(trace.step is None for trace in traces):
            raise Blocked(untold)
        raise NotApplicable(untold)
    for observed, place, scenario in uses:
        if pattern in observed:
            if scenario is None and pattern != observed[0]:
                raise NotApplicable("whether an estimator makes the model of the request shows only when it is built")
            continue
        given = {"A": "model=", "B": "step_args="}
        yield Finding(
            message=f"the specification declares pattern {pattern}, but {CREATE_MODEL_STEP} is "
            f"given {given[observed[0]]}, which is pattern {observed[0]}",
            hint=f"pass {given[pattern]}…, or declare pattern {observed[0]}",
            place=place,
            scenario=scenario,
        )


def _uses(source: Source, traces: Traces | None) -> Iterator[tuple[tuple[str, ...], Place, str | None]]:
    """The patterns that each build can be called, the one of its call first, with its place and scenario.

    ``ModelStep`` takes the request of a model object that the builder made itself: Pattern A in another form.
    """
    built = [trace for trace in traces or () if _makes_step(trace)]
    for trace in built:
        observed = observed_pattern(source, Traces(Builder(), (trace,)))
        if observed is not None:
            makes_model = any(constructions(trace)) and not any(estimator_calls(trace))
            own = observed == "B" and makes_model and any(trace.calls_to(MODEL_STEP))
            yield ("B", "A") if own else (observed,), step_place(trace), trace.scenario.name
    if not built:
        observed = observed_pattern(source, None)
        if observed is not None:
            own = observed == "B" and bool(source.calls_to(MODEL_STEP)) and not source.method_calls("create_model")
            yield ("B", "A") if own else (observed,), _step_call_place(source), None


def _makes_step(trace: Trace) -> bool:
    return any(call.target == CREATE_MODEL_STEP and call.place is not None for call in trace.calls)


def _step_call_place(source: Source) -> Place:
    calls = source.calls_to(CREATE_MODEL_STEP, MODEL_STEP)
    return calls[0].place if calls else NOWHERE


@rule("SB214", "compatible-sources", step_types=STEP_TYPES, formerly="CM214")
def compatible_sources(specification: Specification, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Takes its model data from every compatible source in its specification.

    What it checks: for each training or processing step that the specification names as a source of the model data:
    with that step in `dependencies`, the compiled request refers to it. A builder may reject what the SDK cannot
    deploy.

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
    anything_compiles = any(trace.request is not None for trace in traces)
    judged = False
    for name in declared.compatible_sources:
        of_source = [trace for trace in tried if trace.scenario.source_name == name and trace.death is None]
        if any(trace.request is not None and arrived(trace, varied, name) for trace in of_source):
            judged = True
            continue
        if not _says_what_it_is(name) or not of_source:
            continue
        failed = [trace for trace in of_source if not _is_right_refusal(builder, trace, traces)]
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


def _says_what_it_is(source: str) -> bool:
    return any(word in plain(source) for word in ("train", "tuning", "process", "packag"))


def _takes_no_variable(trace: Trace, traces: Traces) -> bool:
    """Whether it fails as a ``ParameterString`` does: for what is given, not for where it comes from (SB407)."""
    variables = [each for each in traces if each.scenario.source in (SourceKind.PARAMETER, SourceKind.JOIN)]
    return not says_missing(trace, traces) and any(alike(each.problem, trace.problem) for each in variables)


def _is_right_refusal(builder: Builder, trace: Trace, traces: Traces) -> bool:
    """Whether the builder refuses what the SDK cannot deploy, and does not just miss what it was given."""
    if trace.problem is None or not trace.problem.is_refusal or sdk_can_deploy(builder, trace, traces):
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
