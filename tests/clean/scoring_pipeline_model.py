"""Style: a ``PipelineModel`` of two containers, a class decorator for a registry of the team's own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sagemaker import image_uris
from sagemaker.pipeline import PipelineModel
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.model import XGBoostModel

BUILDERS: dict[str, type] = {}


def step_builder(step_type: str):
    """Register a builder under its step's name."""

    def register(cls: type) -> type:
        cls.step_type = step_type
        BUILDERS[cls.__name__.removesuffix("StepBuilder")] = cls
        return cls

    return register


def artifacts_of(name: str, *sources: str) -> SimpleNamespace:
    """A required model archive."""
    return SimpleNamespace(
        logical_name=name, dependency_type="model_artifacts", required=True, compatible_sources=sources
    )


SCORING_SPEC = SimpleNamespace(
    step_type="CreateModel",
    framework="xgboost",
    dependencies=[artifacts_of("model_data", "XGBoostTraining"), artifacts_of("features_data", "SKLearnTraining")],
    outputs=[SimpleNamespace(logical_name="model_name", property_path="properties.ModelName")],
)


@dataclass(kw_only=True)
class ScoringConfig:
    instance_type: str
    source_dir: str
    entry_point: str
    framework_version: str = "1.7-1"
    sklearn_version: str = "1.2-1"
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        empty = sorted(name for name, value in vars(self).items() if not value)
        if empty:
            raise ValueError(f"empty in ScoringConfig: {', '.join(empty)}")


@step_builder("CreateModel")
class ScoringPipelineModelStepBuilder:
    """Features by scikit-learn, the score by XGBoost, in one endpoint."""

    def __init__(self, config: ScoringConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config, self.session, self.role = config, sagemaker_session, role
        self.spec = SCORING_SPEC
        self.logger = logging.getLogger(type(self).__name__)

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        if not self.role:
            raise ValueError("no role: pass role=… to the builder")
        if kwargs.get("enable_caching", False):
            self.logger.warning("enable_caching is ignored: CreateModelStep does not support caching")
        dependencies = list(kwargs.get("dependencies") or [])
        values = self._inputs(kwargs, dependencies)
        model = PipelineModel(
            models=[
                self._container("sklearn", SKLearnModel, self.config.sklearn_version, values["features_data"]),
                self._container("xgboost", XGBoostModel, self.config.framework_version, values["model_data"]),
            ],
            role=self.role,
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="ScoringPipelineModel", model=model, depends_on=dependencies)
        step._spec = self.spec
        return step

    def _inputs(self, kwargs: dict[str, Any], dependencies: list[Any]) -> dict[str, Any]:
        given = dict(kwargs.get("inputs") or {})
        found = {}
        for needed in self.spec.dependencies:
            name = needed.logical_name
            value = kwargs.get(name, given.get(name))
            if value is None:
                matching = [step for step in dependencies if step.name in needed.compatible_sources]
                value = matching[0].properties.ModelArtifacts.S3ModelArtifacts if matching else None
            if value is None or value == "":
                raise ValueError(f"required input {name} not found")
            found[name] = value
        return found

    def _container(self, framework: str, cls: Any, version: str, model_data: Any) -> Any:
        return cls(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=version,
            py_version="py3",
            image_uri=image_uris.retrieve(
                framework=framework,
                region=self.config.region,
                version=version,
                py_version="py3",
                instance_type=self.config.instance_type,
                image_scope="inference",
            ),
            sagemaker_session=self.session,
        )
