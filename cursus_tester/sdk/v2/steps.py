"""Steps of SDK v2: real steps that builders depend on, cheap to make, and what a step says of itself."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from sagemaker.estimator import Estimator
from sagemaker.huggingface.estimator import HuggingFace
from sagemaker.inputs import TrainingInput
from sagemaker.lambda_helper import Lambda
from sagemaker.parameter import ContinuousParameter
from sagemaker.processing import ProcessingOutput, Processor
from sagemaker.pytorch.estimator import PyTorch
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.tensorflow.estimator import TensorFlow
from sagemaker.tuner import HyperparameterTuner
from sagemaker.workflow._utils import _RegisterModelStep
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.functions import Join
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.step_collections import StepCollection
from sagemaker.workflow.steps import CreateModelStep, ProcessingStep, Step, TrainingStep, TuningStep
from sagemaker.xgboost.estimator import XGBoost
from sagemaker.xgboost.model import XGBoostModel

from cursus_tester.evidence.account_names import (
    ACCOUNT_ID,
    MODEL_KEY,
    ROLE,
    TRAINING_CODE_KEY,
    TRAINING_MARK,
    TRAINING_ROLE,
    VPC_CONFIG,
    bucket_name,
)
from cursus_tester.evidence.builder import InputKind
from cursus_tester.evidence.scenario import TRAINING_PROGRAM, SourceKind
from cursus_tester.sdk import images
from cursus_tester.sdk.expressions import MethodCall, New
from cursus_tester.sdk.frameworks import framework_in
from cursus_tester.sdk.protocol import JobSettings
from cursus_tester.sdk.v2 import job_objects

_ESTIMATORS: Mapping[str, type] = {
    "huggingface": HuggingFace,
    "pytorch": PyTorch,
    "sklearn": SKLearn,
    "tensorflow": TensorFlow,
    "xgboost": XGBoost,
}
_USUAL_VERSIONS: Mapping[str, str] = {
    "pytorch": "2.1",
    "sklearn": "1.2-1",
    "tensorflow": "2.13",
    "xgboost": "1.7-1",
}
#: Attributes of steps (sagemaker 2.257.7) that hold the object by which they are made.
_HOLDERS = ("model", "processor", "estimator", "transformer", "tuner", "check_job_config")
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
        return _create_model_step(name, job)
    if kind is SourceKind.PACKAGE:
        return _package_step(name, job)
    return _processing_step(name, output_names, job)


def idle(name: str) -> New:
    """See `cursus_tester.sdk.protocol.Steps`."""
    return New(cls=CallbackStep, arguments={"name": name, "sqs_queue_url": _QUEUE, "inputs": {}, "outputs": []})


def model_step(name: str, model_data: Any, role: str, code_folder: str, session: Any) -> New:
    """See `cursus_tester.sdk.protocol.Steps`."""
    model = New(
        cls=XGBoostModel,
        arguments={
            "model_data": model_data,
            "role": role,
            "entry_point": "inference.py",
            "source_dir": code_folder,
            "framework_version": _USUAL_VERSIONS["xgboost"],
            "sagemaker_session": session,
        },
    )
    return New(cls=CreateModelStep, arguments={"name": name, "model": model})


def output(step: Any, output_name: str, kind: InputKind) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    if isinstance(step, TrainingStep):
        return step.properties.ModelArtifacts.S3ModelArtifacts
    if isinstance(step, TuningStep):
        tuner: Any = step.tuner if step.step_args is None else step.step_args.func_args[0]
        bucket, _, prefix = tuner.estimator.output_path.removeprefix("s3://").partition("/")
        return step.get_top_model_s3_uri(top_k=0, s3_bucket=bucket, prefix=prefix)
    if isinstance(step, LambdaStep):
        return step.properties.Outputs[output_name]
    if isinstance(step, CreateModelStep):
        return step.properties.ModelName
    folder = step.properties.ProcessingOutputConfig.Outputs[output_name].S3Output.S3Uri
    if kind is not InputKind.ARCHIVE:
        return folder
    return Join(on="/", values=[folder, "model.tar.gz"])


def trained_estimator(step: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    if not isinstance(step, TrainingStep):
        return None
    return step.estimator if step.step_args is None else step.step_args.func_args[0]


def members(value: object) -> tuple[Any, ...] | None:
    """See `cursus_tester.sdk.protocol.Steps`."""
    if isinstance(value, Step):
        return (value,)
    if isinstance(value, (list, tuple)):
        found = [members(each) for each in value]
        return tuple(step for each in found if each for step in each) if found and all(found) else None
    return tuple(value.steps) if isinstance(value, StepCollection) else None


def own_attributes(step: Any) -> frozenset[str] | None:
    """See `cursus_tester.sdk.protocol.Steps`. Known of a CreateModelStep, which can be made of next to nothing."""
    return _own_attributes() if isinstance(step, CreateModelStep) else None


@functools.cache
def _own_attributes() -> frozenset[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return frozenset(vars(CreateModelStep(name="attributes", step_args={"ModelName": ""})))


def model_of(step: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    held = vars(step)
    # The arguments of a step are what a call under a PipelineSession would have called, and with what.
    called = getattr(held.get("step_args"), "func_args", None) or (None,)
    objects = (*(held.get(name) for name in _HOLDERS), *called[:1])
    return next((each for each in objects if each is not None), None)


def depends_on(step: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Steps`."""
    return vars(step).get("_depends_on") or None


