"""Specification of the BatchTransform step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

BATCH_TRANSFORM_SPECIFICATION = StepSpecification(
    step_name="BatchTransform",
    step_type="Transform",
    framework=None,
    dependencies=(
        DependencySpec(
            logical_name="model_name",
            dependency_type="model_name",
            compatible_sources=("XGBoostModel", "PyTorchModel"),
            semantic_keywords=("model",),
            data_type="String",
            description="The model that predicts",
        ),
        DependencySpec(
            logical_name="transform_input",
            dependency_type="processing_output",
            compatible_sources=("Preprocessing",),
            semantic_keywords=("transform", "test"),
            description="Rows to predict for",
        ),
    ),
    outputs=(
        OutputSpec(
            logical_name="predictions",
            property_path="properties.TransformOutput.S3OutputPath",
            output_type="processing_output",
        ),
    ),
    script_contract=ScriptContract(
        entry_point="inference.py",
        optional_environment_variables={"PREDICTION_LOG_LEVEL": "INFO"},
    ),
)
