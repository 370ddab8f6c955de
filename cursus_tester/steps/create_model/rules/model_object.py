"""CM330, CM331: the model is of its framework's class, and made from what the builder was given."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, SOURCE_FIELDS, configured
from cursus_tester.evidence.trace import ModelFacts, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.left_open import judge_only_what_is_decided
from cursus_tester.rules.common.makers import declared_framework, given_sessions, own_retrievals
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.ecr import framework_of, image_names
from cursus_tester.sdk.names import MODEL_BUILDER, MODEL_CLASSES, MULTI_DATA_MODEL, PIPELINE_MODEL, RETRIEVE
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.models import (
    class_framework,
    judges_pattern_a,
    model_makers,
    model_place,
    served_models,
    top_model,
)
from cursus_tester.steps.create_model.requests import containers, environment
from cursus_tester.steps.create_model.step_types import STEP_TYPES

#: The model class of each framework (sagemaker 2.257.7).
_CLASS_OF: Mapping[str, str] = {framework: name for name, framework in MODEL_CLASSES.items() if framework is not None}
#: A HuggingFace model runs on one of these.
_UNDER_HUGGINGFACE = frozenset({"pytorch", "tensorflow"})


@rule(
    "CM330",
    "framework-model-class",
    step_types=STEP_TYPES,
    not_under={3: f"under SDK v3 every model is made by {MODEL_BUILDER}, whatever its framework"},
)
def framework_model_class(
    source: Source, builder: Builder | None = None, traces: Traces | None = None
) -> Iterator[Finding]:
    """Uses the model class of its framework.

    What it checks: the model is an object of the SDK's class for the framework that the specification declares, or that
    the builder's name says: `XGBoostModel`, `PyTorchModel`, … or a subclass. The generic `Model` serves frameworks
    without a class of their own, configured frameworks, custom containers, and what runs no script: a built-in
    algorithm. Each part of a `PipelineModel` is of the
    class of its image's framework.

    Why: only the framework's own class packs the inference code where its image looks for it.

    How to fix: construct the class that the message names.
    """
    judges_pattern_a(source, traces)
    specification = builder.specification if builder is not None else None
    declared = declared_framework(builder, source.class_name)
    generic_allowed = specification is not None and specification.custom_container
    written = list(_written_classes(source, declared))
    if traces is None or not any(trace.models for trace in traces):
        yield from written
    constructed = {MODEL_CLASSES[call.target.rsplit(".", 1)[-1]] for call in source.calls_to(*MODEL_CLASSES)}
    judge_only_what_is_decided(
        traces, bool(written) or (declared is not None and constructed == {declared}), "which framework the model is of"
    )
    if traces is None:
        return
    returned = traces.returning()
    if not any(_has_script(trace) for trace in traces) and not any(
        class_framework(model.value) for trace in returned for model in served_models(trace)
    ):
        raise NotApplicable("no entry point is configured: there is no code for a framework's class to pack")
    for trace in returned:
        top = top_model(trace)
        for model in served_models(trace):
            is_part = top is not None and top.value.is_a(PIPELINE_MODEL)
            image_framework = framework_of(model.text("image_uri") or "")
            wanted = image_framework if is_part else declared or image_framework
            used = class_framework(model.value)
            if used is None and (generic_allowed or is_part or declared is None or model.value.is_a(MULTI_DATA_MODEL)):
                continue
            if (
                wanted is None
                or wanted not in _CLASS_OF
                or used == wanted
                or (used == "huggingface" and wanted in _UNDER_HUGGINGFACE)
            ):
                continue
            yield Finding(
                message=f"the model is of class {model.value.type.rsplit('.', 1)[-1]}; for {wanted} the SDK has "
                f"{_CLASS_OF[wanted]}",
                hint=_construct(wanted),
                place=model_place(trace),
                scenario=trace.scenario.name,
            )


def _construct(framework: str) -> str:
    version = "" if framework == "huggingface" else "(…, framework_version=self.config.framework_version)"
    return f"construct {_CLASS_OF[framework]}{version}"


def _has_script(trace: Trace) -> bool:
    """Whether a script is configured, or was given to the SDK or to the container."""
    if configured(trace.config, ENTRY_POINT_FIELDS):
        return True
    given = any(
        call.place is not None and "entry_point" in call.arguments and call.arguments["entry_point"].type != "None"
        for call in trace.calls
    )
    return given or any(environment(each).get("SAGEMAKER_PROGRAM") for each in containers(trace.request or {}))


def _written_classes(source: Source, declared: str | None) -> Iterator[Finding]:
    """What the source alone says: one framework in the builder's name, and only classes of other ones constructed."""
    written = source.calls_to(*MODEL_CLASSES)
    used = [MODEL_CLASSES[call.target.rsplit(".", 1)[-1]] for call in written]
    if declared is None or declared not in _CLASS_OF or declared in used or source.calls_to(PIPELINE_MODEL):
        return
    for call, framework in zip(written, used, strict=True):
        if framework is not None and not (framework == "huggingface" and declared in _UNDER_HUGGINGFACE):
            yield Finding(
                message=f"the model is of class {call.target.rsplit('.', 1)[-1]}; for {declared} the SDK has "
                f"{_CLASS_OF[declared]}",
                hint=_construct(declared),
                place=call.place,
            )


