"""Specification of the QualityCondition step."""

from cursus_tester.contract.specification import DependencySpec, ScriptContract, StepSpecification

QUALITY_CONDITION_SPECIFICATION = StepSpecification(
    step_name="QualityCondition",
    step_type="Condition",
    framework=None,
    dependencies=(
        DependencySpec(
            logical_name="evaluation",
            dependency_type="processing_output",
            compatible_sources=("Evaluation",),
            semantic_keywords=("evaluation", "metrics"),
            description="Folder with the metrics of the model, in the property file of the step",
        ),
    ),
    outputs=(),
    script_contract=ScriptContract(entry_point=""),
)
