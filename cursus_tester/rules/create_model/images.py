"""CM320 to CM322: the serving image comes from the SDK and is the right one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence import image_registry
from cursus_tester.evidence.absent import NotApplicable
from cursus_tester.evidence.classification import observed_pattern
from cursus_tester.evidence.image_registry import RegistryError
from cursus_tester.evidence.source import Source
from cursus_tester.evidence.trace import Builder, Call, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.model import NOWHERE, Finding
from cursus_tester.rules.create_model.requests import containers
from cursus_tester.rules.create_model.sdk_names import MODEL_CLASSES
from cursus_tester.rules.registry import rule

_RETRIEVE = "image_uris.retrieve"
_USE_RETRIEVE = 'get it from image_uris.retrieve(framework=…, region=…, version=…, image_scope="inference")'


def uses_model_object(source: Source, traces: Traces | None) -> None:
    """Leave out builders of Pattern B.

    Raises:
        NotApplicable: Every step is built from a request (`step_args`), so that the estimator chooses the image.
    """
    from_estimator = bool(source.method_calls("create_model")) or any(
        call.target.endswith(".create_model") for trace in traces or () for call in trace.calls
    )
    if from_estimator and observed_pattern(source, traces) == "B":
        raise NotApplicable("judges Pattern A; this builder makes its model from an estimator (Pattern B)")


@rule("CM320", "image-from-sdk")
def image_from_sdk(source: Source, builder: Builder | None = None, traces: Traces | None = None) -> Iterator[Finding]:
    """Gets its image from the SDK's registry.

    What it checks: the `image_uri` of a model is what `image_uris.retrieve` gave: no literal, no text put together, no
    config field, where the SDK's registry has the framework. A model class that retrieves its image itself is fine. A
    specification that says `custom_container` may take it from the config.

    Why: a written-down URI has one account, one region and one version in it, and serves the wrong one elsewhere.

    How to fix: `image_uris.retrieve(framework=…, region=…, version=…, py_version=…, instance_type=…,
    image_scope="inference")`.

    How to waive: `# cursus-tester: waive CM320 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    uses_model_object(source, traces)
    specification = builder.specification if builder is not None else None
    custom = specification is not None and specification.custom_container
    framework = specification.framework if specification is not None else None
    if framework and not custom and not image_registry.has_framework(framework):
        raise NotApplicable(f"the SDK's registry has no framework {framework!r}")
    for written in source.calls_to(*MODEL_CLASSES):
        argument = written.keywords.get("image_uri")
        for origin in (source.origins(argument) or ()) if argument is not None else ():
            if isinstance(origin, ast.JoinedStr) or (
                isinstance(origin, ast.Constant) and isinstance(origin.value, str)
            ):
                assert argument is not None
                what = "an f-string" if isinstance(origin, ast.JoinedStr) else "a literal"
                yield Finding(
                    message=f"image_uri is {what} and not what image_uris.retrieve gives",
                    hint=_USE_RETRIEVE,
                    place=argument.place,
                )
    if traces is None:
        return
    for trace, call in traces.calling(*MODEL_CLASSES):
        image = call.arguments.get("image_uri")
        if image is None or image.type == "None" or image.data in _retrieved(trace):
            continue
        in_config = [name for name, value in trace.config.items() if value == image.data]
        if in_config and custom:
            continue
        origin_text = f"the config's {in_config[0]}" if in_config else f"{image.data!r}"
        yield Finding(
            message=f"image_uri is {origin_text} and not what image_uris.retrieve gives",
            hint=_USE_RETRIEVE,
            place=call.place or NOWHERE,
            scenario=trace.scenario.name,
        )


def _retrieved(trace: Trace) -> set[Any]:
    """The images that the SDK gave to the builder, or to a model class on its behalf."""
    return {call.result.data for call in trace.calls if call.target == _RETRIEVE and call.place and call.result}


@rule("CM321", "inference-scope")
def inference_scope(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Asks for the inference image.

    What it checks: the builder's own calls of `image_uris.retrieve` say `image_scope="inference"`.

    Why: for most frameworks the training image is another one and serves nothing; the SDK does not object.

    How to fix: `image_uris.retrieve(…, image_scope="inference")`.

    How to waive: `# cursus-tester: waive CM321 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    uses_model_object(source, traces)
    hint = 'say image_scope="inference"'
    seen = False
    for written in source.calls_to(_RETRIEVE):
        seen = True
        argument = written.keywords.get("image_scope")
        if argument is None:
            if not written.has_unknown_arguments and len(written.positional) < 7:
                yield Finding(
                    message="image_uris.retrieve is called without image_scope", hint=hint, place=written.place
                )
            continue
        for origin in source.origins(argument) or ():
            if isinstance(origin, ast.Constant) and origin.value != "inference":
                yield Finding(
                    message=f'image_scope is {origin.value!r}; a model is served from "inference" images',
                    hint=hint,
                    place=argument.place,
                )
    for trace, call in _own_retrievals(traces):
        seen = True
        scope = call.arguments.get("image_scope")
        if scope is None or scope.data != "inference":
            shown = repr(scope.data) if scope is not None else "not given"
            yield Finding(
                message=f'image_scope is {shown}; a model is served from "inference" images',
                hint=hint,
                place=call.place or NOWHERE,
                scenario=trace.scenario.name,
            )
    if not seen:
        raise NotApplicable("the builder does not call image_uris.retrieve itself")


