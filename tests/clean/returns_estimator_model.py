"""Style: Pattern B of SKLearn; a small resolver object does the looking up, a ``Protocol`` says what it is."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, field
from typing import Any, Protocol

from sagemaker.sklearn import SKLearn
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


class Resolver(Protocol):
    """Finds the training step and the model data."""

    def training_step(self, steps: list[Any]) -> TrainingStep: ...

    def model_data(self, options: dict[str, Any], training: TrainingStep) -> Any: ...


class DefaultResolver:
    """By the class of the estimator."""

    def training_step(self, steps: list[Any]) -> TrainingStep:
        for step in steps:
            if isinstance(step, TrainingStep) and isinstance(self.estimator(step), SKLearn):
                return step
        raise ValueError("model_data: none of the dependencies trains with SKLearn")

    def model_data(self, options: dict[str, Any], training: TrainingStep) -> Any:
        given = options.get("model_data")
        given = (options.get("inputs") or {}).get("model_data") if given is None else given
        if isinstance(given, str) and given == "":
            raise ValueError("model_data: an empty string is no archive")
        return training.properties.ModelArtifacts.S3ModelArtifacts if given is None else given

    @staticmethod
    def estimator(step: TrainingStep) -> Any:
        return step.step_args.func_args[0] if step.step_args is not None else step.estimator


@dataclass(frozen=True, kw_only=True)
class ReturnsConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [name for name in ("instance_type", "entry_point", "source_dir") if not getattr(self, name)]
        if missing:
            raise ValueError(f"without a value: {missing}")


class ReturnsEstimatorModelStepBuilder:
    """What will be sent back."""

    def __init__(
        self,
        config: ReturnsConfig,
        sagemaker_session: Any = None,
        role: str | None = None,
        registry_manager: Any = None,
        dependency_resolver: Resolver | None = None,
    ) -> None:
        self._config = config
        self._session = sagemaker_session
        self._role = role
        self._resolver = dependency_resolver or DefaultResolver()

    def create_step(self, **options: Any) -> CreateModelStep:
        if self._role is None:
            raise ValueError("ReturnsEstimatorModelStepBuilder: role is None")
        if options.get("enable_caching"):
            log.warning("ReturnsEstimatorModel: enable_caching is ignored")
        before = list(options.get("dependencies") or [])
        training = self._resolver.training_step(before)
        archive = self._resolver.model_data(options, training)
        container, model = self._container(DefaultResolver.estimator(training), archive)
        request = {
            "ExecutionRoleArn": self._role,
            "PrimaryContainer": container,
            **({"VpcConfig": model.vpc_config} if model.vpc_config else {}),
        }
        return CreateModelStep(name="ReturnsEstimatorModel", step_args=request, depends_on=before)

    def _container(self, estimator: Any, archive: Any) -> tuple[dict[str, Any], Any]:
        trained = copy.copy(estimator)
        trained._current_job_name = trained.output_path = "s3://returns"
        model = trained.create_model(
            role=self._role, entry_point=self._config.entry_point, source_dir=self._config.source_dir
        )
        model.model_data = archive
        model.sagemaker_session = self._session
        model.env.update(self._config.env)
        return model.prepare_container_def(self._config.instance_type), model
