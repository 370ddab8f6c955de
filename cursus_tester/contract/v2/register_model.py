"""Base class of the builders of steps that register a model."""

from __future__ import annotations

from typing import Any

from sagemaker.model_metrics import MetricsSource, ModelMetrics
from sagemaker.workflow.functions import Join

from cursus_tester.contract import register_model
from cursus_tester.contract.register_model import METRICS_FILE


class RegisterModelStepBuilder(register_model.RegisterModelStepBuilder):
    """Base of the builders that register a model on SDK v2."""

    def _get_metrics(self, evaluation: Any) -> ModelMetrics | None:
        """The metrics that an evaluation step wrote; ``None`` without one."""
        if evaluation is None:
            return None
        file: Any = Join(on="/", values=[evaluation, METRICS_FILE])
        return ModelMetrics(model_statistics=MetricsSource(s3_uri=file, content_type="application/json"))