def _own_retrievals(traces: Traces | None) -> Iterator[tuple[Trace, Call]]:
    for trace in traces or ():
        for call in trace.calls_to(_RETRIEVE):
            if call.place is not None:
                yield trace, call


@rule("CM322", "image-correct")
def image_correct(source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Compiles to the image that the SDK's registry has for its framework and config.

    What it checks: the `Image` of each container in the compiled request is the one that the registry shipped with the
    SDK gives for the framework, and the config's version, Python, instance type and region. It is computed from the
    registry's files, not by calling the function that the builder called.

    Why: a wrong version, Python or processor is accepted without a word and fails when the endpoint starts.

    How to fix: hand the config's values to `image_uris.retrieve`.

    How to waive: `# cursus-tester: waive CM322 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    uses_model_object(source, traces)
    judged = False
    for trace in traces.compiled():
        found = containers(trace.request or {})
        for index, container in enumerate(found):
            wanted = _wanted(builder, trace, index if len(found) > 1 else None)
            if wanted is None:
                continue
            judged = True
            try:
                expected = image_registry.serving_image(**wanted)
            except RegistryError as error:
                expected = f"none: {error}"
            if container.get("Image") != expected:
                yield Finding(
                    message=f"the compiled image is {container.get('Image')}; for {_shown(wanted)} the SDK's registry "
                    f"has {expected}",
                    hint="hand the config's version, Python, instance type and region to image_uris.retrieve",
                    place=_image_place(trace),
                    scenario=trace.scenario.name,
                )
    if not judged:
        raise NotApplicable("neither the specification nor the config says which framework and version to expect")


def _wanted(builder: Builder, trace: Trace, index: int | None) -> dict[str, Any] | None:
    """What the registry is to be asked for a container; ``None`` where nothing says what to expect."""
    config: Mapping[str, Any] = trace.config
    if builder.specification is not None and builder.specification.custom_container and config.get("image_uri"):
        return None
    framework, version = config.get("framework") or builder.framework, config.get("framework_version")
    python = config.get("py_version")
    if index is not None:
        models = [call for call in trace.calls if call.target in MODEL_CLASSES and call.place is not None]
        if index >= len(models):
            return None
        framework = MODEL_CLASSES[models[index].target]
        given = models[index].arguments.get("framework_version")
        version, python = given.data if given is not None else None, None
    instance_type = config.get("instance_type")
    if not (isinstance(framework, str) and isinstance(version, str) and isinstance(instance_type, str)):
        return None
    if framework == "huggingface" or not image_registry.has_framework(framework):
        return None
    return {
        "framework": framework,
        "version": version,
        "python": python if isinstance(python, str) else None,
        "instance_type": instance_type,
        "region": trace.scenario.region,
    }


def _shown(wanted: Mapping[str, Any]) -> str:
    parts = [f"{wanted['framework']} {wanted['version']}", wanted["python"], wanted["instance_type"], wanted["region"]]
    return ", ".join(part for part in parts if part)


def _image_place(trace: Trace) -> Any:
    """Where the builder asked for its image, else where it made its model, else its step."""
    for targets in ((_RETRIEVE,), tuple(MODEL_CLASSES)):
        for call in trace.calls_to(*targets):
            if call.place is not None:
                return call.place
    return step_place(trace)
