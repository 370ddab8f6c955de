"""SB360, CM361, CM362: the names of step and model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import MODEL_NAME_FIELDS, configured, names_in
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import Place
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CREATE_MODEL_REQUEST, PIPELINE_MODEL
from cursus_tester.steps.create_model.rules.models import announced, constructions, model_place, refused
from cursus_tester.steps.create_model.step_types import STEP_TYPES

_STEP_NAME = re.compile(r"[A-Za-z0-9\-_]{1,64}")
#: What the SDK's ModelStep puts behind its name (sagemaker 2.257.7).
_SDK_SUFFIX = "-CreateModel"
#: Dates, times of day behind a date, and seconds or milliseconds since 1970.
_CLOCK = re.compile(
    r"(?<![0-9A-Za-z])20\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?![A-Za-z])"
    r"|(?<![0-9A-Za-z])1[6-9]\d{8}(?:\d{3})?(?![0-9A-Za-z])"
)


@rule("SB360", "step-name", step_types=STEP_TYPES, formerly="CM360")
def step_name(builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Gives its step the standard name, and the same name on each build.

    What it checks: the name of the step is the class name without `StepBuilder`, or what the builder's own
    `_get_step_name()` or specification says, possibly with the SDK's `-CreateModel`. The names of the step and of all
    steps that it adds, such as the SDK's repack step, match `^[A-Za-z0-9\\-_]{1,64}$`, contain no timestamp, and are
    the same on each build.

    Why: other steps and tools refer to a step by its name. The service rejects other characters and lengths when the
    pipeline is created. A name that changes makes every build a new pipeline.

    How to fix: name the step with `self._get_step_name()`. Give a model that is repacked a name made from the content
    of its code, because the SDK's repack step uses it.
    """
    returned = tuple(trace for trace in traces.returning() if trace.step is not None and trace.step.name is not None)
    first = returned[0] if returned else None
    given = frozenset(name for trace in traces.all for name in trace.scenario.given_steps)
    for trace in returned:
        assert trace.step is not None
        assert trace.step.name is not None
        assert first is not None
        name, brought = trace.step.name, _brought_names(trace, given)
        for each in (name, *brought):
            yield from _finding(trace, _bad_name(each, trace))
        alike = _is_same_build(trace, first)
        if alike and first.step is not None and name != first.step.name:
            yield from _finding(trace, f"the step is named {first.step.name!r} in one build and {name!r} in another")
        if (
            alike
            and brought != _brought_names(first, given)
            and trace.request is not None
            and first.request is not None
        ):
            shown = ", ".join(brought) or "none"
            yield from _finding(trace, f"the steps that it adds have different names on each build: {shown}")
        standard = _standard_names(builder, trace)
        if not (_is_standard(name, standard, strict=_is_ours(builder)) or _is_configured(builder, trace)):
            yield from _finding(trace, f"the step is named {name!r}; the standard name is {standard[0]!r}")


def _finding(trace: Trace, message: str) -> Iterator[Finding]:
    if message:
        yield Finding(
            message=message,
            hint="name the step after the builder's class, as self._get_step_name() does where there is one; name a "
            "model that is repacked by a hash of its code",
            place=step_place(trace),
            scenario=trace.scenario.name,
        )


def _bad_name(name: str, trace: Trace) -> str:
    if not _STEP_NAME.fullmatch(name):
        length = f" of {len(name)} characters" if len(name) > 64 else ""
        return f"the step name {name!r}{length} is rejected by the service, which requires ^[A-Za-z0-9\\-_]{{1,64}}$"
    return f"the step name {name!r} contains the time of the build" if _has_clock(name, trace) else ""


def _has_clock(name: str, trace: Trace) -> bool:
    """Whether a clock is in a name, and not in a value of the config that the name was made of."""
    for value in trace.config.values():
        if isinstance(value, str) and len(value) > 3:
            name = name.replace(value, "")
    return hide_stamps(name) != name or _CLOCK.search(name) is not None


def _brought_names(trace: Trace, given: Collection[str]) -> list[str]:
    """The steps that the builder brought along, and not those of another build that it kept (SB403, SB409)."""
    own = trace.step.name if trace.step is not None else None
    return [step["Name"] for step in trace.steps if "Arguments" in step and step["Name"] not in (own, *given)]


def _is_same_build(trace: Trace, first: Trace) -> bool:
    """Whether two scenarios differ in nothing that a name may be made of."""
    one, other = trace.scenario, first.scenario
    return (one.config_changes, one.session, one.source, one.source_name, one.route, one.region) == (
        other.config_changes,
        other.session,
        other.source,
        other.source_name,
        other.route,
        other.region,
    ) and one.training_version == other.training_version


def _is_ours(builder: Builder) -> bool:
    return any(name.startswith("cursus_tester.contract.") for name in builder.ancestors[1:])


def _standard_names(builder: Builder, trace: Trace) -> list[str]:
    """What the step may be called, the most likely first; empty where nothing says so."""
    class_name = builder.ancestors[0].rsplit(".", 1)[-1] if builder.ancestors else ""
    if _is_ours(builder):
        return [class_name.removesuffix("StepBuilder")]
    declared = builder.specification.step_name if builder.specification is not None else ""
    said = trace.step.standard_name if trace.step is not None else None
    known = [name for name in (said, declared) if name]
    return [*known, class_name.removesuffix("StepBuilder").removesuffix("Builder")] if known else []


def _is_standard(name: str, standard: list[str], *, strict: bool) -> bool:
    if not standard:
        return True
    if strict:
        return name.removesuffix(_SDK_SUFFIX) in standard
    return any(_plain(each) in _plain(name) for each in standard if each)


