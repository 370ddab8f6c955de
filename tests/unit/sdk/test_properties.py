"""Properties of steps that are copied: they hold what the SDK's own hold, and share nothing."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from cursus_tester.sdk.either.properties import copying_trees
from cursus_tester.sdk.either.workflow import Properties

SHAPES = (
    "DescribeTrainingJobResponse",
    "DescribeModelResponse",
    "DescribeProcessingJobResponse",
    "DescribeTransformJobResponse",
    "DescribeHyperParameterTuningJobResponse",
    "DescribeModelPackageOutput",
    "NoSuchShape",
)
MADE = vars(Properties)["__init__"]
OWN = getattr(MADE, "__wrapped__", MADE)


def made(construct: Any, **given: Any) -> Any:
    properties = object.__new__(Properties)
    construct(properties, **given)
    return properties


def held(value: Any) -> Any:
    """All that properties hold, in its order."""
    if isinstance(value, Properties):
        return type(value), [(name, held(each)) for name, each in vars(value).items()]
    return value


def objects(value: Any) -> list[object]:
    """The objects of a tree that can be changed."""
    if isinstance(value, (list, dict)):
        return [value]
    if isinstance(value, Properties):
        return [value, *(found for each in vars(value).values() for found in objects(each))]
    return []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_copy_holds_what_the_sdks_own_hold(shape: str) -> None:
    construct, step, other = copying_trees(OWN), object(), object()

    for name, of in (("First", step), ("Second", other), ("Third", None)):
        given = {"step_name": name, "step": of, "shape_name": shape}
        assert held(made(construct, **given)) == held(made(OWN, **given))


def test_several_shapes_and_another_service() -> None:
    construct = copying_trees(OWN)

    for given in (
        {"shape_names": ["DescribeTrainingJobResponse", "DescribeModelResponse"]},
        {"shape_name": "DescribeModelResponse", "shape_names": ["DescribeTrainingJobResponse"]},
        {"shape_name": "Step", "service_name": "emr"},
        {"shape_name": "DescribeModelResponse", "path": "A.B"},
        {},
    ):
        for name in ("First", "Second"):
            assert held(made(construct, step_name=name, **given)) == held(made(OWN, step_name=name, **given))


def test_no_two_trees_share_anything() -> None:
    construct = copying_trees(OWN)
    first, second = (
        objects(made(construct, step_name=name, shape_name="DescribeTrainingJobResponse")) for name in ("A", "B")
    )

    assert len(first) > 70
    assert not {id(each) for each in first} & {id(each) for each in second}


def test_a_copy_is_used_like_the_sdks_own() -> None:
    construct = copying_trees(OWN)
    made(construct, step_name="First", shape_name="DescribeTrainingJobResponse")
    copied = made(construct, step_name="Second", shape_name="DescribeTrainingJobResponse")

    assert copied.ModelArtifacts.S3ModelArtifacts.expr == {"Get": "Steps.Second.ModelArtifacts.S3ModelArtifacts"}
    assert copied.FinalMetricDataList["a"].Value.expr == {"Get": "Steps.Second.FinalMetricDataList['a'].Value"}
    assert pickle.loads(pickle.dumps(copied)).expr == {"Get": "Steps.Second"}
