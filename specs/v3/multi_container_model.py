"""Specification of the MultiContainerModel step on SDK v3."""

from dataclasses import replace

from cursus_tester.contract.specification import DependencySpec
from specs.multi_container_model import MULTI_CONTAINER_MODEL_SPECIFICATION as ON_V2

# The SDK packs no code into the archives of several containers (sagemaker-serve 1.27.0).
MULTI_CONTAINER_MODEL_SPECIFICATION = replace(
    ON_V2,
    pattern="M",
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("XGBoostPackaging", "ProcessingStep"),
            semantic_keywords=("model", "xgboost"),
            packaged=True,
            description="Archive with the trained booster and code/",
        ),
        DependencySpec(
            logical_name="preprocessor_data",
            dependency_type="model_artifacts",
            compatible_sources=("PreprocessorPackaging", "PreprocessorProcessing"),
            semantic_keywords=("preprocessor", "sklearn"),
            packaged=True,
            description="Archive with the fitted preprocessing pipeline and code/",
        ),
    ),
)
