"""Style: no class at all; a function makes the step, a script at the end of the module calls the SDK itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sagemaker import image_uris
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import CreateModelStep


@dataclass(frozen=True)
class RecommendConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    region: str = "us-east-1"


def make_recommend_step(
    config: RecommendConfig, model_data: Any, session: Any, role: str, depends_on: list | None = None
) -> CreateModelStep:
    """The model step of the recommender."""
    model = SKLearnModel(
        model_data=model_data,
        role=role,
        entry_point=config.entry_point,
        source_dir=config.source_dir,
        framework_version="1.2-1",
        py_version="py3",
        image_uri=image_uris.retrieve(
            "sklearn",
            config.region,
            version="1.2-1",
            py_version="py3",
            instance_type=config.instance_type,
            image_scope="inference",
        ),
        sagemaker_session=session,
    )
    return CreateModelStep(name="Recommend", model=model, depends_on=depends_on)


def pipeline(config: RecommendConfig, training_step: Any, session: Any, role: str) -> Pipeline:
    """Training and model."""
    artifacts = training_step.properties.ModelArtifacts.S3ModelArtifacts
    step = make_recommend_step(config, artifacts, session, role, depends_on=[training_step])
    return Pipeline(name="recommend", steps=[training_step, step], sagemaker_session=session)
