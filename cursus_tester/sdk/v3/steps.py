"""Steps of SDK v3: real steps that builders depend on, cheap to make, and what a step says of itself."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import OutputDataConfig, ProcessingOutput, ProcessingS3Output, Tag
from sagemaker.core.training.configs import Compute, InputData, Networking, SourceCode
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession, _ModelStepArguments
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.callback_step import CallbackStep
from sagemaker.mlops.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.step_collections import StepCollection
from sagemaker.mlops.workflow.steps import ProcessingStep, Step, TrainingStep, TuningStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train.model_trainer import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner

from cursus_tester.evidence.account_names import (
    ACCOUNT_ID,
    MODEL_KEY,
    ROLE,
    TRAINING_MARK,
    TRAINING_ROLE,
    VPC_CONFIG,
    bucket_name,
)
from cursus_tester.evidence.builder import InputKind
from cursus_tester.evidence.scenario import SourceKind
from cursus_tester.sdk.expressions import MethodCall, New
from cursus_tester.sdk.protocol import JobSettings
from cursus_tester.sdk.v3.sessions import deferring

_QUEUE = "https://sqs.us-east-1.amazonaws.com/1/q"


def dependency(kind: SourceKind, name: str, output_names: Iterable[str], job: JobSettings) -> New:
    """See `cursus_tester.sdk.protocol.Steps`."""
    if kind is SourceKind.TRAINING:
        return _training_step(name, job)
    if kind is SourceKind.TUNING:
        return _tuning_step(name, job)
    if kind is SourceKind.LAMBDA:
        return _lambda_step(name, output_names, job)
    if kind is SourceKind.MODEL:
        return _model_step(name, job)
    if kind is SourceKind.PACKAGE:
        return _package_step(name, job)
    return _processing_step(name, output_names, job)


def idle(name: str) -> New:
    """See `cursus_tester.sdk.protocol.Steps`."""
    return New(cls=CallbackStep, arguments={"name": name, "sqs_queue_url": _QUEUE, "inputs": {}, "outputs": []})


def model_step(name: str, model_data: Any, role: str, code_folder: str, session: Any) -> New:
    """See `cursus_tester.sdk.protocol.Steps`."""
    region = session.boto_region_name
    code = New(cls=SourceCode, arguments={"source_dir": code_folder, "entry_script": "inference.py"})
    return _step_of_model(name, _image(region, "serving"), model_data, role, deferring(session), source_code=code)


def output(step: Any, output_name: str, kind: InputKind) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    if isinstance(step, TrainingStep):
        return step.properties.ModelArtifacts.S3ModelArtifacts
    if isinstance(step, TuningStep):
        tuner: Any = step.step_args.func_args[0]
        folder = tuner.model_trainer.output_data_config.s3_output_path
        bucket, _, prefix = folder.removeprefix("s3://").partition("/")
        return step.get_top_model_s3_uri(top_k=0, s3_bucket=bucket, prefix=prefix)
    if isinstance(step, LambdaStep):
        return step.properties.Outputs[output_name]
    if isinstance(step, ModelStep):
        return step.properties.ModelName
    folder = step.properties.ProcessingOutputConfig.Outputs[output_name].S3Output.S3Uri
    if kind is not InputKind.ARCHIVE:
        return folder
    return Join(on="/", values=[folder, "model.tar.gz"])


def trained_estimator(step: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`. ``None``: no model of v3 is made by the trainer of a step."""
    return None


def members(value: object) -> tuple[Any, ...] | None:
    """See `cursus_tester.sdk.protocol.Steps`."""
    if isinstance(value, Step):
        return (value,)
    if isinstance(value, (list, tuple)):
        found = [members(each) for each in value]
        return tuple(step for each in found if each for step in each) if found and all(found) else None
    return tuple(value.steps) if isinstance(value, StepCollection) else None


def own_attributes(step: Any) -> frozenset[str] | None:
    """See `cursus_tester.sdk.protocol.Steps`. Known of a ModelStep, which can be made of next to nothing."""
    return _own_attributes() if isinstance(step, ModelStep) else None


@functools.cache
def _own_attributes() -> frozenset[str]:
    # Only the class of the session is asked for.
    arguments = _ModelStepArguments(SimpleNamespace(sagemaker_session=object.__new__(PipelineSession)))
    arguments.caller_name, arguments.create_model_request = "create_model", {"ModelName": ""}
    return frozenset(vars(ModelStep(name="attributes", step_args=arguments)))


