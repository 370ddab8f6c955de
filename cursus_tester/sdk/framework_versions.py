"""Framework and Python versions that go together: those whose serving image the SDK's registry has."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.sdk import images

#: Script-mode versions that users have most, and that the SDK registry (2.257.7) has a serving image for.
_USUAL_VERSIONS: Mapping[str, tuple[str, ...]] = {
    "xgboost": ("1.7-1", "1.5-1", "1.3-1"),
    "sklearn": ("1.2-1", "1.0-1", "0.23-1"),
    "pytorch": ("2.1", "2.0", "1.13"),
    "tensorflow": ("2.13", "2.12"),
    "huggingface": ("4.37.0", "4.28.1", "4.26.0"),
    "mxnet": ("1.9.0", "1.8.0"),
}
#: Of CPU and GPU families, the small ones first.
_USUAL_MACHINES = ("ml.m5.xlarge", "ml.m5.large", "ml.c5.xlarge", "ml.g4dn.xlarge", "ml.g5.xlarge")
#: The first xgboost images run a built-in algorithm and take no script.
_NO_SCRIPT_MODE = re.compile(r"xgboost (?:latest|\d|0\..*)$")
#: The Python of images whose tag does not say it.
_PYTHON_OF_UNTAGGED: Mapping[str, str] = {"xgboost": "py3", "sklearn": "py3", "tensorflow": "py310"}
#: Names under which configs keep the framework's version, and Python's.
VERSION_FIELDS = ("framework_version", "version", "image_version")
PYTHON_FIELDS = ("py_version", "python_version")


@functools.cache
def usual_machines(framework: str) -> tuple[str, ...]:
    """Instance types that users have most, those that a serving image of the framework is for first."""
    versions = suitable_versions(framework, ())

    def is_served(machine: str) -> bool:
        try:
            images.serving_image(
                framework=framework, version=versions[0], python=None, instance_type=machine, region="us-east-1"
            )
        except images.RegistryError as error:
            # What else it may lack, such as a Python, says nothing of the machine.
            return "instance" not in str(error)
        return True

    return tuple(sorted(_USUAL_MACHINES, key=lambda each: bool(versions) and not is_served(each)))


def version_candidates(
    framework: str, own: str | None, listed: tuple[str, ...], known: Mapping[str, Any]
) -> Iterator[str]:
    """Versions of a framework with a serving image, those that suit the known Python first.

    Args:
        framework: Whose version is wanted.
        own: The builder's framework; of a HuggingFace image that is not the one that it runs on.
        listed: The versions that the builder's specification lists.
        known: The values of other config fields.
    """
    if framework in ("transformers", "huggingface"):
        yield from (transformers for transformers, _, _ in _huggingface_images())
        return
    if "transformers_version" in known or own == "huggingface":
        wanted = known.get("transformers_version")
        bases = [
            base.removeprefix(framework)
            for transformers, base, _ in _huggingface_images()
            if base.startswith(framework) and wanted in (None, transformers)
        ]
        if framework != own:
            yield from bases
            return
    usable = suitable_versions(framework, listed)
    python = next((known[name] for name in PYTHON_FIELDS if isinstance(known.get(name), str)), None)
    yield from sorted(usable, key=lambda each: python is not None and python not in pythons_of(framework, each))
    yield from (each for each in listed if each not in usable)
    if not listed:
        # A list that only a builder's own code reads: one of them is in it.
        yield from (each for each in _registered_versions(framework) if each not in usable)


@functools.cache
def suitable_versions(framework: str, listed: tuple[str, ...]) -> tuple[str, ...]:
    """Script-mode versions with a serving image: of those listed, else the usual ones, else the registry's newest."""
    registered = _registered_versions(framework)
    for choice in (listed, _USUAL_VERSIONS.get(framework, ()), registered[:5]):
        usable = tuple(each for each in choice if each in registered)
        if usable:
            return usable
    return ()


