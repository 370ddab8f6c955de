"""Makes the model that tags notes (PyTorch), with code in a folder of its own."""

import os
from dataclasses import dataclass, field
from typing import Dict, List, Optional

from sagemaker import image_uris
from sagemaker.pytorch import PyTorchModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession


@dataclass
class NoteTaggingModelConfig:
    aws_region: str = "eu-west-1"
    instance_type: str = "ml.m5.xlarge"
    framework_version: str = "2.1"
    py_version: str = "py310"
    entry_point: str = "handler.py"
    env: Dict[str, str] = field(default_factory=dict)
    tags: Optional[List[Dict[str, str]]] = None
    subnets: Optional[List[str]] = None
    security_group_ids: Optional[List[str]] = None
    enable_network_isolation: bool = False
    container_log_level: int = 20

    def __post_init__(self):
        for name in ("aws_region", "instance_type", "framework_version", "py_version", "entry_point"):
            if not getattr(self, name):
                raise ValueError(f"NoteTaggingModelConfig.{name} is empty")


class NoteTaggingModelStepBuilder:
    def __init__(self, config: NoteTaggingModelConfig, sagemaker_session: Optional[PipelineSession] = None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role

    def image(self):
        c = self.config
        return image_uris.retrieve(
            framework="pytorch",
            region=c.aws_region,
            version=c.framework_version,
            py_version=c.py_version,
            instance_type=c.instance_type,
            image_scope="inference",
        )

    def model(self, data):
        c = self.config
        network = {}
        if c.subnets and c.security_group_ids:
            network["vpc_config"] = {"Subnets": list(c.subnets), "SecurityGroupIds": list(c.security_group_ids)}
        if c.enable_network_isolation:
            network["enable_network_isolation"] = True
        return PyTorchModel(
            model_data=data,
            role=self.role,
            image_uri=self.image(),
            entry_point=c.entry_point,
            source_dir=os.path.join(os.path.dirname(os.path.abspath(__file__)), "note_tagging"),
            framework_version=c.framework_version,
            py_version=c.py_version,
            env=dict(c.env),
            name="note-tagger",
            sagemaker_session=self.session,
            **network,
        )

    def create_step(self, model_data=None, inputs=None, dependencies=None, enable_caching=False):
        if not self.role:
            raise ValueError("role is missing")
        if enable_caching:
            import logging

            logging.getLogger(__name__).warning("a CreateModelStep cannot be cached; enable_caching is ignored")
        if self.config.tags:
            import logging

            logging.getLogger(__name__).warning("tags of a model never reach a pipeline's request; tags are ignored")
        data = model_data or (inputs or {}).get("model_data")
        for step in [] if data else dependencies or []:
            artifacts = getattr(step.properties, "ModelArtifacts", None)
            if artifacts is not None:
                data = artifacts.S3ModelArtifacts
                break
        if not data:
            raise ValueError("model_data is missing")
        request = self.model(data).create(instance_type=self.config.instance_type)
        return ModelStep(name="NoteTaggingModel", step_args=request, depends_on=list(dependencies or [])).steps[-1]
