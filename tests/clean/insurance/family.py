"""One builder class a framework, all of them made of class attributes."""

from typing import Any, ClassVar, Optional, Type

import sagemaker.image_uris
from sagemaker.model import FrameworkModel
from sagemaker.workflow.steps import CreateModelStep, StepTypeEnum


class Requires:
    """A field of the config that must say something."""

    def __init__(self, *names: str):
        self.names = names

    def __call__(self, config: Any) -> None:
        empty = [name for name in self.names if not config.get(name)]
        if empty:
            raise ValueError("missing in the config: " + ", ".join(empty))


class FamilyModelStepBuilder:
    framework: ClassVar[str] = ""
    model_class: ClassVar[Optional[Type[FrameworkModel]]] = None
    versions: ClassVar[tuple] = ()
    defaults: ClassVar[dict] = {}
    check = Requires("instance_type", "entry_point", "source_dir", "framework_version")

    def __init__(self, config: dict, sagemaker_session=None, role=None, **kwargs):
        type(self).check(config)
        if config["framework_version"] not in self.versions:
            raise ValueError(f"framework_version must be one of {list(self.versions)}")
        if role is None:
            raise ValueError(f"{type(self).__name__}: no role")
        self.config = {**self.defaults, **config}
        self.session = sagemaker_session
        self.role = role

    @property
    def image_uri(self):
        return sagemaker.image_uris.retrieve(
            framework=self.framework,
            region=self.config["region"],
            version=self.config["framework_version"],
            py_version="py3",
            instance_type=self.config["instance_type"],
            image_scope="inference",
        )

    def create_step(self, dependencies=(), inputs=None, model_data=None, enable_caching=False):
        if enable_caching:
            print_warning(f"{self.step_name}: caching is not available for CreateModel steps")
        model = self.model_class(
            self.find(model_data, inputs or {}, dependencies or ()),
            self.role,
            self.config["entry_point"],
            source_dir=self.config["source_dir"],
            framework_version=self.config["framework_version"],
            image_uri=self.image_uri,
            env={**self.config.get("env", {})},
            sagemaker_session=self.session,
        )
        return CreateModelStep(self.step_name, model=model, depends_on=list(dependencies or ()))

    @property
    def step_name(self):
        return type(self).__name__.removesuffix("StepBuilder")

    def find(self, model_data, inputs, dependencies):
        value = inputs.get("model_data") if model_data is None else model_data
        if value is None:
            trained = [each for each in dependencies if each.step_type is StepTypeEnum.TRAINING]
            value = trained[0].properties.ModelArtifacts.S3ModelArtifacts if trained else None
        if value is None or value == "":
            raise ValueError(f"{self.step_name}: model_data is required")
        return value


def print_warning(text):
    import logging

    logging.warning(text)