def _training_step(name: str, job: JobSettings) -> New:
    estimator = _estimator(framework_in(name) or job.framework, job)
    inputs = {"train": New(cls=TrainingInput, positional=(f"s3://{bucket_name(job.region)}/data/train",))}
    if isinstance(job.session, PipelineSession):
        step_args = MethodCall(receiver=estimator, method="fit", positional=(inputs,))
        return New(cls=TrainingStep, arguments={"name": name, "step_args": step_args})
    return New(cls=TrainingStep, arguments={"name": name, "estimator": estimator, "inputs": inputs})


def _tuning_step(name: str, job: JobSettings) -> New:
    tuner = New(
        cls=HyperparameterTuner,
        arguments={
            "estimator": _estimator(framework_in(name) or job.framework, job),
            "objective_metric_name": "loss",
            "objective_type": "Minimize",
            "metric_definitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
            "hyperparameter_ranges": {"eta": New(cls=ContinuousParameter, positional=(0.1, 0.5))},
        },
    )
    inputs = {"train": New(cls=TrainingInput, positional=(f"s3://{bucket_name(job.region)}/data/train",))}
    if isinstance(job.session, PipelineSession):
        step_args = MethodCall(receiver=tuner, method="fit", positional=(inputs,))
        return New(cls=TuningStep, arguments={"name": name, "step_args": step_args})
    return New(cls=TuningStep, arguments={"name": name, "tuner": tuner, "inputs": inputs})


def _lambda_step(name: str, output_names: Iterable[str], job: JobSettings) -> New:
    arn = f"arn:aws:lambda:{job.region}:{ACCOUNT_ID}:function:look-up"
    outputs = [
        New(cls=LambdaOutput, positional=(each, LambdaOutputTypeEnum.String))
        for each in dict.fromkeys((*output_names, *job.output_names))
    ]
    function = New(cls=Lambda, arguments={"function_arn": arn, "session": job.session})
    return New(cls=LambdaStep, arguments={"name": name, "lambda_func": function, "inputs": {}, "outputs": outputs})


def _create_model_step(name: str, job: JobSettings) -> New:
    container = {
        "Image": f"{ACCOUNT_ID}.dkr.ecr.{job.region}.amazonaws.com/serving:1",
        "ModelDataUrl": f"s3://{bucket_name(job.region)}/{MODEL_KEY}",
    }
    request = {"ExecutionRoleArn": ROLE, "PrimaryContainer": container}
    return New(cls=CreateModelStep, arguments={"name": name, "step_args": request})


