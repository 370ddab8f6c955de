"""Style: a TypedDict config, a specification that is a plain dict, everything by keyword splats."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import sagemaker
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel
from typing_extensions import NotRequired

SPEC: dict[str, Any] = {
    "step_type": "CreateModel",
    "pattern": "A",
    "framework": "xgboost",
    "framework_versions": ["1.5-1", "1.7-1"],
    "dependencies": {
        "model_data": {
            "type": "model_artifacts",
            "required": True,
            "compatible_sources": ["XGBoostTraining", "DemandTraining"],
        }
    },
    "outputs": {"model_name": {"property_path": "properties.ModelName"}},
}


class DemandForecastConfig(TypedDict):
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str
    region: str
    env: NotRequired[dict[str, str]]


_REQUIRED = ("instance_type", "entry_point", "source_dir", "framework_version", "region")


class DemandForecastModelStepBuilder:
    """Demand by store and week."""

    spec = SPEC

    def __init__(
        self,
        config: DemandForecastConfig,
        sagemaker_session: sagemaker.Session | PipelineSession | None = None,
        role: str | None = None,
        **collaborators: Any,
    ) -> None:
        empty = [name for name in _REQUIRED if not config.get(name)]
        if empty:
            raise ValueError(f"config without {', '.join(empty)}")
        if config["framework_version"] not in SPEC["framework_versions"]:
            raise ValueError(f"framework_version {config['framework_version']!r} is not supported")
        self.config = config
        self.session = sagemaker_session
        self.role = role
        self.collaborators = collaborators

    def _model_arguments(self) -> dict[str, Any]:
        shared = {
            "framework_version": self.config["framework_version"],
            "py_version": "py3",
        }
        image = {
            "framework": "xgboost",
            "region": self.config["region"],
            "version": shared["framework_version"],
            "py_version": shared["py_version"],
            "instance_type": self.config["instance_type"],
            "image_scope": "inference",
        }
        return {
            **shared,
            "image_uri": sagemaker.image_uris.retrieve(**image),
            "entry_point": self.config["entry_point"],
            "source_dir": self.config["source_dir"],
            "env": dict(self.config.get("env") or {}),
            "role": self.role,
            "sagemaker_session": self.session,
        }

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        dependencies: Sequence[Any] = kwargs.get("dependencies") or ()
        inputs: Mapping[str, Any] = kwargs.get("inputs") or {}
        if kwargs.get("enable_caching"):
            logging.getLogger(__name__).warning("ignoring enable_caching, model steps are never cached")
        if not self.role:
            raise ValueError("a role is needed to create the model")
        values = {"model_data": self._trained(dependencies), **inputs}
        if "model_data" in kwargs:
            values["model_data"] = kwargs["model_data"]
        if values["model_data"] is None or values["model_data"] == "":
            raise ValueError("input model_data is required")
        arguments = self._model_arguments()
        arguments["model_data"] = values["model_data"]
        step_arguments: dict[str, Any] = {"name": "DemandForecastModel", "model": XGBoostModel(**arguments)}
        if dependencies:
            step_arguments["depends_on"] = list(dependencies)
        step = CreateModelStep(**step_arguments)
        setattr(step, "_spec", self.spec)  # noqa: B010
        return step

    def _trained(self, dependencies: Sequence[Any]) -> Any:
        trained = [step for step in dependencies if isinstance(step, TrainingStep)]
        return trained[-1].properties.ModelArtifacts.S3ModelArtifacts if trained else None
