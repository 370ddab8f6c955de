"""Image and archive that a Lambda step looks up."""

import logging
from dataclasses import dataclass

from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep

log = logging.getLogger(__name__)


def specification():
    """What the specified ones declare: no constant of the module, which would be everybody's."""
    return {
        "step_type": "CreateModel",
        "custom_container": True,
        "dependencies": {
            "model_data": {
                "dependency_type": "model_artifacts",
                "compatible_sources": ["LookUpApproved"],
                "required": True,
            },
            "image_uri": {
                "dependency_type": "custom_property",
                "compatible_sources": ["LookUpApproved"],
                "required": True,
            },
        },
        "outputs": {"model_name": {"property_path": "properties.ModelName"}},
    }


@dataclass
class LookUpConfig:
    instance_type: str = "ml.m5.large"
    lookup_step: str = "LookUpApproved"


class _LookedUp:
    spec = None

    def __init__(
        self,
        config: LookUpConfig,
        sagemaker_session=None,
        role=None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        for name in ("instance_type", "lookup_step"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        given = dict(inputs or {})
        for step in steps:
            if step.name == self.config.lookup_step:
                given.setdefault("image_uri", step.properties.Outputs["model_image"])
                given.setdefault("model_data", step.properties.Outputs["model_artifact"])
        if model_data is not None:
            given["model_data"] = model_data
        for name in ("image_uri", "model_data"):
            if given.get(name) is None or (isinstance(given[name], str) and not given[name]):
                raise ValueError(f"required input '{name}' is missing")
        model = Model(
            image_uri=given["image_uri"],
            model_data=given["model_data"],
            role=self.role,
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="LookedUp", model=model, depends_on=steps)
        if self.spec:
            step._spec = self.spec
        return step


class LookedUpModelStepBuilder(_LookedUp):
    """Finds the step by the name that the config has."""


class SpecifiedLookedUpModelStepBuilder(_LookedUp):
    """With a specification."""

    spec = specification()
