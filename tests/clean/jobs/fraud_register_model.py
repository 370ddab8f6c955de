"""Registers the fraud model with the older collection."""

from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.step_collections import RegisterModel


class FraudRegistrationConfig:
    def __init__(self, entry_point: str, source_dir: str, group_name: str = "fraud", framework_version: str = "1.2-1"):
        given = {"entry_point": entry_point, "source_dir": source_dir, "framework_version": framework_version}
        for name, value in given.items():
            if not value:
                raise ValueError(f"{name} is missing")
        self.entry_point = entry_point
        self.source_dir = source_dir
        self.group_name = group_name
        self.framework_version = framework_version


class FraudRegisterModelStepBuilder:
    def __init__(self, config: FraudRegistrationConfig, sagemaker_session: PipelineSession = None, role: str = None):
        if not role:
            raise ValueError("no role given")
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(self, model_data=None, dependencies=None):
        steps = list(dependencies or [])
        if not model_data:
            trained = [step for step in steps if hasattr(step.properties, "ModelArtifacts")]
            if not trained:
                raise ValueError("model_data is missing, and no training step is among the dependencies")
            model_data = trained[0].properties.ModelArtifacts.S3ModelArtifacts
        model = SKLearnModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            sagemaker_session=self.session,
            name="fraud-model",
        )
        return RegisterModel(
            name="FraudRegisterModel",
            model=model,
            content_types=["application/json"],
            response_types=["application/json"],
            inference_instances=["ml.t2.medium", "ml.m5.large"],
            transform_instances=["ml.m5.large"],
            model_package_group_name=self.config.group_name,
            approval_status="PendingManualApproval",
            depends_on=steps,
        )
