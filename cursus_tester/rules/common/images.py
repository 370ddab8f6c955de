"""SB320, SB321: what the builder asks the SDK's image registry for, and hands to the model."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, Trace, Value
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.image_lookups import (
    NO_RETRIEVAL,
    PARAMETERS,
    has_other_use,
    retrievals,
    written_retrievals,
)
from cursus_tester.rules.common.left_open import are_certain, comes_from, judge_only_what_is_decided
from cursus_tester.rules.common.makers import (
    class_framework,
    constructions,
    declared_framework,
    factory_calls,
    judges_image,
    maker_place,
    makers_behind,
    makers_of,
    own_retrievals,
    text_argument,
)
from cursus_tester.rules.common.written_images import assigned_images, written_image
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import images
from cursus_tester.sdk.ecr import framework_of
from cursus_tester.sdk.names import IMAGE_FIRST, RETRIEVE
from cursus_tester.sdk.training_images import only_trains
from cursus_tester.source.builder_source import Argument, Source, SourceCall
from cursus_tester.step_pack import StepPack


@rule("SB320", "image-from-sdk", formerly="CM320", of_builders=True)
def image_from_sdk(
    pack: StepPack, source: Source, builder: Builder | None = None, traces: Traces | None = None
) -> Iterator[Finding]:
    """Gets its image from the SDK's registry.

    What it checks: if the SDK's registry has the framework, the `image_uri` of a model, processor or estimator (under
    SDK v3 that of a `ModelBuilder`, the `training_image` of a `ModelTrainer`) is the result of `image_uris.retrieve`,
    and not a literal, a composed string or a config field. A class that looks up its image itself is correct. No
    literal replaces the image of an estimator whose `create_model()` makes the model, nor that of an object or a
    request that is made already. A builder whose specification has `custom_container` may take the image from the
    config.

    Why: a hard-coded URI contains one account, one region and one version, and is wrong everywhere else.

    How to fix: `image_uris.retrieve(framework=…, region=…, version=…, py_version=…, instance_type=…,
    image_scope="inference")`.
    """
    makers = makers_of(pack)
    overridden = tuple(_overridden_images(makers, source, builder, traces)) or tuple(assigned_images(makers, source))
    yield from overridden
    if overridden:
        return
    judges_image(makers, source, traces)
    specification = builder.specification if builder is not None else None
    custom = specification is not None and specification.custom_container
    declared = declared_framework(builder, source.class_name)
    models = source.calls_to(*makers.frameworks)
    judged, decided = False, are_certain(models)
    for written in models:
        said = None if makers.is_of_its_class else declared
        framework = makers.frameworks[written.target.rsplit(".", 1)[-1]] or said
        argument = written.keywords.get("image_uri") or _first_argument(written)
        decided = decided and (argument is None or comes_from(source, argument, _is_retrieval))
        for origin in (source.origins(argument) or ()) if argument is not None else ():
            what = written_image(source, origin, framework)
            if what:
                assert argument is not None
                judged = True
                yield Finding(
                    message=f"image_uri is {what} and not the result of image_uris.retrieve",
                    hint=_use_retrieve(makers),
                    place=argument.place,
                    cause=causes.IMAGE,
                )
    judge_only_what_is_decided(traces, decided or judged, "where the image comes from")
    known = _retrieved(builder, traces)
    for trace in traces.loaded() if traces is not None else ():
        for value, framework, place in _given_images(trace, makers, pack):
            said = None if makers.is_of_its_class else declared
            framework = framework or said or (framework_of(value.data) if isinstance(value.data, str) else None)
            if framework is None or not images.has_framework(framework):
                continue
            judged = True
            origin_text = _foreign_image(trace, value, known, makers, custom=custom)
            if origin_text:
                yield Finding(
                    message=f"image_uri is {origin_text} and not the result of image_uris.retrieve",
                    hint=_use_retrieve(makers),
                    place=place,
                    scenario=trace.scenario.name,
                    cause=causes.IMAGE,
                )
    if traces is not None and not judged:
        traces.returning()
        raise NotApplicable("the SDK's image registry has no framework that this builder is for")


def _overridden_images(
    makers: Makers, source: Source, builder: Builder | None, traces: Traces | None
) -> Iterator[Finding]:
    """Images that replace the one of the estimator that makes the model, and are not the SDK's."""
    hint = "leave image_uri out: the estimator knows the image that serves what it has trained"
    written = [call for name in makers.factories for call in source.method_calls(name)]
    for call in written:
        argument = call.keywords.get("image_uri")
        for origin in (source.origins(argument) or ()) if argument is not None else ():
            what = written_image(source, origin, None)
            if what and argument is not None:
                message = f"image_uri is {what} and not the image of the estimator"
                yield Finding(message=message, hint=hint, place=argument.place, cause=causes.IMAGE)
                return
    known = _retrieved(builder, traces)
    for trace in traces or ():
        made = tuple(factory_calls(trace, makers))
        given = [call.arguments["image_uri"] for call in made if "image_uri" in call.arguments]
        held = [each.attributes["image_uri"] for each in makers_behind(trace, makers) if "image_uri" in each.attributes]
        own = {each.image for each in trace.estimators}
        for image in (*given, *held) if made else ():
            framework = framework_of(image.data) if isinstance(image.data, str) and not image.is_variable else None
            if framework is not None and images.has_framework(framework) and image.data not in known | own:
                yield Finding(
                    message=f"image_uri is {image.data!r} and not the image of the estimator",
                    hint=hint,
                    place=made[-1].place or NOWHERE,
                    scenario=trace.scenario.name,
                    cause=causes.IMAGE,
                )
                break


