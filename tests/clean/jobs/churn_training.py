"""Trains the churn model with the older form of the step: the estimator itself."""

from dataclasses import dataclass, field

from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.steps import CacheConfig, TrainingStep


@dataclass
class ChurnTrainingConfig:
    training_instance_type: str = "ml.m5.2xlarge"
    training_instance_count: int = 1
    region: str = "us-east-1"
    hyperparameters: dict = field(default_factory=lambda: {"max_depth": 6, "objective": "binary:logistic"})


class ChurnTrainingStepBuilder:
    def __init__(self, config: ChurnTrainingConfig, sagemaker_session=None, role=None):
        if not role:
            raise ValueError("role is missing")
        if not config.training_instance_type:
            raise ValueError("training_instance_type is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None, enable_caching=True):
        channels = {name: inputs[name] for name in ("train", "validation") if (inputs or {}).get(name)}
        if "train" not in channels:
            raise ValueError("required input 'train' not found")
        config = self.config
        image = image_uris.retrieve("xgboost", config.region, version="1.7-1", image_scope="training")
        estimator = Estimator(
            image_uri=image,
            role=self.role,
            instance_type=config.training_instance_type,
            instance_count=config.training_instance_count,
            hyperparameters=dict(config.hyperparameters),
            disable_profiler=True,
            sagemaker_session=self.session,
        )
        return TrainingStep(
            name="ChurnTraining",
            estimator=estimator,
            inputs={name: TrainingInput(value, content_type="text/csv") for name, value in channels.items()},
            depends_on=list(dependencies or []),
            cache_config=CacheConfig(enable_caching=True, expire_after="P7D") if enable_caching else None,
        )
