"""Style: a model object of PyTorch, made into a step by ``ModelStep``, which brings the repack step along."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sagemaker import image_uris
from sagemaker.pytorch import PyTorchModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger("translation")


@dataclass(frozen=True)
class TranslationConfig:
    instance_type: str
    source_dir: str
    entry_point: str = "inference.py"
    framework_version: str = "2.1.0"
    py_version: str = "py310"
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not value:
                raise ValueError(f"TranslationConfig: {name} is not set")


class TranslationModelStepBuilder:
    """Translates product texts."""

    def __init__(self, config: TranslationConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(
        self, *, inputs: Any = None, model_data: Any = None, dependencies: Any = None, enable_caching: bool = False
    ) -> CreateModelStep:
        if not self.role:
            raise ValueError("TranslationModelStepBuilder needs a role")
        if enable_caching:
            logger.warning("enable_caching is ignored, as for all CreateModel steps")
        before = list(dependencies or [])
        archive = self._archive(model_data, inputs or {}, before)
        model = self._model(archive)
        if isinstance(archive, str):
            # The SDK packs our code into an archive that exists when the model is defined.
            return CreateModelStep(name="TranslationModel", model=model, depends_on=before)
        if not isinstance(self.session, PipelineSession):
            raise ValueError("TranslationModel: model_data of a run needs a PipelineSession, else our code is lost")
        collection = ModelStep(
            name="TranslationModel",
            step_args=model.create(instance_type=self.config.instance_type),
            depends_on=before,
        )
        return collection.steps[-1]

    def _archive(self, model_data: Any, inputs: Any, before: list[Any]) -> Any:
        archive = model_data if model_data is not None else inputs.get("model_data")
        for step in before if archive is None else ():
            if isinstance(step, TrainingStep):
                archive = step.properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or archive == "":
            raise ValueError("TranslationModel: model_data not found")
        return archive

    def _model(self, archive: Any) -> PyTorchModel:
        config = self.config
        image = image_uris.retrieve(
            framework="pytorch",
            region=config.region,
            version=config.framework_version,
            py_version=config.py_version,
            instance_type=config.instance_type,
            image_scope="inference",
        )
        return PyTorchModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            py_version=config.py_version,
            image_uri=image,
            name=f"translation-{self._code_hash(archive)}",
            sagemaker_session=self.session,
        )

    def _code_hash(self, archive: Any) -> str:
        digest = hashlib.md5(archive.encode() if isinstance(archive, str) else b"", usedforsecurity=False)
        for script in sorted(Path(self.config.source_dir).rglob("*.py")):
            if "_repack" not in script.name:
                digest.update(script.read_bytes())
        return digest.hexdigest()[:10]
