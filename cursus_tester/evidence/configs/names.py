"""The names that configs give to what the tester varies, and the values that it gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cursus_tester.evidence.image_registry import framework_of

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_IMAGE = re.compile(r"\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.[\w.]+/.+:[\w.-]+$")
#: Names under which configs keep the region.
REGION_FIELDS = ("aws_region", "region", "region_name")
#: Names under which configs keep the container's environment.
ENVIRONMENT_FIELDS = ("env", "environment", "env_vars", "environment_variables")
#: What the SDK sets itself, over whatever else is said of it (2.257.7).
SDK_VARIABLES = frozenset(
    {"SAGEMAKER_PROGRAM", "SAGEMAKER_SUBMIT_DIRECTORY", "SAGEMAKER_REGION", "SAGEMAKER_CONTAINER_LOG_LEVEL"}
)
#: A value that no environment variable has by itself, and that may stand for text, a number or a flag.
OTHER_VALUE = "73"
#: Names under which configs keep the parts of a VPC, and whether the container is isolated.
SUBNET_FIELDS = ("subnets", "subnet_ids", "vpc_subnets")
SECURITY_GROUP_FIELDS = ("security_group_ids", "security_groups", "vpc_security_group_ids")
ISOLATION_FIELDS = ("enable_network_isolation", "network_isolation")

#: What the other region of a scenario is.
OTHER_REGION = "eu-west-1"
#: An environment variable that only a config can have brought into a request.
MARK = "CONFORMANCE_MARK"
#: A configured model name.
MODEL_NAME = "conformance-explicit-name"
#: An entry point that only a config can have named.
OTHER_ENTRY_POINT = "other_inference.py"
#: A network that is not that of the training jobs.
OTHER_VPC_CONFIG: Mapping[str, tuple[str, ...]] = {
    "Subnets": ("subnet-4e5f6a7b",),
    "SecurityGroupIds": ("sg-4e5f6a7b",),
}
#: A key that only a config can have brought along.
KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d"
#: A configured accelerator: Elastic Inference, the only kind that the SDK takes (2.257.7).
ACCELERATOR = "ml.eia2.medium"


def image_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config, by its values, that keep an image of the team's own."""
    texts = {name: value for name, value in config.items() if "image" in name and isinstance(value, str)}
    return tuple(name for name, value in texts.items() if _IMAGE.search(value) and framework_of(value) is None)


def is_region(value: object) -> bool:
    """Whether `value` has the form of an AWS region; a team's own code of a region, such as ``EU``, has not."""
    return isinstance(value, str) and _REGION.fullmatch(value) is not None


def region_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config, by its values, that keep its AWS region."""
    return tuple(name for name in REGION_FIELDS if name in config and (not config[name] or is_region(config[name])))
