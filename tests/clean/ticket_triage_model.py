"""Style: composed of functions; the class only holds what they share. A plain annotated class for config."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from sagemaker import image_uris
from sagemaker.inputs import CreateModelInput
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep

log = logging.getLogger(__name__)


class TicketTriageConfig:
    """Set the fields that you need, the rest has defaults."""

    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.2-1"
    region: str = "us-east-1"
    model_name: str | None = None


def check(config: TicketTriageConfig) -> TicketTriageConfig:
    """Refuse a config that cannot work."""
    for name in ("instance_type", "entry_point", "source_dir", "framework_version", "region"):
        if getattr(config, name, None) in (None, ""):
            raise ValueError(f"config.{name} has to be set")
    return config


def serving_image(config: TicketTriageConfig) -> str:
    """The scikit-learn image of the config's region and version."""
    retrieve = partial(image_uris.retrieve, "sklearn", image_scope="inference", py_version="py3")
    return retrieve(region=config.region, version=config.framework_version, instance_type=config.instance_type)


def pick_model_data(model_data: Any, inputs: dict | None, dependencies: list) -> Any:
    """What the caller gave, else what the first dependency trained."""
    explicit = model_data if model_data is not None else (inputs or {}).get("model_data")
    if explicit is None:
        artifacts = [step.properties.ModelArtifacts for step in dependencies if hasattr(step, "estimator")]
        explicit = artifacts[0].S3ModelArtifacts if artifacts else None
    if explicit is None or explicit == "":
        raise ValueError("ticket triage: model_data not found")
    return explicit


def make_model(config: TicketTriageConfig, model_data: Any, role: str, session: Any) -> SKLearnModel:
    """The model, with our inference code."""
    return SKLearnModel(
        model_data=model_data,
        role=role,
        entry_point=config.entry_point,
        source_dir=config.source_dir,
        framework_version=config.framework_version,
        py_version="py3",
        image_uri=serving_image(config),
        name=config.model_name,
        sagemaker_session=session,
    )


class TicketTriageModelStepBuilder:
    """Routes support tickets."""

    def __init__(self, config: TicketTriageConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config = check(config)
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(
        self,
        model_data: Any = None,
        inputs: dict | None = None,
        dependencies: list | None = None,
        enable_caching: bool | None = None,
    ) -> CreateModelStep:
        """The step."""
        if not self.role:
            raise ValueError("ticket triage: no role given")
        if enable_caching:
            log.warning("caching was asked for, but CreateModelStep has none")
        steps = [*(dependencies or [])]
        data = pick_model_data(model_data, inputs, steps)
        return CreateModelStep(
            name="TicketTriageModel",
            model=make_model(self.config, data, self.role, self.sagemaker_session),
            inputs=CreateModelInput(instance_type=self.config.instance_type),
            depends_on=steps,
        )
