"""Style: SDK imports inside functions, a named tuple for config. PyTorch with local code, for archives in S3 only."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional


class RankingConfig(NamedTuple):
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "2.1.0"
    py_version: str = "py310"
    region: str = "us-east-1"


class RankingModelStepBuilder:
    """Ranks search results. The network was trained elsewhere, its archive lies in S3."""

    def __init__(self, config: RankingConfig, sagemaker_session=None, role: Optional[str] = None) -> None:
        for name, value in config._asdict().items():
            if not value:
                raise ValueError(f"RankingConfig.{name} is missing")
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False):
        from sagemaker.workflow import steps

        if not self.role:
            raise ValueError("a role is required")
        if enable_caching:
            self._warn("enable_caching is ignored: CreateModelStep takes no cache_config")
        if not model_data:
            model_data = (inputs or {}).get("model_data") if model_data is None else None
        if model_data is None and dependencies:
            raise ValueError(
                "model_data cannot be taken from a dependency: the SDK packs our code only into an archive that "
                "exists already; give model_data as an s3:// URI"
            )
        if not model_data:
            raise ValueError("model_data is required, as an s3:// URI")
        if not isinstance(model_data, str):
            raise ValueError("model_data is a pipeline variable; give the s3:// URI of an archive that exists")
        return steps.CreateModelStep("RankingModel", model=self._model(model_data), depends_on=list(dependencies or []))

    def _model(self, model_data: str) -> Any:
        from sagemaker.image_uris import retrieve
        from sagemaker.pytorch.model import PyTorchModel

        config = self.config
        return PyTorchModel(
            model_data=model_data,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            py_version=config.py_version,
            image_uri=retrieve(
                framework="pytorch",
                region=config.region,
                version=config.framework_version,
                py_version=config.py_version,
                instance_type=config.instance_type,
                image_scope="inference",
            ),
            sagemaker_session=self.sagemaker_session,
        )

    def _warn(self, text: str) -> None:
        import logging

        logging.getLogger(__name__).warning(text)
