"""One container for the models of many shops, which lie below one prefix."""

import logging
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.multidatamodel import MultiDataModel
from sagemaker.workflow.steps import CreateModelStep

log = logging.getLogger(__name__)


@dataclass
class ShopsConfig:
    instance_type: str = "ml.m5.large"
    algorithm_version: str = "1.5-1"
    region: str = "us-east-1"
    prefix: str = "s3://ml-artifacts/shops/"


class ShopsModelStepBuilder:
    """One container, many models."""

    def __init__(self, config: ShopsConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "algorithm_version", "region", "prefix"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        model = MultiDataModel(
            name="shops",
            model_data_prefix=model_data or (inputs or {}).get("model_data") or self.config.prefix,
            image_uri=image_uris.retrieve(
                "xgboost",
                region=self.config.region,
                version=self.config.algorithm_version,
                instance_type=self.config.instance_type,
                image_scope="inference",
            ),
            role=self.role,
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="Shops", model=model, depends_on=list(dependencies or []))
