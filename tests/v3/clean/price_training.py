"""Style: pydantic 1's interface, a trainer with everything, channels from a dictionary."""

from __future__ import annotations

from typing import Any

from pydantic.v1 import BaseModel, validator
from sagemaker.core import image_uris
from sagemaker.core.shapes import CheckpointConfig, OutputDataConfig, StoppingCondition, Tag
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.steps import CacheConfig, TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking, SourceCode


class PriceTrainingConfig(BaseModel):
    region: str
    framework_version: str = "1.7-1"
    instance_type: str = "ml.m5.2xlarge"
    entry_point: str
    source_dir: str
    output_path: str
    max_depth: int = 6
    eta: float = 0.2
    env: dict[str, str] = {}
    spot: bool = False

    @validator("region", "framework_version", "instance_type", "entry_point", "source_dir", "output_path")
    def _not_empty(cls, value: str) -> str:
        if not value:
            raise ValueError("must not be empty")
        return value


class PriceTrainingStepBuilder:
    def __init__(self, config: PriceTrainingConfig, sagemaker_session: PipelineSession, role: str):
        if not role:
            raise ValueError("PriceTrainingStepBuilder: role is missing")
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def _trainer(self) -> ModelTrainer:
        c = self.config
        image = image_uris.retrieve(
            framework="xgboost",
            region=c.region,
            version=c.framework_version,
            py_version="py3",
            instance_type=c.instance_type,
            image_scope="training",
        )
        limits = {"max_runtime_in_seconds": 6 * 3600}
        if c.spot:
            limits["max_wait_time_in_seconds"] = 8 * 3600
        return ModelTrainer(
            training_image=image,
            source_code=SourceCode(source_dir=c.source_dir, entry_script=c.entry_point),
            compute=Compute(
                instance_type=c.instance_type,
                instance_count=1,
                volume_size_in_gb=50,
                enable_managed_spot_training=c.spot,
            ),
            networking=Networking(enable_network_isolation=False),
            stopping_condition=StoppingCondition(**limits),
            output_data_config=OutputDataConfig(s3_output_path=c.output_path),
            checkpoint_config=CheckpointConfig(s3_uri=f"{c.output_path.rstrip('/')}/checkpoints"),
            hyperparameters={"max_depth": c.max_depth, "eta": c.eta, "objective": "reg:squarederror"},
            environment=dict(c.env),
            tags=[Tag(key="team", value="pricing")],
            base_job_name="price",
            role=self.role,
            sagemaker_session=self.session,
        )

    def create_step(
        self, inputs: dict[str, Any], dependencies: list[Any] | None = None, enable_caching: bool = False
    ) -> TrainingStep:
        if not inputs.get("train"):
            raise ValueError("PriceTrainingStepBuilder: required input 'train' not found")
        channels = [
            InputData(channel_name=name, data_source=inputs[name], content_type="text/csv")
            for name in ("train", "validation")
            if inputs.get(name)
        ]
        return TrainingStep(
            name="PriceTraining",
            step_args=self._trainer().train(input_data_config=channels),
            depends_on=list(dependencies or ()),
            cache_config=CacheConfig(enable_caching=True, expire_after="P7D") if enable_caching else None,
        )
