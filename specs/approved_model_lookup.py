"""Specification of the ApprovedModelLookup step."""

from cursus_tester.contract.specification import OutputSpec, ScriptContract, StepSpecification

APPROVED_MODEL_LOOKUP_SPECIFICATION = StepSpecification(
    step_name="ApprovedModelLookup",
    step_type="Lambda",
    framework=None,
    dependencies=(),
    outputs=tuple(
        OutputSpec(
            logical_name=name,
            property_path=f"properties.Outputs['{name}']",
            output_type="custom_property",
        )
        for name in ("model_uri", "model_version")
    ),
    script_contract=ScriptContract(entry_point="handler.py"),
)
