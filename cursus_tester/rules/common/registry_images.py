"""SB322, SB323, SB324: the image that is run is the right one, in the right region, whatever the config says."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import REGION_FIELDS
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import (
    judges_image,
    maker_place,
    makers_of,
    own_retrievals,
    refused,
    text_argument,
)
from cursus_tester.rules.common.wanted_image import images_in, wanted_by_config, wanted_images
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import ecr
from cursus_tester.sdk.ecr import image_names
from cursus_tester.sdk.images import RegistryError
from cursus_tester.sdk.names import LIBRARY_LOGGERS
from cursus_tester.sdk.training_images import only_trains
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
            if image not in (expected, *wanted.others()) and not only_trains(image):
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
        for image in images_in(trace, pack):
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
    wanted = wanted_by_config(makers_of(pack), builder, trace, None)
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
    differs if and only if the registry's answers differ. Where the config names an image of the team's own, and the
    container runs it, it runs the one that another config names.

    Why: an image that stays the same runs a GPU instance with a CPU image, or an old version. An image that changes
    without reason depends on something that must not matter.

    How to fix: pass the config's values to `image_uris.retrieve`, and use its result unchanged.
    """
    judges_image(makers_of(pack), source, traces)
    baseline = traces.all[:1]
    varied = traces.where(lambda trace: bool(trace.scenario.config_changes), "no config field could be varied")
    traces.compiled(lambda trace: trace in baseline)
    judged = False
    for trace, name, held in _own_images_lost(traces, pack):
        judged = True
        yield Finding(
            message=f"config.{name} says {trace.config[name]}, and the container runs {held}",
            hint=f"pass it on: image_uri=self.config.{name}",
            place=maker_place(trace, pack.makers) or step_place(trace),
            scenario=trace.scenario.name,
            cause=causes.IMAGE,
        )
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


def _own_images_lost(traces: Traces, pack: StepPack) -> Iterator[tuple[Trace, str, str]]:
    """The images of the team's own that the config names and a container runs, and that it runs still where not.

    Of a model CM331 says so.
    """
    if not makers_of(pack).is_of_its_class:
        return

    def run_by(trace: Trace) -> list[object]:
        return [each.image for each in pack.layout.containers(trace.request or {})]

    usual = run_by(traces.all[0])
    for trace in traces.all:
        for name in image_names(trace.scenario.config_changes) if trace.request is not None else ():
            before = traces.all[0].config.get(name)
            if before in usual and before in run_by(trace) and trace.config.get(name) not in run_by(trace):
                yield trace, name, str(before)


def _image_place(trace: Trace, pack: StepPack) -> Place:
    """Where the builder asked for its image, else where it made its model, else its step."""
    asked = next(own_retrievals(trace), None)
    return (asked.place if asked is not None else None) or maker_place(trace, pack.makers)
