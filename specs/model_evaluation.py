"""Specification of the ModelEvaluation step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

MODEL_EVALUATION_SPECIFICATION = StepSpecification(
    step_name="ModelEvaluation",
    step_type="Processing",
    framework=None,
    custom_container=True,
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("XGBoostTraining", "PyTorchTraining"),
            semantic_keywords=("model", "artifacts"),
            description="Archive of the trained model",
        ),
        DependencySpec(
            logical_name="test_data",
            dependency_type="processing_data",
            compatible_sources=("TabularPreprocessing",),
            semantic_keywords=("test", "holdout"),
            description="Rows that the model has not seen",
        ),
    ),
    outputs=(
        OutputSpec(
            logical_name="evaluation",
            property_path="properties.ProcessingOutputConfig.Outputs['evaluation'].S3Output.S3Uri",
            output_type="metrics",
            data_type="S3Uri",
        ),
    ),
    script_contract=ScriptContract(
        entry_point="evaluate.py",
        expected_input_paths={
            "model_data": "/opt/ml/processing/input/model",
            "test_data": "/opt/ml/processing/input/test",
        },
        expected_output_paths={"evaluation": "/opt/ml/processing/output/evaluation"},
        required_environment_variables=("EVALUATION_METRIC",),
    ),
)