def _use_retrieve(makers: Makers) -> str:
    scope = makers.image_scopes[0]
    return (
        "get it from image_uris.retrieve(framework=…, region=…, version=…, py_version=…, instance_type=…, "
        f'image_scope="{scope}") and use the result as it is'
    )


def _first_argument(written: SourceCall) -> Argument | None:
    """What the generic class is given first, which is its image."""
    is_generic = written.target.rsplit(".", 1)[-1] in IMAGE_FIRST
    return next(iter(written.positional), None) if is_generic else None


def _is_retrieval(source: Source, origin: ast.expr) -> bool:
    """Whether an expression asks the SDK's registry."""
    return isinstance(origin, ast.Call) and source.dotted(origin.func).endswith(RETRIEVE)


def _given_images(trace: Trace, makers: Makers, pack: StepPack) -> Iterator[tuple[Value, str | None, Place]]:
    """The image that each maker was constructed with, and what it held in the end; with its class's framework.

    Of a request that the builder wrote itself, the images of its containers.
    """
    none = Value(type="None")
    constructed: dict[int, Call] = {}
    for call in constructions(trace, makers):
        result = call.result or none
        constructed[result.identity] = call
        yield (
            call.arguments.get("image_uri", none),
            makers.frameworks.get(call.target) or class_framework(result, makers),
            (call.place or NOWHERE),
        )
    if not constructed and not any(factory_calls(trace, makers)):
        for container in pack.layout.containers(trace.request or {}):
            if isinstance(container.image, str):
                yield (
                    Value(type="str", data=container.image),
                    framework_of(container.image),
                    step_place(trace) or NOWHERE,
                )
    for model in makers_behind(trace, makers):
        held, made = model.attributes.get("image_uri", none), constructed.get(model.value.identity)
        if made is not None and held.data != made.arguments.get("image_uri", none).data:
            yield held, class_framework(model.value, makers), made.place or NOWHERE


def _retrieved(builder: Builder | None, traces: Traces | None) -> set[Any]:
    """Every image that the SDK gave to the builder in any scenario: one that it keeps it does not ask for again."""
    calls = [call for trace in traces or () for call in trace.calls if call.target == RETRIEVE and call.place]
    return {*(builder.early_images if builder else ()), *(call.result.data for call in calls if call.result)}


def _foreign_image(trace: Trace, image: Value, known: set[Any], makers: Makers, *, custom: bool) -> str:
    """Where an image comes from that is not the SDK's; empty where it is, or is none at all."""
    retrieved = {call.result.data for call in trace.calls if call.target == RETRIEVE and call.place and call.result}
    if image.is_variable:
        return f"the pipeline variable {image.data!r}"
    if image.type == "None" or image.data in retrieved:
        return ""
    served = {
        model.attributes["image_uri"].data for model in makers_behind(trace, makers) if "image_uri" in model.attributes
    }
    # One that was kept, unless the builder asked for another here and does not use that.
    if image.data in known and (trace.request is None or retrieved <= served):
        return ""
    in_config = [name for name, value in trace.config.items() if value == image.data]
    if in_config:
        return "" if custom else f"the config's {in_config[0]}"
    return f"{image.data!r}"


