"""Which version of the SageMaker SDK is installed, read from its metadata: nothing of it is imported."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Mapping

from cursus_tester.sdk.names import DISTRIBUTION, V3_PARTS

#: The versions that builders can be run with, as pip is told.
REQUIREMENT = "sagemaker>=2.199,<3"


class SdkError(Exception):
    """The installed SDK lacks something; the text says what was found, what is needed and what to do."""


@functools.cache
def installed_version() -> str | None:
    """The version of the installed SDK, such as ``2.257.7``; ``None``: it is not installed."""
    return _version(DISTRIBUTION)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


@functools.cache
def installed_parts() -> Mapping[str, str]:
    """The versions of the packages that SDK v3 is made of, by name; only those that are installed.

    The number of ``sagemaker`` itself says nothing from 3.0.1 to 3.27.0: it is empty, with lower bounds on these.
    """
    return {name: version for name in V3_PARTS if (version := _version(name)) is not None}


def installed_sdk() -> str:
    """The installed SDK in words, such as ``sagemaker 2.257.7``; that of v3 with its parts."""
    version = installed_version()
    if version is None:
        return f"no {DISTRIBUTION}"
    parts = ", ".join(f"{name} {each}" for name, each in installed_parts().items())
    return f"{DISTRIBUTION} {version}" + (f" ({parts})" if parts and version.startswith("3.") else "")
