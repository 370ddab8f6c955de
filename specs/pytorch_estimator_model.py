"""Specification of the PyTorchEstimatorModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

PYTORCH_ESTIMATOR_MODEL_SPECIFICATION = StepSpecification(
    step_name="PyTorchEstimatorModel",
    step_type="CreateModel",
    pattern="B",
    framework="pytorch",
    framework_versions=("1.12.1", "1.13.1", "2.0.1", "2.1.0"),
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            # The estimator comes from the same step.
            compatible_sources=("PyTorchTraining",),
            semantic_keywords=("model", "artifacts", "pytorch"),
            description="Archive of the trained network; the SDK adds code/ to it",
        ),
    ),
    outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),),
    script_contract=ScriptContract(
        entry_point="inference.py",
        required_environment_variables=("SAGEMAKER_PROGRAM",),
        optional_environment_variables={"TS_DEFAULT_RESPONSE_TIMEOUT": "60"},
    ),
)
