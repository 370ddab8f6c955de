"""Splits the orders; whatever is set comes as keywords."""

from typing import Any

from sagemaker.processing import ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep


class OrderSplitStepBuilder:
    def __init__(self, sagemaker_session: PipelineSession = None, role: str = None, **settings: Any):
        for name in ("instance_type", "entry_point", "framework_version"):
            if not settings.get(name):
                raise ValueError(f"the setting {name} is missing")
        if not role:
            raise ValueError("role is missing")
        self.settings, self.session, self.role = settings, sagemaker_session, role

    def create_step(self, dependencies=None):
        processor = SKLearnProcessor(
            framework_version=self.settings["framework_version"],
            role=self.role,
            instance_type=self.settings["instance_type"],
            instance_count=self.settings.get("instance_count", 1),
            sagemaker_session=self.session,
        )
        args = processor.run(
            code=self.settings["entry_point"],
            outputs=[ProcessingOutput(output_name="split", source="/opt/ml/processing/split")],
        )
        return ProcessingStep(name="OrderSplit", step_args=args, depends_on=list(dependencies or []))
