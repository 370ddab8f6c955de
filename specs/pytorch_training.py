"""Specification of the PyTorchTraining step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

PYTORCH_TRAINING_SPECIFICATION = StepSpecification(
    step_name="PyTorchTraining",
    step_type="Training",
    framework="pytorch",
    framework_versions=("1.13.1", "2.0.1", "2.1.0", "2.2.0"),
    dependencies=(
        DependencySpec(
            logical_name="train",
            dependency_type="training_data",
            compatible_sources=("Preprocessing", "DataLoading"),
            semantic_keywords=("train", "training"),
            description="Rows to learn from",
        ),
        DependencySpec(
            logical_name="validation",
            dependency_type="training_data",
            compatible_sources=("Preprocessing", "DataLoading"),
            required=False,
            semantic_keywords=("validation", "val"),
            description="Rows to stop early by",
        ),
    ),
    outputs=(
        OutputSpec(
            logical_name="model_data",
            property_path="properties.ModelArtifacts.S3ModelArtifacts",
            output_type="model_artifacts",
        ),
    ),
    script_contract=ScriptContract(
        entry_point="train.py",
        expected_input_paths={
            "train": "/opt/ml/input/data/train",
            "validation": "/opt/ml/input/data/validation",
        },
        expected_output_paths={"model_data": "/opt/ml/model"},
        optional_environment_variables={"TRAINING_LOG_LEVEL": "INFO"},
    ),
)
