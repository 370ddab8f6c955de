"""The steps that a builder's step depends on in a scenario: real SDK training and processing steps, cheap to make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sagemaker.estimator import Estimator
from sagemaker.huggingface.estimator import HuggingFace
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingOutput, Processor
from sagemaker.pytorch.estimator import PyTorch
from sagemaker.session import Session
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.tensorflow.estimator import TensorFlow
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.functions import Join
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.xgboost.estimator import XGBoost

from cursus_tester.evidence.account_names import ROLE, TRAINING_CODE_KEY, VPC_CONFIG, bucket_name
from cursus_tester.evidence.scenario import TRAINING_PROGRAM, SourceKind
from cursus_tester.sdk import images
from cursus_tester.sdk.frameworks import framework_in

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


#: What a step that yields nothing is made of, beside its name.
IDLE_ARGUMENTS: Mapping[str, Any] = {
    "sqs_queue_url": "https://sqs.us-east-1.amazonaws.com/1/q",
    "inputs": {},
    "outputs": [],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the jobs of a scenario share with the config under test."""

    framework: str | None
    framework_version: str | None
    python_version: str | None
    session: Session
    region: str
    #: The version that training jobs run in place of the config's; empty: none.
    training_version: str = ""


def make_step(kind: SourceKind, name: str, output_names: Iterable[str], job: Job) -> Any:
    """A step named `name` that yields a model archive, one for each of its outputs, under the session of `job`."""
    return _training_step(name, job) if kind is SourceKind.TRAINING else _processing_step(name, output_names, job)


def make_idle_step(name: str) -> CallbackStep:
    """A step that others wait for and that yields nothing."""
    return CallbackStep(name=name, **IDLE_ARGUMENTS)


def estimator_of(step: Any) -> Any:
    """The estimator of a training step made here, under either session; ``None`` of any other step."""
    if not isinstance(step, TrainingStep):
        return None
    return step.estimator if step.step_args is None else step.step_args.func_args[0]


def model_data_of(step: Any, output_name: str) -> Any:
    """The model archive that a step made here yields, as a pipeline variable."""
    if isinstance(step, TrainingStep):
        return step.properties.ModelArtifacts.S3ModelArtifacts
    folder = step.properties.ProcessingOutputConfig.Outputs[output_name].S3Output.S3Uri
    return Join(on="/", values=[folder, "model.tar.gz"])


def _training_step(name: str, job: Job) -> TrainingStep:
    estimator = _estimator(framework_in(name) or job.framework, job)
    inputs = {"train": TrainingInput(training_data(job))}
    if isinstance(job.session, PipelineSession):
        return TrainingStep(name=name, step_args=estimator.fit(inputs))
    return TrainingStep(name=name, estimator=estimator, inputs=inputs)


def training_data(job: Job) -> str:
    """What training jobs read."""
    return f"s3://{bucket_name(job.region)}/data/train"


def _estimator(framework: str | None, job: Job) -> Any:
    cls, arguments = estimator_arguments(framework, job)
    return cls(**arguments)


def estimator_arguments(framework: str | None, job: Job) -> tuple[type, dict[str, Any]]:
    """The class of the estimator of a training job, and what it is called with."""
    bucket = bucket_name(job.region)
    common: dict[str, Any] = {
        "role": ROLE,
        "instance_count": 1,
        "instance_type": "ml.m5.xlarge",
        "output_path": f"s3://{bucket}/output",
        "sagemaker_session": job.session,
        "subnets": list(VPC_CONFIG["Subnets"]),
        "security_group_ids": list(VPC_CONFIG["SecurityGroupIds"]),
    }
    cls = _ESTIMATORS.get(framework or "")
    if cls is None:
        return Estimator, {"image_uri": f"123456789012.dkr.ecr.{job.region}.amazonaws.com/training:1", **common}
    # An s3:// source dir: the SDK then uploads nothing for the training job itself.
    common |= {"entry_point": TRAINING_PROGRAM, "source_dir": f"s3://{bucket}/{TRAINING_CODE_KEY}"}
    if framework == "huggingface":
        # A version with images both for training, which are for GPUs only, and for serving (2.257.7).
        common["instance_type"] = "ml.g4dn.xlarge"
        return cls, {"transformers_version": "4.28.1", "pytorch_version": "2.0.0", "py_version": "py310", **common}
    version = _training_version(str(framework), job)
    pythons = images.python_versions(str(framework), version, "training")
    python = job.python_version if job.python_version in pythons else (pythons[-1] if pythons else "py3")
    return cls, {"framework_version": version, "py_version": python, **common}


def _training_version(framework: str, job: Job) -> str:
    """The config's version where the framework is the config's and has a training image; else a usual one."""
    wanted = (job.training_version or job.framework_version) if framework == job.framework else None
    return wanted if wanted in images.versions(framework, "training") else _USUAL_VERSIONS[framework]


def _processing_step(name: str, output_names: Iterable[str], job: Job) -> ProcessingStep:
    processor = Processor(**processor_arguments(job))
    outputs = [ProcessingOutput(**output_arguments(name, output_name, job)) for output_name in output_names]
    if isinstance(job.session, PipelineSession):
        return ProcessingStep(name=name, step_args=processor.run(outputs=outputs))
    return ProcessingStep(name=name, processor=processor, outputs=outputs)


def processor_arguments(job: Job) -> dict[str, Any]:
    """What the processor of a processing job is called with."""
    return {
        "role": ROLE,
        "image_uri": f"123456789012.dkr.ecr.{job.region}.amazonaws.com/processing:1",
        "instance_count": 1,
        "instance_type": "ml.m5.xlarge",
        "sagemaker_session": job.session,
    }


def output_arguments(name: str, output_name: str, job: Job) -> dict[str, Any]:
    """What an output of the processing step `name` is made of."""
    return {
        "output_name": output_name,
        "source": f"/opt/ml/processing/{output_name}",
        "destination": f"s3://{bucket_name(job.region)}/processed/{name}/{output_name}",
    }
