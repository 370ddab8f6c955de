"""SB325: the SDK's image registry is asked with plain values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.image_lookups import (
    NO_RETRIEVAL,
    PARAMETERS,
    is_for_one_kind,
    retrievals,
    written_retrievals,
)
from cursus_tester.rules.common.left_open import judge_only_what_is_decided
from cursus_tester.rules.common.makers import judges_image, makers_of
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.names import RETRIEVE, pipeline_variable
from cursus_tester.source.builder_source import Source, SourceCall
from cursus_tester.step_pack import StepPack


@rule("SB325", "concrete-image-arguments", formerly="CM325")
def concrete_image_arguments(pack: StepPack, source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Passes plain values to `image_uris.retrieve`.

    What it checks: no argument of the builder's own calls of `image_uris.retrieve` is a pipeline variable, such as a
    `ParameterString`.

    Why: the image is looked up when the pipeline is compiled. The SDK uses the default of a parameter, whatever value
    the run has, and raises on any other variable.

    How to fix: take version, region and instance type from the config as plain strings. Build the pipeline again for
    another image.
    """
    makers = makers_of(pack)
    judges_image(makers, source, traces)
    hint = "give image_uris.retrieve a plain value of the config"
    seen = found = False
    decided = True
    for written in written_retrievals(source, makers):
        seen = True
        decided = decided and not written.has_unknown_arguments
        for name, node in _written_arguments(written):
            origins = source.origins(node)
            decided = decided and origins is not None
            for origin in origins or ():
                variable = _pipeline_variable(source, origin)
                if variable:
                    found = True
                    yield Finding(
                        message=f"image_uris.retrieve is given the pipeline variable {variable} as {name}, whose value "
                        "only a run knows",
                        hint=hint,
                        place=source.place(node),
                    )
    judge_only_what_is_decided(traces, not seen or decided or found, "what image_uris.retrieve is given")
    for trace, call in retrievals(traces):
        seen = True
        for name, value in call.arguments.items():
            if value.is_variable:
                answer = f": the SDK raised {call.error}" if call.error is not None else ", which freezes its default"
                yield Finding(
                    message=f"image_uris.retrieve is given the pipeline variable {value.type.rsplit('.', 1)[-1]} as "
                    f"{name}{answer}",
                    hint=hint,
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                    cause=causes.exception(call.error),
                )
    if not seen:
        raise NotApplicable(NO_RETRIEVAL)


@for_pipelines("SB325")
def concrete_image_arguments_of_pipelines(pipeline: Pipelines) -> Iterator[Finding]:
    """No parameter of a pipeline decides about an image that depends on it."""
    pipeline.compiled()
    calls = pipeline.calls_to(RETRIEVE)
    if not calls:
        raise NotApplicable(NO_RETRIEVAL)
    for call in calls:
        image = str(call.result.data) if call.result is not None else ""
        for name, value in call.arguments.items():
            # A framework with one image for all instances has the same for each value of the parameter.
            if not value.is_variable or not image or (name == "instance_type" and not is_for_one_kind(call)):
                continue
            yield Finding(
                message=f"image_uris.retrieve is given the pipeline variable {value.type.rsplit('.', 1)[-1]} as "
                f"{name}: its default decides that the image is {image}, whatever value the run has",
                hint="give image_uris.retrieve a plain argument of the function that builds the pipeline",
                place=call.place or NOWHERE,
                scenario=PLAIN_SCENARIO,
            )


def _written_arguments(written: SourceCall) -> Iterator[tuple[str, ast.expr]]:
    for name, argument in (*zip(PARAMETERS, written.positional, strict=False), *written.keywords.items()):
        yield from ((name, node) for node in argument.alternatives)


def _pipeline_variable(source: Source, origin: ast.expr) -> str:
    """The pipeline variable that an expression makes; empty for any other expression."""
    called = source.dotted(origin.func if isinstance(origin, ast.Call) else origin)
    return pipeline_variable(called)
