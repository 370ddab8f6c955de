"""SB326: the model class and its image have the same framework version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.trace import ModelFacts, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import (
    judges_image,
    maker_place,
    makers_behind,
    makers_of,
    own_retrievals,
    text_argument,
)
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import images
from cursus_tester.source.builder_source import Source
from cursus_tester.step_pack import StepPack


@rule("SB326", "framework-version-consistent", formerly="CM326", explained_by=("SB320", "SB322"))
def framework_version_consistent(pack: StepPack, source: Source, traces: Traces) -> Iterator[Finding]:
    """Gives the model class the framework version of its image.

    What it checks: when the builder constructs a model with an image from `image_uris.retrieve` and with a framework
    version, both have the same version.

    Why: the model class decides by its own version how it packs the code. With an old version, PyTorch's class packs it
    in a way that the image of a new version does not read.

    How to fix: pass the same config value to `image_uris.retrieve` and to the model class.
    """
    makers = makers_of(pack)
    judges_image(makers, source, traces)
    judged = False
    for trace in traces.returning():
        asked = {call.result.data: call for call in own_retrievals(trace) if call.result is not None}
        for model in makers_behind(trace, makers):
            call, given = asked.get(model.text("image_uri")), _given_version(trace, model)
            version = text_argument(call, "version") if call is not None else None
            if call is None or given is None or not isinstance(version, str):
                continue
            judged = True
            if not _same_version(text_argument(call, "framework"), given, version):
                yield Finding(
                    message=f"{model.value.type.rsplit('.', 1)[-1]} is given framework version {given}, and an image "
                    f"of version {version}",
                    hint="pass the same config value to image_uris.retrieve and to the model class",
                    place=maker_place(trace, makers),
                    scenario=trace.scenario.name,
                    cause=causes.IMAGE,
                )
    if not judged:
        raise NotApplicable("no model is given both a framework version and an image from image_uris.retrieve")


def _given_version(trace: Trace, model: ModelFacts) -> str | None:
    """The framework version that the builder gave to a model; the SDK's own default is none."""
    made = (call for call in trace.calls if call.result is not None and call.result.identity == model.value.identity)
    given = any("framework_version" in call.arguments for call in made if "." not in call.target)
    return model.text("framework_version") if given else None


def _same_version(framework: Any, one: str, other: str) -> bool:
    if isinstance(framework, str) and images.has_framework(framework):
        return images.same_version(framework, one, other)
    return one == other
