"""The images that SageMaker offers, read from the JSON files that the SDK ships, without importing the SDK.

An independent answer to what ``sagemaker.image_uris.retrieve`` (2.257.7) should say for a framework's serving image.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: Instance families with an Arm processor, and the frameworks that have images for them.
_ARM_FAMILIES = frozenset({"c6g", "c6gd", "c6gn", "c7g", "m6g", "m6gd", "r6g", "r6gd", "t4g"})
_ARM_FRAMEWORKS = frozenset({"pytorch", "sklearn", "tensorflow", "xgboost"})
#: Repositories of the frameworks' images (sagemaker 2.257.7), those of training images among them.
_REPOSITORIES: Mapping[str, re.Pattern[str]] = {
    "huggingface": re.compile(r"\.amazonaws\.[\w.]+/huggingface-"),
    "mxnet": re.compile(r"\.amazonaws\.[\w.]+/(?:sagemaker-)?mxnet"),
    "pytorch": re.compile(r"\.amazonaws\.[\w.]+/(?:sagemaker-)?pytorch"),
    "sklearn": re.compile(r"\.amazonaws\.[\w.]+/sagemaker-scikit-learn"),
    "tensorflow": re.compile(r"\.amazonaws\.[\w.]+/(?:sagemaker-)?tensorflow"),
    "xgboost": re.compile(r"\.amazonaws\.[\w.]+/(?:sagemaker-)?xgboost"),
}


class RegistryError(Exception):
    """The registry has no image for what was asked; the text says which part it does not know."""


@functools.cache
def _folder() -> Path:
    specification = importlib.util.find_spec("sagemaker")
    if specification is None or not specification.submodule_search_locations:
        raise RegistryError("the SageMaker SDK is not installed, so there is no image registry to read")
    return Path(specification.submodule_search_locations[0]) / "image_uri_config"


@functools.cache
def _framework(framework: str) -> Mapping[str, Any]:
    path = _folder() / f"{framework}.json"
    if not path.is_file():
        raise RegistryError(f"the SDK's image registry has no framework {framework!r}")
    config: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return config


def has_framework(framework: str) -> bool:
    """Whether the registry knows the framework."""
    try:
        _framework(framework)
    except RegistryError:
        return False
    return True


def _scope(framework: str, scope: str) -> Mapping[str, Any]:
    config = _framework(framework)
    if "scope" in config:
        return config
    if len(config) == 1:
        only: Mapping[str, Any] = next(iter(config.values()))
        return only
    if scope not in config:
        raise RegistryError(f"the SDK's image registry has no {scope} images for {framework!r}")
    return config[scope]  # type: ignore[no-any-return]


def versions(framework: str, scope: str = "inference") -> tuple[str, ...]:
    """All versions with an image, aliases included, in the registry's order."""
    config = _scope(framework, scope)
    return (*config.get("versions", {}), *config.get("version_aliases", {}))


def python_versions(framework: str, version: str, scope: str = "inference") -> tuple[str, ...]:
    """The Python versions that a framework version has images for; empty when the registry leaves it open."""
    return _pythons(_version(framework, version, scope))


def _version(framework: str, version: str, scope: str) -> Mapping[str, Any]:
    config = _scope(framework, scope)
    version = config.get("version_aliases", {}).get(version, version)
    if version not in config["versions"]:
        raise RegistryError(f"the SDK's image registry has no {framework} {version!r} for {scope}")
    return config["versions"][version]  # type: ignore[no-any-return]


def same_version(framework: str, one: str, other: str) -> bool:
    """Whether two versions of a framework name one image; ``2.1`` is an alias of ``2.1.0``."""
    aliases = _scope(framework, "inference").get("version_aliases", {})
    return bool(aliases.get(one, one) == aliases.get(other, other))


def base_images(framework: str, version: str, scope: str = "inference") -> tuple[tuple[str, str], ...]:
    """The frameworks that HuggingFace images of a version run on, such as ``pytorch2.1.0``, each with its Python."""
    entry = _version(framework, version, scope)
    return tuple((name, each["py_versions"][-1]) for name, each in entry.items() if name != "version_aliases")


