"""Specification of the MultiContainerModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

MULTI_CONTAINER_MODEL_SPECIFICATION = StepSpecification(
    step_name="MultiContainerModel",
    step_type="CreateModel",
    pattern="A",
    framework="xgboost",
    framework_versions=("1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1"),
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("XGBoostTraining", "ProcessingStep"),
            semantic_keywords=("model", "xgboost"),
            description="Archive of the trained booster",
        ),
        DependencySpec(
            logical_name="preprocessor_data",
            dependency_type="model_artifacts",
            compatible_sources=("SKLearnTraining", "PreprocessorProcessing"),
            semantic_keywords=("preprocessor", "sklearn"),
            description="Archive of the fitted preprocessing pipeline",
        ),
    ),
    outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),),
    script_contract=ScriptContract(
        entry_point="inference.py",
        required_environment_variables=("SAGEMAKER_PROGRAM",),
        optional_environment_variables={"SAGEMAKER_MODEL_SERVER_TIMEOUT": "60"},
    ),
)