@functools.cache
def _registered_versions(framework: str) -> tuple[str, ...]:
    """The script-mode versions of a framework that the registry has a serving image for, the newest first."""
    if not images.has_framework(framework):
        return ()
    try:
        registered = images.versions(framework)
    except images.RegistryError:
        return ()
    return tuple(each for each in reversed(registered) if not _NO_SCRIPT_MODE.match(f"{framework} {each}"))


def pythons_of(framework: str, version: str) -> tuple[str, ...]:
    """The Pythons of a version's serving images; the one inside where the image's tag does not say it."""
    try:
        tagged = images.python_versions(framework, version)
    except images.RegistryError:
        tagged = ()
    untagged = _PYTHON_OF_UNTAGGED.get(framework)
    return tagged[::-1] or ((untagged,) if untagged else ())


def version_field(framework: str | None, config: Mapping[str, Any]) -> str | None:
    """The config field that holds the version which specifications list; ``None`` where there is none."""
    first = ("transformers_version",) if framework == "huggingface" else ("framework_version", f"{framework}_version")
    first = (*first, f"{framework}_framework_version", "model_framework_version", "inference_framework_version")
    return next((name for name in (*first, "framework_version", "version") if name in config), None)


def version_changes(
    framework: str | None, listed: tuple[str, ...], config: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Config fields for each listed version, with the Python and the base framework that its image has.

    Args:
        framework: The builder's framework.
        listed: The versions that the builder's specification lists; where it lists none, usual ones are taken.
        config: The values of the config's fields.
    """
    field = version_field(framework, config)
    if field is None or framework is None or not images.has_framework(framework):
        return
    for version in listed or suitable_versions(framework, ()):
        yield {field: version, **companions(framework, version, config)}


def companions(framework: str, version: str, config: Mapping[str, Any]) -> dict[str, str]:
    """What else the config says of a version's image: its Python, and the framework that HuggingFace's runs on."""
    found: dict[str, str] = {}
    try:
        if framework == "huggingface":
            bases = [(*_split(base), python) for base, python in images.base_images(framework, version)]
            kept = [image for image in bases if f"{image[0]}_version" in config]
            name, number, python = (kept or bases)[0]
            pythons: tuple[str, ...] = (python,)
            is_whole = str(config.get(f"{name}_version")).startswith(name)
            found[f"{name}_version"] = f"{name}{number}" if is_whole else number
        else:
            pythons = images.python_versions(framework, version)
    except images.RegistryError:
        return {}
    found |= {name: config[name] if config.get(name) in pythons else pythons[-1] for name in PYTHON_FIELDS if pythons}
    return {name: value for name, value in found.items() if name in config}


def base_framework(name: str, version: str) -> str:
    """What the registry calls a framework that HuggingFace's runs on, as some write it whole: ``pytorch2.1.0``."""
    return version if version.startswith(name) else f"{name}{version}"


def _split(base: str) -> tuple[str, str]:
    """Name and version of a base framework such as ``pytorch2.1.0``."""
    name = base.rstrip("0123456789.")
    return name, base.removeprefix(name)


def python_candidates(framework: str, listed: tuple[str, ...], known: Mapping[str, Any]) -> Iterator[str]:
    """Pythons of the framework's serving images, those of the known version first."""
    if framework == "huggingface":
        wanted = known.get("transformers_version") or known.get("framework_version")
        yield from (python for transformers, _, python in _huggingface_images() if wanted in (None, transformers))
        return
    given = next((known[name] for name in VERSION_FIELDS if isinstance(known.get(name), str)), None)
    for version in (given,) if given else suitable_versions(framework, listed):
        yield from pythons_of(framework, version)
    yield from ("py3", "py310", "py39", "py38")


@functools.cache
def _huggingface_images() -> tuple[tuple[str, str, str], ...]:
    """Transformers version, base framework with its version, and Python of usual serving images, PyTorch's first."""
    found = []
    for version in _USUAL_VERSIONS["huggingface"]:
        for base, python in images.base_images("huggingface", version):
            found.append((version, base, python))
    return tuple(sorted(found, key=lambda each: not each[1].startswith("pytorch")))
