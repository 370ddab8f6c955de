"""Names of steps and types, compared as people mean them."""

from __future__ import annotations

import pytest

from cursus_tester.rules.common.step_names import is_step_type, same_step, step_name


@pytest.mark.parametrize(
    ("class_name", "expected"),
    [("XGBoostModelStepBuilder", "XGBoostModel"), ("XGBoostModelBuilder", "XGBoostModel"), ("StepBuilder", "Step")],
)
def test_step_name(class_name: str, expected: str) -> None:
    assert step_name(class_name) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("XGBoostModel", "XGBoostModel", True),
        ("xgboost-create-model", "XGBoostModel", True),
        ("xgboost_model_creation", "XGBoostModel", True),
        ("XGBoost", "XGBoostModel", False),
        ("XGBoostTraining", "XGBoostModel", False),
    ],
)
def test_same_step(one: str, other: str, same: bool) -> None:
    assert same_step(one, other) is same


@pytest.mark.parametrize(
    ("said", "built", "is_it"),
    [
        ("CreateModel", "CreateModel", True),
        ("CreateModelStep", "CreateModel", True),
        ("StepType.CREATE_MODEL", "CreateModel", True),
        ("Model", "CreateModel", True),
        ("XGBoostModel", "CreateModel", True),
        ("BoostedModel", "CreateModel", True),
        ("XGBoostModel_Calibration", "CreateModel", True),
        ("PyTorchModel", "CreateModel", False),
        ("RegisterModel", "CreateModel", False),
        ("Processing", "CreateModel", False),
        ("Endpoint", "CreateModel", False),
        ("CreateModel", "Processing", False),
        ("processing", "Processing", True),
    ],
)
def test_is_step_type(said: str, built: str, is_it: bool) -> None:
    assert is_step_type(said, built, "XGBoostModel") is is_it