def framework_of(image: str) -> str | None:
    """The framework whose serving image `image` is, by its repository; ``None`` of any other image."""
    return next((framework for framework, pattern in _REPOSITORIES.items() if pattern.search(image)), None)


def _pythons(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("py_versions") or ()) if "repository" in entry else tuple(entry)


def serving_image(
    *,
    framework: str,
    version: str,
    python: str | None,
    instance_type: str,
    region: str,
    base_framework: str | None = None,
) -> str:
    """The URI of the framework's serving image.

    Args:
        framework: Such as ``pytorch``.
        version: Such as ``2.1`` or ``1.7-1``; of ``huggingface`` that of the transformers library.
        python: Such as ``py310``; ``None`` where the registry has only one.
        instance_type: Such as ``ml.m5.xlarge``; decides between CPU, GPU and Arm images.
        region: Such as ``us-east-1``.
        base_framework: Of ``huggingface`` only: what it runs on, such as ``pytorch2.1.0``.

    Raises:
        RegistryError: The registry has no such image.
    """
    family = instance_type.removeprefix("ml.").split(".")[0]
    is_arm = family in _ARM_FAMILIES
    if is_arm and framework not in _ARM_FRAMEWORKS:
        raise RegistryError(f"{framework} has no image for Arm instances such as {instance_type}")
    scope = "inference_graviton" if is_arm else "inference"
    config, entry = _scope(framework, scope), _version(framework, version, scope)
    if framework == "huggingface":
        entry = _base_framework(entry, version, base_framework)
    pythons = _pythons(entry)
    if (len(pythons) > 1 and python not in pythons) or (pythons and python and python not in pythons):
        raise RegistryError(f"{framework} {version} has images for {', '.join(pythons)}, not for {python!r}")
    python = python or pythons[0] if pythons else None
    per_python = entry.get(python) if python else None
    entry = per_python if isinstance(per_python, Mapping) else entry
    accounts = entry["registries"]
    if region not in accounts:
        raise RegistryError(f"{framework} {version} has no image in region {region!r}")
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    processor = _processor(family, config.get("processors") or entry.get("processors"))
    if framework == "huggingface":
        version = f"{re.sub('^(pytorch|tensorflow)', '', str(base_framework))}-transformers{version}"
    tag = _tag(framework, entry, version, processor, python, is_arm)
    return f"{accounts[region]}.dkr.ecr.{region}.{suffix}/{entry['repository']}:{tag}"


def _base_framework(entry: Mapping[str, Any], version: str, base_framework: str | None) -> Mapping[str, Any]:
    full = entry.get("version_aliases", {}).get(base_framework, base_framework)
    if full not in entry or full == "version_aliases":
        known = ", ".join(each for each in entry if each != "version_aliases")
        raise RegistryError(f"huggingface {version} has images for {known}, not for {base_framework!r}")
    found: Mapping[str, Any] = entry[full]
    return found


def _tag(
    framework: str, entry: Mapping[str, Any], version: str, processor: str | None, python: str | None, is_arm: bool
) -> str:
    prefix = entry.get("tag_prefix", version)
    if is_arm and framework in ("xgboost", "sklearn"):
        return f"{version}-arm64" if framework == "xgboost" else f"{version}-arm64-cpu-py3"
    containers = entry.get("container_version")
    container = containers[processor] if isinstance(containers, Mapping) and processor else None
    if is_arm and entry["repository"] == f"{framework}-inference-graviton":
        container = f"{container}-sagemaker"
    return "-".join(part for part in (prefix, processor, python, container) if part)


def _processor(family: str, processors: Any) -> str | None:
    if not processors:
        return None
    processor = "inf" if family.startswith("inf") else "gpu" if family[:1] in ("p", "g") else "cpu"
    if processor not in processors:
        raise RegistryError(f"there is no image for {processor} instances, only for {', '.join(processors)}")
    return processor


_IMAGE = re.compile(r"\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.[\w.]+/.+:[\w.-]+$")


def image_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a config, by its values, that keep an image of the team's own."""
    texts = {name: value for name, value in config.items() if "image" in name and isinstance(value, str)}
    return tuple(name for name, value in texts.items() if _IMAGE.search(value) and framework_of(value) is None)
