"""Environment variables for the processes that run builders: a test account, and nothing of the user's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from cursus_tester.evidence.account_names import DEFAULT_REGION

#: What botocore and the SDK read from the environment: a test account, and none of the user's files.
ENVIRONMENT: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": DEFAULT_REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
    # Code may name a server that stands in for AWS, such as LocalStack.
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "SAGEMAKER_ADMIN_CONFIG_OVERRIDE": os.devnull,
    "SAGEMAKER_USER_CONFIG_OVERRIDE": os.devnull,
    "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
    "MOTO_ALLOW_NONEXISTENT_REGION": "false",
}
#: Variables that could lead a builder to a real account, or send its traffic through a proxy.
_FORBIDDEN_PREFIXES = ("AWS_", "BOTO", "SAGEMAKER_", "SM_")
_FORBIDDEN_SUFFIX = "_PROXY"


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` without variables that lead to an AWS account or a proxy."""
    return {
        name: value
        for name, value in environment.items()
        if not name.upper().startswith(_FORBIDDEN_PREFIXES) and not name.upper().endswith(_FORBIDDEN_SUFFIX)
    }


def undecoded() -> dict[Any, Any]:
    """The variables of this process as ``os.environ`` holds them: decoding all takes as long as making a step does."""
    return dict(getattr(os.environ, "_data", os.environ))
