"""Basket values. Fields of the config are named after the endpoint that they are for."""

import logging
from dataclasses import dataclass, field
from typing import Dict, List, Optional

from sagemaker import image_uris
from sagemaker.workflow.functions import Join
from sagemaker.workflow.steps import CreateModelStep, ProcessingStep, TrainingStep
from sagemaker.xgboost import XGBoostModel

LOGGER = logging.getLogger(__name__)


@dataclass
class BasketValueConfig:
    inference_instance_type: str
    inference_entry_point: str
    inference_source_dir: str
    xgboost_framework_version: str = "1.7-1"
    deployment_region: str = "us-east-1"
    container_env: Dict[str, str] = field(default_factory=dict)
    resource_tags: Optional[List[Dict[str, str]]] = None
    endpoint_vpc_config: Optional[Dict[str, List[str]]] = None
    isolate_network: bool = False
    model_kms_key_id: Optional[str] = None
    sagemaker_model_name: Optional[str] = None
    elastic_accelerator: Optional[str] = None

    def __post_init__(self):
        for name in (
            "inference_instance_type",
            "inference_entry_point",
            "inference_source_dir",
            "xgboost_framework_version",
            "deployment_region",
        ):
            if not getattr(self, name):
                raise ValueError(f"{name} is not set")


class BasketValueModelStepBuilder:
    SPEC = {
        "step_name": "BasketValueModel",
        "step_type": "CreateModel",
        "pattern": "A",
        "framework": "xgboost",
        "dependencies": {
            "model_data": {
                "type": "model_artifacts",
                "required": True,
                "compatible_sources": ["XGBoostTraining", "ProcessingStep"],
            }
        },
        "outputs": {"model_name": "properties.ModelName"},
    }

    def __init__(self, config: BasketValueConfig, sagemaker_session=None, role: Optional[str] = None, **injected):
        if not role:
            raise ValueError("role is missing")
        self.spec = self.SPEC
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, **kwargs) -> CreateModelStep:
        config = self.config
        if kwargs.get("enable_caching"):
            LOGGER.warning("caching is ignored")
        if config.resource_tags:
            LOGGER.warning("resource_tags are ignored")
        if config.elastic_accelerator:
            LOGGER.warning("elastic_accelerator is ignored")
        dependencies = list(kwargs.get("dependencies") or [])
        archive = self.archive(kwargs, dependencies)
        if config.isolate_network and not isinstance(archive, str):
            raise ValueError("isolate_network: the SDK loses the code of an archive that only a run knows")
        model = XGBoostModel(
            model_data=archive,
            role=self.role,
            entry_point=config.inference_entry_point,
            source_dir=config.inference_source_dir,
            framework_version=config.xgboost_framework_version,
            image_uri=image_uris.retrieve(
                "xgboost",
                config.deployment_region,
                version=config.xgboost_framework_version,
                instance_type=config.inference_instance_type,
                image_scope="inference",
            ),
            env=dict(config.container_env),
            name=config.sagemaker_model_name,
            vpc_config=config.endpoint_vpc_config,
            model_kms_key=config.model_kms_key_id,
            enable_network_isolation=config.isolate_network,
            sagemaker_session=self.session,
        )
        step = CreateModelStep("BasketValueModel", model=model, depends_on=dependencies)
        step._spec = self.spec
        return step

    @staticmethod
    def archive(kwargs, dependencies):
        found = kwargs.get("model_data")
        if found is None:
            found = (kwargs.get("inputs") or {}).get("model_data")
        for step in dependencies if found is None else ():
            if isinstance(step, TrainingStep):
                found = step.properties.ModelArtifacts.S3ModelArtifacts
            elif isinstance(step, ProcessingStep):
                outputs = step.properties.ProcessingOutputConfig.Outputs
                found = Join(on="/", values=[outputs["model_data"].S3Output.S3Uri, "model.tar.gz"])
        if found is None or (isinstance(found, str) and not found):
            raise ValueError("model_data is missing")
        return found
