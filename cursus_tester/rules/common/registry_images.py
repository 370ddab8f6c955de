"""SB322, SB323, SB324: the image that is run is the right one, in the right region, whatever the config says."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import INSTANCE_FIELDS, REGION_FIELDS
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, ModelFacts, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import (
    class_framework,
    constructions,
    declared_framework,
    framework_named,
    judges_image,
    maker_place,
    makers_behind,
    makers_of,
    own_retrievals,
    refused,
    text_argument,
)
from cursus_tester.rules.common.wanted_image import Wanted
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import ecr, images
from cursus_tester.sdk.images import RegistryError
from cursus_tester.sdk.names import LIBRARY_LOGGERS
from cursus_tester.source.builder_source import Source
from cursus_tester.step_pack import StepPack


@rule("SB322", "image-correct", formerly="CM322", explained_by=("SB320", "SB323"))
def image_correct(pack: StepPack, source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Compiles to the registry's image for its framework and config.

    What it checks: the image in the request is the one that the installed SDK's registry has for the declared framework
    and the config's version, Python version, instance type and region. The tester computes it from the registry's
    files.

    Why: a CPU image on a GPU instance, another version or another region deploys and then fails, or is rejected, when
    the endpoint starts.

    How to fix: pass the config's values to `image_uris.retrieve`.
    """
    judges_image(makers_of(pack), source, traces)
    judged = False
    for trace in traces.loaded():
        for call in own_retrievals(trace):
            expected = _refused_image(pack, builder, trace, call)
            if expected:
                judged = True
                yield Finding(
                    message=f"image_uris.retrieve raised {call.error}; the registry has {expected} for the config",
                    hint="pass the config's version, Python version, instance type and region to image_uris.retrieve",
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                )
    for trace in traces.compiled():
        for image, wanted in wanted_images(pack, builder, trace):
            judged = True
            try:
                expected = wanted.image()
            except RegistryError as error:
                if wanted.is_machine_ours:
                    continue
                expected = f"none: {error}"
            # That an image only trains is SB321's matter.
            if image not in (expected, *wanted.others()) and not images.only_trains(image):
                yield Finding(
                    message=f"the compiled image is {image}; for {wanted} the SDK's registry has {expected}",
                    hint="pass the config's version, Python version, instance type and region to image_uris.retrieve",
                    place=_image_place(trace, pack),
                    scenario=trace.scenario.name,
                    cause=causes.IMAGE,
                )
    if not judged:
        raise NotApplicable("neither the specification nor the config says which framework and version to expect")


