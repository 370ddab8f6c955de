"""Specification of the XGBoostModel step on SDK v3."""

from dataclasses import replace

from cursus_tester.contract.specification import DependencySpec
from specs.xgboost_model import XGBOOST_MODEL_SPECIFICATION as ON_V2

XGBOOST_MODEL_SPECIFICATION = replace(
    ON_V2,
    pattern="M",
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("XGBoostTraining", "ProcessingStep", "ModelArtifactsStep"),
            semantic_keywords=("model", "artifacts", "xgboost"),
            description="Archive of the trained booster; the SDK packs the code into it",
        ),
    ),
)
