"""A variable of the machine that builds: no input, and the settings say its value."""

import os
from dataclasses import dataclass

from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep


@dataclass
class VariableConfig:
    image_uri: str


class _Variable:
    variable = "TEAM_STAGE"

    def __init__(self, config: VariableConfig, session=None, role=None):
        if not config.image_uri:
            raise ValueError("image_uri is missing")
        self.config, self.session, self.role = config, session, role

    def _step(self, model_data, dependencies):
        if not self.role:
            raise ValueError("a role is needed")
        if model_data is None or (isinstance(model_data, str) and not model_data):
            raise ValueError("model_data is missing")
        model = Model(
            image_uri=self.config.image_uri,
            model_data=model_data,
            role=self.role,
            env={"STAGE": os.environ[self.variable]},
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="Variable", model=model, depends_on=list(dependencies or []))


class SetVariableModelStepBuilder(_Variable):
    """The settings set it."""

    def create_step(self, model_data=None, dependencies=None) -> CreateModelStep:
        return self._step(model_data, dependencies)


class UnsetVariableModelStepBuilder(_Variable):
    """Nobody does."""

    variable = "TEAM_REGION_CODE"

    def create_step(self, model_data=None, dependencies=None) -> CreateModelStep:
        return self._step(model_data, dependencies)
