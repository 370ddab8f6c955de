"""The registry read from its files says what the SDK says, of all that the SDK ships: each image, and each refusal.

But for Arm and Neuron images that the SDK gives in place of another version's, or another scope's.
"""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from sagemaker import image_uris
from sagemaker.fw_utils import GRAVITON_ALLOWED_TARGET_INSTANCE_FAMILY

from cursus_tester.sdk import images
from cursus_tester.sdk.images import RegistryError, serving_image
from tests.unit.sdk.image_files import (
    FRAMEWORKS,
    NO_FRAMEWORKS,
    PARTS_OF_HUGGINGFACE,
    UNKNOWN_PYTHON,
    UNKNOWN_REGION,
    entries_of,
    files_of,
    leaves_of,
)

pytestmark = pytest.mark.usefixtures("quick_sdk")

X86, ARM, NEURON = "ml.m5.xlarge", "ml.m6g.large", "ml.inf2.xlarge"
#: An instance type of each kind that versions have a say in.
INSTANCE_TYPES = (X86, "ml.p2.xlarge", "ml.p4d.24xlarge", "ml.g5.xlarge", NEURON, "ml.trn1.2xlarge", ARM, None)
#: All other families that anything depends on, those after them, other ways to say them, and what is none.
OTHER_INSTANCE_TYPES = (
    "ml.p3.2xlarge",
    "ml.g4dn.xlarge",
    "ml.inf1.xlarge",
    "ml.trn2.48xlarge",
    *(f"ml.{family}.large" for family in GRAVITON_ALLOWED_TARGET_INSTANCE_FAMILY),
    "ml.m7g.large",
    "ml.t4g.large",
    "ml_m5",
    "ml_g5",
    "local",
    "local_gpu",
    "m5.xlarge",
)


def _by_sdk(framework: str, asked: Mapping[str, Any]) -> str | None:
    """The SDK's image; ``None`` where it raises: a ``ValueError``, or what its files make it stumble over."""
    try:
        # Without the decorator, which is for pipeline variables and takes half of the time.
        image: str = image_uris.retrieve.__wrapped__(
            framework,
            asked["region"],
            version=asked["version"],
            py_version=asked["python"],
            instance_type=asked["instance_type"],
            image_scope=asked["scope"],
            base_framework_version=asked.get("base_framework"),
            inference_tool=asked.get("inference_tool"),
        )
    except (ValueError, LookupError, AttributeError, UnboundLocalError, FileNotFoundError):
        return None
    return image


def _is_another(framework: str, asked: Mapping[str, Any], image: str) -> bool:
    """Whether an Arm or Neuron image is of another version or scope than asked for: the SDK has no other one."""
    repository, _, tag = image.rpartition("/")[-1].partition(":")
    if "-arm64" in tag:
        return not tag.startswith(f"{asked['version']}-arm64")
    if framework not in ("huggingface", "pytorch") or "-neuron" not in repository:
        return False
    parts = image_uris.config_for_framework(f"{framework}-{repository.rpartition('-')[-1]}")
    part = parts.get(asked["scope"], {"versions": ()})
    return asked["version"] not in (*part["versions"], *part.get("version_aliases", ()))


def _by_registry(framework: str, asked: Mapping[str, Any]) -> str | None:
    try:
        return serving_image(framework=framework, **asked)
    except RegistryError:
        return None


def _agreed(framework: str, *sweeps: Iterable[Mapping[str, Any]]) -> list[str]:
    """The images of all that is asked, of which both say the same, and the registry nothing of another one."""
    images = []
    for asked in itertools.chain(*sweeps):
        given, found = _by_sdk(framework, asked), _by_registry(framework, asked)
        expected = None if given is not None and _is_another(framework, asked, given) else given
        assert found == expected, f"{framework}: {asked}"
        images.extend([expected] if expected is not None else [])
    return images


