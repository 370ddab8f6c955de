"""A forecast for each store: one container that loads the archive it is asked for from below a prefix."""

import logging
from typing import NamedTuple, Optional

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep

logger = logging.getLogger(__name__)


class StoreForecastConfig(NamedTuple):
    models_prefix: str = "s3://retail-models/forecast/stores/"
    instance_type: str = "ml.c5.xlarge"
    sklearn_version: str = "1.2-1"
    region: str = "eu-west-1"


class StoreForecastModelStepBuilder:
    def __init__(self, config: StoreForecastConfig, sagemaker_session=None, role: Optional[str] = None):
        for name, value in config._asdict().items():
            if not value:
                raise ValueError(f"{name} is empty")
        self.cfg, self.sess, self.role = config, sagemaker_session, role

    def create_step(self, **kw) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is missing")
        if kw.get("enable_caching"):
            logger.warning("no caching for CreateModelStep; flag ignored")
        image = image_uris.retrieve(
            "sklearn", self.cfg.region, version=self.cfg.sklearn_version, instance_type=self.cfg.instance_type
        )
        request = {
            "ExecutionRoleArn": self.role,
            "PrimaryContainer": {
                "Image": image,
                "Mode": "MultiModel",
                "ModelDataUrl": self.cfg.models_prefix,
                "MultiModelConfig": {"ModelCacheSetting": "Enabled"},
            },
        }
        return CreateModelStep("StoreForecast", step_args=request, depends_on=list(kw.get("dependencies") or ()))
