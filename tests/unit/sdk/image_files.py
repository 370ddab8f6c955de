"""What the installed SDK's files say of images, read by its own functions."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sagemaker
from sagemaker import image_uris

#: Every framework that the SDK ships a file for.
FRAMEWORKS = sorted(path.stem for path in Path(sagemaker.__file__).with_name("image_uri_config").glob("*.json"))
#: Files of another form, that are about no images.
NO_FRAMEWORKS = ["instance_gpu_info", "sagemaker-base-python"]
#: Files that the SDK opens for ``huggingface`` only, and gets no image out of by themselves.
PARTS_OF_HUGGINGFACE = ["huggingface-neuron", "huggingface-neuronx", "huggingface-training-compiler"]
#: What no framework has.
UNKNOWN_VERSION, UNKNOWN_PYTHON, UNKNOWN_REGION = "99.9.9", "py1", "xx-west-1"


@functools.cache
def files_of(framework: str) -> tuple[Mapping[str, Any], ...]:
    """What the SDK's files say of each scope of a framework, its Neuron images' files among them."""
    names = [each for each in (framework, f"{framework}-neuron", f"{framework}-neuronx") if each in FRAMEWORKS]
    configs = [image_uris.config_for_framework(each) for each in names]
    scopes = [part for config in configs for part in ([config] if "scope" in config else config.values())]
    return tuple(part for part in scopes if "versions" in part)


@functools.cache
def entries_of(framework: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Every version and alias, with what the files say of it in the scopes that have it; and one that none has."""
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for part in files_of(framework):
        aliases = part.get("version_aliases", {})
        for version in (*part["versions"], *aliases):
            found[version] = (*found.get(version, ()), part["versions"][aliases.get(version, version)])
    return {**found, UNKNOWN_VERSION: ()}


def leaves_of(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What an entry says of its images, which may differ by Python or by the framework that they run on."""
    if "repository" in entry:
        yield entry
    else:
        for name, each in entry.items():
            yield from leaves_of(each) if name != "version_aliases" else ()
