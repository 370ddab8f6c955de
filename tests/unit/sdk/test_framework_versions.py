"""Versions that are said to go together have a serving image in the SDK."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sagemaker import image_uris

from cursus_tester.sdk.framework_versions import (
    companions,
    python_candidates,
    pythons_of,
    suitable_versions,
    version_candidates,
    version_changes,
)

pytestmark = pytest.mark.usefixtures("quick_sdk")

FRAMEWORKS = ("huggingface", "mxnet", "pytorch", "sklearn", "tensorflow", "xgboost")


def _image(framework: str, config: Mapping[str, str]) -> str:
    """The SDK's serving image for a config.

    Raises:
        ValueError: It has none.
    """
    versions = [config[name] for name in ("transformers_version", "framework_version") if name in config]
    bases = [f"{name}{config[f'{name}_version']}" for name in ("pytorch", "tensorflow") if f"{name}_version" in config]
    image: str = image_uris.retrieve(
        framework,
        "us-east-1",
        version=versions[0],
        py_version=config.get("py_version"),
        base_framework_version=bases[0] if bases else None,
        instance_type="ml.m5.xlarge",
        image_scope="inference",
    )
    return image


@pytest.mark.parametrize("framework", [each for each in FRAMEWORKS if each != "huggingface"])
def test_usual_versions_have_images_for_each_of_their_pythons(framework: str) -> None:
    versions = suitable_versions(framework, ())
    assert versions
    for version in versions:
        assert pythons_of(framework, version)
        for python in pythons_of(framework, version):
            image = _image(framework, {"framework_version": version, "py_version": python})
            assert f":{version}" in image


@pytest.mark.parametrize(
    ("framework", "config"),
    [
        ("huggingface", {"transformers_version": "", "pytorch_version": "", "py_version": ""}),
        ("mxnet", {"framework_version": "", "py_version": ""}),
        ("pytorch", {"framework_version": "", "py_version": "py310"}),
        ("sklearn", {"framework_version": "", "py_version": "py3"}),
        ("tensorflow", {"framework_version": ""}),
        ("xgboost", {"framework_version": ""}),
    ],
)
@pytest.mark.parametrize("only_usual", [True, False])
def test_changed_versions_come_with_what_their_image_has(
    framework: str, config: Mapping[str, str], only_usual: bool
) -> None:
    listed = () if only_usual else tuple(version_candidates(framework, framework, (), config))
    changes = list(version_changes(framework, listed, config))
    assert changes
    assert len({_image(framework, {**config, **change}) for change in changes}) == len({*listed} or changes)


def test_tensorflow_under_huggingface_has_its_own_versions() -> None:
    config = {"transformers_version": "", "tensorflow_version": "", "py_version": ""}
    changed = companions("huggingface", "4.26.0", config)
    assert {*changed} == {"tensorflow_version", "py_version"}
    assert "huggingface-tensorflow" in _image("huggingface", {"transformers_version": "4.26.0", **changed})


@pytest.mark.parametrize(
    ("framework", "listed", "expected"),
    [
        ("xgboost", ("1.2-1", "99"), ("1.2-1",)),
        ("xgboost", ("latest", "1", "0.90-2"), ("1.7-1", "1.5-1", "1.3-1")),
        ("pytorch", ("99",), ("2.1", "2.0", "1.13")),
        ("chainer", (), ("5.0", "4.1", "4.0", "5.0.0", "4.1.0")),
        ("no-such", ("1",), ()),
    ],
)
def test_suitable_versions(framework: str, listed: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert suitable_versions(framework, listed) == expected


def test_candidates_suit_what_is_known() -> None:
    assert next(version_candidates("pytorch", "pytorch", (), {"py_version": "py39"})) == "1.13"
    assert next(python_candidates("pytorch", (), {"framework_version": "2.6"})) == "py312"
    known = {"transformers_version": "4.37.0"}
    assert next(version_candidates("pytorch", "huggingface", (), known)) == "2.1.0"
    assert next(python_candidates("huggingface", (), known)) == "py310"