@rule("SB323", "region-policy", formerly="CM323", explained_by=("SB320",))
def region_policy(pack: StepPack, source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Takes its image from the config's region, or from the region that its specification forces.

    What it checks: with another region in the config, the image is the image of that region. If the specification has a
    `forced_region`, the image is always the image of that region, and a log line says so when the config names another.

    Why: an image of another region cannot be pulled, or is pulled across regions at extra cost. Whoever configured a
    region must be told when another one is used.

    How to fix: pass `config.aws_region` to `image_uris.retrieve`. If only one region works, declare it as
    `forced_region` in the specification, use it, and log it when the config says something else.
    """
    judges_image(makers_of(pack), source, traces)
    forced = builder.specification.forced_region if builder.specification is not None else None
    custom = builder.specification is not None and builder.specification.custom_container
    if forced is None and not any(name in trace.config for trace in traces.loaded() for name in REGION_FIELDS):
        raise NotApplicable("the config has no region, and the specification forces none")
    elsewhere = traces.where(
        lambda trace: any(name in trace.scenario.config_changes for name in REGION_FIELDS), "the config has no region"
    )
    if all(refused(trace) and trace.problem is not None and trace.problem.is_refusal for trace in elsewhere):
        raise NotApplicable("the builder rejects another region")
    judged = False
    for trace in traces.compiled(lambda trace: trace in elsewhere or forced is not None):
        configured = next((str(trace.config[name]) for name in REGION_FIELDS if trace.config.get(name)), "")
        wanted = forced or configured
        for image in _images(trace, pack):
            found = ecr.region_of(image)
            is_own = custom and ecr.framework_of(image) is None
            if found is None or is_own or image in trace.config.values():
                continue
            judged = True
            if found != wanted:
                policy = f"the specification forces {forced}" if forced else f"the config says {configured}"
                yield Finding(
                    message=f"the image is one of {found}; {policy}",
                    hint="pass that region to image_uris.retrieve",
                    place=_image_place(trace, pack),
                    scenario=trace.scenario.name,
                    cause=causes.IMAGE,
                )
        if forced and configured not in ("", forced) and not _region_logged(trace, forced, configured):
            judged = True
            yield Finding(
                message=f"the region is forced to {forced} though the config says {configured}, and nothing is logged",
                hint=f"log it: that {configured} is configured and {forced} is used",
                place=_image_place(trace, pack),
                scenario=trace.scenario.name,
            )
    if not judged:
        raise NotApplicable("the image is one of the config's own, of no region's registry")


def _refused_image(pack: StepPack, builder: Builder, trace: Trace, call: Call) -> str:
    """The image that a builder's own look-up would have found with the config's values; empty where there is none."""
    if call.error is None or trace.step is not None:
        return ""
    wanted = _wanted_by_config(makers_of(pack), builder, trace, None)
    if wanted is None or wanted.framework != text_argument(call, "framework"):
        return ""
    with contextlib.suppress(RegistryError):
        return wanted.image()
    return ""


def _region_logged(trace: Trace, forced: str, configured: str) -> bool:
    return any(
        forced in record.message
        and (configured in record.message or re.search("region|forc", record.message, re.IGNORECASE))
        for record in trace.logs
        if not record.logger.startswith(LIBRARY_LOGGERS)
    )


@rule("SB324", "image-follows-config", formerly="CM324", explained_by=("SB320", "SB322", "SB323"))
def image_follows_config(pack: StepPack, source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Changes its image with the config when the SDK's registry does, and only then.

    What it checks: between the baseline and every config with another instance type, version or region, the image
    differs if and only if the registry's answers differ.

    Why: an image that stays the same runs a GPU instance with a CPU image, or an old version. An image that changes
    without reason depends on something that must not matter.

    How to fix: pass the config's values to `image_uris.retrieve`, and use its result unchanged.
    """
    judges_image(makers_of(pack), source, traces)
    baseline = traces.all[:1]
    varied = traces.where(lambda trace: bool(trace.scenario.config_changes), "no config field could be varied")
    traces.compiled(lambda trace: trace in baseline)
    judged = False
    before = wanted_images(pack, builder, traces.all[0])
    for trace in (each for each in varied if each.request is not None):
        for (image, wanted), (changed_image, changed_wanted) in zip(
            before, wanted_images(pack, builder, trace), strict=False
        ):
            try:
                expected, changed_expected = wanted.image(), changed_wanted.image()
            except RegistryError:
                continue
            judged = True
            if (image == changed_image) == (expected == changed_expected):
                continue
            shown = ", ".join(f"{name}={value!r}" for name, value in trace.scenario.config_changes.items())
            if image == changed_image:
                message = f"with {shown} the image is still {image}; the SDK's registry has {changed_expected}"
            else:
                message = f"with {shown} the image is {changed_image}; the SDK's registry still has {expected}"
            yield Finding(
                message=message,
                hint="pass the config's values to image_uris.retrieve and use its result unchanged",
                place=_image_place(trace, pack),
                scenario=trace.scenario.name,
                cause=causes.IMAGE,
            )
    if not judged:
        raise NotApplicable("nothing says which framework and version to expect, or no other config compiled")


def wanted_images(pack: StepPack, builder: Builder, trace: Trace) -> list[tuple[str, Wanted]]:
    """Each container's image in a compiled request, with what the registry is to be asked for it.

    Left out are containers of the config's own, and those of which nothing says what to expect.
    """
    makers = makers_of(pack)
    images, models = _images(trace, pack), makers_behind(trace, makers)
    if len(images) == 1:
        wanted = _wanted_by_config(makers, builder, trace, models[0] if models else None)
        return [(images[0], wanted)] if wanted is not None else []
    pairs = zip(images, models, strict=False) if len(images) == len(models) else ()
    return [(image, wanted) for image, model in pairs if (wanted := _wanted_by_part(makers, trace, model)) is not None]


def _wanted_by_config(makers: Makers, builder: Builder, trace: Trace, model: ModelFacts | None) -> Wanted | None:
    config, asked = trace.config, next(own_retrievals(trace), None)
    specification = builder.specification
    class_name = builder.ancestors[0].rsplit(".", 1)[-1] if builder.ancestors else ""
    declared = declared_framework(builder, "")
    own_class = class_framework(model.value, makers) if model is not None else None
    own_image = model is not None and model.text("image_uri") in config.values() and model.text("image_uri")
    if own_image and ((specification is not None and specification.custom_container) or not (declared or own_class)):
        return None
    said = declared or _first(config, "framework", "framework_name") or framework_named(class_name)
    asked_for = _text(asked, "framework")
    if makers.is_of_its_class:
        # A job that evaluates an XGBoost model may well run in scikit-learn's image.
        said = own_class or asked_for
    if said is None and own_class and asked_for and own_class != asked_for:
        # Which of the two is meant is CM330's question.
        return None
    framework = said or own_class or asked_for
    version_fields = ("transformers_version",) if framework == "huggingface" else ("framework_version",)
    version = (
        _first(
            config,
            *version_fields,
            f"{framework}_version",
            f"{framework}_framework_version",
            "framework_version",
            "processing_framework_version",
        )
        or _text(asked, "version")
        or (model.text("framework_version") if model is not None else None)
    )
    if makers.is_of_its_class and framework is not None:
        version, scope = _job_version(makers, framework, trace, asked), _text(asked, "image_scope")
        if scope is not None and scope not in makers.image_scopes and not images.serves_any_scope(framework):
            # That it is of another scope is SB321's matter.
            return None
    python = _first(config, "py_version", "python_version") or _text(asked, "py_version")
    own_machine = model.text("instance_type") if makers.has_instance_type and model is not None else None
    instance_type = own_machine or _first(config, *INSTANCE_FIELDS) or _text(asked, "instance_type")
    return _wanted(makers, trace, framework, version, python, instance_type, model, asked)


def _job_version(makers: Makers, framework: str, trace: Trace, asked: Call | None) -> str | None:
    """The version of a job's image: what was asked for where the config says it, else what the config says of it.

    A config that several steps share may speak of another framework's version.
    """
    config = trace.config
    made = [_text(call, "framework_version") for call in constructions(trace, makers)]
    used = _text(asked, "version") or next((each for each in made if each), None)
    if used in config.values():
        return used
    fields = (f"{framework}_version", f"{framework}_framework_version", "processing_framework_version")
    said = _first(config, *fields, "framework_version")
    known = [version for scope in makers.image_scopes for version in _versions(framework, scope)]
    return said if said in known else used


def _versions(framework: str, scope: str) -> tuple[str, ...]:
    try:
        return images.versions(framework, scope)
    except RegistryError:
        return ()


def _wanted_by_part(makers: Makers, trace: Trace, model: ModelFacts) -> Wanted | None:
    """What a part of a pipeline model is to be served from: its own framework and version."""
    asked = next(
        (call for call in own_retrievals(trace) if call.result and call.result.data == model.text("image_uri")), None
    )
    framework = class_framework(model.value, makers) or _text(asked, "framework")
    version = model.text("framework_version") or _text(asked, "version")
    python = model.text("py_version") or _text(asked, "py_version")
    instance_type = _first(trace.config, *INSTANCE_FIELDS) or _text(asked, "instance_type")
    return _wanted(makers, trace, framework, version, python, instance_type, model, asked)


def _wanted(
    makers: Makers,
    trace: Trace,
    framework: str | None,
    version: str | None,
    python: str | None,
    instance_type: str | None,
    model: ModelFacts | None,
    asked: Call | None,
) -> Wanted | None:
    if framework is None or version is None or not images.has_framework(framework):
        return None
    base = None
    if framework == "huggingface":
        for name in ("pytorch", "tensorflow"):
            found = _first(trace.config, f"{name}_version") or (model.text(f"{name}_version") if model else None)
            base = base or (f"{name}{found}" if found else None)
        base = base or _first(trace.config, "base_framework_version")
        if base is None:
            return None
    return Wanted(
        framework=framework,
        version=version,
        python=python,
        instance_type=instance_type or _usual_instance_type(asked),
        is_machine_ours=any(name in trace.scenario.config_changes for name in INSTANCE_FIELDS),
        is_any_machine=instance_type is None,
        region=trace.scenario.region,
        base_framework=base,
        inference_tool=_text(asked, "inference_tool"),
        scope="training" if asked is None and framework in makers.scopeless else makers.image_scopes[0],
    )


def _usual_instance_type(asked: Call | None) -> str | None:
    """The instance type to ask the registry for where nothing says one; ``None`` where the SDK was asked without.

    Then the image is for one processor only, which may be a GPU.
    """
    if asked is None or asked.result is None:
        return "ml.m5.xlarge"
    given = (asked.arguments.get(name) for name in ("instance_type", "serverless_inference_config"))
    return "ml.m5.xlarge" if any(each is not None and each.type != "None" for each in given) else None


def _first(config: Mapping[str, Any], *names: str) -> str | None:
    return next((config[name] for name in names if isinstance(config.get(name), str) and config[name]), None)


def _text(call: Call | None, name: str) -> str | None:
    value = text_argument(call, name) if call is not None else None
    return value if isinstance(value, str) else None


def _images(trace: Trace, pack: StepPack) -> list[str]:
    return [str(each.image) for each in pack.layout.containers(trace.request or {})]


def _image_place(trace: Trace, pack: StepPack) -> Place:
    """Where the builder asked for its image, else where it made its model, else its step."""
    asked = next(own_retrievals(trace), None)
    return (asked.place if asked is not None else None) or maker_place(trace, pack.makers)
