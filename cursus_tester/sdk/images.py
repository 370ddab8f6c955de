"""The images that SageMaker offers, read from the JSON files that the SDK ships, without importing the SDK.

An independent answer to what ``sagemaker.image_uris.retrieve`` (2.257.7) says: where it raises, there is no image. It
takes over that a framework with images of one scope, or of one version, has them for any scope or version. But it finds
no Arm or Neuron image where the SDK gives one of another version or scope, such as scikit-learn 1.0-1 for 1.2-1 on Arm,
and a training image for any PyTorch on Trainium.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cursus_tester.sdk import ecr
from cursus_tester.sdk.distribution import installed_major

#: Instance families that the SDK gives an Arm image to. It takes newer ones, such as m7g, for x86.
_ARM_FAMILIES = frozenset({"c6g", "c6gd", "c6gn", "c7g", "m6g", "m6gd", "r6g", "r6gd"})
#: What the tags of Arm images end with where the framework's files do not say it.
_ARM_TAGS: Mapping[str, str] = {"sklearn": "-arm64-cpu-py3", "xgboost": "-arm64"}
#: Frameworks that have images of their own for Inferentia and Trainium, in a file such as ``huggingface-neuron.json``.
_NEURON_FRAMEWORKS = frozenset({"huggingface", "pytorch"})
#: What the tags of a few GPU images end with on p4d instances.
_P4D_SUFFIXES: Mapping[tuple[str, str], str] = {
    ("mxnet", "1.8-gpu-py37"): "cu110-ubuntu16.04-v1",
    ("mxnet", "1.8.0-gpu-py37"): "cu110-ubuntu16.04",
    ("pytorch", "1.6-gpu-py3"): "cu110-ubuntu18.04-v3",
    ("pytorch", "1.6-gpu-py36"): "cu110-ubuntu18.04-v3",
    ("pytorch", "1.6.0-gpu-py3"): "cu110-ubuntu18.04",
    ("pytorch", "1.6.0-gpu-py36"): "cu110-ubuntu18.04",
    ("tensorflow", "1.15-gpu-py37"): "cu110-ubuntu18.04-v8",
    ("tensorflow", "1.15.4-gpu-py37"): "cu110-ubuntu18.04",
    ("tensorflow", "1.15.5-gpu-py37"): "cu110-ubuntu18.04",
    ("tensorflow", "2.3-gpu-py37"): "cu110-ubuntu18.04-v3",
    ("tensorflow", "2.3.1-gpu-py37"): "cu110-ubuntu18.04",
    ("tensorflow", "2.3.2-gpu-py37"): "cu110-ubuntu18.04",
}
#: Whether the tags are those of SDK v3.
_IS_V3 = installed_major() > 2
#: The first versions of which the SDK refuses p2 instances.
_FIRST_WITHOUT_P2: Mapping[str, tuple[int, int]] = {"pytorch": (1, 13), "tensorflow": (2, 12)}


#: Frameworks of which one image trains and serves, though the registry has both scopes: the SDK takes either.
_SAME_IMAGES = frozenset({"sklearn", "xgboost"})


class RegistryError(Exception):
    """The registry has no image for what was asked; the text says which part it does not know."""


class RegistryLayoutError(Exception):
    """The installed SDK keeps no registry where it is looked for; the text names the path.

    Not a `RegistryError`: it says nothing about images, so nobody may take it for "there is none".
    """


@functools.cache
def _folder() -> Path:
    specification = importlib.util.find_spec("sagemaker")
    # A folder of that name without `__init__.py` is a namespace package: somebody's own.
    if specification is None or specification.origin is None or not specification.submodule_search_locations:
        raise RegistryError("the SageMaker SDK is not installed, so there is no image registry to read")
    below = ("core",) if installed_major() > 2 else ()
    folder = Path(specification.submodule_search_locations[0], *below, "image_uri_config")
    if not folder.is_dir():
        raise RegistryLayoutError(
            f"{folder}: no such folder, where the installed SageMaker SDK should have its image registry; install a "
            "version of the SDK that this one of cursus-tester can read"
        )
    return folder


@functools.cache
def framework_document(framework: str) -> Mapping[str, Any]:
    """What a framework's file holds.

    Raises:
        RegistryError: The registry has no such framework.
        RegistryLayoutError: It has not even a framework that every SDK 2 has.
    """
    path = _folder() / f"{framework}.json"
    config: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    # `instance_gpu_info.json` and `sagemaker-base-python.json` have another form: the SDK gets no image out of them.
    if "scope" in config or any("versions" in each for each in config.values()):
        return config
    if framework in ecr.FRAMEWORKS:
        raise RegistryLayoutError(
            f"{path}: no such file with versions, where the installed SageMaker SDK should have the images of "
            f"{framework}; install a version of the SDK that this one of cursus-tester can read"
        )
    raise RegistryError(f"the SDK's image registry has no framework {framework!r}")


def serves_any_scope(framework: str) -> bool:
    """Whether a look-up may leave the scope out: one image trains and serves, or there is none for training.

    The SDK (2.257.7) refuses a look-up without scope of any other framework.
    """
    try:
        config = framework_document(framework)
    except RegistryError:
        return False
    if "scope" in config:
        return "inference" in config["scope"]
    return framework in _SAME_IMAGES or set(config) == {"inference"}


def needs_scope(framework: str) -> bool:
    """Whether the SDK (2.257.7) refuses a look-up without scope: the framework has several, and no image for them all.

    Where there is one only, as of the images that process or monitor data, the SDK takes that, whatever is asked for.
    """
    try:
        config = framework_document(framework)
    except RegistryError:
        return False
    return len(config.get("scope") or config) > 1 and not serves_any_scope(framework)


def has_framework(framework: str) -> bool:
    """Whether the registry knows the framework; ``False`` of all where the SDK is not installed.

    Raises:
        RegistryLayoutError: The SDK is installed, and its registry is not where it is looked for.
    """
    try:
        framework_document(framework)
    except RegistryError:
        return False
    return True


def _scope(framework: str, scope: str) -> Mapping[str, Any]:
    config = framework_document(framework)
    scopes = config.get("scope") or tuple(config)
    if len(scopes) == 1:
        scope = scopes[0]
    elif scope not in scopes:
        raise RegistryError(f"the SDK's image registry has no {scope} images for {framework!r}")
    found: Mapping[str, Any] = config if "scope" in config else config[scope]
    return found


def versions(framework: str, scope: str = "inference") -> tuple[str, ...]:
    """All versions with an image, aliases included, in the registry's order."""
    config = _scope(framework, scope)
    return (*config["versions"], *config.get("version_aliases", {}))


