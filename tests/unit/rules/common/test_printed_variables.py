"""What SB416 takes for the print of a pipeline variable: the print of each kind that the SDK has, and no other text."""

from __future__ import annotations

import pytest
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.parameters import ParameterBoolean, ParameterFloat, ParameterInteger, ParameterString
from sagemaker.workflow.properties import Properties

from cursus_tester.rules.common.printed_variables import _printed

_JOB = Properties(step_name="Train", shape_name="DescribeTrainingJobResponse")


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        (ParameterString("Table"), "Table"),
        (ParameterInteger("Rounds", default_value=3), "Rounds"),
        (ParameterFloat("Rate"), "Rate"),
        (ParameterBoolean("Full"), "Full"),
        (Join(on="/", values=["s3://company-data", "tables"]), ""),
        (JsonGet(step_name="Evaluate", property_file="Report", json_path="auc"), ""),
        (ExecutionVariables.PIPELINE_NAME, ""),
        (_JOB.ModelArtifacts.S3ModelArtifacts, ""),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_the_print_of_a_variable_is_found(variable: object, name: str) -> None:
    [(place, _, parameter)] = _printed({"HyperParameters": {"layers": f"{[variable, 2]}"}})
    assert (place, parameter) == ("HyperParameters.layers", name)


def test_the_place_in_a_list_is_named() -> None:
    printed = f"{[ParameterString('Table')]}"
    [(place, _, _)] = _printed({"AppSpecification": {"ContainerArguments": ["--tables", printed]}})
    assert place == "AppSpecification.ContainerArguments[1]"


@pytest.mark.parametrize(
    "text",
    ["ParameterInteger", "Join(on", "see ParameterString(name='Table')", '{"step_name": "Train", "path": "x"}', ""],
)
def test_other_texts_are_none(text: str) -> None:
    assert not list(_printed({"Environment": {"NOTE": text}, "Image": {"Get": "Parameters.Image"}}))