def _is_configured(builder: Builder, trace: Trace) -> bool:
    """Whether a config of another framework than ours names the step."""
    name = trace.step.name if trace.step is not None else None
    return (
        not _is_ours(builder) and name is not None and name.removesuffix(_SDK_SUFFIX) in map(str, trace.config.values())
    )


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


@rule("CM361", "model-name", step_types=STEP_TYPES)
def model_name(traces: Traces) -> Iterator[Finding]:
    """Names the model only as the config says.

    What it checks: without a configured name the request has none. A configured `model_name` reaches the model. No name
    that the builder gives to the SDK contains the time of the build. Names that the SDK generates, and names made from
    the content of the code, are correct.

    Why: SageMaker Pipelines gives every model a name of its own. A name with a timestamp changes on each build, and
    with it the S3 prefix of the uploaded code. A configured name that gets lost is missing in the account.

    How to fix: pass `name=self.config.model_name` to the model or to the estimator's `create_model(…)`. Without a
    configured name leave it out, or use a hash of the code.
    """
    returned = traces.returning()
    hint = "pass config.model_name to the model as name=, and do not generate a name that changes on each build"
    for trace in returned:
        for problem in (*_sent_name(trace), *_clock_names(trace), *_changing_names(trace, returned[0])):
            yield Finding(message=problem, hint=hint, place=_name_place(trace), scenario=trace.scenario.name)
    renamed = tuple(trace for trace in traces.loaded() if names_in(trace.scenario.config_changes, MODEL_NAME_FIELDS))
    for trace in renamed:
        if refused(trace) or announced(trace, r"model.?name"):
            continue
        name = configured(trace.config, MODEL_NAME_FIELDS)
        (field, *_) = names_in(trace.scenario.config_changes, MODEL_NAME_FIELDS)
        if not isinstance(name, str) or not name or trace.step is None or not trace.models:
            continue
        if not any(name in each for each in _given_names(trace, attributes=True)):
            yield Finding(
                message=f"config.{field} is {name!r} and does not reach the model",
                hint=hint,
                place=model_place(trace),
                scenario=trace.scenario.name,
            )
    named = any(True for trace in returned for _ in _given_names(trace))
    if not renamed and not named and all(trace.request is None for trace in returned):
        raise NotApplicable(f"the config has no model_name, and nothing compiled: {why(returned[0])}")


def _sent_name(trace: Trace) -> Iterator[str]:
    sent = (trace.request or {}).get("ModelName")
    if sent is not None and not configured(trace.config, MODEL_NAME_FIELDS):
        yield f"the request has the model name {sent!r}, and none is configured"


def _clock_names(trace: Trace) -> Iterator[str]:
    for name in _given_names(trace):
        if _has_clock(name, trace):
            yield f"the model is given the name {hide_stamps(name)!r}, which contains the time of the build"


def _changing_names(trace: Trace, first: Trace) -> Iterator[str]:
    """Names that differ between two builds from equal inputs."""
    if trace is first or not _is_same_build(trace, first):
        return
    before, after = (sorted(set(_given_names(each))) for each in (first, trace))
    if before != after and len(before) == len(after):
        changed = [name for name in after if name not in before]
        yield f"the model is given another name on each build, such as {hide_stamps(changed[0])!r}"


def _given_names(trace: Trace, *, attributes: bool = False) -> Iterator[str]:
    """The names that the builder gave to the SDK; also those that it set on models where `attributes` is true."""
    for call in trace.calls:
        is_model_call = call.target.endswith((".create_model", f".{CREATE_MODEL_REQUEST}"))
        if not call.is_nested and (is_model_call or call in _model_constructions(trace)):
            value: Any = call.arguments["name"].data if "name" in call.arguments else None
            if isinstance(value, str) and value:
                yield value
    if attributes:
        yield from (name for model in trace.models if (name := model.text("name")))


def _model_constructions(trace: Trace) -> list[Any]:
    return [*constructions(trace), *trace.calls_to(PIPELINE_MODEL)]


def _name_place(trace: Trace) -> Place:
    named = [call.place for call in trace.calls if not call.is_nested and "name" in call.arguments and call.place]
    places = [place for place in named if place != step_place(trace)]
    return places[0] if places else model_place(trace)


@rule("CM362", "model-name-left-out", step_types=STEP_TYPES, severity=Severity.INFO)
def model_name_left_out(traces: Traces) -> Iterator[Finding]:
    """Tells nobody that its model will have another name than the one that it gives.

    What it checks: whether a name from the config, or a fixed one of the builder's own, is given to the model and left
    out of the compiled request, while no log line or warning says so.

    Why: the SDK (2.257.7) drops `ModelName` when it compiles a CreateModel step, and SageMaker Pipelines makes up a
    name for each run. The name only shows in the place of the uploaded code. Whoever looks for the model by its
    configured name, or grants access by it, does not find it.

    How to fix: nothing where the name is only there for the upload; else log that it does not become the model's name.
    Later steps take `step.properties.ModelName`.
    """
    returned = traces.returning()
    fixed = frozenset.intersection(*(frozenset(_given_names(trace)) for trace in returned))
    for trace in traces.compiled():
        if (trace.request or {}).get("ModelName") is not None or announced(trace, r"model.?name"):
            continue
        named = configured(trace.config, MODEL_NAME_FIELDS)
        for name in sorted({*_given_names(trace)}):
            field = next((each for each in names_in(trace.config, MODEL_NAME_FIELDS) if name == named), "")
            if field or (name in fixed and len(returned) > 1):
                what = f"config.{field}" if field else f"the name {name!r}"
                yield Finding(
                    message=f"{what} does not name the model: the SDK leaves it out of the request",
                    hint="log it; take the model's name from step.properties.ModelName",
                    place=_name_place(trace),
                    scenario=trace.scenario.name,
                )
