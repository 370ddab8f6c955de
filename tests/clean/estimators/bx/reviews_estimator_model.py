"""Review moods of HuggingFace, trained in the same pipeline."""

import attrs
from sagemaker.huggingface import HuggingFace

from bx.deep_base import DeepEstimatorStepBuilder
from bx.speech_estimator_model import Spec


def _text(_, attribute, value):
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{attribute.name} must be a text, is {value!r}")


@attrs.define
class ReviewsConfig:
    instance_type: str = attrs.field(validator=_text)
    entry_point: str = attrs.field(validator=_text)
    source_dir: str = attrs.field(validator=_text)
    env: dict = attrs.Factory(dict)
    tags: list = attrs.Factory(list)
    model_name: str | None = None


class ReviewsEstimatorModelStepBuilder(DeepEstimatorStepBuilder):
    trained_by = HuggingFace
    spec = Spec(
        step_name="ReviewsEstimatorModel",
        framework="huggingface",
        dependencies={
            "model_data": {"type": "model_artifacts", "required": True, "compatible_sources": ["HuggingFaceTraining"]}
        },
        outputs={"model_name": {"property_path": "properties.ModelName"}},
    )

    def __init__(self, config: ReviewsConfig, sagemaker_session=None, role=None, **rest):
        super().__init__(config, sagemaker_session, role, **rest)
