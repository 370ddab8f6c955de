"""Definitions are read with the steps of their branches and all that steps read of each other."""

from __future__ import annotations

from typing import Any

from cursus_tester.evidence.definition import json_gets_in, parameters_in, references_in, steps_in


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
