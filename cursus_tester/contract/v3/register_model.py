"""Base class of the builders of steps that register a model."""

from __future__ import annotations

from typing import Any

from sagemaker.core.model_metrics import MetricsSource, ModelMetrics
from sagemaker.core.workflow.functions import Join

from cursus_tester.contract import register_model
from cursus_tester.contract.register_model import METRICS_FILE
from cursus_tester.contract.v3.pipeline_session import require_pipeline_session


class RegisterModelStepBuilder(register_model.RegisterModelStepBuilder):
    """Base of the builders that register a model on SDK v3."""

    def _require_role_and_session(self) -> None:
        super()._require_role_and_session()
        require_pipeline_session(self, self.session)

    def _get_metrics(self, evaluation: Any) -> ModelMetrics | None:
        """The metrics that an evaluation step wrote; ``None`` without one."""
        if evaluation is None:
            return None
        file = Join(on="/", values=[evaluation, METRICS_FILE])
        return ModelMetrics(model_statistics=MetricsSource(s3_uri=file, content_type="application/json"))