@rule("CM331", "model-arguments", fixable=True, step_types=STEP_TYPES, explained_by=("SB413",))
def model_arguments(source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Makes its model from the config and the constructor's arguments.

    What it checks: the model has the role and the session that the builder received, the image that the builder looked
    up, and the config's entry point and source directory when the SDK packs the code. Code that is already in the model
    archive is named only in the environment.

    Why: a hard-coded role or script works in one account and for one team. Without a session the SDK uses the region
    and credentials of the machine.

    How to fix: `role=self.role, sagemaker_session=self.session, image_uri=self._get_image_uri(),
    entry_point=self.config.entry_point, source_dir=self.config.source_dir`. Under SDK v3:
    `ModelBuilder(role_arn=self.role, sagemaker_session=self.session, image_uri=self._get_image_uri(),
    source_code=SourceCode(source_dir=self.config.source_dir, entry_script=self.config.entry_point))`.
    """
    judges_pattern_a(source, traces)
    for trace in traces.returning():
        top = top_model(trace)
        if top is None:
            continue
        problems = [(problem, causes.ROLE) for problem in _other_role(trace, top)]
        problems += [(problem, causes.SESSION) for problem in _other_session(trace, top)]
        problems += [(problem, "") for problem in _lost_image(trace)]
        for model in served_models(trace):
            if model is not top and _runs_scripts(model):
                problems += [(problem, causes.SESSION) for problem in _other_session(trace, model)]
            if model is not top and model.attributes.get("role") is not None and model.text("role"):
                # A part needs no role; the whole one's counts.
                problems += [(problem, causes.ROLE) for problem in _other_role(trace, model)]
            problems += [(each, "") for each in (*_other_code(builder, trace, model), *_other_image(trace, model))]
        for (message, hint), cause in dict.fromkeys(problems):
            place, scenario = model_place(trace), trace.scenario.name
            yield Finding(message=message, hint=hint, place=place, scenario=scenario, cause=cause)


def _other_role(trace: Trace, model: ModelFacts) -> Iterator[tuple[str, str]]:
    held = model.attributes.get("role")
    role = held.data if held is not None else None
    if trace.role is not None and role != trace.role and not (held is not None and held.is_variable):
        shown = f"the role {role!r}" if role else "no role"
        kind = model.value.type.rsplit(".", 1)[-1]
        yield f"{kind} is given {shown}; the builder received {trace.role!r}", f"say {model_makers().role}=self.role"


def _other_session(trace: Trace, model: ModelFacts) -> Iterator[tuple[str, str]]:
    held = model.attributes.get("sagemaker_session")
    hint = "say sagemaker_session=self.session"
    kind = model.value.type.rsplit(".", 1)[-1]
    if held is None or held.type == "None":
        yield f"{kind} is given no session; the SDK then uses the region and credentials of the machine", hint
    elif trace.session is not None and held.identity not in given_sessions(trace):
        yield f"{kind} is not given the session that the builder received", hint


def _lost_image(trace: Trace) -> Iterator[tuple[str, str]]:
    """An image that the builder asked for and gave to no model, so that the SDK looks one up by itself."""
    asked = {call.result.data for call in own_retrievals(trace) if call.result is not None}
    models = served_models(trace)
    if not asked or not models or any(model.text("image_uri") for model in models):
        return
    if any(call.target == RETRIEVE and call.is_nested for call in trace.calls) or trace.request is None:
        yield (
            f"the builder looks up the image {sorted(map(str, asked))[0]} and passes it to no model",
            "say image_uri=self._get_image_uri()",
        )


def _other_image(trace: Trace, model: ModelFacts) -> Iterator[tuple[str, str]]:
    """An image of nobody's framework that is neither the config's nor made of what the config says of it."""
    image = model.text("image_uri")
    named = {name: trace.config[name] for name in image_names(trace.config)}
    parts = [value for name, value in trace.config.items() if "image" in name and isinstance(value, str) and value]
    asked = {call.result.data for call in own_retrievals(trace) if call.result is not None}
    if image is None or not named or image in asked or framework_of(image) is not None:
        # Of a framework's image SB320 has its say.
        return
    if not any(part in image for part in parts):
        name, configured = next(iter(named.items()))
        yield f"the model is given the image {image!r}; config.{name} says {configured!r}", f"say self.config.{name}"


def _other_code(builder: Builder, trace: Trace, model: ModelFacts) -> Iterator[tuple[str, str]]:
    """An entry point or source directory that is not the config's."""
    script = configured(trace.config, ENTRY_POINT_FIELDS)
    if not isinstance(script, str) or not script or not _runs_scripts(model):
        return
    entry_point, source_dir = _given(model, "entry_point"), _given(model, "source_dir")
    if entry_point is None:
        if not _is_in_archive(builder, trace, model):
            yield (
                f"the model is given no entry point; the config says {script!r}",
                f"pass {model_makers().script} with its source_dir, or name the code in the model archive in the "
                "environment",
            )
        return
    texts = [value for value in trace.config.values() if isinstance(value, str)]
    if isinstance(entry_point, str) and not _is_of(entry_point, texts):
        yield (
            f"the model is given the entry point {entry_point!r}; the config says {script!r}",
            f"say {model_makers().script}",
        )
    folder = configured(trace.config, SOURCE_FIELDS)
    if not isinstance(folder, str) or not folder or os.path.dirname(str(entry_point)).endswith(folder):
        return
    is_own_upload = source_dir in trace.archives and trace.archives[str(source_dir)].uploaded
    if source_dir is None or (isinstance(source_dir, str) and not is_own_upload and not _is_of(source_dir, texts)):
        shown = f"the source directory {source_dir!r}" if source_dir else "no source directory"
        yield f"the model is given {shown}; the config says {folder!r}", "say source_dir=self.config.source_dir"


def _given(model: ModelFacts, name: str) -> Any:
    value = model.attributes.get(name)
    return None if value is None or value.type == "None" else value.data if value.data is not None else value.type


def _is_of(path: str, texts: list[str]) -> bool:
    """Whether a path is one of the config's, or made from one: made absolute, or put under a root."""
    if path.startswith("s3://"):
        return any(path.startswith(text.rstrip("/")) for text in texts if text.startswith("s3://"))
    plain = os.path.normpath(path)
    return any(
        plain == each or plain.endswith(os.sep + each) or os.path.basename(plain) == each
        for each in (os.path.normpath(text) for text in texts if text not in ("", "."))
    )


def _runs_scripts(model: ModelFacts) -> bool:
    return class_framework(model.value) is not None or framework_of(model.text("image_uri") or "") is not None


def _is_in_archive(builder: Builder, trace: Trace, model: ModelFacts) -> bool:
    """Whether the code is in the model archive already, so that the SDK need not pack it."""
    env = model.attributes.get("env")
    variables: Mapping[str, Any] = env.data if env is not None and isinstance(env.data, Mapping) else {}
    compiled = [environment(each) for each in containers(trace.request or {})]
    submit = [each.get("SAGEMAKER_SUBMIT_DIRECTORY") for each in (variables, *compiled)]
    if any(each and not str(each).startswith("file:") for each in submit):
        return True
    # TensorFlow's image is told nothing: it runs code/inference.py of the archive.
    declared = builder.specification.dependencies if builder.specification is not None else ()
    packaged = any(each.packaged for each in declared if each.name == trace.scenario.input_name)
    return packaged or "packag" in trace.scenario.source_name.lower()
