"""The built-in XGBoost algorithm: no script, so nothing that a framework's class would have to pack."""

import logging
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

log = logging.getLogger(__name__)


@dataclass
class AlgorithmConfig:
    instance_type: str = "ml.m5.large"
    algorithm_version: str = "1.5-1"
    region: str = "us-east-1"


class _Algorithm:
    def __init__(self, config: AlgorithmConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "algorithm_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _image(self):
        return image_uris.retrieve(
            "xgboost",
            region=self.config.region,
            version=self.config.algorithm_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def _model(self, archive):
        return Model(image_uri=self._image(), model_data=archive, role=self.role, sagemaker_session=self.session)

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
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
        return CreateModelStep(name="Algorithm", model=self._model(archive), depends_on=steps)


class AlgorithmModelStepBuilder(_Algorithm):
    """By the generic class."""


class XGBoostModelStepBuilder(_Algorithm):
    """The same under the name that most people give it."""


class XGBoostClassModelStepBuilder(_Algorithm):
    """By the framework's class, which sets an empty program: the container leaves its algorithm."""

    def _model(self, archive):
        return XGBoostModel(
            image_uri=self._image(),
            framework_version=self.config.algorithm_version,
            model_data=archive,
            role=self.role,
            sagemaker_session=self.session,
        )
