"""Style: functions that return a step, no classes at all."""

from __future__ import annotations

from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.shapes import StoppingCondition
from sagemaker.core.training.configs import SourceCode
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData
from sagemaker.train.configs import SourceCode as TrainingCode


def training_step(session: PipelineSession, role: str, data: Any, source_dir: str, entry_point: str) -> TrainingStep:
    image = image_uris.retrieve(
        "pytorch",
        session.boto_region_name,
        version="2.1.0",
        py_version="py310",
        instance_type="ml.c5.4xlarge",
        image_scope="training",
    )
    trainer = ModelTrainer(
        training_image=image,
        source_code=TrainingCode(source_dir=source_dir, entry_script=entry_point),
        compute=Compute(instance_type="ml.c5.4xlarge", instance_count=1),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=4 * 3600),
        hyperparameters={"epochs": 20},
        role=role,
        sagemaker_session=session,
    )
    return TrainingStep(
        name="Train",
        step_args=trainer.train(input_data_config=[InputData(channel_name="train", data_source=data)]),
    )


def model_step(session: PipelineSession, role: str, training: TrainingStep, source_dir: str) -> ModelStep:
    image = image_uris.retrieve(
        "pytorch",
        session.boto_region_name,
        version="2.1.0",
        py_version="py310",
        instance_type="ml.c5.xlarge",
        image_scope="inference",
    )
    model = ModelBuilder(
        image_uri=image,
        s3_model_data_url=training.properties.ModelArtifacts.S3ModelArtifacts,
        source_code=SourceCode(source_dir=source_dir, entry_script="inference.py"),
        role_arn=role,
        sagemaker_session=session,
    )
    return ModelStep(name="CreateModel", step_args=model.build(model_name="forecast"))
