"""A correct builder of nobody's framework that serves what an estimator trained, from which tests make broken ones."""

import copy
import logging
from dataclasses import dataclass, field

from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost import XGBoost

logger = logging.getLogger(__name__)

SPEC = {
    "step_type": "Booster",
    "pattern": "B",
    "framework": "xgboost",
    "framework_versions": ["1.5-1", "1.7-1"],
    "dependencies": {"model_data": {"type": "model_artifacts", "compatible_sources": ["BoosterTraining"]}},
    "outputs": {"model_name": "properties.ModelName"},
}


@dataclass
class BoosterConfig:
    instance_type: str
    source_dir: str
    entry_point: str
    framework_version: str = "1.7-1"
    model_name: str | None = None
    tags: list | None = None
    env: dict = field(default_factory=dict)


def estimator_of(step):
    return step.estimator if step.estimator is not None else step.step_args.func_args[0]


class BoosterStepBuilder:
    def __init__(self, config: BoosterConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "source_dir", "entry_point", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"config.{name} is required")
        if config.framework_version not in SPEC["framework_versions"]:
            raise ValueError("framework_version is not supported")
        self.config, self.session, self.role, self.spec = config, sagemaker_session, role, SPEC

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is required")
        if enable_caching:
            logger.warning("enable_caching is ignored")
        before = list(dependencies or [])
        training = next((step for step in before if isinstance(step, TrainingStep)), None)
        if training is None:
            raise ValueError("model_data: no training step is given")
        values = {"model_data": training.properties.ModelArtifacts.S3ModelArtifacts, **(inputs or {})}
        if model_data is not None:
            values["model_data"] = model_data
        data = values["model_data"]
        if data is None or (isinstance(data, str) and not data):
            raise ValueError("model_data is required")
        model = self.model(estimator_of(training), data)
        step = CreateModelStep(name="Booster", step_args=self.request(model), depends_on=before)
        step._spec = self.spec
        return step

    def model(self, estimator, data):
        if not isinstance(estimator, XGBoost):
            raise ValueError("not trained with XGBoost")
        trained = copy.copy(estimator)
        trained._current_job_name = "trained"
        model = trained.create_model(
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            env=dict(self.config.env),
            name=self.config.model_name,
        )
        model.model_data, model.sagemaker_session = data, self.session
        return model

    def request(self, model):
        tags = copy.deepcopy(self.config.tags)
        if isinstance(self.session, PipelineSession):
            return model.create(instance_type=self.config.instance_type, tags=tags).create_model_request
        container = model.prepare_container_def(self.config.instance_type)
        return self.session._create_model_request("", self.role, container, vpc_config=model.vpc_config, tags=tags)