def python_versions(framework: str, version: str, scope: str = "inference") -> tuple[str, ...]:
    """The Python versions that a framework version has images for; empty when the registry leaves it open."""
    _, entry = _version(framework, version, scope)
    entries = _bases(entry).values() if "version_aliases" in entry else (entry,)
    return tuple(dict.fromkeys(python for each in entries for python in _pythons(each)))


def _version(framework: str, version: str, scope: str) -> tuple[str, Mapping[str, Any]]:
    """A version's name in the registry without aliases, and what the registry has of it."""
    config = _scope(framework, scope)
    known, aliases = config["versions"], config.get("version_aliases", {})
    if len(known) == 1:
        # The SDK asks for no version where it has no other.
        version = next(iter(known))
    version = aliases.get(version, version)
    if version not in known:
        raise RegistryError(f"the SDK's image registry has no {framework} {version!r} for {scope}")
    return version, known[version]


def same_version(framework: str, one: str, other: str) -> bool:
    """Whether two versions of a framework name one image; ``2.1`` is an alias of ``2.1.0``."""
    aliases = _scope(framework, "inference").get("version_aliases", {})
    return bool(aliases.get(one, one) == aliases.get(other, other))


def base_images(framework: str, version: str, scope: str = "inference") -> tuple[tuple[str, str], ...]:
    """The frameworks that HuggingFace images of a version run on, such as ``pytorch2.1.0``, each with its Python."""
    _, entry = _version(framework, version, scope)
    return tuple((name, _pythons(each)[-1]) for name, each in _bases(entry).items())


