"""Specification of the XGBoostEstimatorModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

XGBOOST_ESTIMATOR_MODEL_SPECIFICATION = StepSpecification(
    step_name="XGBoostEstimatorModel",
    step_type="CreateModel",
    pattern="B",
    framework="xgboost",
    # Script-mode images only: "1" and "latest" are the built-in algorithm.
    framework_versions=("1.0-1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1"),
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            # The estimator comes from the same step.
            compatible_sources=("XGBoostTraining",),
            semantic_keywords=("model", "artifacts", "xgboost"),
            description="Archive of the trained booster; the code is uploaded next to it",
        ),
    ),
    outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),),
    script_contract=ScriptContract(
        entry_point="inference.py",
        required_environment_variables=("SAGEMAKER_PROGRAM",),
        optional_environment_variables={"SAGEMAKER_MODEL_SERVER_TIMEOUT": "60"},
    ),
)
