"""Inference code that another job has put into S3."""

import logging
from dataclasses import dataclass

from sagemaker.inputs import CreateModelInput
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


@dataclass
class ArchiveConfig:
    entry_point: str = "inference.py"
    source_dir: str = "s3://team-code/risk/sourcedir.tar.gz"
    instance_type: str = "ml.m5.large"
    framework_version: str = "1.2-1"


@dataclass
class ScriptConfig:
    entry_point: str = "inference.py"
    instance_type: str = "ml.m5.large"
    framework_version: str = "1.2-1"


@dataclass
class FolderConfig(ArchiveConfig):
    source_dir: str = "s3://team-code/risk/"


class _Risk:
    def __init__(self, config: ArchiveConfig, sagemaker_session=None, role=None):
        for name in vars(config):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _code(self):
        return self.config.source_dir

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
        config = self.config
        model = SKLearnModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=self._code(),
            framework_version=config.framework_version,
            sagemaker_session=self.session,
        )
        asked = CreateModelInput(instance_type=config.instance_type)
        return CreateModelStep(name="Risk", model=model, inputs=asked, depends_on=steps)


class CodeArchiveModelStepBuilder(_Risk):
    """A tarball in a bucket of the team's."""


class DefaultBucketArchiveModelStepBuilder(_Risk):
    """A tarball in the session's bucket."""

    def __init__(self, config: ScriptConfig, sagemaker_session=None, role=None):
        super().__init__(config, sagemaker_session, role)

    def _code(self):
        return f"s3://{self.session.default_bucket()}/risk/sourcedir.tar.gz"


class CodeFolderModelStepBuilder(_Risk):
    """A folder, which the container cannot unpack."""

    def __init__(self, config: FolderConfig, sagemaker_session=None, role=None):
        super().__init__(config, sagemaker_session, role)