@rule("SB321", "image-scope", fixable=True, formerly="CM321")
def image_scope(pack: StepPack, source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Asks for an image of the right scope: to serve from for a model, to train with for a job.

    What it checks: the builder's own calls of `image_uris.retrieve` say `image_scope="inference"` for a model and
    `"training"` for a training or processing job, or leave the scope out where one image does both, as XGBoost's does.
    No compiled image of a model is of a repository that the SDK's registry has for training alone, whoever looked it
    up: `estimator.training_image_uri()` is one.

    Why: for most frameworks there are two images. The one to train with serves nothing; the one to serve from starts a
    server, and lacks what the SDK's own processors and estimators start. Given another scope the SDK does not object;
    without a scope it raises where there is a choice.

    How to fix: `image_uris.retrieve(…, image_scope="inference")` for a model, `image_scope="training"` for a job.
    """
    makers = makers_of(pack)
    judges_image(makers, source, traces)
    usual = makers.image_scopes[0]
    hint, use = f'say image_scope="{usual}"', f'a {makers.noun} needs "{usual}" images'
    seen = found = False
    decided = True
    for written in written_retrievals(source, makers):
        seen = True
        argument = written.keywords.get("image_scope")
        decided = decided and comes_from(source, argument, _is_literal)
        if argument is None:
            if _needs_scope(source, written):
                found = True
                yield Finding(
                    message="image_uris.retrieve is called without image_scope, and the SDK has several images to "
                    "choose from: it raises",
                    hint=hint,
                    place=written.place,
                )
            continue
        for origin in source.origins(argument) or ():
            is_other = isinstance(origin, ast.Constant) and origin.value not in makers.image_scopes
            fits_all = _is_job(makers) or has_other_use(source, written, makers)
            if is_other and not (fits_all and _is_shared(_written_framework(source, written))):
                assert isinstance(origin, ast.Constant)
                found = True
                yield Finding(message=f"image_scope is {origin.value!r}; {use}", hint=hint, place=argument.place)
    judge_only_what_is_decided(traces, not seen or decided or found, "which scope is asked for")
    for trace, call in retrievals(traces):
        seen = True
        scope, framework = text_argument(call, "image_scope"), str(text_argument(call, "framework"))
        if scope in makers.image_scopes or (scope is None and images.serves_any_scope(framework)):
            continue
        if _is_job(makers) and (_is_shared([framework]) or (scope is None and call.error is None)):
            continue
        shown = repr(scope) if scope is not None else "not given"
        answer = f": the SDK raised {call.error}" if call.error is not None and scope is None else ""
        yield Finding(
            message=f"image_scope is {shown}; {use}{answer}",
            hint=hint,
            place=call.place or NOWHERE,
            scenario=trace.scenario.name,
        )
    for trace in traces if traces is not None and not _is_job(makers) else ():
        for image in _compiled_images(trace, pack):
            seen = True
            if only_trains(image) and image not in {call.result.data for call in _asked(trace) if call.result}:
                yield Finding(
                    message=f"the compiled image is {image}, which trains and serves nothing",
                    hint='get it from image_uris.retrieve(…, image_scope="inference"), or let the model class do so',
                    place=maker_place(trace, makers),
                    scenario=trace.scenario.name,
                )
    if not seen:
        raise NotApplicable(NO_RETRIEVAL)


def _is_job(makers: Makers) -> bool:
    """Whether the images are for jobs and not for models."""
    return "inference" not in makers.image_scopes


def _is_shared(frameworks: Iterable[str]) -> bool:
    """Whether the SDK has one image of the framework for all scopes."""
    return any(images.serves_any_scope(each) for each in frameworks)


def _needs_scope(source: Source, written: SourceCall) -> bool:
    """Whether a call without scope is refused by the SDK, as far as the text says which framework it asks for."""
    if written.has_unknown_arguments or len(written.positional) >= len(PARAMETERS):
        return False
    names = _written_framework(source, written)
    return any(images.needs_scope(name) for name in names)


def _written_framework(source: Source, written: SourceCall) -> list[str]:
    """The frameworks that a call may ask for, as far as the text says."""
    argument = written.keywords.get("framework") or next(iter(written.positional), None)
    origins = source.origins(argument) if argument is not None else None
    return [each.value for each in origins or () if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _asked(trace: Trace) -> Iterator[Call]:
    """Look-ups of the builder's own that say which scope they want."""
    return (call for call in own_retrievals(trace) if text_argument(call, "image_scope") is not None)


def _compiled_images(trace: Trace, pack: StepPack) -> Iterator[str]:
    found = (container.image for container in pack.layout.containers(trace.request or {}))
    return (image for image in found if isinstance(image, str))


def _is_literal(source: Source, origin: ast.expr) -> bool:
    return isinstance(origin, ast.Constant)
