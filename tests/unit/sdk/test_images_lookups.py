"""What the registry read from its files has, and whose its images are, is what the SDK says of all that it ships."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import botocore.session
import pytest
from sagemaker import image_uris, utils

from cursus_tester.sdk import ecr, images
from cursus_tester.sdk.images import RegistryError
from tests.unit.sdk.image_files import (
    FRAMEWORKS,
    NO_FRAMEWORKS,
    PARTS_OF_HUGGINGFACE,
    UNKNOWN_PYTHON,
    UNKNOWN_VERSION,
    entries_of,
    leaves_of,
)

_RESOLVER = utils._botocore_resolver()


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_has_every_framework(framework: str) -> None:
    assert images.has_framework(framework) == (framework not in NO_FRAMEWORKS)


@pytest.mark.parametrize("framework", ["no-such", "", *NO_FRAMEWORKS])
def test_another_framework_is_refused(framework: str) -> None:
    assert not images.has_framework(framework)
    with pytest.raises(RegistryError, match=f"no framework '{framework}'"):
        images.versions(framework)


def _config_of(framework: str, scope: str) -> Mapping[str, Any]:
    config: Mapping[str, Any] = image_uris._config_for_framework_and_scope(framework, scope)
    return config


def _pythons_by_sdk(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """What the SDK says that it has when it is asked for another Python."""
    try:
        image_uris._validate_py_version_and_set_if_needed(UNKNOWN_PYTHON, entry, "")
    except ValueError as error:
        return tuple(str(error).rsplit(": ", 1)[-1].removesuffix(".").split(", "))
    return ()


@pytest.mark.parametrize("framework", sorted({*FRAMEWORKS} - {*NO_FRAMEWORKS}))
def test_needs_a_scope_where_the_sdk_asks_for_one(framework: str) -> None:
    version = next(iter(images.versions(framework)), "")
    try:
        image_uris.retrieve(framework, "us-east-1", version=version, instance_type="ml.m5.xlarge")
    except ValueError as error:
        refused = "image scope" in str(error)
    else:
        refused = False
    assert images.needs_scope(framework) == refused


@pytest.mark.parametrize("scope", ["inference", "training", "no-such"])
@pytest.mark.parametrize("framework", sorted({*FRAMEWORKS} - {*NO_FRAMEWORKS}))
def test_every_version_and_its_pythons(framework: str, scope: str) -> None:
    try:
        config = _config_of(framework, scope)
    except ValueError:
        with pytest.raises(RegistryError, match=f"no {scope} images for '{framework}'"):
            images.versions(framework, scope)
        return
    versions = (*config["versions"], *config.get("version_aliases", {}))
    assert images.versions(framework, scope) == versions
    for version in versions:
        entry = config["versions"][image_uris._version_for_config(version, config)]
        bases = [each for name, each in entry.items() if name != "version_aliases"]
        entries = bases if "version_aliases" in entry else [entry]
        pythons = {python: None for each in entries for python in _pythons_by_sdk(each)}
        assert images.python_versions(framework, version, scope) == (*pythons,), version


@pytest.mark.parametrize("framework", sorted({*FRAMEWORKS} - {*NO_FRAMEWORKS}))
def test_same_version_goes_by_the_aliases_of_serving_images(framework: str) -> None:
    config = _config_of(framework, "inference")
    versions = (*config["versions"], *config.get("version_aliases", {}), UNKNOWN_VERSION)
    for one, other in itertools.product(versions, versions):
        same = image_uris._version_for_config(one, config) == image_uris._version_for_config(other, config)
        assert images.same_version(framework, one, other) is same, (one, other)


def test_an_unknown_version_is_refused_by_name() -> None:
    with pytest.raises(RegistryError, match=re.escape(f"no pytorch '{UNKNOWN_VERSION}' for training")):
        images.python_versions("pytorch", UNKNOWN_VERSION, "training")


@pytest.mark.parametrize("scope", ["inference", "training"])
def test_every_base_of_huggingface_images(scope: str) -> None:
    config = _config_of("huggingface", scope)
    for version in images.versions("huggingface", scope):
        entry = config["versions"][image_uris._version_for_config(version, config)]
        bases = {name: _pythons_by_sdk(each) for name, each in entry.items() if name != "version_aliases"}
        found = images.base_images("huggingface", version, scope)
        assert found == tuple((name, pythons[-1]) for name, pythons in bases.items())


#: Whose images those of other files are, by their repositories.
_RELATED = {
    **dict.fromkeys([*PARTS_OF_HUGGINGFACE, "huggingface-llm", "huggingface-llm-neuronx"], "huggingface"),
    "huggingface-vllm-neuronx": "huggingface",
    **dict.fromkeys(["hyperpod-recipes-neuron", "pytorch-neuron", "pytorch-training-compiler"], "pytorch"),
}
_OWN = ("chainer", "huggingface", "mxnet", "pytorch", "sklearn", "tensorflow", "xgboost")


@pytest.mark.parametrize("framework", sorted({*FRAMEWORKS} - {*NO_FRAMEWORKS}))
def test_the_framework_and_the_region_of_every_image(framework: str) -> None:
    expected = _RELATED.get(framework, framework if framework in _OWN else None)
    for found in entries_of(framework).values():
        for leaf in (leaf for entry in found for leaf in leaves_of(entry)):
            for region, account in leaf["registries"].items():
                host = _RESOLVER.construct_endpoint("ecr", region)["hostname"]
                image = f"{account}.dkr.{host}/{leaf['repository']}:1"
                assert (ecr.framework_of(image), ecr.region_of(image)) == (expected, region)


@pytest.mark.parametrize(
    "image",
    [
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/my-xgboost:1",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/pytorch:1",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.example.com/pytorch:1",
        "registry.example.com/pytorch-inference:1",
        "s3.us-east-1.amazonaws.com/bucket/image:1",
        "",
    ],
)
def test_another_image_is_of_no_framework(image: str) -> None:
    assert ecr.framework_of(image) is None
    is_in_ecr = ".dkr.ecr." in image and "example" not in image
    assert ecr.region_of(image) == ("us-east-1" if is_in_ecr else None)


def test_the_framework_of_an_image_that_is_written_in_part() -> None:
    assert ecr.framework_of(".dkr.ecr..amazonaws.com/sagemaker-xgboost:") == "xgboost"


def test_the_domain_of_every_region() -> None:
    session = botocore.session.get_session()
    for partition in session.get_available_partitions():
        for region in session.get_available_regions("ec2", partition):
            host = _RESOLVER.construct_endpoint("ecr", region)["hostname"]
            assert f"ecr.{region}.{ecr.domain(region)}" == host


@pytest.mark.parametrize(
    ("image", "is_own"),
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/scoring:1.2", True),
        ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/scoring:1", True),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/scoring@sha256:0a1b", True),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/scoring", False),
        ("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", False),
        ("registry.example.com/scoring:1", False),
        (None, False),
    ],
)
def test_a_field_that_keeps_an_image_of_the_teams_own(image: str | None, is_own: bool) -> None:
    assert ecr.image_names({"image_uri": image, "model": image}) == (("image_uri",) if is_own else ())
