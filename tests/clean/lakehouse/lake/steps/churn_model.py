"""Churn scores of the retention team."""

from typing import Optional

from sagemaker.xgboost import XGBoostModel

from lake.platform.model_base import LakeModelStepBuilderBase
from lake.specs.models import CHURN
from lake.steps.configs import ChurnModelConfig


class ChurnModelStepBuilder(LakeModelStepBuilderBase):
    model_class = XGBoostModel

    def __init__(
        self,
        config: ChurnModelConfig,
        sagemaker_session=None,
        role: Optional[str] = None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        super().__init__(config, CHURN, sagemaker_session, role, registry_manager, dependency_resolver)

    def image_region(self) -> str:
        forced = self.spec.forced_region
        if self.config.aws_region != forced:
            self.log.info("region %s is configured, the image comes from %s", self.config.aws_region, forced)
        return forced

    def _create_model(self, model_data):
        if self.config.enable_network_isolation and not isinstance(model_data, str):
            raise ValueError(
                "model_data of a pipeline run cannot be served under network isolation: the SDK would lose the code; "
                "turn enable_network_isolation off, or give an s3:// URI"
            )
        return super()._create_model(model_data)