def _asked(*, region: str = "us-west-2", **alternatives: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for values in itertools.product(*alternatives.values()):
        yield {"region": region, **dict(zip(alternatives, values, strict=True))}


@functools.cache
def _scopes(framework: str) -> tuple[str, ...]:
    return ("inference",) if len(files_of(framework)) == 1 else ("inference", "training")


def _pythons(framework: str, version: str) -> list[str | None]:
    """The Pythons of a version in any scope, none, and one that no version has."""
    entries = entries_of(framework)[version]
    named = {python for entry in entries for leaf in leaves_of(entry) for python in leaf.get("py_versions") or ()}
    named |= {name for entry in entries for name in entry if re.fullmatch(r"py\d+", name)}
    return [*sorted(named), None, UNKNOWN_PYTHON]


def _bases(framework: str, version: str) -> list[str | None]:
    """What HuggingFace images of a version run on, by whole and by short versions; none, and one that none runs on."""
    if framework != "huggingface":
        return [None]
    named = {name for entry in entries_of(framework)[version] for name in (*entry, *entry["version_aliases"])}
    return [*sorted(named - {"version_aliases"}), "pytorch9.9", None]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_version_with_every_python_and_kind_of_instance(framework: str) -> None:
    images = []
    for version in entries_of(framework):
        one = {
            "version": [version],
            "base_framework": _bases(framework, version),
            "scope": _scopes(framework),
        }
        pythons = _pythons(framework, version)
        images += _agreed(
            framework,
            _asked(**one, python=pythons[:1], instance_type=INSTANCE_TYPES),
            _asked(**one, python=pythons[1:], instance_type=[X86, ARM]),
        )
    assert bool(images) == (framework not in [*NO_FRAMEWORKS, *PARTS_OF_HUGGINGFACE])


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_instance_family(framework: str) -> None:
    versions = list(entries_of(framework))
    for version in {versions[0], versions[-2], versions[len(versions) // 2]} if len(versions) > 1 else ():
        _agreed(
            framework,
            _asked(
                version=[version],
                base_framework=_bases(framework, version)[:2],
                python=_pythons(framework, version)[:1],
                instance_type=OTHER_INSTANCE_TYPES,
                scope=["inference"],
            ),
        )


@pytest.mark.parametrize("framework", ["huggingface", "pytorch", "sagemaker-tritonserver", "xgboost"])
def test_every_version_with_an_inference_tool(framework: str) -> None:
    images = []
    for version in entries_of(framework):
        images += _agreed(
            framework,
            _asked(
                version=[version],
                base_framework=_bases(framework, version),
                python=_pythons(framework, version)[:1],
                instance_type=[X86, "ml.g5.xlarge", NEURON, ARM],
                scope=["inference"],
                inference_tool=["neuron", "neuronx", "other"],
            ),
        )
    assert images


def _one_of_each_account(framework: str) -> Iterator[tuple[str, str]]:
    """A version for each set of accounts, regions and repository that images have, and a region of it."""
    seen = set()
    for version, found in entries_of(framework).items():
        for leaf in (leaf for entry in found for leaf in leaves_of(entry)):
            key = (leaf["repository"], *sorted(leaf["registries"].items()))
            if key not in seen:
                seen.add(key)
                yield version, next(iter(leaf["registries"]))


@pytest.mark.parametrize("framework", sorted({*FRAMEWORKS} - {*NO_FRAMEWORKS, *PARTS_OF_HUGGINGFACE}))
def test_every_region(framework: str) -> None:
    everywhere = {
        region
        for found in entries_of(framework).values()
        for entry in found
        for leaf in leaves_of(entry)
        for region in leaf["registries"]
    }
    images = []
    for version, home in _one_of_each_account(framework):
        for base, scope in itertools.product(_bases(framework, version)[:2], _scopes(framework)):
            one = {
                "version": version,
                "base_framework": base,
                "python": _pythons(framework, version)[0],
                "scope": scope,
            }
            kinds = {
                _by_sdk(framework, {**one, "region": home, "instance_type": each}): each for each in INSTANCE_TYPES
            }
            for region, kind in itertools.product(sorted({*everywhere, UNKNOWN_REGION}), kinds.values()):
                images += _agreed(framework, [{**one, "region": region, "instance_type": kind}])
    assert images


@pytest.mark.parametrize(
    ("framework", "version", "python", "instance_type", "given"),
    [
        ("sklearn", "1.2-1", "py3", ARM, "sagemaker-scikit-learn:1.0-1-arm64-cpu-py3"),
        ("pytorch", "2.1", None, "ml.trn1.2xlarge", "pytorch-training-neuron:1.11.0-neuron-py38-sdk2.4.0-ubuntu20.04"),
        ("pytorch", "1.11", None, "ml.trn1.2xlarge", "pytorch-training-neuron:1.11-neuron-py38-sdk2.4.0-ubuntu20.04"),
    ],
)
def test_an_image_of_another_version_or_scope_is_none(
    framework: str, version: str, python: str | None, instance_type: str, given: str
) -> None:
    asked = {"version": version, "python": python, "instance_type": instance_type, "region": "us-west-2"}
    image = _by_sdk(framework, {**asked, "scope": "inference"})
    assert image is not None
    assert image.endswith(f"/{given}")
    with pytest.raises(RegistryError, match=f"'{version}' for inference"):
        serving_image(framework=framework, **asked)


@pytest.mark.parametrize(
    ("part", "tag"),
    [
        # The SDK compares their names.
        ({"sdk_versions": ["sdk2.4.0", "sdk2.9.1", "sdk2.10.0"]}, "1.11-neuron-py38-sdk2.9.1-ubuntu20.04"),
        ({"container_version": {"inf": "ubuntu20.04"}}, None),
    ],
)
def test_files_with_what_no_file_has_yet(
    monkeypatch: pytest.MonkeyPatch, part: Mapping[str, Any], tag: str | None
) -> None:
    config = copy.deepcopy(image_uris.config_for_framework("pytorch-neuron"))
    config["training"]["versions"]["1.11.0"].update(part)
    monkeypatch.setattr(image_uris, "config_for_framework", lambda _: config)
    monkeypatch.setattr(images, "framework_document", lambda _: config)
    asked = _asked(version=["1.11"], python=["py38"], instance_type=["ml.trn1.2xlarge"], scope=["training"])
    assert [image.split(":")[-1] for image in _agreed("pytorch", asked)] == ([tag] if tag else [])
