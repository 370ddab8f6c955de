"""Functions and scripts that make a CreateModel step among others: what their text says is judged, and only that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cursus_tester.results.outcome import OutcomeKind
from tests.unit.conftest import Outcomes

SCRIPT = """
from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

trained_in = image_uris.retrieve("xgboost", "us-east-1", "1.7-1")
estimator = Estimator(trained_in, "role", 1, "ml.m5.large")
training = TrainingStep(name="Train", estimator=estimator)
image = image_uris.retrieve("xgboost", "us-east-1", "1.7-1", image_scope="inference")
model = Model(image_uri=image, model_data=training.properties.ModelArtifacts.S3ModelArtifacts, role="role")
step = CreateModelStep(name="Model", model=model)
"""
#: Each image with its scope.
TORCH = (
    SCRIPT.replace('"1.7-1")', '"2.1.0", "py310", "ml.g5.xlarge", image_scope="training")', 1)
    .replace('"xgboost", "us-east-1", "1.7-1", i', '"pytorch", "us-east-1", "2.1.0", "py310", "ml.g5.xlarge", i')
    .replace("xgboost", "pytorch")
)
#: One image for both steps, looked up with a scope.
ONE_IMAGE = SCRIPT.replace('"1.7-1")', '"1.7-1", image_scope="training")', 1).replace("=image,", "=trained_in,")
FUNCTION = """
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep

def model_step(estimator, image, data):
    model = Model(image, data)
    request = {"PrimaryContainer": {"Image": image, "ModelDataUrl": data}}
    return CreateModelStep(name="Model", model=model)
"""


@pytest.mark.parametrize(
    ("text", "old", "new", "failing"),
    [
        (SCRIPT, "", "", []),
        # One image trains and serves.
        (SCRIPT, "image_uri=image,", "image_uri=trained_in,", []),
        (SCRIPT, 'image_scope="inference"', 'image_scope="training"', ["SB321"]),
        # XGBoost has one image for all, PyTorch has not.
        (SCRIPT, '"1.7-1")\nestimator', '"1.7-1", image_scope="inference")\nestimator', []),
        (TORCH, "", "", []),
        (TORCH, 'scope="training"', 'scope="inference"', ["SB321"]),
        (TORCH, '"training")\nestimator = Estimator(trained_in, "role", 1, "ml.m5.large")',
         '"inference")\nestimator = Estimator(image_uri=trained_in, role="role", instance_count=1)', ["SB321"]),
        (TORCH, 'scope="inference"', 'scope="training"', ["SB321"]),
        (TORCH, "image_uri=image,", "image_uri=trained_in,", ["SB321"]),
        (ONE_IMAGE, "", "", []),
        (ONE_IMAGE, "xgboost", "pytorch", ["SB321"]),
        # Where an image comes from is a question to builders.
        (SCRIPT, "image_uri=image,", 'image_uri="1.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1",', []),
        (SCRIPT, "model_data=training", "model_data=str(training", ["CM332"]),
        (SCRIPT, "training.properties.ModelArtifacts.S3ModelArtifacts", 'f"s3://{estimator.bucket}/model.tar.gz"', []),
        (SCRIPT, "training.properties.ModelArtifacts.S3ModelArtifacts",
         'f"{training.properties.ModelArtifacts.S3ModelArtifacts}"', ["CM332"]),
        (SCRIPT, 'TrainingStep(name="Train"', 'TrainingStep(name="Train", step_args=None, inputs={}', ["SB314"]),
        (SCRIPT, 'name="Model", model', '"Model", model', []),
        (SCRIPT, 'name="Model", model=model', '"Model", model', ["CM306"]),
        (FUNCTION, "", "", []),
        (FUNCTION, "model=model)", "step_args=request)", []),
        (FUNCTION, "model=model)", "step_args=model)", ["CM303"]),
        (FUNCTION, "model=model)", "step_args=estimator.create_model())", ["CM303"]),
        (FUNCTION, "model=model)", "step_args=model.create())", ["CM303"]),
        (FUNCTION, "model=model)", "step_args=model.create().create_model_request)", []),
        (FUNCTION, "model=model)", 'model="model")', ["CM302"]),
        (FUNCTION, "model=model)", "model=model, step_args=request)", ["CM301"]),
        (FUNCTION, "model=model)", "model=model, **{'cache_config': None})", ["CM310"]),
    ],
)  # fmt: skip
def test_written_pipeline(
    judge_source: Callable[..., Outcomes], text: str, old: str, new: str, failing: list[str]
) -> None:
    changed = text.replace(old, new) if old else text
    changed = changed.replace("S3ModelArtifacts,", "S3ModelArtifacts),") if "str(" in new else changed
    outcomes = judge_source(changed, "CM", "SB", file="pipeline.py")
    assert [id for id, outcome in outcomes.items() if outcome.kind is OutcomeKind.FAILED] == failing
    assert OutcomeKind.ERROR not in {outcome.kind for outcome in outcomes.values()}
