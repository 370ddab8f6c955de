"""Specification of the XGBoostRegisterModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

XGBOOST_REGISTER_MODEL_SPECIFICATION = StepSpecification(
    step_name="XGBoostRegisterModel",
    step_type="RegisterModel",
    framework="xgboost",
    # Script-mode images only: "1" and "latest" are the built-in algorithm.
    framework_versions=("1.0-1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1"),
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("XGBoostTraining", "ModelProcessing"),
            semantic_keywords=("model", "artifacts", "xgboost"),
            description="Archive of the trained booster; the code is uploaded next to it",
        ),
        DependencySpec(
            logical_name="evaluation",
            dependency_type="processing_output",
            compatible_sources=("Evaluation",),
            required=False,
            semantic_keywords=("evaluation", "metrics"),
            description="Folder with the metrics of the model, in evaluation.json",
        ),
    ),
    outputs=(
        OutputSpec(
            logical_name="model_package_arn",
            property_path="properties.ModelPackageArn",
            output_type="model_package_arn",
        ),
    ),
    script_contract=ScriptContract(
        entry_point="inference.py",
        optional_environment_variables={"SAGEMAKER_MODEL_SERVER_TIMEOUT": "60"},
    ),
)
