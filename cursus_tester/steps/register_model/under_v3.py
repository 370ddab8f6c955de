"""Registration under SDK v3: ``ModelStep(step_args=ModelBuilder(…).register(…))`` under a PipelineSession."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.trace import Trace
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.steps.create_model import under_v3 as model
from cursus_tester.steps.register_model.requests import as_model

_DEFERRED = (
    f"give the {names.MODEL_BUILDER} a {names.PIPELINE_SESSION}: there register() only describes the package, under "
    "any other session it creates it at once, with its group"
)


def _deliveries(builder: Builder, trace: Trace) -> Iterator[Delivery]:
    return model.code_deliveries(builder, as_model(trace))


CHANGES: Mapping[str, Any] = {
    "step_class": names.MODEL_STEP,
    "collections": (),
    "listening": Listening(
        constructors=(names.MODEL_BUILDER, names.SESSION),
        methods={names.MODEL_BUILDER: ("register",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    "returned": (names.MODEL_STEP,),
    "name_suffixes": (),
    "makers": dataclasses.replace(model.MAKERS, methods=(".register",)),
    "deferred": _DEFERRED,
    "explanations": (("step_args of", _DEFERRED), *model.EXPLANATIONS),
    "sdk_can_make": None,
    "read_keywords": {},
    "deliveries": _deliveries,
}
