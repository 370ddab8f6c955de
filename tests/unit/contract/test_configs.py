"""Config models refuse what cannot work and name the field."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.contract.configs import CreateModelConfig

VALID: dict[str, Any] = {
    "instance_type": "ml.m5.xlarge",
    "entry_point": "inference.py",
    "source_dir": "serving",
    "framework_version": "1.7-1",
}


def test_defaults() -> None:
    config = CreateModelConfig(**VALID)
    assert (config.aws_region, config.env, config.model_name, config.tags) == ("us-east-1", {}, None, None)
    assert config.sagemaker_program == "inference.py"
    with pytest.raises(ValueError, match="frozen"):
        config.instance_type = "ml.c5.xlarge"


@pytest.mark.parametrize("field", VALID)
@pytest.mark.parametrize("change", ["absent", "None", "empty"])
def test_required_field(field: str, change: str) -> None:
    values = {**VALID, field: "" if change == "empty" else None}
    if change == "absent":
        del values[field]
    with pytest.raises(ValueError, match=field):
        CreateModelConfig(**values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("env", {"THRESHOLD": 1}),
        ("model_name", "my model"),
        ("model_name", "a" * 64),
        ("vpc_config", {}),
        ("vpc_config", {"Subnets": ["subnet-1"]}),
        ("vpc_config", {"Subnets": [], "SecurityGroupIds": ["sg-1"]}),
        ("aws_regoin", "eu-west-1"),
    ],
)
def test_refused_value(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        CreateModelConfig(**{**VALID, field: value})
