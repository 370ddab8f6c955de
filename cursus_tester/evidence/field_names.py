"""The names that configs give to what the tester varies, and the values that it gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
#: What configs say before a name where they tell what is served from what is trained.
_OF_WHAT_IS_SERVED = ("inference", "serving", "hosting", "endpoint", "model")


def _names(*names: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """`names`, the same of what is served in particular, and others."""
    return (*names, *(f"{of}_{name}" for of in (*_OF_WHAT_IS_SERVED, *also) for name in names))


#: Names under which configs keep the instance type, the script and the folder that it is in.
INSTANCE_FIELDS = _names("instance_type")
ENTRY_POINT_FIELDS = _names("entry_point")
SOURCE_FIELDS = _names("source_dir")
#: Names under which configs keep the model's name.
MODEL_NAME_FIELDS = ("model_name", "sagemaker_model_name", "endpoint_model_name", "deployed_model_name")
#: Names under which configs keep the region.
REGION_FIELDS = (
    *_names("aws_region", "region", "region_name", also=("deployment",)),
    *("sagemaker_aws_region", "sagemaker_region", "sagemaker_region_name"),
)
#: Names under which configs keep the container's environment.
ENVIRONMENT_FIELDS = _names("env", "environment", "env_vars", "environment_variables", also=("container",))
#: Names under which configs keep tags, and the whole of a VPC.
TAG_FIELDS = (*_names("tags", also=("resource",)), "sagemaker_tags")
VPC_FIELDS = _names("vpc_config", "vpc")
#: What the SDK sets itself, over whatever else is said of it (2.257.7).
SDK_VARIABLES = frozenset(
    {"SAGEMAKER_PROGRAM", "SAGEMAKER_SUBMIT_DIRECTORY", "SAGEMAKER_REGION", "SAGEMAKER_CONTAINER_LOG_LEVEL"}
)
#: A value that no environment variable has by itself, and that may stand for text, a number or a flag.
OTHER_VALUE = "73"
#: Names under which configs keep the parts of a VPC, and whether the container is isolated.
SUBNET_FIELDS = ("subnets", "subnet_ids", "vpc_subnets")
SECURITY_GROUP_FIELDS = ("security_group_ids", "security_groups", "vpc_security_group_ids")
ISOLATION_FIELDS = ("enable_network_isolation", "network_isolation", "isolate_network", "network_isolated")

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


def names_in(config: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that a config has; where it has plain ones, those only.

    Beside `env`, an `endpoint_env` is what another step reads that shares the config.
    """
    known = tuple(names)
    found = tuple(name for name in known if name in config)
    return tuple(name for name in found if name.partition("_")[2] not in known) or found


def configured(config: Mapping[str, Any], names: Iterable[str]) -> Any:
    """What a config says under the first of `names` under which it says something; ``None`` where it says nothing."""
    return next((config[name] for name in names_in(config, names) if config[name]), None)


def environment_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config, by its values, that keep a container's environment, and not the name of a stage."""
    return tuple(
        name
        for name in names_in(config, ENVIRONMENT_FIELDS)
        if config[name] is None or isinstance(config[name], Mapping)
    )


def is_region(value: object) -> bool:
    """Whether `value` has the form of an AWS region; a team's own code of a region, such as ``EU``, has not."""
    return isinstance(value, str) and _REGION.fullmatch(value) is not None


def region_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config, by its values, that keep its AWS region."""
    return tuple(name for name in REGION_FIELDS if name in config and (not config[name] or is_region(config[name])))
