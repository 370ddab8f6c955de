"""Style: attrs, two containers, archives that contain their code."""

from __future__ import annotations

from typing import Any

import attr
from sagemaker.core import image_uris
from sagemaker.core.resources import Model
from sagemaker.core.shapes import ContainerDefinition
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder


def _filled(instance: Any, attribute: Any, value: Any) -> None:
    if not value:
        raise ValueError(f"{type(instance).__name__}.{attribute.name} must not be empty")


@attr.s(auto_attribs=True, frozen=True, kw_only=True)
class ChainModelConfig:
    region: str = attr.ib(validator=_filled)
    instance_type: str = attr.ib(default="ml.m5.xlarge", validator=_filled)
    sklearn_version: str = attr.ib(default="1.2-1", validator=_filled)
    xgboost_version: str = attr.ib(default="1.7-1", validator=_filled)


class ChainModelStepBuilder:
    def __init__(self, config: ChainModelConfig, sagemaker_session: PipelineSession, role: str):
        if not role:
            raise ValueError("ChainModelStepBuilder: no role was given")
        self._config, self._session, self._role = config, sagemaker_session, role

    def _container(self, name: str, framework: str, version: str, archive: Any) -> Model:
        image = image_uris.retrieve(
            framework=framework,
            region=self._config.region,
            version=version,
            py_version="py3",
            instance_type=self._config.instance_type,
            image_scope="inference",
        )
        definition = ContainerDefinition(
            image=image,
            model_data_url=archive,
            environment={
                "SAGEMAKER_PROGRAM": "inference.py",
                "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
            },
        )
        return Model(model_name=name, primary_container=definition)

    def create_step(self, inputs: dict[str, Any], dependencies: list[Any] | None = None) -> ModelStep:
        for name in ("features_data", "model_data"):
            if not inputs.get(name):
                raise ValueError(f"ChainModelStepBuilder: {name} is missing among the inputs")
        builder = ModelBuilder(
            model=[
                self._container("features", "sklearn", self._config.sklearn_version, inputs["features_data"]),
                self._container("booster", "xgboost", self._config.xgboost_version, inputs["model_data"]),
            ],
            role_arn=self._role,
            sagemaker_session=self._session,
        )
        return ModelStep("Chain", builder.build(), list(dependencies or ()))
