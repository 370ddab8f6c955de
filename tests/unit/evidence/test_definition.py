"""Definitions are read with the steps of their branches and all that steps read of each other."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.evidence.definition import (
    json_gets_in,
    may_have_circle,
    parameters_in,
    references_in,
    steps_in,
)


def step(name: str, arguments: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Type": more.pop("type", "Processing"), "Arguments": arguments or {}, **more}


def test_steps_of_branches_know_their_condition() -> None:
    inner = step("Inner", {"IfSteps": [step("Deep")], "ElseSteps": [], "Conditions": []}, type="Condition")
    outer = step("Outer", {"IfSteps": [step("A")], "ElseSteps": [inner], "Conditions": [1]}, type="Condition")
    found = steps_in({"Steps": [step("First"), outer]})
    assert [(each.name, each.branch) for each in found] == [
        ("First", ()),
        ("Outer", ()),
        ("A", (("Outer", "IfSteps"),)),
        ("Inner", (("Outer", "ElseSteps"),)),
        ("Deep", (("Outer", "ElseSteps"), ("Inner", "IfSteps"))),
    ]
    assert found[1].arguments == {"Conditions": [1]}


def test_references_say_where_they_stand() -> None:
    value = {"A": [{"Get": "Steps.X.Outputs['a'].S3Uri"}], "B": {"Std:Join": {"Values": [{"Get": "Steps.Y"}]}}}
    assert [(each.step, each.path, each.where) for each in references_in(value)] == [
        ("X", "Outputs['a'].S3Uri", ("A", 0)),
        ("Y", "", ("B", "Std:Join", "Values", 0)),
    ]


def test_needs_are_said_and_read_ones_once() -> None:
    [found] = steps_in({"Steps": [step("S", {"A": {"Get": "Steps.X.B"}}, DependsOn=["Y", "X"])]})
    assert found.needs == ("Y", "X")


def test_parameters_and_json_paths() -> None:
    value = [{"Get": "Parameters.P"}, {"Std:JsonGet": {"Path": "a.b"}}, {"Get": "Steps.X"}]
    assert list(parameters_in(value)) == ["P"]
    assert list(json_gets_in(value)) == [{"Path": "a.b"}]


def entry(name: str, **more: object) -> dict[str, object]:
    return {"Name": name, "Type": "Processing", "Arguments": {}, **more}


GET_B = {"Arguments": {"Input": {"Std:Join": {"On": "/", "Values": [{"Get": "Steps.B.Output"}]}}}}
CIRCLES: dict[str, tuple[list[dict[str, object]], bool]] = {
    "no step": ([], False),
    "in a row": ([entry("A"), entry("B", DependsOn=["A"]), entry("C", DependsOn=["A", "B"])], False),
    "each the other": ([entry("A", DependsOn=["B"]), entry("B", DependsOn=["A"])], True),
    "itself": ([entry("A", DependsOn=["A"])], True),
    "by what it uses": ([entry("A", **GET_B), entry("B", DependsOn=["A"])], True),
    "by what it uses, in a row": ([entry("A", **GET_B), entry("B")], False),
    "a name of no step": ([entry("A", DependsOn=["Elsewhere"])], True),
    "a step of its branch": (
        [{"Name": "If", "Type": "Condition", "Arguments": {"IfSteps": [entry("B")], "ElseSteps": []}}],
        False,
    ),
    "its condition waits for it": (
        [
            {
                "Name": "If",
                "Type": "Condition",
                "DependsOn": ["B"],
                "Arguments": {"IfSteps": [entry("B")], "ElseSteps": []},
            }
        ],
        True,
    ),
}


@pytest.mark.parametrize(("steps", "expected"), CIRCLES.values(), ids=CIRCLES)
def test_steps_may_wait_for_each_other(steps: list[dict[str, object]], expected: bool) -> None:
    assert may_have_circle({"Steps": steps}) is expected
