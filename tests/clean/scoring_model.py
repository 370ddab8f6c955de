"""A signature that everybody shares, and nobody reads all of it."""

from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep


class ScoringModelStepBuilder:
    def __init__(self, config=None, sagemaker_session=None, role=None):
        self.config = config
        self.session = sagemaker_session
        if not role:
            raise ValueError("role is missing")
        self.role = role

    def create_step(self, model_data=None, dependencies=None, **_):
        if not model_data:
            raise ValueError("model_data is missing")
        model = Model(
            image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/scoring:3",
            model_data=model_data,
            role=self.role,
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="Scoring", model=model, depends_on=list(dependencies or []))
