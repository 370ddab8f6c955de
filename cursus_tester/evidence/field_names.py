"""Names of config fields that scenarios vary, and the values that scenarios give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
#: Prefixes that configs use to tell serving from training.
_SERVING_PREFIXES = ("inference", "serving", "hosting", "endpoint", "model")


def _names(*names: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """`names`, alone and with each prefix for serving, and with the prefixes `also`."""
    return (*names, *(f"{of}_{name}" for of in (*_SERVING_PREFIXES, *also) for name in names))


#: Names under which configs keep the instance type, the script and the folder that it is in.
INSTANCE_FIELDS = _names("instance_type")
ENTRY_POINT_FIELDS = _names("entry_point")
#: What fields that name a script are called, whatever it is for.
SCRIPT_FIELD = re.compile(r"(?:^|_)entry_point$")
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
#: Variables that the SDK sets itself, overriding any other value (2.257.7).
SDK_VARIABLES = frozenset(
    {"SAGEMAKER_PROGRAM", "SAGEMAKER_SUBMIT_DIRECTORY", "SAGEMAKER_REGION", "SAGEMAKER_CONTAINER_LOG_LEVEL"}
)
#: A value that no environment variable has by default, valid as text, number or flag.
OTHER_VALUE = "73"
#: Names under which configs keep the parts of a VPC, and whether the container is isolated.
SUBNET_FIELDS = ("subnets", "subnet_ids", "vpc_subnets")
SECURITY_GROUP_FIELDS = ("security_group_ids", "security_groups", "vpc_security_group_ids", "groups")
ISOLATION_FIELDS = ("enable_network_isolation", "network_isolation", "isolate_network", "network_isolated", "isolation")

#: The other region of scenarios.
OTHER_REGION = "eu-west-1"
#: The regions that are combined with other changes: two that look alike, and one of each partition of AWS.
COMBINED_REGIONS = ("us-east-2", OTHER_REGION, "cn-north-1", "us-gov-west-1")
#: Of these a pipeline is built in the first that is not its own.
REGIONS_OF_PIPELINES = ("us-west-2", OTHER_REGION)
#: An environment variable that a request has only if the builder uses the config.
MARK = "CONFORMANCE_MARK"
#: A configured model name, and one as long as the service takes it (`CreateModel`, botocore's model: 63 characters).
MODEL_NAME = "conformance-explicit-name"
LONGEST_MODEL_NAME = "Conformance-1-name-as-long-as-it-may-be-0123456789-abcdefghij-Z"
#: Variables with values that stripping, casing, cutting, splitting, a truth test and ASCII hurt; the service takes all.
LONG_VARIABLE = "CONFORMANCE_LONG"
TELLING_VARIABLES: Mapping[str, str] = {
    "CONFORMANCE_EMPTY": "",
    "CONFORMANCE_ZERO": "0",
    "CONFORMANCE_FALSE": "False",
    "CONFORMANCE_NONE": "None",
    "CONFORMANCE_PADDED": " padded ",
    "CONFORMANCE_JSON": '{"a": [1, null]}',
    "CONFORMANCE_EQUALS": "a=b,c",
    "CONFORMANCE_LINES": "line\nbreak",
    "CONFORMANCE_UNICODE": "ü → 模型",
    "_x": "${HOME}",
    "lower_Case1": "lower Case",
    "LOG_LEVEL": "20",
    "MODEL_CACHE_ROOT": "/opt/ml/model",
}
#: An entry point that a request has only if the builder uses the config.
OTHER_ENTRY_POINT = "other_inference.py"
#: What scenarios write where any text or name will do.
ANY_TEXT = "conformance"
#: A network other than that of the training jobs.
OTHER_VPC_CONFIG: Mapping[str, tuple[str, ...]] = {
    "Subnets": ("subnet-4e5f6a7b", "subnet-0c1d2e3f"),
    "SecurityGroupIds": ("sg-4e5f6a7b", "sg-0c1d2e3f"),
}
#: Tags of which a request has all only if the builder uses the config: in no order, with a space, empty, not in ASCII.
OTHER_TAGS: Mapping[str, str] = {
    "team": "conformance",
    "Cost Center": "Größe 1/2",
    "audited": "",
}
#: Keys that a request has only if the builder uses the config: a key of its own for each field that holds one.
KMS_KEYS = tuple(
    f"arn:aws:kms:us-east-1:123456789012:key/{digit}a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d" for digit in range(4)
)
KMS_KEY = KMS_KEYS[0]
#: A configured accelerator: Elastic Inference, the only kind that the SDK accepts (2.257.7).
ACCELERATOR = "ml.eia2.medium"


def names_in(config: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that a config has; only unprefixed ones where it has such.

    In a config with `env`, another step that shares the config reads `endpoint_env`.
    """
    known = tuple(names)
    found = tuple(name for name in known if name in config)
    return tuple(name for name in found if name.partition("_")[2] not in known) or found


def configured(config: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The first non-empty value of a config under one of `names`; ``None`` where there is none."""
    return next((config[name] for name in names_in(config, names) if config[name]), None)


def environment_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config that hold a container's environment: by name, and by a mapping or ``None`` as value."""
    return tuple(
        name
        for name in names_in(config, ENVIRONMENT_FIELDS)
        if config[name] is None or isinstance(config[name], Mapping)
    )


def is_region(value: object) -> bool:
    """Whether `value` looks like an AWS region; a team's own code for a region, such as ``EU``, does not."""
    return isinstance(value, str) and _REGION.fullmatch(value) is not None


def region_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config that hold its AWS region: by name, and by a value that is empty or a region."""
    return tuple(name for name in REGION_FIELDS if name in config and (not config[name] or is_region(config[name])))
