"""The base of all step builders."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sagemaker.workflow.parameters import ParameterString

from cursus_tester.contract.builder_base import StepBuilderBase, loggable
from cursus_tester.contract.registry import BuilderRegistry
from cursus_tester.contract.specification import DependencySpec, ScriptContract, StepSpecification

SPECIFICATION = StepSpecification(
    step_name="Score",
    step_type="Transform",
    pattern="A",
    framework=None,
    dependencies=(
        DependencySpec(logical_name="model_data", dependency_type="model_artifacts", compatible_sources=("Training",)),
    ),
    outputs=(),
    script_contract=ScriptContract(
        entry_point="score.py",
        required_environment_variables=("LABEL",),
        optional_environment_variables={"BATCH": "8"},
    ),
)


class ScoreStepBuilder(StepBuilderBase):
    """A builder of a step type other than CreateModel."""

    step_type = "Transform"

    def validate_configuration(self) -> None:
        self._require_fields("instance_type")

    def _get_inputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return dict(inputs)

    def _get_outputs(self, outputs: Mapping[str, Any]) -> None:
        return None

    def create_step(self, **kwargs: Any) -> str:
        return self._get_step_name()


def builder(**config: Any) -> ScoreStepBuilder:
    return ScoreStepBuilder(SimpleNamespace(**{"instance_type": "ml.m5.xlarge", **config}), SPECIFICATION)


def test_keeps_what_it_is_given() -> None:
    registry, root = BuilderRegistry(), Path("notebooks")
    made = ScoreStepBuilder(
        SimpleNamespace(instance_type="ml.m5.xlarge"),
        SPECIFICATION,
        role="r",
        notebook_root=root,
        registry_manager=registry,
    )
    assert (made.spec, made.role, made.session, made.notebook_root) == (SPECIFICATION, "r", None, root)
    assert made.registry_manager is registry
    assert made.create_step() == "Score"


@pytest.mark.parametrize("value", [None, ""])
def test_configuration_is_validated_at_construction(value: str | None) -> None:
    with pytest.raises(ValueError, match=r"ScoreStepBuilder: config\.instance_type is missing or empty"):
        builder(instance_type=value)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"label": "clicked"}, {"LABEL": "clicked", "BATCH": "8"}),
        ({"env": {"LABEL": "bought"}, "label": "clicked"}, {"LABEL": "bought", "BATCH": "8"}),
    ],
)
def test_environment_of_the_contract(config: dict[str, Any], expected: dict[str, str]) -> None:
    assert builder(**config)._get_environment_variables() == expected


def test_required_variable_without_value() -> None:
    with pytest.raises(ValueError, match=r"contract of score\.py requires the environment variable LABEL; set it in"):
        builder()._get_environment_variables()


@pytest.mark.parametrize(("inputs", "expected"), [(None, {}), ({"a": "s3://b", "c": None, "d": ""}, {"a": "s3://b"})])
def test_normalize_inputs(inputs: dict[str, Any] | None, expected: dict[str, Any]) -> None:
    assert builder()._normalize_inputs(inputs) == expected


def test_inputs_of_another_type() -> None:
    with pytest.raises(ValueError, match="inputs is a list, expected a mapping from input names to values"):
        builder()._normalize_inputs(["s3://b"])  # type: ignore[arg-type]


def test_extract_param() -> None:
    assert [builder()._extract_param({"a": 1, "b": None}, name, 2) for name in ("a", "b", "c")] == [1, 2, 2]


def test_logging_of_pipeline_variables(caplog: pytest.LogCaptureFixture) -> None:
    variable = ParameterString("ModelData")
    with caplog.at_level(logging.INFO):
        builder().log_info("inputs %s of %s", {"model_data": variable}, "Score")
        builder().log_warning("%s", variable)
    assert caplog.messages == ["inputs {'model_data': '<ParameterString>'} of Score", "<ParameterString>"]
    assert loggable([variable, 1]) == ["<ParameterString>", 1]


def test_specification_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SPECIFICATION.step_name = "Other"  # type: ignore[misc]
