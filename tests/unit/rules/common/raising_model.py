"""A correct builder but for what tests put in place of its two comments, which raises in rare situations."""

import time
from dataclasses import dataclass, field

from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

SPEC = {
    "step_name": "RaisingModel",
    "step_type": "CreateModel",
    "pattern": "A",
    "framework": "xgboost",
    "framework_versions": ["1.5-1", "1.7-1"],
    "dependencies": {
        "model_data": {"type": "model_artifacts", "required": True, "compatible_sources": ["XGBoostTraining"]},
    },
    "outputs": {"model_name": {"property_path": "properties.ModelName"}},
}
STARTED = time.time()
SIZES = {"ml.m5.large": 1, "ml.m5.xlarge": 2, "ml.c5.2xlarge": 3}


@dataclass
class RaisingModelConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"
    region: str = "us-east-1"
    env: dict = field(default_factory=dict)
    model_name: str | None = None
    tags: list | None = None
    vpc_config: dict | None = None
    kms_key: str | None = None
    enable_network_isolation: bool = False

    def __post_init__(self):
        # the config
        if self.framework_version not in SPEC["framework_versions"]:
            raise ValueError(f"framework_version {self.framework_version} is not listed")


class RaisingModelStepBuilder:
    def __init__(self, config: RaisingModelConfig, sagemaker_session=None, role=None, **injected):
        for name in ("instance_type", "entry_point", "source_dir", "framework_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"config.{name} is missing")
        self.config, self.session, self.role, self.spec = config, sagemaker_session, role, SPEC
        type(self).latest = self

    def create_step(self, **kwargs) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is missing")
        config, given = self.config, dict(kwargs.get("inputs") or {})
        dependencies = list(kwargs.get("dependencies") or [])
        if kwargs.get("model_data") is not None:
            given["model_data"] = kwargs["model_data"]
        # the situation
        for step in dependencies:
            if isinstance(step, TrainingStep):
                given.setdefault("model_data", step.properties.ModelArtifacts.S3ModelArtifacts)
        if given.get("model_data") in (None, ""):
            raise ValueError("required input model_data not found")
        if config.enable_network_isolation and not isinstance(given["model_data"], str):
            raise ValueError("enable_network_isolation needs model_data that is an s3:// URI")
        model = XGBoostModel(
            model_data=given["model_data"],
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            name=config.model_name,
            env=dict(config.env),
            vpc_config=config.vpc_config,
            model_kms_key=config.kms_key,
            enable_network_isolation=config.enable_network_isolation,
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="RaisingModel", model=model, depends_on=dependencies)
        step._spec = self.spec
        return step
