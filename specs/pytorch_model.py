"""Specification of the PyTorchModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

PYTORCH_MODEL_SPECIFICATION = StepSpecification(
    step_name="PyTorchModel",
    step_type="CreateModel",
    pattern="A",
    framework="pytorch",
    framework_versions=("1.12.1", "1.13.1", "2.0.1", "2.1.0"),
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            # No training step: its archive has no code/, and the image reads code only from there.
            compatible_sources=("PackagingStep", "ProcessingStep"),
            semantic_keywords=("model", "artifacts", "packaged"),
            packaged=True,
            description="Archive with the model and code/; the SDK adds code/ to an archive given as s3:// URI",
        ),
    ),
    outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),),
    script_contract=ScriptContract(
        entry_point="inference.py",
        required_environment_variables=("SAGEMAKER_PROGRAM",),
        optional_environment_variables={"TS_DEFAULT_RESPONSE_TIMEOUT": "60"},
    ),
)
