"""CM412: several containers are a pipeline model, each of them whole."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.expressions import references, values_in
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, configured
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common.makers import framework_named
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import ecr
from cursus_tester.sdk.names import CONTAINER_DEFINITION, MODEL, MODEL_BUILDER, PIPELINE_MODEL
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.models import class_framework, served_models
from cursus_tester.steps.create_model.pattern import observed_pattern
from cursus_tester.steps.create_model.requests import containers, environment, repack_steps, repacked_by
from cursus_tester.steps.create_model.step_types import STEP_TYPES

_PIPELINE_MODEL = PIPELINE_MODEL
_FEWEST, _MOST = 2, 15
#: Serves an archive by the built-in algorithm where no variable names a program (the container's own source).
_SERVES_ALONE = re.compile(r"/(?:sagemaker-)?xgboost[:/]")
_OF_V3 = (
    "give each container image, archive and environment, and pass them as "
    f"{MODEL_BUILDER}(model=[{MODEL}(primary_container={CONTAINER_DEFINITION}(image=…, model_data_url=…, "
    "environment=…)), …])"
)
_HINT = (
    "make one model for each container, with image_uri, model_data and env, and pass them to "
    f"{PIPELINE_MODEL}(models=[…], role=…, sagemaker_session=…)"
)


@rule("CM412", "multi-container", step_types=STEP_TYPES)
def multi_container(source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Compiles several containers to `Containers`, each of them complete.

    What it checks: a builder that makes a `PipelineModel`, or under SDK v3 a `ModelBuilder` of several models, or that
    takes several model archives, compiles to 2 to 15 `Containers`, each with image, model data and environment, in the
    same order whatever the config says. Each framework's container has its own archive, and each container that of the
    same input in every build. The image of XGBoost needs no environment where no script is configured.

    Why: the SDK has no `Model(containers=[…])`; several containers are a `PipelineModel`, under SDK v3
    `ModelBuilder(model=[…])`. The SDK accepts any number of them, even none. A container without model data, or one
    that runs a script and has no environment, starts and fails.

    How to fix: make one model for each container, then `PipelineModel(models=[first, second], role=…,
    sagemaker_session=…)`. Under SDK v3: `ModelBuilder(model=[first, second], role_arn=…, sagemaker_session=…)`, each of
    them a `sagemaker.core.resources.Model` with its `ContainerDefinition`.
    """
    if observed_pattern(source, traces) == "B":
        raise NotApplicable("the rule is about Pattern A; this builder passes a request (step_args) to its step")
    archives = _archive_inputs(builder)
    makes_several = bool(source.calls_to(_PIPELINE_MODEL)) or any(
        call.target == _PIPELINE_MODEL for trace in traces.all for call in trace.calls
    )
    has_several = any("Containers" in (trace.request or {}) for trace in traces.all)
    if not (makes_several or has_several or len(archives) > 1):
        raise NotApplicable("the builder makes a model of one container")
    compiled = traces.compiled()
    usual, assigned = _order(compiled[0]), dict[int, str]()
    for trace in compiled:
        for message in _wrong(trace, archives, makes_several):
            yield Finding(
                message=message,
                hint=_OF_V3 if observed_pattern(source, traces) == "M" else _HINT,
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
        for index, name in _inputs_served(trace).items():
            if assigned.setdefault(index, name) != name:
                yield Finding(
                    message=f"Containers[{index}] has the archive of {assigned[index]} in one build, and of {name} in "
                    "another",
                    hint="give each container the archive of its own input, whatever the config says",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )
        order = _order(trace)
        if order != usual and sorted(order) == sorted(usual):
            yield Finding(
                message=f"the containers are those of {', '.join(usual)} in one build, and of {', '.join(order)} in "
                "another",
                hint="a request goes through the containers in their order: let no setting decide it",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _archive_inputs(builder: Builder) -> tuple[str, ...]:
    declared = builder.specification.dependencies if builder.specification is not None else ()
    return tuple(each.name for each in declared if each.required and "model" in each.type)


def _wrong(trace: Trace, archives: tuple[str, ...], makes_several: bool) -> Iterator[str]:
    request = trace.request or {}
    found = containers(request)
    if "Containers" not in request:
        lost = [
            name
            for name in archives
            if name in trace.given_model_data and not _stands_in(trace, trace.given_model_data[name])
        ]
        if makes_several or lost:
            what = f"; the archives of {', '.join(lost)} are lost" if lost else ""
            yield f"the request has one PrimaryContainer where several containers were expected{what}"
        return
    if not _FEWEST <= len(found) <= _MOST:
        yield f"the request has {len(found)} containers; a multi-container model has {_FEWEST} to {_MOST}"
    yield from _exchanged(trace, found)
    for index, container in enumerate(found):
        missing = [name for name, is_there in _parts(container, trace) if not is_there]
        if missing:
            yield f"Containers[{index}] has no {' and no '.join(missing)}"


def _exchanged(trace: Trace, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Archives that went to the container of another framework, while that one's went elsewhere."""
    of_images = [ecr.framework_of(str(each.get("Image"))) for each in found]
    of_models = [class_framework(model.value) for model in served_models(trace)]
    frameworks = [model or image for model, image in itertools.zip_longest(of_models, of_images)][: len(found)]
    sources = [_source(trace, each.get("ModelDataUrl")) for each in found]
    trained = [framework_named(source) for source in sources]
    # One archive that several containers share is where it belongs.
    served = {own for own, of in zip(frameworks, trained, strict=False) if own == of}
    for index, (own, source, of) in enumerate(zip(frameworks, sources, trained, strict=False)):
        if own is not None and of is not None and own != of and of in frameworks and of not in served:
            yield f"Containers[{index}] is of {own} and has the archive of {source}, which the container of {of} needs"


def _inputs_served(trace: Trace) -> dict[int, str]:
    """The input whose archive each container has, by its place, as far as that can be told."""
    scenario, found = trace.scenario, dict[int, str]()
    origins = ((scenario.input_name, scenario.source_name), *((name, step) for name, _, step in scenario.other_inputs))
    for index, container in enumerate(containers(trace.request or {})):
        data = container.get("ModelDataUrl")
        step = _source(trace, data)
        if isinstance(data, str):
            names = [name for name, _ in origins if _holds(trace, data, name)]
        else:
            names = [name for name, source in origins if source and source == step]
        if len(names) == 1:
            found[index] = names[0]
    return found


def _holds(trace: Trace, uri: str, name: str) -> bool:
    """Whether an archive is that of an input, or was made of it: each further one has a file of its input's name."""
    archive = trace.archives.get(uri)
    if uri == trace.given_model_data.get(name):
        return True
    return archive is not None and f"{name}.bin" in (archive.members or ())


def _source(trace: Trace, model_data: object) -> str:
    """The step whose archive a container has, whether or not the SDK repacks it; empty where it is of none."""
    repack = repacked_by(model_data, trace)
    archive = repack["Arguments"].get("InputDataConfig") if repack is not None else model_data
    return next(iter(references(archive, "Steps.")), "").partition(".")[0]


def _order(trace: Trace) -> list[str]:
    """The frameworks of the containers, in their order; the repository of an image that is of none."""
    images = [str(each.get("Image")) for each in containers(trace.request or {})]
    return [ecr.framework_of(image) or image.rpartition(":")[0].rpartition("/")[2] for image in images]


def _parts(container: Mapping[str, Any], trace: Trace) -> Iterator[tuple[str, bool]]:
    serves_alone = _SERVES_ALONE.search(str(container.get("Image"))) and not configured(
        trace.config, ENTRY_POINT_FIELDS
    )
    yield "Image", bool(container.get("Image"))
    yield "ModelDataUrl", bool(container.get("ModelDataUrl") or container.get("ModelDataSource"))
    yield "Environment", bool(environment(container) or serves_alone)


def _stands_in(trace: Trace, value: object) -> bool:
    steps = [step["Arguments"] for step in repack_steps(trace)]
    if isinstance(value, str):
        # A plain URI may have been repacked into another.
        return True
    return any(each == value for each in values_in([trace.request, steps]))
