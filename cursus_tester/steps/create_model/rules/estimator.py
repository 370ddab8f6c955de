"""CM304, CM305, CM307: a model made by the estimator that was trained keeps what it was trained with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import (
    INSTANCE_FIELDS,
    MODEL_NAME_FIELDS,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
    TAG_FIELDS,
    VPC_FIELDS,
    names_in,
)
from cursus_tester.evidence.trace import Call, Trace, TrainedEstimator
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import announced
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import ecr, images
from cursus_tester.sdk.names import CREATE_MODEL_STEP
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.makers import uses_estimator
from cursus_tester.steps.create_model.models import (
    constructions,
    estimator_calls,
    judges_pattern_b,
    model_place,
    top_model,
)
from cursus_tester.steps.create_model.requests import containers
from cursus_tester.steps.create_model.step_types import NO_ESTIMATOR, STEP_TYPES


@rule("CM304", "pattern-b-estimator", step_types=STEP_TYPES, not_under=NO_ESTIMATOR)
def pattern_b_estimator(source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Makes the model with `create_model()` of the estimator that a dependency trained.

    What it checks: a builder that makes its step from a request (Pattern B) calls `create_model()` on the estimator of
    a training step among its dependencies, and makes the request from the model that this returns.

    Why: another estimator, or a new model object, does not have the settings that the model was trained with.

    How to fix: take the estimator from the training step: `step.estimator`, or `step.step_args.func_args[0]` when the
    step was built under a `PipelineSession`. Call its `create_model(…)`.
    """
    judges_pattern_b(source, traces)
    declared = builder.specification.pattern if builder.specification is not None else None
    if declared != "B" and not uses_estimator(source, traces):
        raise NotApplicable("the builder makes its model object itself and turns that into a request")
    for trace in traces.returning():
        if trace.step is None or not trace.step.value.is_a(CREATE_MODEL_STEP):
            continue
        message = _wrong_maker(trace)
        if message:
            yield Finding(
                message=message,
                hint="call create_model() on the training step's own estimator and make the request from its result",
                place=model_place(trace),
                scenario=trace.scenario.name,
            )


def _wrong_maker(trace: Trace) -> str:
    """What is wrong with the estimator that made the model; empty when nothing is."""
    calls = [call for call in estimator_calls(trace) if call.result is not None]
    if not calls:
        return "the request is made without calling an estimator's create_model()"
    own = [
        call
        for call in calls
        if call.receiver is not None and any(each.is_behind(call.receiver) for each in trace.estimators)
    ]
    steps = ", ".join(each.step for each in trace.estimators) or "no training step"
    if not own:
        kind = calls[0].receiver.type.rsplit(".", 1)[-1] if calls[0].receiver is not None else "an estimator"
        return f"create_model() is called on another {kind} than the trained one; the dependencies hold that of {steps}"
    made = {call.result.identity for call in own if call.result is not None}
    top = top_model(trace)
    if top is not None and top.value.identity not in made and not made & set(top.parts):
        kind = top.value.type.rsplit(".", 1)[-1]
        return f"the request is made from another {kind} than the one that the trained estimator's create_model() gave"
    return ""


@rule("CM307", "training-configuration-kept", step_types=STEP_TYPES, not_under=NO_ESTIMATOR)
def training_configuration_kept(source: Source, traces: Traces) -> Iterator[Finding]:
    """Keeps the VPC and the framework version of the training job.

    What it checks: the request of a step made from an estimator has the estimator's VPC, unless the config names
    another, and an image of the estimator's framework version, under both kinds of session.

    Why: without the VPC of its training a model reaches other services or none. Served with another framework version
    than it was trained with, it may not load.

    How to fix: `session._create_model_request(…, vpc_config=model.vpc_config)`, or `model.create(…)`, which keeps the
    VPC. Do not override the image.
    """
    judges_pattern_b(source, traces)
    if not uses_estimator(source, traces):
        raise NotApplicable("the builder makes its model without an estimator")
    judged = False
    for trace in traces.compiled():
        estimator = _used_estimator(trace)
        if estimator is None:
            continue
        judged = True
        for message, hint in (*_lost_vpc(trace, estimator), *_other_version(trace, estimator)):
            yield Finding(message=message, hint=hint, place=model_place(trace), scenario=trace.scenario.name)
    if not judged:
        raise NotApplicable("the model is not made by the estimator of a dependency (see CM304)")


def _used_estimator(trace: Trace) -> TrainedEstimator | None:
    receivers = [call.receiver for call in estimator_calls(trace) if call.receiver is not None]
    return next((each for each in trace.estimators if any(map(each.is_behind, receivers))), None)


