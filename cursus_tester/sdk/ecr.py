"""Images by their URIs in Amazon's container registry (ECR): whose they are, and in which region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: The domain of a region's registry by how the region's name begins; of all others ``amazonaws.com``.
_DOMAINS: Mapping[str, str] = {
    "cn-": "amazonaws.com.cn",
    "eu-isoe-": "cloud.adc-e.uk",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
}
_ANY_DOMAIN = "|".join(map(re.escape, sorted({"amazonaws.com", *_DOMAINS.values()}, reverse=True)))
_REGION = re.compile(rf"\.dkr\.ecr\.([a-z0-9-]+)\.(?:{_ANY_DOMAIN})/")
#: How the repositories of the frameworks' images begin (sagemaker 2.257.7), those of training images among them.
_REPOSITORIES: Mapping[str, re.Pattern[str]] = {
    framework: re.compile(rf"\.(?:{_ANY_DOMAIN})/{beginning}")
    for framework, beginning in {
        "chainer": "sagemaker-chainer",
        "huggingface": "huggingface-",
        "mxnet": "(?:sagemaker-)?mxnet",
        "pytorch": "(?:sagemaker-)?pytorch",
        "sklearn": "sagemaker-scikit-learn",
        "tensorflow": "(?:sagemaker-)?tensorflow",
        # Neo's images serve what it has compiled, and no scripts.
        "xgboost": "(?:sagemaker-)?xgboost(?!-neo)",
    }.items()
}
#: The frameworks with images and a model class of their own; every SDK 2 from 2.199 ships their files.
FRAMEWORKS = tuple(_REPOSITORIES)
_SPARK = re.compile(rf"\.(?:{_ANY_DOMAIN})/sagemaker-spark-processing")
_TAGGED = re.compile(r"/.+:[\w.-]+$")


def framework_of(image: str) -> str | None:
    """The framework whose image `image` is, by its repository; ``None`` of any other image."""
    return next((framework for framework, pattern in _REPOSITORIES.items() if pattern.search(image)), None)


def is_of_sdk(image: str) -> bool:
    """Whether the image is one of those that the SDK's registry has for scripts, which hold nothing of a team's."""
    return framework_of(image) is not None or _SPARK.search(image) is not None


def region_of(image: str) -> str | None:
    """The region that `image` is pulled from, by its URI; ``None`` where that is no repository of ECR."""
    found = _REGION.search(image)
    return found[1] if found else None


def domain(region: str) -> str:
    """The domain of a region's registry, such as ``amazonaws.com.cn`` in China."""
    return next((domain for beginning, domain in _DOMAINS.items() if region.startswith(beginning)), "amazonaws.com")


def image_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config, by its values, that keep an image of the team's own."""
    texts = {name: value for name, value in config.items() if "image" in name and isinstance(value, str)}
    images = {name: value for name, value in texts.items() if region_of(value) and _TAGGED.search(value)}
    return tuple(name for name, value in images.items() if framework_of(value) is None)
