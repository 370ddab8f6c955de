"""The tests' surroundings: no AWS account, no terminal settings of whoever runs them."""

from __future__ import annotations

import os

# Set before anything imports boto3 or the SDK, and inherited by the processes that tests start.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
    AWS_DEFAULT_REGION="us-east-1",
    # SageMaker SDK 2.257.7 prints a deprecation text on stderr without it.
    SAGEMAKER_SUPPRESS_V2_WARNING="1",
)
for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
    os.environ.pop(_name, None)
