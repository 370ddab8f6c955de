"""Specification of the TabularPreprocessing step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

TABULAR_PREPROCESSING_SPECIFICATION = StepSpecification(
    step_name="TabularPreprocessing",
    step_type="Processing",
    framework="sklearn",
    framework_versions=("0.23-1", "1.0-1", "1.2-1"),
    dependencies=(
        DependencySpec(
            logical_name="raw_data",
            dependency_type="processing_data",
            compatible_sources=("DataLoading", "ProcessingStep"),
            semantic_keywords=("raw", "data"),
            description="Rows as they were collected",
        ),
        DependencySpec(
            logical_name="schema",
            dependency_type="processing_data",
            compatible_sources=("SchemaRegistry",),
            required=False,
            semantic_keywords=("schema", "metadata"),
            description="Types of the columns",
        ),
    ),
    outputs=tuple(
        OutputSpec(
            logical_name=name,
            property_path=f"properties.ProcessingOutputConfig.Outputs['{name}'].S3Output.S3Uri",
            output_type="training_data",
            data_type="S3Uri",
        )
        for name in ("train", "validation", "test")
    ),
    script_contract=ScriptContract(
        entry_point="preprocess.py",
        expected_input_paths={
            "raw_data": "/opt/ml/processing/input/raw_data",
            "schema": "/opt/ml/processing/input/schema",
        },
        expected_output_paths={
            "train": "/opt/ml/processing/output/train",
            "validation": "/opt/ml/processing/output/validation",
            "test": "/opt/ml/processing/output/test",
        },
        expected_arguments={"validation-share": "0.2"},
        optional_environment_variables={"PREPROCESSING_LOG_LEVEL": "INFO"},
    ),
)
