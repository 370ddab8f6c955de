"""CM361, CM362: the name of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.field_names import MODEL_NAME_FIELDS, configured, names_in
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.build_names import has_clock, is_same_build
from cursus_tester.rules.common.makers import announced, refused
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CREATE_MODEL_REQUEST, MODEL_BUILDER, PIPELINE_MODEL
from cursus_tester.steps.create_model.models import constructions, model_place
from cursus_tester.steps.create_model.step_types import STEP_TYPES


@rule("CM361", "model-name", step_types=STEP_TYPES)
def model_name(traces: Traces) -> Iterator[Finding]:
    """Names the model only as the config says.

    What it checks: without a configured name the request has none. A configured `model_name` reaches the model. No name
    that the builder gives to the SDK contains the time of the build. Names that the SDK generates, and names made from
    the content of the code, are correct.

    Why: SageMaker Pipelines gives every model a name of its own. A name with a timestamp changes on each build, and
    with it the S3 prefix of the uploaded code. A configured name that gets lost is missing in the account.

    How to fix: pass `name=self.config.model_name` to the model or to the estimator's `create_model(…)`, under SDK v3
    `model_name=self.config.model_name` to `ModelBuilder.build(…)`. Without a configured name leave it out, or use a
    hash of the code.
    """
    returned = traces.returning()
    hint = "pass config.model_name to the model as name=, and do not generate a name that changes on each build"
    for trace in returned:
        for problem in (*_sent_name(trace), *_clock_names(trace), *_changing_names(trace, returned[0])):
            place, scenario = _name_place(trace), trace.scenario.name
            yield Finding(message=problem, hint=hint, place=place, scenario=scenario, cause=causes.MODEL_NAME)
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
                cause=causes.config_field(field),
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
        if has_clock(name, trace):
            yield f"the model is given the name {hide_stamps(name)!r}, which contains the time of the build"


def _changing_names(trace: Trace, first: Trace) -> Iterator[str]:
    """Names that differ between two builds from equal inputs."""
    if trace is first or not is_same_build(trace, first):
        return
    before, after = (sorted(set(_given_names(each))) for each in (first, trace))
    if before != after and len(before) == len(after):
        changed = [name for name in after if name not in before]
        yield f"the model is given another name on each build, such as {hide_stamps(changed[0])!r}"


def _given_names(trace: Trace, *, attributes: bool = False) -> Iterator[str]:
    """The names that the builder gave to the SDK; also those that it set on models where `attributes` is true."""
    constructed = _model_constructions(trace)
    for call in trace.calls:
        is_model_call = call.target.endswith((".create_model", f".{CREATE_MODEL_REQUEST}"))
        if not call.is_nested and (is_model_call or call in constructed):
            value: Any = call.arguments["name"].data if "name" in call.arguments else None
            if isinstance(value, str) and value:
                yield value
    yield from _built_names(trace)
    if attributes:
        yield from (name for model in trace.models if (name := model.text("name")))


def _built_names(trace: Trace) -> Iterator[str]:
    """The names under which the builder lets a model builder of v3 build."""
    for call in trace.calls_to(f"{MODEL_BUILDER}.build"):
        named = call.arguments.get("model_name")
        if named is not None and isinstance(named.data, str) and named.data:
            yield named.data


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
        # What v3 builds is named for the place of its archive, which is another one in each build without a name.
        of_place = {*_built_names(trace)}
        for name in sorted({*_given_names(trace)}):
            field = next((each for each in names_in(trace.config, MODEL_NAME_FIELDS) if name == named), "")
            if field or (name in fixed - of_place and len(returned) > 1):
                what = f"config.{field}" if field else f"the name {name!r}"
                yield Finding(
                    message=f"{what} does not name the model: the SDK leaves it out of the request",
                    hint="log that the model name is ignored; take it from step.properties.ModelName",
                    place=_name_place(trace),
                    scenario=trace.scenario.name,
                )
