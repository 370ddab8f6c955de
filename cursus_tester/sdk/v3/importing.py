"""What the import of SDK v3 needs of its process and changes in it (sagemaker-core 2.27.0).

It makes a boto3 client, so it needs a region, and asks the machine's metadata service for credentials where it finds
none. It leaves a handler and a level on the root logger.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

from cursus_tester.evidence.account_names import DEFAULT_REGION

#: What must be there while it is imported. The processes that run builders have all of it already.
_NEEDED: Mapping[str, str] = {
    "AWS_DEFAULT_REGION": DEFAULT_REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
}
_ADDED = {name: value for name, value in _NEEDED.items() if name not in os.environ}
_ROOT = logging.getLogger()
_HANDLERS, _LEVEL = tuple(_ROOT.handlers), _ROOT.level

os.environ.update(_ADDED)


def restore() -> None:
    """Leave environment and root logger as they were before the import."""
    for name in _ADDED:
        os.environ.pop(name, None)
    _ROOT.handlers[:] = _HANDLERS
    _ROOT.setLevel(_LEVEL)
