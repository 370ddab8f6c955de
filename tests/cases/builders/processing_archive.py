"""A scikit-learn archive that a processing step packs: its output is a folder, and the archive lies in it."""

import logging
from dataclasses import dataclass

from sagemaker.inputs import CreateModelInput
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.functions import Join
from sagemaker.workflow.steps import CreateModelStep, ProcessingStep

log = logging.getLogger(__name__)


def specification():
    """What the specified ones declare: no constant of the module, which would be everybody's."""
    return {
        "step_type": "CreateModel",
        "framework": "sklearn",
        "dependencies": {
            "model_data": {
                "dependency_type": "model_artifacts",
                "compatible_sources": ["ModelPackagingProcessing"],
                "required": True,
            }
        },
        "outputs": {"model_name": {"property_path": "properties.ModelName"}},
    }


@dataclass
class LeadsConfig:
    entry_point: str
    source_dir: str
    instance_type: str = "ml.m5.large"
    framework_version: str = "1.2-1"


class _Leads:
    spec = None

    def __init__(
        self,
        config: LeadsConfig,
        sagemaker_session=None,
        role=None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        for name in ("entry_point", "source_dir", "instance_type", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _of(self, folder):
        return Join(on="/", values=[folder, "model.tar.gz"])

    def _asked(self):
        return CreateModelInput(instance_type=self.config.instance_type)

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        archive = model_data or (inputs or {}).get("model_data")
        for step in steps if archive is None else ():
            if isinstance(step, ProcessingStep):
                archive = self._of(step.properties.ProcessingOutputConfig.Outputs["model"].S3Output.S3Uri)
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data is missing")
        config = self.config
        model = SKLearnModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="Leads", model=model, inputs=self._asked(), depends_on=steps)
        if self.spec:
            step._spec = self.spec
        return step


class ArchiveModelStepBuilder(_Leads):
    """The archive in the folder."""


class NoMachineModelStepBuilder(_Leads):
    """Without a machine the SDK takes the image for x86, which does not run on Graviton."""

    def _asked(self):
        return None


class SpecifiedModelStepBuilder(_Leads):
    """With a specification."""

    spec = specification()


class FolderModelStepBuilder(_Leads):
    """The folder itself."""

    def _of(self, folder):
        return folder


class SpecifiedFolderModelStepBuilder(_Leads):
    """The folder itself, with a specification."""

    spec = specification()

    def _of(self, folder):
        return folder
