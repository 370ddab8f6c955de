"""Splits the loans; its settings and its inputs are checked by loops over the same variable."""

from typing import Any

from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep


class LoanSplitStepBuilder:
    def __init__(self, sagemaker_session: PipelineSession = None, role: str = None, **settings: Any):
        for name in ("instance_type", "entry_point", "framework_version"):
            if not settings.get(name):
                raise ValueError(f"the setting {name} is missing")
        if not role:
            raise ValueError("role is missing")
        self.settings, self.session, self.role = settings, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None):
        inputs = inputs or {}
        for name in ("raw_data", "schema_path"):
            if not inputs.get(name):
                raise ValueError(f"required input '{name}' not found")
        processor = SKLearnProcessor(
            framework_version=self.settings["framework_version"],
            role=self.role,
            instance_type=self.settings["instance_type"],
            instance_count=self.settings.get("instance_count", 1),
            env={"SCHEMA": inputs["schema_path"]},
            sagemaker_session=self.session,
        )
        args = processor.run(
            code=self.settings["entry_point"],
            inputs=[ProcessingInput(source=inputs["raw_data"], destination="/opt/ml/processing/input")],
            outputs=[ProcessingOutput(output_name="split", source="/opt/ml/processing/split")],
        )
        return ProcessingStep(name="LoanSplit", step_args=args, depends_on=list(dependencies or []))
