"""A correct builder of nobody's framework, from which tests make broken ones."""

import logging
import os
from dataclasses import dataclass, field

from sagemaker import image_uris
from sagemaker.pipeline import PipelineModel
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

log = logging.getLogger(__name__)

SPEC = {
    "step_name": "ForeignModel",
    "step_type": "CreateModel",
    "pattern": "A",
    "framework": "xgboost",
    "framework_versions": ["1.5-1", "1.7-1"],
    "dependencies": {
        "model_data": {"type": "model_artifacts", "required": True, "compatible_sources": ["XGBoostTraining"]},
        "features_data": {"type": "model_artifacts", "required": True, "compatible_sources": ["SKLearnTraining"]},
    },
    "outputs": {"model_name": {"property_path": "properties.ModelName"}},
    "contract": {"required_env_vars": ["THRESHOLD"], "optional_env_vars": {"LOG_LEVEL": "INFO"}},
}


@dataclass
class ForeignModelConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"
    region: str = "us-east-1"
    env: dict = field(default_factory=dict)


class ForeignModelStepBuilder:
    def __init__(self, config: ForeignModelConfig, sagemaker_session=None, role=None, **injected):
        for name in ("instance_type", "entry_point", "source_dir", "framework_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"config.{name} is missing")
        if config.framework_version not in SPEC["framework_versions"]:
            raise ValueError(f"framework_version {config.framework_version} is not listed")
        self.config, self.session, self.role, self.spec = config, sagemaker_session, role, SPEC

    def _get_outputs(self, outputs):
        return None

    def create_step(self, **kwargs) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is missing")
        if kwargs.get("enable_caching"):
            log.warning("enable_caching is ignored")
        dependencies = list(kwargs.get("dependencies") or [])
        values = self._values(kwargs, dependencies)
        model = PipelineModel(
            models=[
                self._model(SKLearnModel, "sklearn", "1.2-1", values["features_data"]),
                self._model(XGBoostModel, "xgboost", self.config.framework_version, values["model_data"]),
            ],
            role=self.role,
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="ForeignModel", model=model, depends_on=dependencies)
        step._spec = self.spec
        return step

    def _values(self, kwargs, dependencies):
        given = dict(kwargs.get("inputs") or {})
        if kwargs.get("model_data") is not None:
            given["model_data"] = kwargs["model_data"]
        for step in dependencies:
            for name, declared in SPEC["dependencies"].items():
                if isinstance(step, TrainingStep) and step.name in declared["compatible_sources"]:
                    given.setdefault(name, step.properties.ModelArtifacts.S3ModelArtifacts)
        for name in SPEC["dependencies"]:
            if given.get(name) is None or given.get(name) == "":
                raise ValueError(f"required input {name} not found")
        return given

    def _model(self, cls, framework, version, model_data):
        return cls(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=version,
            py_version="py3",
            image_uri=image_uris.retrieve(
                framework=framework,
                region=self.config.region,
                version=version,
                py_version="py3",
                instance_type=self.config.instance_type,
                image_scope="inference",
            ),
            env={"THRESHOLD": "0.5", "LOG_LEVEL": "INFO", **self.config.env},
            sagemaker_session=self.session,
        )


HOME = os.getcwd()