def model_of(step: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    arguments = vars(step).get("step_args")
    # The arguments of a step are what a call under a PipelineSession would have called, and with what.
    called = getattr(arguments, "func_args", None) or (None,)
    return getattr(arguments, "model", None) or called[0]


def depends_on(step: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    return vars(step).get("_depends_on") or None


def _image(region: str, name: str) -> str:
    return f"{ACCOUNT_ID}.dkr.ecr.{region}.amazonaws.com/{name}:1"


def _trainer(job: JobSettings) -> New:
    return New(
        cls=ModelTrainer,
        arguments={
            "training_image": _image(job.region, "training"),
            "role": TRAINING_ROLE,
            "environment": {TRAINING_MARK: "1"},
            "tags": [New(cls=Tag, arguments={"key": TRAINING_MARK, "value": "1"})],
            "compute": New(cls=Compute, arguments={"instance_type": "ml.m5.xlarge", "instance_count": 1}),
            "output_data_config": New(
                cls=OutputDataConfig, arguments={"s3_output_path": f"s3://{bucket_name(job.region)}/output"}
            ),
            "networking": New(
                cls=Networking,
                arguments={
                    "subnets": list(VPC_CONFIG["Subnets"]),
                    "security_group_ids": list(VPC_CONFIG["SecurityGroupIds"]),
                },
            ),
            "sagemaker_session": deferring(job.session),
        },
    )


def _training_data(job: JobSettings) -> list[New]:
    source = f"s3://{bucket_name(job.region)}/data/train"
    return [New(cls=InputData, arguments={"channel_name": "train", "data_source": source})]


def _training_step(name: str, job: JobSettings) -> New:
    step_args = MethodCall(receiver=_trainer(job), method="train", arguments={"input_data_config": _training_data(job)})
    return New(cls=TrainingStep, arguments={"name": name, "step_args": step_args})


def _tuning_step(name: str, job: JobSettings) -> New:
    tuner = New(
        cls=HyperparameterTuner,
        arguments={
            "model_trainer": _trainer(job),
            "objective_metric_name": "loss",
            "objective_type": "Minimize",
            "metric_definitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
            "hyperparameter_ranges": {"eta": New(cls=ContinuousParameter, positional=(0.1, 0.5))},
        },
    )
    step_args = MethodCall(receiver=tuner, method="tune", arguments={"inputs": _training_data(job)})
    return New(cls=TuningStep, arguments={"name": name, "step_args": step_args})


def _lambda_step(name: str, output_names: Iterable[str], job: JobSettings) -> New:
    arn = f"arn:aws:lambda:{job.region}:{ACCOUNT_ID}:function:look-up"
    outputs = [
        New(cls=LambdaOutput, positional=(each, LambdaOutputTypeEnum.String))
        for each in dict.fromkeys((*output_names, *job.output_names))
    ]
    function = New(cls=Lambda, arguments={"function_arn": arn, "session": job.session})
    return New(cls=LambdaStep, arguments={"name": name, "lambda_func": function, "inputs": {}, "outputs": outputs})


def _model_step(name: str, job: JobSettings) -> New:
    model_data = f"s3://{bucket_name(job.region)}/{MODEL_KEY}"
    return _step_of_model(name, _image(job.region, "serving"), model_data, ROLE, deferring(job.session))


def _package_step(name: str, job: JobSettings) -> New:
    model_data = f"s3://{bucket_name(job.region)}/{MODEL_KEY}"
    builder = _model_builder(_image(job.region, "serving"), model_data, ROLE, deferring(job.session))
    arguments = {
        "model_package_group_name": "conformance",
        "content_types": ["text/csv"],
        "response_types": ["text/csv"],
        "inference_instances": ["ml.m5.large"],
        "transform_instances": ["ml.m5.large"],
    }
    step_args = MethodCall(receiver=builder, method="register", arguments=arguments)
    return New(cls=ModelStep, arguments={"name": name, "step_args": step_args})


def _model_builder(image: str, model_data: Any, role: str, session: Any, **more: Any) -> New:
    given = {"image_uri": image, "s3_model_data_url": model_data, "role_arn": role, "sagemaker_session": session}
    return New(cls=ModelBuilder, arguments={**given, **more})


def _step_of_model(name: str, image: str, model_data: Any, role: str, session: Any, **more: Any) -> New:
    builder = _model_builder(image, model_data, role, session, **more)
    step_args = MethodCall(receiver=builder, method="build", arguments={"model_name": name})
    return New(cls=ModelStep, arguments={"name": name, "step_args": step_args})


def _processing_step(name: str, output_names: Iterable[str], job: JobSettings) -> New:
    processor = New(
        cls=Processor,
        arguments={
            "role": ROLE,
            "image_uri": _image(job.region, "processing"),
            "instance_count": 1,
            "instance_type": "ml.m5.xlarge",
            "sagemaker_session": deferring(job.session),
        },
    )
    outputs = [_output(name, each, job) for each in output_names]
    step_args = MethodCall(receiver=processor, method="run", arguments={"outputs": outputs})
    arguments: dict[str, Any] = {"name": name, "step_args": step_args}
    first = next(iter(output_names), "")
    if job.property_file and first:
        file = {"name": job.property_file, "output_name": first, "path": "evaluation.json"}
        arguments["property_files"] = [New(cls=PropertyFile, arguments=file)]
    return New(cls=ProcessingStep, arguments=arguments)


def _output(step: str, name: str, job: JobSettings) -> New:
    place = New(
        cls=ProcessingS3Output,
        arguments={
            "s3_uri": f"s3://{bucket_name(job.region)}/processed/{step}/{name}",
            "local_path": f"/opt/ml/processing/{name}",
            "s3_upload_mode": "EndOfJob",
        },
    )
    return New(cls=ProcessingOutput, arguments={"output_name": name, "s3_output": place})


def job_object(cls: type | None, name: str, session: Any, region: str) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`. What v3 makes jobs of says too little by its name."""
    return None
