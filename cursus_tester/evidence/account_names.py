"""Names in the faked account: its id, region, roles, buckets and archives."""

from __future__ import annotations

from collections.abc import Mapping

ACCOUNT_ID = "123456789012"
#: Where builders are run that choose no other region.
DEFAULT_REGION = "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/ConformanceExecutionRole"
#: The role of the training jobs: a model that is made by their estimator gets it unless the builder says another.
TRAINING_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/TrainingRole"
#: A variable and a tag that the training jobs have, and no model.
TRAINING_MARK = "CONFORMANCE_TRAINING_ONLY"
#: The role of the process that builds. A builder that does not use the role that it gets uses this one.
AMBIENT_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/AmbientRole"
#: Archives that every region's bucket holds.
MODEL_KEY = "models/model.tar.gz"
EARLIER_MODEL_KEY = "models/earlier/model.tar.gz"
PACKAGED_MODEL_PREFIX = "packaged-models"
FURTHER_MODEL_PREFIX = "further-models"
TRAINING_CODE_KEY = "training/sourcedir.tar.gz"
#: Below it is the data that inputs name.
DATA_PREFIX = "data"


def bucket_name(region: str) -> str:
    """The SDK's default bucket of the account in `region`."""
    return f"sagemaker-{region}-{ACCOUNT_ID}"


def packaged_model_key(program: str) -> str:
    """The key of a model archive that contains ``code/<program>``."""
    return f"{PACKAGED_MODEL_PREFIX}/{program}/model.tar.gz"


def further_model_key(name: str) -> str:
    """The key of the model archive of an input beside the varied one; it holds a file of the input's name."""
    return f"{FURTHER_MODEL_PREFIX}/{name}/model.tar.gz"


#: The network that every training job runs in, for builders that must keep it.
VPC_CONFIG: Mapping[str, list[str]] = {"Subnets": ["subnet-0a1b2c3d"], "SecurityGroupIds": ["sg-0a1b2c3d"]}
