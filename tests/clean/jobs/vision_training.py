"""Trains the vision model; takes its data from the step that prepared it."""

from typing import Any, Optional

from pydantic import BaseModel
from sagemaker.inputs import TrainingInput
from sagemaker.pytorch import PyTorch
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, ProcessingStep, TrainingStep


class VisionTrainingConfig(BaseModel):
    instance_type: str
    instance_count: int = 1
    framework_version: str = "2.1.0"
    py_version: str = "py310"
    entry_point: str
    source_dir: str
    epochs: int = 10
    use_spot: bool = False
    max_runtime: int = 7200
    env: Optional[dict[str, str]] = None
    tags: Optional[list[dict[str, str]]] = None


class VisionTrainingStepBuilder:
    """The images are in the output ``images`` of the step before."""

    def __init__(
        self,
        config: VisionTrainingConfig,
        sagemaker_session: Optional[PipelineSession] = None,
        role: Optional[str] = None,
    ):
        if not role:
            raise ValueError("a role is needed to train")
        for name in ("instance_type", "entry_point", "source_dir", "framework_version"):
            if not getattr(config, name, None):
                raise ValueError(f"{name} is missing")
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(self, dependencies: Optional[list[Any]] = None, enable_caching: bool = False) -> TrainingStep:
        steps = [each for each in dependencies or [] if isinstance(each, ProcessingStep)]
        if not steps:
            raise ValueError("images: no processing step among the dependencies")
        outputs = steps[0].properties.ProcessingOutputConfig.Outputs
        spot = {"use_spot_instances": True, "max_wait": 2 * self.config.max_runtime} if self.config.use_spot else {}
        estimator = PyTorch(
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            role=self.role,
            instance_type=self.config.instance_type,
            instance_count=self.config.instance_count,
            hyperparameters={"epochs": self.config.epochs},
            environment=dict(self.config.env or {}),
            max_run=self.config.max_runtime,
            tags=self.config.tags,
            metric_definitions=[{"Name": "val_loss", "Regex": r"val_loss=([0-9.]+)"}],
            disable_profiler=True,
            sagemaker_session=self.session,
            **spot,
        )
        cache = {"cache_config": CacheConfig(enable_caching=True, expire_after="PT12H")} if enable_caching else {}
        return TrainingStep(
            name="VisionTraining",
            step_args=estimator.fit({"images": TrainingInput(outputs["images"].S3Output.S3Uri)}),
            depends_on=list(dependencies or []),
            **cache,
        )
