"""Code that lies where the pipeline is built: the SDK looks for relative paths there."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from sagemaker.inputs import CreateModelInput
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)
LIBRARIES = ["serving_code/libraries"]


@dataclass
class RelativeConfig:
    framework_version: str = "1.2-1"
    instance_type: str = "ml.m5.large"


class _Relative:
    def __init__(self, config: RelativeConfig, sagemaker_session=None, role=None):
        for name in vars(config):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role
        self.threshold = Path("serving_code/threshold.txt").read_text(encoding="utf-8").strip()

    def _libraries(self):
        return LIBRARIES

    def _step(self, inputs, model_data, dependencies, enable_caching):
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        archive = model_data or (inputs or {}).get("model_data")
        for step in steps if archive is None else ():
            if isinstance(step, TrainingStep):
                archive = step.properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data is missing")
        model = SKLearnModel(
            model_data=archive,
            role=self.role,
            entry_point="serving_code/serve.py",
            dependencies=self._libraries(),
            framework_version=self.config.framework_version,
            env={"THRESHOLD": self.threshold},
            sagemaker_session=self.session,
        )
        asked = CreateModelInput(instance_type=self.config.instance_type)
        return CreateModelStep(name="Relative", model=model, inputs=asked, depends_on=steps)


class RelativeCodeModelStepBuilder(_Relative):
    """Finds script, libraries and a file of its own."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        return self._step(inputs, model_data, dependencies, enable_caching)


class AsynchronousModelStepBuilder(_Relative):
    """The same, as a coroutine."""

    async def create_step(
        self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False
    ) -> CreateModelStep:
        await asyncio.sleep(0)
        return self._step(inputs, model_data, dependencies, enable_caching)


class MissingCodeModelStepBuilder(_Relative):
    """Names a library that is nowhere."""

    def _libraries(self):
        return ["serving_code/no_such_libraries"]

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        return self._step(inputs, model_data, dependencies, enable_caching)
