"""Credit default probabilities."""

from typing import Any, Optional

from sagemaker.sklearn import SKLearnModel

from lake.platform.model_base import LakeModelStepBuilderBase
from lake.specs.models import CREDIT
from lake.steps.configs import CreditModelConfig


class CreditModelStepBuilder(LakeModelStepBuilderBase):
    model_class = SKLearnModel

    def __init__(self, config: CreditModelConfig, sagemaker_session=None, role: Optional[str] = None, **injected: Any):
        super().__init__(config, CREDIT, sagemaker_session, role, **injected)

    def _create_model(self, model_data):
        if self.config.enable_network_isolation and not isinstance(model_data, str):
            raise ValueError("enable_network_isolation: the SDK cannot pack code into model_data of a pipeline run")
        return super()._create_model(model_data)