def _bases(entry: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {name: each for name, each in entry.items() if name != "version_aliases"}


def _pythons(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("py_versions") or ()) if "repository" in entry else tuple(entry)


def serving_image(
    *,
    framework: str,
    version: str,
    python: str | None,
    instance_type: str | None,
    region: str,
    base_framework: str | None = None,
    inference_tool: str | None = None,
    scope: str = "inference",
) -> str:
    """The URI of the framework's serving image.

    Args:
        framework: Such as ``pytorch``.
        version: Such as ``2.1`` or ``1.7-1``; of ``huggingface`` that of the transformers library.
        python: Such as ``py310``; ``None`` where the registry has only one.
        instance_type: Such as ``ml.m5.xlarge``; decides between CPU, GPU, Arm and Neuron images. ``None`` where the
            registry has images for one processor only.
        region: Such as ``us-east-1``.
        base_framework: Of ``huggingface`` only: what it runs on, such as ``pytorch2.1.0``.
        inference_tool: Such as ``neuronx``; ``None`` leaves it to the instance type.
        scope: ``training`` where an image of that scope is served: ``SKLearnModel`` and ``XGBoostModel`` ask for one.

    Raises:
        RegistryError: The registry has no such image.
    """
    family = _family(instance_type)
    _refuse_instance(framework, version, family)
    registry = framework
    if framework in _NEURON_FRAMEWORKS:
        inference_tool = inference_tool or ("neuron" if family.startswith(("inf", "trn")) else None)
        registry = f"{framework}-{inference_tool}" if inference_tool in ("neuron", "neuronx") else framework
    is_arm = family in _ARM_FAMILIES
    scope = "inference_graviton" if is_arm else scope
    if is_arm or registry != framework:
        _refuse_substitute(registry, version, scope)
    full, entry = _version(registry, version, scope)
    if framework == "huggingface":
        base, entry = _base_framework(entry, version, base_framework)
        # The tags of Neuron images have no aliases in them.
        # v3 (core 2.27.0) writes the whole version into all tags, v2 an alias as it was given.
        named = (base, full) if registry != framework else (str(base_framework), full if _IS_V3 else version)
        prefix = f"{re.sub('^(pytorch|tensorflow)', '', named[0])}-transformers{named[1]}"
    else:
        prefix = entry.get("tag_prefix") or (version if version in versions(registry, scope) else full)
    python = _python(f"{framework} {version}", python, entry)
    entry = (entry.get(python) if python else None) or entry
    if region not in entry["registries"]:
        raise RegistryError(f"{framework} {version} has no image in region {region!r}")
    processor = _processor(instance_type, _scope(registry, scope).get("processors") or entry.get("processors"))
    container = _container(entry, processor)
    if not entry.get("processor_in_tag", True):
        # Of images of v3 whose tag says it otherwise.
        processor = None
    if is_arm and framework in _ARM_TAGS:
        tag = prefix + _ARM_TAGS[framework]
    else:
        is_untagged = framework == "sagemaker-tritonserver" and processor == "gpu"
        variant = inference_tool or (None if is_untagged else processor)
        tag = "-".join(part for part in (prefix, variant, python, container) if part)
    if family == "p4d" and (framework, tag) in _P4D_SUFFIXES:
        tag = f"{tag}-{_P4D_SUFFIXES[framework, tag]}"
    return (
        f"{entry['registries'][region]}.dkr.ecr.{region}.{ecr.domain(region)}/{entry['repository']}{tag and f':{tag}'}"
    )


def _family(instance_type: str | None) -> str:
    """The family of an instance type such as ``ml.m5.xlarge`` or ``ml_m5``; empty where it has not that form."""
    found = re.fullmatch(r"ml[._]([a-z0-9-]+)(?:\.\w+)?", instance_type or "")
    return found[1] if found else ""


def _refuse_instance(framework: str, version: str, family: str) -> None:
    """Refuse instances that the SDK has no image of the framework for, whatever its files say."""
    numbers = tuple(int(each) for each in re.findall(r"\d+", version)[:2])
    if family.startswith("trn") and framework != "pytorch":
        raise RegistryError(f"{framework} has no image for Trainium instances such as ml.{family}")
    if family == "p2" and framework in _FIRST_WITHOUT_P2 and numbers >= _FIRST_WITHOUT_P2[framework]:
        raise RegistryError(f"{framework} {version} has no image for p2 instances")


def _refuse_substitute(registry: str, version: str, scope: str) -> None:
    """Refuse what the SDK gives without a word where it has images of one other version or scope only."""
    if scope not in framework_document(registry) or version not in versions(registry, scope):
        raise RegistryError(f"the SDK's image registry has no {registry} {version!r} for {scope}")


def _base_framework(
    entry: Mapping[str, Any], version: str, base_framework: str | None
) -> tuple[str, Mapping[str, Any]]:
    full = str(entry["version_aliases"].get(base_framework, base_framework))
    bases = _bases(entry)
    if full not in bases:
        raise RegistryError(f"huggingface {version} has images for {', '.join(bases)}, not for {base_framework!r}")
    return full, bases[full]


def _python(what: str, python: str | None, entry: Mapping[str, Any]) -> str | None:
    """The Python in an image's tag; ``None`` where the registry leaves it open."""
    pythons = _pythons(entry)
    if not pythons or (python is None and what.startswith("spark ")):
        return None
    if python is None and len(pythons) == 1:
        return pythons[0]
    if python not in pythons:
        raise RegistryError(f"{what} has images for {', '.join(pythons)}, not for {python!r}")
    return python


def _processor(instance_type: str | None, processors: Sequence[str] | None) -> str | None:
    """The processor that an image is for; ``None`` where one image is for all."""
    if not processors:
        return None
    family = _family(instance_type)
    if instance_type is None and len(processors) == 1:
        return processors[0]
    if instance_type in ("local", "local_gpu"):
        processor = "cpu" if instance_type == "local" else "gpu"
    elif not family:
        raise RegistryError(f"{instance_type!r} is no instance type, and there are images for {', '.join(processors)}")
    elif family in processors:
        processor = family
    else:
        kinds = {"inf": "inf", "trn": "trn", "g": "gpu", "p": "gpu"}
        processor = next((kind for beginning, kind in kinds.items() if family.startswith(beginning)), "cpu")
    if processor not in processors:
        raise RegistryError(f"there is no image for {processor} instances, only for {', '.join(processors)}")
    return processor


#: The repositories of Arm images whose tags end so; v2 (2.257.7) names images of the second that there are none of.
_SUFFIXED = ("-inference-graviton", "-inference-arm64") if _IS_V3 else ("-inference-graviton",)


def _container(entry: Mapping[str, Any], processor: str | None) -> str | None:
    """What the tag ends with: the SDK of Neuron images, the operating system, and what the image is for."""
    if "container_version" not in entry:
        return None
    containers: Mapping[str | None, str] = entry["container_version"]
    if processor not in containers:
        raise RegistryError(f"there is no image for {processor} instances, only for {', '.join(map(str, containers))}")
    parts = [containers[processor]]
    if "sdk_versions" in entry:
        # Texts, so that the SDK takes sdk2.9 for newer than sdk2.10.
        parts.insert(0, max(entry["sdk_versions"]))
    if entry["repository"].endswith(_SUFFIXED):
        parts.append("sagemaker")
    return "-".join(parts)
