"""Specification of the GenericModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

GENERIC_MODEL_SPECIFICATION = StepSpecification(
    step_name="GenericModel",
    step_type="CreateModel",
    pattern="A",
    # The config names the framework or a container image.
    framework=None,
    custom_container=True,
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("PackagingStep", "ProcessingStep"),
            semantic_keywords=("model", "artifacts", "packaged"),
            packaged=True,
            description="Archive with the model and its code/",
        ),
    ),
    outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),),
    script_contract=ScriptContract(
        entry_point="inference.py",
        required_environment_variables=("SAGEMAKER_PROGRAM",),
    ),
)
