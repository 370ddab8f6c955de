"""Which version of the SageMaker SDK is installed, read from its metadata: nothing of it is imported."""

from __future__ import annotations

import functools
import importlib.metadata
import re
from collections.abc import Iterator, Mapping, Sequence

from cursus_tester.sdk.names import DISTRIBUTION, V3_ONLY_PARTS, V3_PARTS

#: The versions of SDK 2 that builders can be run with, as pip is told.
REQUIREMENT = "sagemaker>=2.205,<3"
#: The lowest versions of the parts of SDK 3 that builders can be run with.
_LOWEST_PARTS: Mapping[str, tuple[int, int]] = {V3_PARTS[0]: (2, 25), **dict.fromkeys(V3_ONLY_PARTS, (1, 25))}
#: The same, as pip is told.
REQUIREMENT_V3 = " ".join(["sagemaker>=3", *(f"{name}>={x}.{y}" for name, (x, y) in _LOWEST_PARTS.items())])
#: The major version that is assumed where no SDK is installed.
_DEFAULT_MAJOR = 2


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


def installed_major() -> int:
    """The major version of the installed SDK; that of SDK 2 where none is installed."""
    found = re.match(r"\d+", installed_version() or "")
    return int(found[0]) if found else _DEFAULT_MAJOR


def full_version() -> str | None:
    """The version of the installed SDK, of v3 with those of its parts, which say what runs; ``None``: there is none."""
    version = installed_version()
    parts = ", ".join(f"{name} {each}" for name, each in installed_parts().items())
    return f"{version} ({parts})" if version is not None and parts and installed_major() == 3 else version


def installed_sdk() -> str:
    """The installed SDK in words, such as ``sagemaker 2.257.7``; that of v3 with its parts."""
    version = full_version()
    return f"no {DISTRIBUTION}" if version is None else f"{DISTRIBUTION} {version}"


def installed_requirement() -> str:
    """The versions of the installed major that builders can be run with, as pip is told."""
    return REQUIREMENT if installed_major() == _DEFAULT_MAJOR else REQUIREMENT_V3


def outdated_parts() -> tuple[str, ...]:
    """What is wrong with the parts of the installed SDK 3, one phrase each, such as ``sagemaker-core 2.24.1``."""
    return (*_outdated(), *_half_upgraded())


def _outdated() -> Iterator[str]:
    parts = installed_parts()
    for name, lowest in _LOWEST_PARTS.items():
        if name not in parts:
            yield f"no {name}"
        elif _numbers(parts[name]) < lowest:
            yield f"{name} {parts[name]}"


def _half_upgraded() -> Iterator[str]:
    """The parts that need a newer one of another part than there is."""
    parts = installed_parts()
    for name, version in parts.items():
        for requirement in _requirements(name):
            found = _PART.match(requirement)
            needed, least = (found[1], found[2]) if found is not None else ("", "")
            if needed in parts and _numbers(parts[needed]) < _numbers(least):
                yield f"{name} {version} needs {needed}>={least}"


#: A requirement of another part, with the lowest version: sagemaker-core>=2.27.0.
_PART = re.compile(rf"({DISTRIBUTION}-[\w-]+)[^;]*?>=\s*([\d.]+)[^;]*$")


def _requirements(name: str) -> Sequence[str]:
    try:
        return importlib.metadata.requires(name) or ()
    except importlib.metadata.PackageNotFoundError:
        return ()


def parts_of_another_major() -> tuple[str, ...]:
    """The parts of SDK 3 that lie in the folder of the installed SDK 2 and overwrite its modules."""
    return tuple(
        f"{name} {version}"
        for name, version in installed_parts().items()
        # Version 2 has a sagemaker-core 1 of its own.
        if name in V3_ONLY_PARTS or _numbers(version) >= (2, 0)
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", version)[:3])
