"""The models that CreateModel steps are made with."""

from __future__ import annotations

from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.traces import Traces
from cursus_tester.rules.common.makers import factory_calls
from cursus_tester.sdk.names import CREATE_MODEL_REQUEST, MODEL, MODEL_CLASSES, PIPELINE_MODEL
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.pattern import observed_pattern


def uses_estimator(source: Source, traces: Traces | None) -> bool:
    """Whether the builder calls an estimator's ``create_model()``."""
    return bool(source.method_calls("create_model")) or any(
        any(factory_calls(trace, MAKERS)) for trace in (traces.all if traces is not None else ())
    )


def _leaves_image(source: Source, traces: Traces | None) -> str:
    if uses_estimator(source, traces) and observed_pattern(source, traces) == "B":
        return "the rule is about Pattern A; this builder makes its model from an estimator (Pattern B)"
    return ""


MAKERS = Makers(
    noun="model",
    classes=(MODEL,),
    composites=(PIPELINE_MODEL,),
    frameworks=MODEL_CLASSES,
    methods=(".create", "container_def"),
    session_methods=(CREATE_MODEL_REQUEST,),
    factories=("create_model",),
    takes_instance_type=(".create", ".prepare_container_def", ".pipeline_container_def"),
    hands_instance_type_on=("container_def",),
    image_scopes=("inference",),
    scopeless=frozenset({"sklearn", "xgboost"}),
    leaves_image=_leaves_image,
)
