"""Style: versions that belong together in a table, the image cached on the builder, a specification of named tuples.

Archives given as URIs get the script packed in by the SDK; those of the pipeline come from the packaging job with it.
"""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sagemaker import image_uris
from sagemaker.huggingface import HuggingFaceModel
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.functions import Join
from sagemaker.workflow.steps import CreateModelStep

_log = logging.getLogger(__name__)


class Dep(NamedTuple):
    logical_name: str
    dependency_type: str
    compatible_sources: list
    required: bool = True
    packaged: bool = False


class Out(NamedTuple):
    logical_name: str
    property_path: str


class ReviewsSpec:
    step_type = "CreateModel"
    pattern = "A"
    framework = "huggingface"
    framework_versions = ["4.26.0", "4.28.1", "4.37.0"]
    dependencies = [Dep("model_data", "model_artifacts", ["PackagingStep"], packaged=True)]
    outputs = [Out("model_name", "properties.ModelName")]


@dataclass
class HfReviewsConfig:
    instance_type: str = "ml.g4dn.xlarge"
    transformers_version: str = "4.28.1"
    pytorch_version: str = "2.0.0"
    py_version: str = "py310"
    region: str = "us-east-1"
    entry_point: str = "inference.py"
    source_dir: str = "src/inference"
    env: dict = field(default_factory=dict)


_MATRIX = {"4.26.0": ("1.13.1", "py39"), "4.28.1": ("2.0.0", "py310"), "4.37.0": ("2.1.0", "py310")}


class HfReviewsModelStepBuilder:
    def __init__(
        self,
        config: HfReviewsConfig,
        sagemaker_session=None,
        role=None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.spec = ReviewsSpec()
        for name in vars(config):
            if name != "env" and not getattr(config, name):
                raise ValueError(f"config.{name} must be set")
        if config.transformers_version not in self.spec.framework_versions:
            raise ValueError(f"transformers_version must be one of {self.spec.framework_versions}")

    @functools.cached_property
    def image(self):
        pytorch, python = _MATRIX[self.config.transformers_version]
        return image_uris.retrieve(
            framework="huggingface",
            region=self.config.region,
            version=self.config.transformers_version,
            base_framework_version=f"pytorch{pytorch}",
            py_version=python,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def model(self, data):
        pytorch, python = _MATRIX[self.config.transformers_version]
        common: dict[str, Any] = {
            "model_data": data,
            "role": self.role,
            "image_uri": self.image,
            "transformers_version": self.config.transformers_version,
            "pytorch_version": pytorch,
            "py_version": python,
            "sagemaker_session": self.sagemaker_session,
        }
        if is_pipeline_variable(data):
            env = {
                **self.config.env,
                "SAGEMAKER_PROGRAM": self.config.entry_point,
                "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
            }
            return HuggingFaceModel(env=env, **common)
        return HuggingFaceModel(
            env=dict(self.config.env), entry_point=self.config.entry_point, source_dir=self.config.source_dir, **common
        )

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=None) -> CreateModelStep:
        if not self.role:
            raise ValueError("HfReviewsModelStepBuilder: role is missing")
        if enable_caching:
            _log.warning("enable_caching=%s is ignored: model steps have no cache", enable_caching)
        inputs = dict(inputs or {})
        if model_data is not None:
            inputs["model_data"] = model_data
        if set(inputs) - {"model_data"}:
            raise ValueError(f"unexpected inputs: {sorted(set(inputs) - {'model_data'})}")
        data = inputs.get("model_data")
        if data is None:
            for step in dependencies or []:
                if step.step_type.value == "Processing":
                    outputs = step.properties.ProcessingOutputConfig.Outputs
                    data = Join(on="/", values=[outputs["model_data"].S3Output.S3Uri, "model.tar.gz"])
                    break
        if data is None or (isinstance(data, str) and not data):
            raise ValueError("HfReviewsModelStepBuilder: required input model_data is missing")
        step = CreateModelStep(name="HfReviewsModel", model=self.model(data), depends_on=list(dependencies or []))
        step._spec = self.spec
        return step
