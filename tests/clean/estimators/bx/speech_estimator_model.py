from pydantic import BaseModel, Field
from sagemaker.pytorch import PyTorch

from bx.deep_base import DeepEstimatorStepBuilder


class SpeechConfig(BaseModel):
    instance_type: str = Field(pattern=r"^ml\.")
    entry_point: str = Field(min_length=1)
    source_dir: str = Field(min_length=1)
    env: dict[str, str] = Field(default_factory=dict)
    tags: list[dict[str, str]] = []
    model_name: str | None = None
    beam_width: int = 4

    model_config = {"protected_namespaces": ()}


class Spec(BaseModel):
    step_name: str
    step_type: str = "CreateModel"
    pattern: str = "B"
    framework: str
    dependencies: dict
    outputs: dict


class SpeechEstimatorModelStepBuilder(DeepEstimatorStepBuilder):
    """Speech recognition of PyTorch, trained in the same pipeline."""

    estimator_class = PyTorch
    spec = Spec(
        step_name="SpeechEstimatorModel",
        framework="pytorch",
        dependencies={
            "model_data": {"type": "model_artifacts", "required": True, "compatible_sources": ["PyTorchTraining"]}
        },
        outputs={"model_name": {"property_path": "properties.ModelName"}},
    )

    def __init__(self, config: SpeechConfig, *args, **kwargs):
        super().__init__(config, *args, **kwargs)

    def environment(self):
        return {"BEAM_WIDTH": str(self.config.beam_width), **super().environment()}
