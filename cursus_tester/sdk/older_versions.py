"""What older parts of SDK v3 do otherwise: findings there are none of the builder's doing."""

from __future__ import annotations

import re

from cursus_tester.sdk.names import MODEL_BUILDER, MODEL_TRAINER

#: The part, the version since which it is no longer so, and what was so before: read in its files, seen with 3.25.0.
_DIFFERENCES: tuple[tuple[str, tuple[int, int], str], ...] = (
    ("sagemaker-serve", (1, 27), f"{MODEL_BUILDER}.build() takes no tags"),
    ("sagemaker-mlops", (1, 26), "no code is packed into a model archive that only the run makes"),
    (
        "sagemaker-train",
        (1, 26),
        f"the tags of a {MODEL_TRAINER} are sent with keys in lower case, which the service refuses",
    ),
)


def older_behaviour(version: str) -> tuple[str, ...]:
    """What an SDK does by itself that newer ones do not, one sentence each.

    Args:
        version: As reports have it, such as ``3.25.0 (sagemaker-core 2.25.0, sagemaker-train 1.25.0)``.
    """
    parts = {
        name: (int(major), int(minor)) for name, major, minor in re.findall(r"([a-z-]+) (\d+)\.(\d+)[\d.]*", version)
    }
    return tuple(
        f"{part} before {since[0]}.{since[1]}: {what}"
        for part, since, what in _DIFFERENCES
        if part in parts and parts[part] < since
    )
