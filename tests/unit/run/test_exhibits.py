"""What readers of a report are shown of the scenarios."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from cursus_tester.evidence.interface import Gap
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.run.exhibits import exhibits

BASELINE = Scenario(
    name="baseline",
    session=SessionKind.PIPELINE_SESSION,
    source=SourceKind.TRAINING,
    source_name="XGBoostTraining",
    input_name="model_data",
    route=Route.DEPENDENCIES,
    keyword_input="model_data",
)


def trace(**changes: Any) -> Trace:
    return Trace(scenario=dataclasses.replace(BASELINE, **changes), stage=Stage.DONE, request={})


def test_the_baseline_and_the_named_ones_in_their_order() -> None:
    traces = [trace(name=name) for name in ("baseline", "first", "second", "third")]

    assert [each.scenario for each in exhibits(traces, ["third", "first"])] == ["baseline", "first", "third"]


def test_what_was_given_and_what_came_of_it() -> None:
    problem = Problem(
        stage=Stage.COMPILE,
        exception="AttributeError",
        ancestors=(),
        message="no attribute 'pop' at 0x7f00aabbccdd",
        place=None,
        raised_in="sagemaker",
        is_own=False,
    )
    compiled = dataclasses.replace(
        trace(), config={"env": {"A": "1"}}, request={"Name": "model-2026-11-23-02-41-23-873"}
    )
    failed = dataclasses.replace(trace(name="failed"), request=None, stage=Stage.COMPILE, problem=problem)

    first, second = exhibits([compiled, failed], ["failed"])

    assert (first.config, first.request, first.problem) == ({"env": {"A": "1"}}, {"Name": "model-<stamp>"}, None)
    assert second.request is None
    assert second.problem == "compile raised AttributeError: no attribute 'pop' at <id>"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "model_data from the training step XGBoostTraining, by dependencies=[…]"),
        ({"missing": ""}, "model_data is missing (an empty string)"),
        ({"gap": Gap(field="role", how="None")}, "a config whose role is None"),
        ({"config_changes": {"env": {"A": "1"}}}, "config with env={'A': '1'}"),
        ({"source": SourceKind.JOIN, "route": Route.KEYWORD}, "model_data from a Join, by model_data=…"),
    ],
)
def test_the_situation_is_told_in_words(changes: dict[str, Any], expected: str) -> None:
    (exhibit,) = exhibits([trace(**changes)], ())

    assert expected in exhibit.situation.split("; ")