def _lost_vpc(trace: Trace, estimator: TrainedEstimator) -> Iterator[tuple[str, str]]:
    if any(trace.config.get(name) for name in (*VPC_FIELDS, *SUBNET_FIELDS, *SECURITY_GROUP_FIELDS)):
        return
    found = (trace.request or {}).get("VpcConfig")
    if estimator.vpc_config and not _same_vpc(found, estimator.vpc_config):
        shown = f"the VPC {found}" if found else "no VPC"
        yield (
            f"the request has {shown}; the training job runs in {dict(estimator.vpc_config)}",
            "keep the VPC that create_model() gives the model, and pass it on: vpc_config=model.vpc_config",
        )


def _same_vpc(found: Any, wanted: Mapping[str, Any]) -> bool:
    if not isinstance(found, Mapping):
        return False
    return all(sorted(map(str, found.get(key) or ())) == sorted(map(str, wanted[key])) for key in wanted)


def _other_version(trace: Trace, estimator: TrainedEstimator) -> Iterator[tuple[str, str]]:
    framework, version = estimator.framework, estimator.framework_version
    if framework is None or version is None:
        return
    for container in containers(trace.request or {}):
        image = str(container.get("Image"))
        served = ecr.framework_of(image)
        if served is not None and (served != framework or not _is_of_version(image, framework, version)):
            yield (
                f"the image is {image}; the model was trained with {framework} {version}",
                "let the model keep the image that create_model() gives it, and reject a config that contradicts it",
            )


def _is_of_version(image: str, framework: str, version: str) -> bool:
    tag = image.rsplit(":", 1)[-1]
    if framework == "huggingface":
        return f"-transformers{version}" in tag
    in_tag = tag.split("-")[0]
    return re.match(re.escape(version) + r"(?:$|[-.])", tag) is not None or images.same_version(
        framework, version, in_tag
    )


#: What is asked of every config, under which names it keeps it, and the words by which a log line names it.
_OPTIONS = (
    ("instance_type", INSTANCE_FIELDS, r"instance.?type"),
    ("model_name", MODEL_NAME_FIELDS, r"model.?name"),
    ("tags", TAG_FIELDS, r"(?<![A-Za-z])tags(?![A-Za-z])"),
)


@rule(
    "CM305",
    "pattern-b-options",
    step_types=STEP_TYPES,
    not_under=NO_ESTIMATOR,
    severity=Severity.WARNING,
    explained_by=("CM361", "SB350", "SB352"),
)
def pattern_b_options(source: Source, traces: Traces) -> Iterator[Finding]:
    """Uses the config's instance type, model name and tags, or reports that it ignores them.

    What it checks: when a builder makes its model with an estimator, the config's `instance_type`, `model_name` and
    `tags`, if set, reach an SDK call that takes them, or a log line or warning says that they are ignored.

    Why: `estimator.create_model()` takes none of the three under these names, so they are easily lost.

    How to fix: pass the name to `create_model(name=…)`, and instance type and tags to `model.create(…)`, or to
    `prepare_container_def(…)` and `_create_model_request(…)`. Otherwise log a warning.
    """
    judges_pattern_b(source, traces)
    if not uses_estimator(source, traces):
        raise NotApplicable("the builder makes its model without an estimator")
    judged = False
    for trace in traces.returning():
        for option, fields, words in _OPTIONS:
            name = next((each for each in names_in(trace.config, fields) if trace.config[each]), None)
            if name is None or (option != "instance_type" and name not in trace.scenario.config_changes):
                continue
            judged, value = True, trace.config[name]
            if not (_handed_on(trace, option, value) or announced(trace, words)):
                yield Finding(
                    message=f"config.{name} is {value!r}, reaches no SDK call, and nothing says that it is ignored",
                    hint="create_model(name=…) takes the name, model.create(…) the other two; or log a warning",
                    place=model_place(trace),
                    scenario=trace.scenario.name,
                    cause=causes.INSTANCE_TYPE if option == "instance_type" else causes.config_field(name),
                )
    if not judged:
        raise NotApplicable("the config has neither instance type nor model name nor tags")


def _handed_on(trace: Trace, name: str, value: Any) -> bool:
    own: list[Call] = [call for call in trace.calls if not call.is_nested and call.receiver is not None]
    if name == "tags":
        return bool((trace.request or {}).get("Tags")) or (
            trace.request is None and any("tags" in call.arguments for call in own)
        )
    if name == "instance_type":
        return any(call.arguments[name].data == value for call in own if name in call.arguments)
    names = [call.arguments["name"].data for call in (*own, *constructions(trace)) if "name" in call.arguments]
    names += [model.text("name") for model in trace.models]
    return any(isinstance(each, str) and str(value) in each for each in names)
