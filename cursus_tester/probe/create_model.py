"""What running builders needs to know of CreateModel steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.account_names import ROLE
from cursus_tester.probe.step_type import Operation, StepType
from cursus_tester.sdk import names
from cursus_tester.sdk.expressions import New
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.protocol import Listening


def _sample(model_data: Any, code_folder: str, session: Any) -> New:
    return sdk().steps.model_step("Sample", model_data, ROLE, code_folder, session)


def _refusals(request: Mapping[str, Any]) -> Iterator[str]:
    containers = request.get("Containers")
    has_primary = "PrimaryContainer" in request
    if has_primary and containers:
        yield "the request has both PrimaryContainer and Containers; the service takes one of them"
    if not has_primary and not containers:
        yield "the request has neither PrimaryContainer nor Containers; the service needs one of them"
    for container in [request.get("PrimaryContainer"), *(containers or ())]:
        if isinstance(container, Mapping) and not container.get("Image") and not container.get("ModelPackageName"):
            yield "a container has no Image"
        if isinstance(container, Mapping) and not _names_archive(container.get("ModelDataUrl")):
            url = container.get("ModelDataUrl")
            yield f"ModelDataUrl is {url!r}, which does not end in .tar.gz; the service takes one compressed archive"


def _names_archive(model_data: object) -> bool:
    """Whether model data may be a ``.tar.gz`` archive, as far as its text is known before the pipeline runs."""
    if isinstance(model_data, Mapping) and isinstance(model_data.get("Std:Join"), Mapping):
        join = model_data["Std:Join"]
        values = join.get("Values") or [None]
        parts = [value if isinstance(value, str) else "" for value in values]
        ends_openly = not isinstance(values[-1], str)
        return ends_openly or str(join.get("On", "")).join(parts).endswith(".tar.gz")
    return not isinstance(model_data, str) or model_data.endswith(".tar.gz")


CREATE_MODEL = StepType(
    definition_type=names.CREATE_MODEL_TYPE,
    operation=Operation(service=names.SERVICE, name="CreateModel", name_member="ModelName", refusals=_refusals),
    listening=Listening(
        steps=(names.CREATE_MODEL_STEP, names.MODEL_STEP),
        constructors=(names.PIPELINE_MODEL, names.MODEL, names.SESSION),
        methods={
            names.PIPELINE_MODEL: ("create", "pipeline_container_def"),
            names.SESSION: (names.CREATE_MODEL_REQUEST, "create_model"),
            names.MODEL: ("create", "prepare_container_def"),
            names.ESTIMATOR_BASE: ("create_model",),
        },
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    sample=_sample,
)
