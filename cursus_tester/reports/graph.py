"""The graph of a compiled pipeline for readers of a report: its steps with their outcome, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.definition import LOOP_BODY, DefinedStep, steps_in
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.scorecard import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step."""

    name: str
    #: Such as ``Processing``.
    type: str
    #: The rules whose findings name it, sorted.
    failed: tuple[str, ...]
    #: How far down it stands: one below the lowest of those that it comes behind.
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One step comes behind another."""

    before: str
    after: str
    #: ``if`` and ``else`` for the branches of a condition; empty for what one step needs of another.
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The steps of one pipeline."""

    #: What the pipeline is called in the report.
    title: str
    #: In the order of the definition.
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def ranks(self) -> tuple[tuple[Node, ...], ...]:
        """The nodes, one group for each rank from the top down."""
        highest = max((node.rank for node in self.nodes), default=-1)
        return tuple(tuple(node for node in self.nodes if node.rank == rank) for rank in range(highest + 1))


def graphs_of(card: Scorecard) -> tuple[Graph, ...]:
    """The graph of each pipeline that code which is no step builder compiles to."""
    if card.subject.is_builder:
        return ()
    found = [exhibit for exhibit in card.exhibits if exhibit.request is not None and "Steps" in exhibit.request]
    return tuple(graph_of(exhibit.scenario, exhibit.request or {}, card.outcomes) for exhibit in found)


def graph_of(title: str, definition: Mapping[str, Any], outcomes: Iterable[Outcome] = ()) -> Graph:
    """The graph of a definition; steps of one name are one node."""
    steps = list({step.name: step for step in steps_in(definition)}.values())
    edges = _edges(steps)
    ranks = _ranks([step.name for step in steps], edges)
    told = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.FAILED]
    nodes = tuple(
        Node(name=step.name, type=step.type, failed=_failed(step.name, told), rank=ranks[step.name]) for step in steps
    )
    return Graph(title=title, nodes=nodes, edges=edges)


def _edges(steps: Sequence[DefinedStep]) -> tuple[Edge, ...]:
    known = {step.name for step in steps}
    found: dict[tuple[str, str], Edge] = {}
    for step in steps:
        if step.branch:
            condition, key = step.branch[-1]
            branch = "each" if key == LOOP_BODY else "if" if key.startswith("If") else "else"
            found[condition, step.name] = Edge(before=condition, after=step.name, branch=branch)
        for name in step.needs:
            if name in known:
                found.setdefault((name, step.name), Edge(before=name, after=step.name))
    return tuple(found.values())


def _ranks(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Longest ways from the top. In a circle they end where every step was met."""
    ranks = dict.fromkeys(names, 0)
    for _ in names:
        changed = False
        for edge in edges:
            below = min(ranks[edge.before] + 1, len(names) - 1)
            if edge.before != edge.after and ranks[edge.after] < below:
                ranks[edge.after], changed = below, True
        if not changed:
            break
    return ranks


def _failed(name: str, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return tuple(
        sorted({outcome.rule.id for outcome in outcomes if any(word.search(each.message) for each in outcome.findings)})
    )


def as_tree(graph: Graph) -> list[str]:
    """The steps as lines of text: each below the first of those that it comes behind, with the others in brackets."""
    parents: dict[str, list[Edge]] = {node.name: [] for node in graph.nodes}
    for edge in graph.edges:
        parents[edge.after].append(edge)
    ranks = {node.name: node.rank for node in graph.nodes}
    # Below the lowest: whatever it needs then stands above it.
    above = {
        name: max(edges, key=lambda edge: ranks[edge.before]).before if edges else "" for name, edges in parents.items()
    }
    lines: list[str] = []
    written: set[str] = set()

    def write(name: str, indent: str) -> None:
        if name in written:
            return
        written.add(name)
        node = next(each for each in graph.nodes if each.name == name)
        branch = next((f"{edge.branch}: " for edge in parents[name] if edge.before == above[name] and edge.branch), "")
        others = [edge.before for edge in parents[name] if edge.before != above[name]]
        behind = f" (also behind {', '.join(others)})" if others else ""
        failed = f"  ✗ {', '.join(node.failed)}" if node.failed else ""
        lines.append(f"{indent}{branch}{name} · {node.type}{behind}{failed}")
        for child in graph.nodes:
            if above[child.name] == name:
                write(child.name, f"{indent}  ")

    for node in graph.nodes:
        if not above[node.name]:
            write(node.name, "")
    for node in graph.nodes:
        write(node.name, "")
    return lines


def as_mermaid(graph: Graph) -> list[str]:
    """The graph as Mermaid, which GitHub and GitLab draw."""
    ids = {node.name: f"s{index}" for index, node in enumerate(graph.nodes)}
    lines = ["flowchart TD"]
    for node in graph.nodes:
        failed = f"<br/>✗ {', '.join(node.failed)}" if node.failed else ""
        lines.append(f'    {ids[node.name]}["{_plain(node.name)}<br/><i>{_plain(node.type)}</i>{failed}"]')
    for edge in graph.edges:
        arrow = f"-. {edge.branch} .->" if edge.branch else "-->"
        lines.append(f"    {ids[edge.before]} {arrow} {ids[edge.after]}")
    failing = [ids[node.name] for node in graph.nodes if node.failed]
    if failing:
        lines += ["    classDef failed stroke:#c62828,stroke-width:3px", f"    class {','.join(failing)} failed"]
    return lines


def _plain(text: str) -> str:
    """What a label may hold: names come from the code under test."""
    return "".join(each if each.isalnum() or each in " -_." else f"#{ord(each)};" for each in text)
