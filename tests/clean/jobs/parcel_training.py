"""The older form, TrainingStep(estimator=…): settings in a TypedDict, messages that begin with the step's name."""

from typing import Any, Dict, Optional, Sequence, TypedDict

from sagemaker.inputs import TrainingInput
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.workflow.retry import SageMakerJobExceptionTypeEnum, SageMakerJobStepRetryPolicy
from sagemaker.workflow.steps import CacheConfig, TrainingStep

NAME = "ParcelTraining"


class ParcelSettings(TypedDict, total=False):
    instance_type: str
    framework_version: str
    entry_point: str
    source_dir: str
    subnets: Sequence[str]
    security_group_ids: Sequence[str]
    kms_key: str
    tags: Dict[str, str]


DEFAULTS: ParcelSettings = {
    "instance_type": "ml.m5.large",
    "framework_version": "1.2-1",
    "entry_point": "train.py",
    "source_dir": "parcels",
}


class ParcelTrainingStepBuilder:
    def __init__(self, config: ParcelSettings, *, sagemaker_session: Any = None, role: Optional[str] = None):
        self.config = {**DEFAULTS, **config}
        for field in DEFAULTS:
            if not self.config[field]:
                raise ValueError(f"{NAME}: {field} is missing")
        self.sagemaker_session = sagemaker_session
        self.role = role

    def _tags(self):
        return [{"Key": key, "Value": value} for key, value in (self.config.get("tags") or {}).items()] or None

    def create_step(self, inputs=None, dependencies=None, enable_caching=True) -> TrainingStep:
        if not self.role:
            raise ValueError("ParcelTraining: role is missing")
        missing = [name for name in ("train", "validation") if not (inputs or {}).get(name)]
        if missing:
            raise ValueError(f"ParcelTraining: missing {', '.join(missing)}")
        config = self.config
        forest = SKLearn(
            entry_point=config["entry_point"],
            source_dir=config["source_dir"],
            framework_version=config["framework_version"],
            instance_type=config["instance_type"],
            instance_count=1,
            role=self.role,
            subnets=config.get("subnets"),
            security_group_ids=config.get("security_group_ids"),
            output_kms_key=config.get("kms_key"),
            volume_kms_key=config.get("kms_key"),
            tags=self._tags(),
            sagemaker_session=self.sagemaker_session,
        )
        return TrainingStep(
            name=NAME,
            estimator=forest,
            inputs={name: TrainingInput(inputs[name], content_type="text/csv") for name in ("train", "validation")},
            depends_on=[*(dependencies or ())],
            cache_config=CacheConfig(enable_caching=bool(enable_caching), expire_after="P1D"),
            retry_policies=[
                SageMakerJobStepRetryPolicy(
                    exception_types=[SageMakerJobExceptionTypeEnum.CAPACITY_ERROR],
                    interval_seconds=60,
                    backoff_rate=2.0,
                    max_attempts=3,
                )
            ],
        )
