"""Which version of the SageMaker SDK is installed, read from its metadata: nothing of it is imported."""

from __future__ import annotations

import functools
import importlib.metadata

from cursus_tester.sdk.names import DISTRIBUTION

#: The versions that builders can be run with, as pip is told.
REQUIREMENT = "sagemaker>=2.199,<3"


class SdkError(Exception):
    """The installed SDK lacks something; the text says what was found, what is needed and what to do."""


@functools.cache
def installed_version() -> str | None:
    """The version of the installed SDK, such as ``2.257.7``; ``None``: it is not installed."""
    try:
        return importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return None


def installed_sdk() -> str:
    """The installed SDK in words, such as ``sagemaker 2.257.7``."""
    version = installed_version()
    return f"{DISTRIBUTION} {version}" if version is not None else f"no {DISTRIBUTION}"
