"""scikit-learn 1.4, which the registry lists for training only: the model class looks it up without a scope."""

from dataclasses import dataclass

from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep


@dataclass
class Dep:
    logical_name: str
    dependency_type: str = "model_artifacts"
    required: bool = True
    compatible_sources: tuple = ("SKLearnTraining",)


@dataclass
class Out:
    logical_name: str
    property_path: str


@dataclass
class Spec:
    step_type: str = "CreateModel"
    framework: str = "sklearn"
    framework_versions: tuple = ("1.2-1", "1.4-2")
    dependencies: tuple = (Dep("model_data"),)
    outputs: tuple = (Out("model_name", "properties.ModelName"),)


@dataclass
class ForestConfig:
    entry_point: str
    source_dir: str
    framework_version: str = "1.4-2"


class ForestModelStepBuilder:
    spec = Spec()

    def __init__(self, config: ForestConfig, sagemaker_session=None, role=None):
        for name in ("entry_point", "source_dir", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"{name} is empty")
        if config.framework_version not in self.spec.framework_versions:
            raise ValueError("framework_version is not one of ours")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, model_data=None, inputs=None, dependencies=(), enable_caching=False):
        if not self.role:
            raise ValueError("role is missing")
        data = model_data or (inputs or {}).get("model_data")
        for step in dependencies or ():
            if data is None and hasattr(step.properties, "ModelArtifacts"):
                data = step.properties.ModelArtifacts.S3ModelArtifacts
        if data is None or data == "":
            raise ValueError("model_data is missing")
        model = SKLearnModel(
            model_data=data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            name="forest",
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="ForestModel", model=model, depends_on=list(dependencies or ()))
        step._spec = self.spec
        return step
