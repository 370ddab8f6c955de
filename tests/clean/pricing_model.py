"""Style: aliased imports, a namedtuple for specification. PyTorch, served from archives that hold their code."""

import logging as _logging
from collections import namedtuple
from typing import Dict, List, Optional

import sagemaker.workflow.steps as wf
from pydantic import BaseModel, Field
from sagemaker import image_uris as images
from sagemaker.pytorch import model as pt

Spec = namedtuple("Spec", "step_type dependencies outputs framework framework_versions")
Needs = namedtuple("Needs", "logical_name dependency_type required compatible_sources packaged")
Gives = namedtuple("Gives", "logical_name property_path")

PRICING_SPEC = Spec(
    step_type="CreateModel",
    dependencies=(
        Needs(
            logical_name="model_data",
            dependency_type="model_artifacts",
            required=True,
            compatible_sources=("PackagingProcessing",),
            packaged=True,
        ),
    ),
    outputs=(Gives("model_name", "properties.ModelName"),),
    framework="pytorch",
    framework_versions=("2.0.1", "2.1.0"),
)
_PYTHON = "py310"


class PricingConfig(BaseModel):
    instance_type: str = Field(min_length=1)
    framework_version: str = Field(default="2.1.0", min_length=1)
    region: str = Field(default="us-east-1", min_length=1)
    handler: str = Field(default="inference.py", min_length=1)
    env: Dict[str, str] = Field(default_factory=dict)


class PricingModelStepBuilder:
    """Prices by item. The packaging step puts ``code/`` into the archive, so the SDK packs nothing."""

    def __init__(self, config: PricingConfig, sagemaker_session=None, role: Optional[str] = None):
        if config.framework_version not in PRICING_SPEC.framework_versions:
            raise ValueError(f"unsupported framework_version {config.framework_version}")
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role
        self.spec = PRICING_SPEC

    def create_step(
        self,
        *,
        inputs: Optional[dict] = None,
        model_data=None,
        dependencies: Optional[List] = None,
        enable_caching=False,
    ) -> wf.CreateModelStep:
        if enable_caching:
            _logging.getLogger(__name__).warning("caching is not supported by CreateModelStep and is ignored")
        if not self.role:
            raise ValueError("PricingModelStepBuilder: role is missing")
        data = self._model_data(inputs or {}, model_data, dependencies or [])
        settings = self.config
        model = pt.PyTorchModel(
            model_data=data,
            role=self.role,
            entry_point=None,
            framework_version=settings.framework_version,
            py_version=_PYTHON,
            image_uri=images.retrieve(
                "pytorch",
                settings.region,
                version=settings.framework_version,
                py_version=_PYTHON,
                instance_type=settings.instance_type,
                image_scope="inference",
            ),
            env={
                "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
                **settings.env,
                "SAGEMAKER_PROGRAM": settings.handler,
                "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
            },
            sagemaker_session=self.sagemaker_session,
        )
        created = wf.CreateModelStep(name="PricingModel", model=model, depends_on=list(dependencies or []))
        created._spec = self.spec
        return created

    def _model_data(self, inputs, model_data, dependencies):
        if model_data is None:
            model_data = inputs.get("model_data")
        if model_data is None:
            model_data = next((_archive_of(each) for each in dependencies if "Packaging" in each.name), None)
        if model_data is None or model_data == "":
            raise ValueError("required input model_data not found")
        return model_data


def _archive_of(step):
    """The archive under the one output of a packaging step; its ``S3Uri`` is a folder."""
    from sagemaker.workflow.functions import Join

    folder = step.properties.ProcessingOutputConfig.Outputs["model_data"].S3Output.S3Uri
    return Join(on="/", values=[folder, "model.tar.gz"])
