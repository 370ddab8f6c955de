"""A faked AWS account, real SDK sessions, and the steps that builders take their model data from."""

from __future__ import annotations

import functools
import io
import json
import logging
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import boto3
import pytest
from moto import mock_aws
from sagemaker import utils
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingOutput, ScriptProcessor
from sagemaker.pytorch.estimator import PyTorch
from sagemaker.session import Session
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.tensorflow.estimator import TensorFlow
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.xgboost.estimator import XGBoost

REPOSITORY = Path(__file__).resolve().parents[3]
ROLE = "arn:aws:iam::123456789012:role/SageMakerRole"
BUCKET = "sagemaker-us-east-1-123456789012"
PLAIN = f"s3://{BUCKET}/models/model.tar.gz"

ESTIMATORS = {
    "XGBoost": (XGBoost, {"framework_version": "1.7-1"}),
    "SKLearn": (SKLearn, {"framework_version": "1.2-1"}),
    "PyTorch": (PyTorch, {"framework_version": "2.0.1", "py_version": "py310"}),
    "TensorFlow": (TensorFlow, {"framework_version": "2.13", "py_version": "py310"}),
}


def pack(files: dict[str, bytes]) -> bytes:
    """A gzipped tarball."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


_CODE = {"instance_type": "ml.m5.xlarge", "entry_point": "inference.py", "source_dir": "serving"}

#: A valid config of each builder, by its module.
BASE: dict[str, dict[str, Any]] = {
    "xgboost_model": {**_CODE, "framework_version": "1.7-1"},
    "pytorch_model": {**_CODE, "framework_version": "2.0.1"},
    "generic_model": {
        "instance_type": "ml.m5.xlarge",
        "entry_point": "inference.py",
        "framework": "pytorch",
        "framework_version": "2.0.1",
    },
    "multi_container_model": {**_CODE, "framework_version": "1.7-1"},
    "xgboost_estimator_model": {**_CODE, "framework_version": "1.7-1"},
    "pytorch_estimator_model": {**_CODE, "framework_version": "2.0.1"},
    "tensorflow_estimator_model": {**_CODE, "framework_version": "2.13"},
}


@dataclass(slots=True)
class Account:
    """One faked account with one session, and pipelines in it."""

    session: Session
    #: Names of the SageMaker operations called so far.
    calls: list[str] = field(default_factory=list)

    @property
    def is_pipeline(self) -> bool:
        return isinstance(self.session, PipelineSession)

    def training_step(self, framework: str, name: str | None = None, **options: Any) -> TrainingStep:
        estimator_class, version = ESTIMATORS[framework]
        estimator = estimator_class(
            entry_point="train.py",
            source_dir="training",
            role=ROLE,
            instance_count=1,
            instance_type="ml.m5.xlarge",
            sagemaker_session=self.session,
            **{**version, **options},
        )
        name = name or f"{framework}Training"
        inputs = {"train": TrainingInput(f"s3://{BUCKET}/train")}
        if self.is_pipeline:
            return TrainingStep(name=name, step_args=estimator.fit(inputs))
        return TrainingStep(name=name, estimator=estimator, inputs=inputs)

    def processing_step(self, name: str = "PackagingStep", outputs: tuple[str, ...] = ("model",)) -> ProcessingStep:
        processor = ScriptProcessor(
            image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/packaging:1",
            command=["python3"],
            role=ROLE,
            instance_count=1,
            instance_type="ml.m5.xlarge",
            sagemaker_session=self.session,
        )
        declared = [ProcessingOutput(output_name=each, source=f"/opt/ml/processing/{each}") for each in outputs]
        code = "training/train.py"
        if self.is_pipeline:
            return ProcessingStep(name=name, step_args=processor.run(code=code, outputs=declared))
        return ProcessingStep(name=name, processor=processor, code=code, outputs=declared)

    def variables(self, step: TrainingStep) -> dict[str, tuple[Any, tuple[Any, ...]]]:
        """Each form of explicit model data that a run provides, with the parameters to declare for it."""
        parameter = ParameterString("ModelData", default_value=PLAIN)
        return {
            "parameter": (parameter, (parameter,)),
            "join": (Join(on="/", values=[parameter, "model.tar.gz"]), (parameter,)),
            "property": (step.properties.ModelArtifacts.S3ModelArtifacts, ()),
        }

    def compile(self, *steps: Any, parameters: tuple[Any, ...] = ()) -> dict[str, dict[str, Any]]:
        """The compiled steps by name."""
        pipeline = Pipeline(
            name="conformance", steps=list(steps), parameters=list(parameters), sagemaker_session=self.session
        )
        return {step["Name"]: step for step in json.loads(pipeline.definition())["Steps"]}

    def members(self, uri: str) -> set[str]:
        """The files in the tarball at `uri`."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        content = self.session.boto_session.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            return {member.name.lstrip("./") for member in tar.getmembers() if member.isfile()}


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with code."""
    monkeypatch.chdir(tmp_path)
    for folder, script in (("training", "train.py"), ("serving", "inference.py")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / script).write_text(f"# {script}\n")


@pytest.fixture(scope="session")
def aws() -> Iterator[tuple[boto3.Session, Any, Any]]:
    """A faked AWS for the whole run, with its session and its S3 and SageMaker clients, which are slow to make."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        # Half of the run's time otherwise: the SDK reads botocore's endpoint data anew for every image and region.
        environment.setattr(utils, "_botocore_resolver", functools.cache(utils._botocore_resolver))
        with mock_aws():
            boto_session = boto3.Session(region_name="us-east-1")
            s3 = boto_session.client("s3")
            s3.create_bucket(Bucket=BUCKET)
            yield boto_session, s3, boto_session.client("sagemaker")


@pytest.fixture(params=[Session, PipelineSession], ids=["Session", "PipelineSession"])
def account(request: pytest.FixtureRequest, aws: tuple[boto3.Session, Any, Any]) -> Iterator[Account]:
    """An account with one model archive in it, whose session is of either kind."""
    boto_session, s3, sagemaker_client = aws
    for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=each["Key"])
    s3.put_object(Bucket=BUCKET, Key="models/model.tar.gz", Body=pack({"weights.bin": b"weights"}))
    session = request.param(
        boto_session=boto_session, sagemaker_client=sagemaker_client, default_bucket=BUCKET, sagemaker_config={}
    )
    made = Account(session)

    def record(model: Any, **_: Any) -> None:
        made.calls.append(model.name)

    sagemaker_client.meta.events.register("before-call", record)
    yield made
    sagemaker_client.meta.events.unregister("before-call", record)


@pytest.fixture
def make(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Makes the builder of a module in ``builders/``, with the session of the test's account if it has one."""
    monkeypatch.setattr(sys, "path", [str(REPOSITORY), *sys.path])

    account = request.getfixturevalue("account") if "account" in request.fixturenames else None
    own_session = account.session if account else None

    def make_builder(module_name: str, *, role: str | None = ROLE, session: Any = own_session, **config: Any) -> Any:
        module = import_module(f"builders.{module_name}")
        builder_class = next(
            value
            for value in vars(module).values()
            if getattr(value, "__module__", None) == module.__name__ and value.__name__.endswith("StepBuilder")
        )
        config_class = get_type_hints(builder_class.__init__)["config"]
        values = {**BASE[module_name], **config}
        return builder_class(config=config_class(**values), sagemaker_session=session, role=role)

    return make_builder


@pytest.fixture
def warnings_logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The warnings that builders logged so far."""
    return lambda: [
        record.getMessage()
        for record in caplog.records
        if record.levelno == logging.WARNING and record.name.startswith("builders.")
    ]
