"""Weights that lie uncompressed below an S3 prefix."""

import logging
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.huggingface import HuggingFaceModel
from sagemaker.inputs import CreateModelInput
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


def _weights(inputs, model_data, dependencies):
    prefix = model_data or (inputs or {}).get("model_data")
    for step in dependencies if prefix is None else ():
        if isinstance(step, TrainingStep):
            prefix = step.properties.ModelArtifacts.S3ModelArtifacts
    if prefix is None or (isinstance(prefix, str) and not prefix):
        raise ValueError("model_data is missing")
    return {"S3DataSource": {"S3Uri": prefix, "S3DataType": "S3Prefix", "CompressionType": "None"}}


@dataclass
class ChatConfig:
    instance_type: str = "ml.g5.2xlarge"
    tgi_version: str = "2.3.1"
    region: str = "us-east-1"


class ChatModelStepBuilder:
    """A text generation container reads them as they are."""

    def __init__(self, config: ChatConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "tgi_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        model = Model(
            image_uri=image_uris.retrieve(
                "huggingface-llm",
                region=self.config.region,
                version=self.config.tgi_version,
                instance_type=self.config.instance_type,
                image_scope="inference",
            ),
            model_data=_weights(inputs, model_data, steps),
            role=self.role,
            env={"HF_MODEL_ID": "/opt/ml/model"},
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="Chat", model=model, depends_on=steps)


@dataclass
class ScriptedConfig:
    entry_point: str
    source_dir: str
    instance_type: str = "ml.g5.2xlarge"
    transformers_version: str = "4.26"
    pytorch_version: str = "1.13"
    py_version: str = "py39"


class ScriptedChatModelStepBuilder:
    """With a script, which the SDK does not pack into a prefix."""

    def __init__(self, config: ScriptedConfig, sagemaker_session=None, role=None):
        names = ("entry_point", "source_dir", "instance_type", "transformers_version", "pytorch_version", "py_version")
        for name in names:
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        config = self.config
        model = HuggingFaceModel(
            model_data=_weights(inputs, model_data, steps),
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            transformers_version=config.transformers_version,
            pytorch_version=config.pytorch_version,
            py_version=config.py_version,
            sagemaker_session=self.session,
        )
        asked = CreateModelInput(instance_type=config.instance_type)
        return CreateModelStep(name="ScriptedChat", model=model, inputs=asked, depends_on=steps)
