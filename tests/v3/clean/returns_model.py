"""Style: a dataclass config, defaults in a dictionary, one method, everything keyword only."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.training.configs import Networking, SourceCode
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

log = logging.getLogger(__name__)

ENVIRONMENT = {"RETURNS_LOG_LEVEL": "INFO"}


@dataclass(frozen=True)
class ReturnsModelConfig:
    framework_version: str
    entry_point: str
    source_dir: str
    region: str
    instance_type: str = "ml.m5.xlarge"
    env: dict[str, str] = field(default_factory=dict)
    subnets: list[str] = field(default_factory=list)
    security_group_ids: list[str] = field(default_factory=list)
    isolated: bool = False

    def __post_init__(self) -> None:
        missing = [
            name
            for name in ("framework_version", "entry_point", "source_dir", "region", "instance_type")
            if not getattr(self, name)
        ]
        if missing:
            raise ValueError(f"ReturnsModelConfig: {', '.join(missing)} must not be empty")


class ReturnsModelStepBuilder:
    def __init__(self, config: ReturnsModelConfig, *, sagemaker_session: PipelineSession, role: str) -> None:
        if not role:
            raise ValueError("ReturnsModelStepBuilder: role is missing, pass the ARN of the execution role")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _digest(self) -> str:
        folder = Path(self.config.source_dir)
        if not (folder / self.config.entry_point).is_file():
            raise ValueError(f"ReturnsModelStepBuilder: {self.config.entry_point} is not in {folder}")
        digest = hashlib.sha256()
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
        return digest.hexdigest()[:12]

    def _image(self) -> str:
        return image_uris.retrieve(
            framework="sklearn",
            region=self.config.region,
            version=self.config.framework_version,
            py_version="py3",
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def create_step(self, *, inputs: dict[str, Any], dependencies: Any = (), enable_caching: bool = False) -> ModelStep:
        if enable_caching:
            log.warning("a model step has no cache: enable_caching is ignored")
        model_data = inputs.get("model_data")
        if model_data is None or model_data == "":
            raise ValueError("ReturnsModelStepBuilder: the input model_data is missing")
        cfg = self.config
        model = ModelBuilder(
            image_uri=self._image(),
            s3_model_data_url=model_data,
            source_code=SourceCode(source_dir=cfg.source_dir, entry_script=cfg.entry_point),
            env_vars={**ENVIRONMENT, **cfg.env},
            network=Networking(
                subnets=list(cfg.subnets) or None,
                security_group_ids=list(cfg.security_group_ids) or None,
                enable_network_isolation=cfg.isolated,
            ),
            role_arn=self.role,
            sagemaker_session=self.session,
        )
        step_args = model.build(model_name=f"returns-{self._digest()}")
        return ModelStep(name="Returns", step_args=step_args, depends_on=list(dependencies))
