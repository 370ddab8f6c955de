"""Ranks texts. The network is packed together with its code by the SDK."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence

import inputs as inputs_of
import step_specs
from images import Runtime, serving_image
from sagemaker.pytorch import PyTorchModel
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep

logger = logging.getLogger("text_rank")


@dataclass
class TextRankConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str
    py_version: str
    region: str = "eu-west-1"
    max_length: int = 256
    environment: dict[str, str] = field(default_factory=dict)
    vpc_config: Optional[dict[str, list[str]]] = None
    tags: Optional[list[dict[str, str]]] = None
    model_name: Optional[str] = None

    def __post_init__(self):
        for name in ("instance_type", "entry_point", "source_dir", "framework_version", "py_version"):
            if not getattr(self, name):
                raise ValueError(f"TextRankConfig: {name} is empty")
        if not self.instance_type.startswith("ml."):
            raise ValueError(f"instance_type {self.instance_type!r} is none of SageMaker's")


class TextRankModelStepBuilder:
    def __init__(self, config: TextRankConfig, sagemaker_session=None, role: str | None = None, **_: Any):
        if not role:
            raise ValueError("TextRankModel: give a role")
        self.config = config
        self.session = sagemaker_session
        self.role = role
        self.spec = step_specs.load("TextRankModel")
        if config.framework_version not in self.spec.framework_versions:
            raise ValueError(f"framework_version {config.framework_version} was not tested with our code")

    def create_step(
        self,
        *,
        inputs: Mapping[str, Any] | None = None,
        model_data: Any = None,
        dependencies: Sequence[Any] | None = None,
        enable_caching: bool | None = None,
    ) -> CreateModelStep:
        if enable_caching:
            logger.warning("TextRankModel is not cached, whatever enable_caching says")
        if self.config.tags:
            logger.warning("TextRankModel: tags %s are ignored by SageMaker Pipelines", self.config.tags)
        waits_for = [*(dependencies or ())]
        archive = inputs_of.model_artifacts("TextRankModel", "model_data", inputs, model_data, waits_for)
        if isinstance(self.session, PipelineSession):
            step = self._repacked_step(archive, waits_for)
        elif is_pipeline_variable(archive):
            raise ValueError("model_data of a pipeline run can only be packed under a PipelineSession")
        else:
            step = CreateModelStep(name="TextRankModel", model=self._model(archive), depends_on=waits_for)
        step._spec = self.spec
        return step

    def _repacked_step(self, archive: Any, waits_for: list[Any]) -> CreateModelStep:
        model = self._model(archive)
        steps = ModelStep(
            name="TextRankModel",
            step_args=model.create(instance_type=self.config.instance_type),
            depends_on=waits_for,
        ).steps
        return steps[-1]

    def _model(self, archive: Any) -> PyTorchModel:
        config = self.config
        runtime = Runtime("pytorch", config.framework_version, config.py_version)
        return PyTorchModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            py_version=config.py_version,
            image_uri=serving_image(runtime, config.region, config.instance_type),
            sagemaker_session=self.session,
            env=self._environment(),
            name=config.model_name or f"text-rank-{self._digest(archive)}",
            vpc_config=config.vpc_config,
        )

    def _environment(self) -> dict[str, str]:
        contract = self.spec.script_contract
        own = {"MAX_LENGTH": str(self.config.max_length)}
        return {**contract.optional_env_vars, **own, **self.config.environment}

    def _digest(self, archive: Any) -> str:
        digest = hashlib.sha1(archive.encode() if isinstance(archive, str) else b"run")
        for path in sorted(Path(self.config.source_dir).rglob("*.py")):
            if path.name != "_repack_model.py":
                digest.update(path.read_bytes())
        return digest.hexdigest()[:10]
