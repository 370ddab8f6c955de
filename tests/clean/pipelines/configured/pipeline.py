"""A pipeline of functions that each make one step, configured by a dataclass; the model is tuned and registered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.pytorch import PyTorch, PyTorchModel
from sagemaker.sklearn import SKLearnProcessor
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, ProcessingStep, TuningStep

CODE = Path(__file__).parent / "code"
CACHE = CacheConfig(enable_caching=True, expire_after="P30D")


@dataclass(frozen=True)
class Instances:
    processing: str = "ml.m5.xlarge"
    training: str = "ml.m5.2xlarge"


@dataclass(frozen=True)
class PipelineConfig:
    name: str
    role_arn: str
    bucket: str
    data_prefix: str
    instances: Instances = field(default_factory=Instances)
    kms_key_id: str | None = None


def prepare(config: PipelineConfig, session: PipelineSession, source: ParameterString) -> ProcessingStep:
    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role=config.role_arn,
        instance_type=config.instances.processing,
        instance_count=1,
        volume_kms_key=config.kms_key_id,
        sagemaker_session=session,
    )
    arguments = processor.run(
        code=str(CODE / "prepare.py"),
        inputs=[ProcessingInput(source=source, destination="/opt/ml/processing/input")],
        outputs=[
            ProcessingOutput(
                output_name=name,
                source=f"/opt/ml/processing/{name}",
                destination=f"s3://{config.bucket}/{config.data_prefix}/{name}",
            )
            for name in ("train", "test")
        ],
    )
    return ProcessingStep(name="Prepare", step_args=arguments, cache_config=CACHE)


def tune(
    config: PipelineConfig, session: PipelineSession, prepared: ProcessingStep, most: ParameterFloat
) -> TuningStep:
    estimator = PyTorch(
        entry_point="train.py",
        source_dir=str(CODE),
        framework_version="2.1",
        py_version="py310",
        role=config.role_arn,
        instance_type=config.instances.training,
        instance_count=1,
        hyperparameters={"epochs": 3, "dropout": most},
        output_path=f"s3://{config.bucket}/models",
        sagemaker_session=session,
    )
    tuner = HyperparameterTuner(
        estimator,
        objective_metric_name="loss",
        objective_type="Minimize",
        metric_definitions=[{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
        hyperparameter_ranges={"lr": ContinuousParameter(0.0001, 0.1)},
        max_jobs=4,
        max_parallel_jobs=2,
    )
    outputs = prepared.properties.ProcessingOutputConfig.Outputs
    inputs = {name: TrainingInput(outputs[name].S3Output.S3Uri) for name in ("train", "test")}
    return TuningStep(name="Tune", step_args=tuner.fit(inputs))


def register(config: PipelineConfig, session: PipelineSession, tuned: TuningStep, status: ParameterString) -> ModelStep:
    model = PyTorchModel(
        name="reviews",
        entry_point="inference.py",
        source_dir=str(CODE),
        framework_version="2.1",
        py_version="py310",
        model_data=tuned.get_top_model_s3_uri(top_k=0, s3_bucket=config.bucket, prefix="models"),
        role=config.role_arn,
        sagemaker_session=session,
    )
    return ModelStep(
        name="Register",
        step_args=model.register(
            content_types=["application/json"],
            response_types=["application/json"],
            inference_instances=["ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            model_package_group_name="reviews",
            approval_status=status,
        ),
    )


def build_pipeline(config: PipelineConfig, sagemaker_session: PipelineSession | None = None) -> Pipeline:
    session = sagemaker_session or PipelineSession()
    source = ParameterString("InputData", default_value=f"s3://{config.bucket}/raw/reviews.csv")
    status = ParameterString("ApprovalStatus", default_value="PendingManualApproval")
    most = ParameterFloat("Dropout", default_value=0.2)
    prepared = prepare(config, session, source)
    tuned = tune(config, session, prepared, most)
    registered = register(config, session, tuned, status)
    return Pipeline(
        name=config.name,
        parameters=[source, status, most],
        steps=[prepared, tuned, registered],
        sagemaker_session=session,
    )
