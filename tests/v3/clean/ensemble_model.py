"""Style: containers from a table, the names of the inputs made of theirs, messages without quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.resources import Model
from sagemaker.core.shapes import ContainerDefinition
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

STAGES = (("clean", "sklearn", "1.2-1"), ("predict", "xgboost", "1.7-1"), ("explain", "sklearn", "1.2-1"))


@dataclass(frozen=True)
class EnsembleModelConfig:
    region: str
    instance_type: str = "ml.m5.xlarge"

    def __post_init__(self) -> None:
        if not self.region:
            raise ValueError("EnsembleModelConfig: region is empty")
        if not self.instance_type:
            raise ValueError("EnsembleModelConfig: instance_type is empty")


class EnsembleModelStepBuilder:
    def __init__(self, config: EnsembleModelConfig, sagemaker_session: PipelineSession, role: str) -> None:
        if not role:
            raise ValueError("EnsembleModelStepBuilder: role is empty")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs: dict[str, Any], dependencies: Sequence[Any] = ()) -> ModelStep:
        models = []
        for stage, framework, version in STAGES:
            archive = inputs.get(f"{stage}_data")
            if not archive:
                raise ValueError(f"EnsembleModelStepBuilder: {stage}_data is missing")
            models.append(
                Model(
                    model_name=stage,
                    primary_container=ContainerDefinition(
                        image=image_uris.retrieve(
                            framework,
                            self.config.region,
                            version=version,
                            py_version="py3",
                            instance_type=self.config.instance_type,
                            image_scope="inference",
                        ),
                        model_data_url=archive,
                        environment={
                            "SAGEMAKER_PROGRAM": f"{stage}.py",
                            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
                        },
                    ),
                )
            )
        chained = ModelBuilder(model=models, role_arn=self.role, sagemaker_session=self.session)
        return ModelStep(name="Ensemble", step_args=chained.build(), depends_on=[*dependencies])
