"""The graph of a pipeline: where steps stand, as a tree, and as Mermaid."""

from __future__ import annotations

from typing import Any

from cursus_tester.reports.graph import as_mermaid, as_tree, graph_of
from cursus_tester.reports.html.graph import graph_picture


def step(name: str, *needs: str, type: str = "Processing", arguments: Any = None) -> dict[str, Any]:
    return {"Name": name, "Type": type, "Arguments": arguments or {}, "DependsOn": list(needs)}


DEFINITION = {
    "Steps": [
        step("Prepare"),
        step("Train", "Prepare", type="Training"),
        step("Evaluate", "Prepare", "Train"),
        step("Good?", "Evaluate", type="Condition", arguments={"IfSteps": [step("Register")], "ElseSteps": []}),
    ]
}


def test_steps_stand_below_what_they_need() -> None:
    graph = graph_of("p", DEFINITION)
    assert [[node.name for node in rank] for rank in graph.ranks()] == [
        ["Prepare"],
        ["Train"],
        ["Evaluate"],
        ["Good?"],
        ["Register"],
    ]


def test_the_tree_names_each_step_once() -> None:
    assert as_tree(graph_of("p", DEFINITION)) == [
        "Prepare · Processing",
        "  Train · Training",
        "    Evaluate · Processing (also behind Prepare)",
        "      Good? · Condition",
        "        if: Register · Processing",
    ]


def test_mermaid_escapes_what_would_end_a_label() -> None:
    lines = as_mermaid(graph_of("p", DEFINITION))
    assert lines[:2] == ["flowchart TD", '    s0["Prepare<br/><i>Processing</i>"]']
    assert '    s3["Good#63;<br/><i>Condition</i>"]' in lines
    assert "    s3 -. if .-> s4" in lines


def test_a_circle_ends() -> None:
    graph = graph_of("p", {"Steps": [step("A", "B"), step("B", "A"), step("C", "C")]})
    assert sorted(line.strip().partition(" ")[0] for line in as_tree(graph)) == ["A", "B", "C"]


def test_the_picture_of_many_steps_has_them_all() -> None:
    steps = [step(f"Step{number}", *([f"Step{number // 3}"] if number else [])) for number in range(50)]
    picture = graph_picture(graph_of("p", {"Steps": steps}))
    assert picture.count("<rect") == 50
    assert "Step49" in picture
