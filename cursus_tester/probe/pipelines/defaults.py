"""Other defaults for the parameters of a pipeline, as good as those that the code gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_INSTANCE = re.compile(r"ml\.([a-z])[\w-]*\.\w+")
#: Types of which all, or none, have a GPU: an image that suits one suits the others.
_WITH_GPU = ("ml.g4dn.2xlarge", "ml.g4dn.4xlarge", "ml.g4dn.8xlarge", "ml.g4dn.16xlarge")
_WITHOUT_GPU = ("ml.m5.2xlarge", "ml.m5.4xlarge", "ml.m5.12xlarge", "ml.m5.24xlarge")
_STATES = {"Approved": "PendingManualApproval", "PendingManualApproval": "Approved", "Rejected": "Approved"}
_PLAIN = re.compile(r"[A-Za-z][\w-]{0,40}")


def another_default(value: Any, choices: Sequence[Any], index: int) -> Any:
    """Another value of the same kind; `value` itself where none is known that the code can do with.

    Versions, regions, ARNs and the like stay as they are: others may not exist. So does what is true or false, of
    which nobody could tell later whose default it was.

    Args:
        value: What the code gives.
        choices: What it is to be one of; empty: anything.
        index: How many parameters there are before it: those of one default get different ones.
    """
    if choices:
        return next((each for each in choices if each != value), value)
    if type(value) is int:
        return value + index + 1
    if type(value) is float:
        return value + 0.125 * (index + 1)
    return _another_text(value, index) if type(value) is str else value


def _another_text(value: str, index: int) -> str:
    instance = _INSTANCE.fullmatch(value)
    if instance is not None:
        likes = [each for each in (_WITH_GPU if instance[1] in "gp" else _WITHOUT_GPU) if each != value]
        return likes[index % len(likes)]
    if value in _STATES:
        return _STATES[value]
    if value.startswith("s3://"):
        return f"{value.rstrip('/')}-other{index}{'/' if value.endswith('/') else ''}"
    if value.isdecimal():
        return str(int(value) + index + 1)
    is_region = re.fullmatch(r"[a-z]{2}(-gov)?-[a-z]+-\d", value)
    return f"{value}-other{index}" if _PLAIN.fullmatch(value) and not is_region else value
