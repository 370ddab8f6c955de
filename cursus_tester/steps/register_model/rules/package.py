"""RM301, RM302, RM406: what is registered, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import InputKind
from cursus_tester.evidence.expressions import literal_start
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common.arrival import arrived
from cursus_tester.rules.common.sdk_abilities import is_ordinary
from cursus_tester.rules.each_step import of_each_step
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.names import MODEL_METRICS_MEMBER, REGISTER_MODEL
from cursus_tester.steps.create_model.model_data_references import wrong_references
from cursus_tester.steps.register_model.requests import as_model, packaged, specification
from cursus_tester.steps.register_model.step_types import STEP_TYPES

#: The calls that register, and what names the package or its group in them.
_REGISTERS = (".register", REGISTER_MODEL)
_NAMES = ("model_package_group_name", "model_package_name")
_S3 = "s3://"


@rule("RM301", "group-named", step_types=STEP_TYPES, each_step=True)
def group_named(traces: Traces) -> Iterator[Finding]:
    """Names the group that its model package belongs to.

    What it checks: `model.register()`, `RegisterModel`, or under SDK v3 `ModelBuilder.register()`, is given
    `model_package_group_name`, or an unversioned package's `model_package_name`.

    Why: without one `model.register()` makes a group up from the image's name, so that all models of a framework share
    it, and `RegisterModel` makes a package without a version (sagemaker 2.257.7). Nothing reports either.

    How to fix: `model_package_group_name=self.config.model_package_group_name`.
    """
    for trace in traces.compiled():
        request = trace.request or {}
        calls = _registrations(trace)
        named = any(map(_names_group, calls))
        sent = next(
            (request[name] for name in ("ModelPackageGroupName", "ModelPackageName") if request.get(name)), None
        )
        if sent is None or (calls and not named):
            what = f"the SDK made up {sent!r}" if sent is not None else "the package has no version"
            yield _finding(trace, f"no model package group is named: {what}", "pass model_package_group_name=…")


@for_pipelines("RM301")
def group_named_in_pipelines(pipeline: Pipelines) -> Iterator[Finding]:
    """Names the group of each of its model packages."""
    pipeline.compiled()
    unnamed = [call for call in _registrations(pipeline.all[0]) if not _names_group(call)]
    for call in unnamed:
        yield Finding(
            message="no model package group is named: the SDK makes one up, or the package has no version",
            hint="pass model_package_group_name=…",
            place=call.place or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )
    if not unnamed:
        # What made a step may be no call of the pipeline's own.
        yield from of_each_step(group_named, STEP_TYPES)(pipeline)


def _registrations(trace: Trace) -> list[Call]:
    return [call for call in trace.calls if call.target.endswith(_REGISTERS) and not call.is_nested]


def _names_group(call: Call) -> bool:
    return any(call.arguments[name].type != "None" for name in _NAMES if name in call.arguments)


@rule("RM302", "registration-complete", severity=Severity.WARNING, step_types=STEP_TYPES, each_step=True)
def registration_complete(traces: Traces) -> Iterator[Finding]:
    """Says what whoever deploys the package must know.

    What it checks: content types, response types, and instance types for real-time inference or batch transform are in
    the package. Its metrics are in files of `s3://`, or where a pipeline variable says.

    Why: the SDK leaves out what it is not given (sagemaker 2.257.7). A package without instance types cannot be
    deployed from the console, and metrics at a relative path are shown nowhere.

    How to fix: `content_types=`, `response_types=`, `inference_instances=` or `transform_instances=` for
    `model.register()`; `MetricsSource(s3_uri="s3://…", …)`.
    """
    for trace in traces.compiled():
        said = specification(trace.request or {})
        for member, argument in (
            ("SupportedContentTypes", "content_types"),
            ("SupportedResponseMIMETypes", "response_types"),
        ):
            if not said.get(member):
                yield _finding(trace, f"the package has no {argument}", f"pass {argument}=[…]")
        if not any(said.get(f"Supported{use}InstanceTypes") for use in ("RealtimeInference", "Transform")):
            hint = "pass inference_instances=[…] or transform_instances=[…]"
            yield _finding(trace, "the package has no instance types, for real-time inference or batch transform", hint)
        for uri in _metrics((trace.request or {}).get(MODEL_METRICS_MEMBER)):
            start = literal_start(uri)
            if not start.startswith(_S3[: len(start)]):
                yield _finding(trace, f"the metrics are at {uri!r}", "pass their place in S3, s3://…")


def _metrics(document: Any) -> Iterator[Any]:
    """Where the files of the metrics are."""
    if isinstance(document, Mapping):
        for name, each in document.items():
            if name == "S3Uri":
                yield each
            else:
                yield from _metrics(each)


@rule("RM406", "registers-the-model", fixable=True, step_types=STEP_TYPES)
def registers_the_model(traces: Traces) -> Iterator[Finding]:
    """Registers the model that its dependency yields.

    What it checks: each container of the package has a model archive: that of the step which the builder was given, or
    the one that the SDK's repack step makes of it.

    Why: `RegisterModel(model_data=None)` makes a package without a model (sagemaker 2.257.7), and one with a literal
    registers the same model in every run. Both are found when somebody deploys it.

    How to fix: pass `model_data=step.properties.ModelArtifacts.S3ModelArtifacts` to the model, under SDK v3
    `s3_model_data_url=` to the `ModelBuilder`.
    """
    kinds = {
        each.name: each.kind
        for each in (traces.builder.specification.dependencies if traces.builder.specification else ())
    }
    hint = "pass the step's archive to the model: model_data=step.properties.ModelArtifacts.S3ModelArtifacts"
    for trace in traces.compiled(lambda trace: is_ordinary(trace.scenario)):
        for container in packaged(trace.request or {}):
            if not (container.get("ModelDataUrl") or container.get("ModelDataSource")):
                yield _finding(trace, f"the container of {container.get('Image')} has no model", hint)
        for name, _, source, found in wrong_references(as_model(trace)):
            if kinds.get(name, InputKind.ARCHIVE) is InputKind.ARCHIVE:
                yield _finding(trace, f"the model of {source} is not registered: {found}", hint)
        for name, given in trace.given_model_data.items():
            is_variable = isinstance(given, Mapping) and not trace.scenario.source.is_step
            is_model = is_variable and kinds.get(name, InputKind.ARCHIVE) is InputKind.ARCHIVE
            if is_model and not arrived(trace, name, ""):
                yield _finding(trace, f"{name} is {given!r}, and another model is registered", hint)


def _finding(trace: Trace, message: str, hint: str) -> Finding:
    return Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)
