"""The registry read from its files gives what the SDK gives, also for HuggingFace."""

from __future__ import annotations

import pytest
from sagemaker import image_uris

from cursus_tester.sdk.images import RegistryError, framework_of, same_version, serving_image


@pytest.mark.parametrize(
    ("version", "base", "python", "instance_type"),
    [
        ("4.37.0", "pytorch2.1.0", "py310", "ml.m5.xlarge"),
        ("4.37", "pytorch2.1", "py310", "ml.g5.xlarge"),
        ("4.26.0", "tensorflow2.11.0", "py39", "ml.m5.xlarge"),
    ],
)
def test_huggingface_images(version: str, base: str, python: str, instance_type: str) -> None:
    expected = image_uris.retrieve(
        "huggingface",
        "eu-west-1",
        version=version,
        base_framework_version=base,
        py_version=python,
        instance_type=instance_type,
        image_scope="inference",
    )
    given = {"version": version, "python": python, "instance_type": instance_type, "region": "eu-west-1"}
    assert serving_image(framework="huggingface", base_framework=base, **given) == expected
    assert framework_of(expected) == "huggingface"


def test_an_unknown_base_framework_is_refused() -> None:
    with pytest.raises(RegistryError, match=r"pytorch2\.1\.0"):
        serving_image(
            framework="huggingface",
            version="4.37.0",
            python="py310",
            instance_type="ml.m5.xlarge",
            region="us-east-1",
            base_framework="pytorch9.9",
        )


@pytest.mark.parametrize(
    ("framework", "one", "other", "same"),
    [
        ("pytorch", "2.1", "2.1.0", True),
        ("pytorch", "2.1", "2.0", False),
        ("xgboost", "1.7-1", "1.7-1", True),
        ("xgboost", "1.7-1", "1.5-1", False),
    ],
)
def test_aliases_name_one_version(framework: str, one: str, other: str, same: bool) -> None:
    assert same_version(framework, one, other) is same


@pytest.mark.parametrize(
    ("image", "framework"),
    [
        ("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "xgboost"),
        ("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3", "sklearn"),
        ("763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.1-cpu-py310", "pytorch"),
        ("763104351884.dkr.ecr.cn-north-1.amazonaws.com.cn/tensorflow-inference:2.13-cpu", "tensorflow"),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/my-xgboost:1", None),
        ("registry.example.com/pytorch-inference:1", None),
    ],
)
def test_the_framework_of_an_image(image: str, framework: str | None) -> None:
    assert framework_of(image) == framework
