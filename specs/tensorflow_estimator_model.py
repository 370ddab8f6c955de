"""Specification of the TensorFlowEstimatorModel step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

TENSORFLOW_ESTIMATOR_MODEL_SPECIFICATION = StepSpecification(
    step_name="TensorFlowEstimatorModel",
    step_type="CreateModel",
    pattern="B",
    framework="tensorflow",
    # Minor versions: training and inference images differ in the patch level (2.12.0 and 2.12.1).
    framework_versions=("2.10", "2.11", "2.12", "2.13"),
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            # The estimator comes from the same step.
            compatible_sources=("TensorFlowTraining",),
            semantic_keywords=("model", "artifacts", "tensorflow"),
            description="Archive of the SavedModel; the SDK adds code/ to it",
        ),
    ),
    outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),),
    script_contract=ScriptContract(
        entry_point="inference.py",
        optional_environment_variables={"SAGEMAKER_TFS_ENABLE_BATCHING": "false"},
    ),
)