def _package_step(name: str, job: JobSettings) -> New:
    arguments = {
        "name": name,
        "estimator": _estimator(None, job),
        "model_data": f"s3://{bucket_name(job.region)}/{MODEL_KEY}",
        "model_package_group_name": "conformance",
        "content_types": ["text/csv"],
        "response_types": ["text/csv"],
        "inference_instances": ["ml.m5.large"],
        "transform_instances": ["ml.m5.large"],
    }
    return New(cls=_RegisterModelStep, arguments=arguments)


def _estimator(framework: str | None, job: JobSettings) -> New:
    bucket = bucket_name(job.region)
    common: dict[str, Any] = {
        "role": TRAINING_ROLE,
        "environment": {TRAINING_MARK: "1"},
        "tags": [{"Key": TRAINING_MARK, "Value": "1"}],
        "instance_count": 1,
        "instance_type": "ml.m5.xlarge",
        "output_path": f"s3://{bucket}/output",
        "sagemaker_session": job.session,
        "subnets": list(VPC_CONFIG["Subnets"]),
        "security_group_ids": list(VPC_CONFIG["SecurityGroupIds"]),
    }
    cls = _ESTIMATORS.get(framework or "")
    if cls is None:
        image = f"123456789012.dkr.ecr.{job.region}.amazonaws.com/training:1"
        return New(cls=Estimator, arguments={"image_uri": image, **common})
    # An s3:// source dir: the SDK then uploads nothing for the training job itself.
    common |= {"entry_point": TRAINING_PROGRAM, "source_dir": f"s3://{bucket}/{TRAINING_CODE_KEY}"}
    if framework == "huggingface":
        # A version with images both for training, which are for GPUs only, and for serving (2.257.7).
        common["instance_type"] = "ml.g4dn.xlarge"
        versions = {"transformers_version": "4.28.1", "pytorch_version": "2.0.0", "py_version": "py310"}
        return New(cls=cls, arguments={**versions, **common})
    version = _training_version(str(framework), job)
    pythons = images.python_versions(str(framework), version, "training")
    python = job.python_version if job.python_version in pythons else (pythons[-1] if pythons else "py3")
    return New(cls=cls, arguments={"framework_version": version, "py_version": python, **common})


def _training_version(framework: str, job: JobSettings) -> str:
    """The config's version where the framework is the config's and has a training image; else a usual one."""
    wanted = (job.training_version or job.framework_version) if framework == job.framework else None
    return wanted if wanted in images.versions(framework, "training") else _USUAL_VERSIONS[framework]


def _processing_step(name: str, output_names: Iterable[str], job: JobSettings) -> New:
    processor = New(
        cls=Processor,
        arguments={
            "role": ROLE,
            "image_uri": f"123456789012.dkr.ecr.{job.region}.amazonaws.com/processing:1",
            "instance_count": 1,
            "instance_type": "ml.m5.xlarge",
            "sagemaker_session": job.session,
        },
    )
    outputs = [_output(name, output_name, job) for output_name in output_names]
    if isinstance(job.session, PipelineSession):
        step_args = MethodCall(receiver=processor, method="run", arguments={"outputs": outputs})
        given: dict[str, Any] = {"step_args": step_args}
    else:
        given = {"processor": processor, "outputs": outputs}
    return New(cls=ProcessingStep, arguments={"name": name, **given, **_property_files(output_names, job)})


def _property_files(output_names: Iterable[str], job: JobSettings) -> dict[str, Any]:
    """The property file that a step of these outputs has, as an argument of it."""
    first = next(iter(output_names), "")
    if not job.property_file or not first:
        return {}
    file = New(cls=PropertyFile, arguments={"name": job.property_file, "output_name": first, "path": "evaluation.json"})
    return {"property_files": [file]}


def _output(step: str, name: str, job: JobSettings) -> New:
    return New(
        cls=ProcessingOutput,
        arguments={
            "output_name": name,
            "source": f"/opt/ml/processing/{name}",
            "destination": f"s3://{bucket_name(job.region)}/processed/{step}/{name}",
        },
    )


#: See `cursus_tester.sdk.protocol.Steps`.
job_object = job_objects.job_object
