"""SageMaker SDK v3 over an AWS account that moto fakes: what the scripts `v3-*.sh` start from."""

from __future__ import annotations

import importlib.metadata
import io
import json
import logging
import os
import tarfile
import tempfile
import warnings
from pathlib import Path
from typing import Any

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true",
    # moto has no iam:SimulatePrincipalPolicy.
    SAGEMAKER_VALIDATE_ROLE="false",
)
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from moto import mock_aws  # noqa: E402

mock_aws().start()

import boto3  # noqa: E402
from sagemaker.core.parameter import ContinuousParameter  # noqa: E402
from sagemaker.core.telemetry import telemetry_logging  # noqa: E402
from sagemaker.core.workflow.pipeline_context import PipelineSession  # noqa: E402
from sagemaker.mlops.workflow.model_step import ModelStep  # noqa: E402
from sagemaker.mlops.workflow.pipeline import Pipeline  # noqa: E402
from sagemaker.mlops.workflow.steps import TuningStep  # noqa: E402
from sagemaker.serve.model_builder import ModelBuilder  # noqa: E402
from sagemaker.train import ModelTrainer  # noqa: E402
from sagemaker.train.configs import Compute, SourceCode  # noqa: E402
from sagemaker.train.tuner import HyperparameterTuner  # noqa: E402

telemetry_logging._send_telemetry_request = lambda *arguments, **keywords: None

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/pipeline"
IMAGE = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/own:1"
DEFAULT_BUCKET = f"sagemaker-us-east-1-{ACCOUNT}"

boto3.client("s3").create_bucket(Bucket=DEFAULT_BUCKET)
boto3.client("s3").create_bucket(Bucket="models")
session = PipelineSession(boto_session=boto3.Session())


def versions() -> str:
    parts = ("core", "serve", "train", "mlops")
    return ", ".join(f"{part} {importlib.metadata.version(f'sagemaker-{part}')}" for part in parts)


def archive() -> str:
    """The S3 address of a model archive that really lies there."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("model.json"))
    boto3.client("s3").put_object(Bucket="models", Key="model.tar.gz", Body=packed.getvalue())
    return "s3://models/model.tar.gz"


def source(script: str | None) -> SourceCode:
    """Code in a folder of its own: one script, and whether it is named as the entry script."""
    folder = tempfile.mkdtemp()
    Path(folder, script or "inference.py").write_text("")
    return SourceCode(source_dir=folder, entry_script=script)


def model_builder(**arguments: Any) -> ModelBuilder:
    return ModelBuilder(image_uri=IMAGE, role_arn=ROLE, sagemaker_session=session, **arguments)


def model_step(name: str, builder: ModelBuilder) -> ModelStep:
    return ModelStep(name=name, step_args=builder.build(model_name=f"{name}-model"))


def trainer(**arguments: Any) -> ModelTrainer:
    compute = Compute(instance_type="ml.m5.large", instance_count=1)
    return ModelTrainer(training_image=IMAGE, role=ROLE, sagemaker_session=session, compute=compute, **arguments)


def tuning_step(name: str, tuned: ModelTrainer, inputs: Any = None) -> TuningStep:
    tuner = HyperparameterTuner(
        model_trainer=tuned,
        objective_metric_name="auc",
        metric_definitions=[{"Name": "auc", "Regex": "auc=(.*)"}],
        hyperparameter_ranges={"eta": ContinuousParameter(0.1, 1)},
        max_jobs=4,
        max_parallel_jobs=2,
    )
    return TuningStep(name=name, step_args=tuner.tune(inputs=inputs))


def definition(*steps: Any, parameters: Any = (), **arguments: Any) -> dict[str, Any]:
    pipeline = Pipeline(
        name="pipeline", steps=list(steps), parameters=list(parameters), sagemaker_session=session, **arguments
    )
    return json.loads(pipeline.definition())
