"""The base of builders that make a CreateModel step from a model object."""

from typing import Any, Dict

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep

from lake.platform.base import LakeStepBuilderBase
from lake.platform.mixins import NoCache, Secured

REQUIRED = ("instance_type", "entry_point", "source_dir", "framework_version")


class LakeModelStepBuilderBase(NoCache, Secured, LakeStepBuilderBase):
    model_class: Any = None

    def validate_configuration(self) -> None:
        for name in REQUIRED:
            if getattr(self.config, name, None) in (None, ""):
                raise ValueError(f"{type(self.config).__name__}.{name} must be given")
        if self.config.framework_version not in self.spec.framework_versions:
            raise ValueError(f"framework_version {self.config.framework_version} is not one of ours")

    def _get_image_uri(self) -> str:
        return image_uris.retrieve(
            self.spec.framework,
            self.image_region(),
            version=self.config.framework_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def image_region(self) -> str:
        return self.config.aws_region

    def _get_environment_variables(self) -> Dict[str, str]:
        return {**super()._get_environment_variables(), **(self.config.env or {})}

    def _get_inputs(self, inputs: Dict[str, Any]) -> Dict[str, Any]:
        for name, need in self.spec.dependencies.items():
            value = inputs.get(name)
            if need.required and (value is None or (isinstance(value, str) and not value)):
                raise ValueError(f"{self._get_step_name()} needs the input {name!r}")
        return {name: inputs[name] for name in self.spec.dependencies if name in inputs}

    def _get_outputs(self, outputs: Dict[str, Any]) -> None:
        return None

    def _create_model(self, model_data: Any):
        return self.model_class(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            image_uri=self._get_image_uri(),
            sagemaker_session=self.session,
            env=self._get_environment_variables(),
            name=self.config.model_name,
            **self.security(),
        )

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        self.note_caching(kwargs.get("enable_caching"))
        self.announce_dropped()
        inputs = self._get_inputs(self.collect(kwargs))
        step = CreateModelStep(
            name=self._get_step_name(),
            model=self._create_model(inputs["model_data"]),
            depends_on=list(kwargs.get("dependencies") or []),
        )
        step._spec = self.spec
        return step
