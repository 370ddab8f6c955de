"""The best job of a tuning step, as the SDK's documentation deploys it."""

import logging
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep, TuningStep

log = logging.getLogger(__name__)


@dataclass
class TunedPriceConfig:
    instance_type: str = "ml.m5.large"
    xgboost_version: str = "1.5-1"
    region: str = "us-east-1"
    rank: int = 0


class TunedPriceModelStepBuilder:
    def __init__(self, config: TunedPriceConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "xgboost_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"config.{name} is missing")
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def _best(self, dependencies):
        for step in dependencies:
            if isinstance(step, TuningStep):
                return step.get_top_model_s3_uri(
                    top_k=self.config.rank, s3_bucket=self.session.default_bucket(), prefix="output"
                )
        return None

    def create_step(self, model_data=None, inputs=None, dependencies=None, enable_caching=False):
        if not self.role:
            raise ValueError("role is missing")
        if enable_caching:
            log.warning("enable_caching is ignored: CreateModelStep has no cache")
        dependencies = list(dependencies or [])
        candidates = (model_data, (inputs or {}).get("model_data"))
        archive = next((each for each in candidates if each is not None), None)
        if archive is None:
            archive = self._best(dependencies)
        if archive is None or (isinstance(archive, str) and archive == ""):
            raise ValueError("model_data is missing")
        image = image_uris.retrieve(
            "xgboost", self.config.region, version=self.config.xgboost_version, instance_type=self.config.instance_type
        )
        model = Model(image_uri=image, model_data=archive, role=self.role, sagemaker_session=self.session)
        return CreateModelStep(name="TunedPrice", model=model, depends_on=dependencies)
