"""The image that the SDK's registry has for what a container is to run."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import INSTANCE_FIELDS
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, ModelFacts, Trace
from cursus_tester.rules.common.makers import (
    class_framework,
    constructions,
    declared_framework,
    framework_named,
    makers_behind,
    makers_of,
    own_retrievals,
    text_argument,
)
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import base_framework
from cursus_tester.sdk.images import RegistryError
from cursus_tester.sdk.names import RETRIEVE
from cursus_tester.step_pack import StepPack


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the registry is to be asked for a container."""

    framework: str
    version: str
    python: str | None
    instance_type: str | None
    region: str
    base_framework: str | None = None
    inference_tool: str | None = None
    scope: str = "inference"
    #: Whether the config's own machine is another one: that this one has no image proves nothing.
    is_machine_ours: bool = False
    #: Whether nothing says what machine it is for: any image of that version will do.
    is_any_machine: bool = False

    def others(self) -> tuple[str, ...]:
        """The images for other processors, where nothing says which one it is for."""
        if not self.is_any_machine:
            return ()
        found = []
        for each in ("ml.g4dn.xlarge", "ml.m6g.xlarge"):
            with contextlib.suppress(RegistryError):
                found.append(dataclasses.replace(self, instance_type=each).image())
        return tuple(found)

    def image(self) -> str:
        """The registry's answer.

        Raises:
            RegistryError: It has no such image.
        """
        return images.serving_image(
            framework=self.framework,
            version=self.version,
            python=self.python,
            instance_type=self.instance_type,
            region=self.region,
            base_framework=self.base_framework,
            inference_tool=self.inference_tool,
            scope=self.scope,
        )

    def __str__(self) -> str:
        what = f"{self.framework} {self.version}"
        more = (self.base_framework, self.python, self.instance_type, self.inference_tool, self.region)
        return ", ".join(filter(None, (what, *more)))


def wanted_images(pack: StepPack, builder: Builder, trace: Trace) -> list[tuple[str, Wanted]]:
    """Each container's image in a compiled request, with what the registry is to be asked for it.

    Left out are containers of the config's own, and those of which nothing says what to expect.
    """
    makers = makers_of(pack)
    in_request, models = images_in(trace, pack), makers_behind(trace, makers)
    if len(in_request) == 1:
        wanted = wanted_by_config(makers, builder, trace, models[0] if models else None)
        return [(in_request[0], wanted)] if wanted is not None else []
    pairs = zip(in_request, models, strict=False) if len(in_request) == len(models) else ()
    return [(image, wanted) for image, model in pairs if (wanted := _wanted_by_part(makers, trace, model)) is not None]


def wanted_by_config(makers: Makers, builder: Builder, trace: Trace, model: ModelFacts | None) -> Wanted | None:
    """What a step of one container is to run, by its config, its specification and what the builder asked for."""
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
        said = own_class or asked_for or _looked_up_for(makers, trace)
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
        or _plain_version(makers, framework, config)
        or _text(asked, "version")
        or (model.text("framework_version") if model is not None else None)
    )
    if makers.is_of_its_class and framework is not None:
        version, scope = _job_version(makers, framework, trace, asked), _text(asked, "image_scope")
        if scope is not None and scope not in makers.image_scopes and not images.serves_any_scope(framework):
            # That it is of another scope is SB321's matter.
            return None
    python = _first(config, "py_version", "python_version") or _text(asked, "py_version")
    if makers.is_of_its_class and framework is not None:
        python = _job_python(makers, framework, version, python, asked, model)
    own_machine = model.text("instance_type") if makers.has_instance_type and model is not None else None
    instance_type = own_machine or _first(config, *INSTANCE_FIELDS) or _text(asked, "instance_type")
    return _wanted(makers, trace, framework, version, python, instance_type, model, asked)


def _looked_up_for(makers: Makers, trace: Trace) -> str | None:
    """The framework that the SDK looks an image up for, where a maker is given the class of an estimator."""
    if not any("estimator_cls" in call.arguments for call in constructions(trace, makers)):
        return None
    found = (_text(call, "framework") for call in trace.calls if call.target == RETRIEVE and call.error is None)
    return next((each for each in found if each), None)


def _plain_version(makers: Makers, framework: str | None, config: Mapping[str, Any]) -> str | None:
    """What a config says as ``version``, where the framework has such a one: it may be that of anything."""
    said = _first(config, "version")
    scopes = makers.image_scopes if framework is not None and images.has_framework(framework) else ()
    return said if any(said in _versions(str(framework), scope) for scope in scopes) else None


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
    said = _first(config, *fields, "framework_version") or _plain_version(makers, framework, config)
    known = [version for scope in makers.image_scopes for version in _versions(framework, scope)]
    return said if said in known else used


def _job_python(
    makers: Makers,
    framework: str,
    version: str | None,
    configured: str | None,
    asked: Call | None,
    model: ModelFacts | None,
) -> str | None:
    """The Python of a job's image: what the config says where the framework has it, else what was asked for.

    A config that several steps share may speak of another framework's Python: SKLearnProcessor has one only.
    """
    known: set[str] = set()
    for scope in makers.image_scopes:
        with contextlib.suppress(RegistryError):
            known.update(images.python_versions(framework, version or "", scope))
    if configured in known:
        return configured
    return _text(asked, "py_version") or (model.text("py_version") if model is not None else None)


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
            base = base or (base_framework(name, found) if found else None)
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


def images_in(trace: Trace, pack: StepPack) -> list[str]:
    """The image of each container in a compiled request."""
    return [str(each.image) for each in pack.layout.containers(trace.request or {})]
