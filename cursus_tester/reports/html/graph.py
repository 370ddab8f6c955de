"""The graph of a pipeline as a picture that scales: SVG, in the colours of the page."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.reports.graph import Edge, Graph, Node
from cursus_tester.reports.html.markup import Markup, element

#: Of one step, in pixels.
_WIDTH, _HEIGHT = 180, 48
_ACROSS, _DOWN = 28, 44
_MARGIN = 12
#: The longest name that fits into a box.
_LONGEST = 23

Point = tuple[int, int]


def graph_picture(graph: Graph) -> Markup:
    """Return the picture, with its steps as text for who cannot see it."""
    ranks = graph.ranks()
    widest = max((len(rank) for rank in ranks), default=1)
    width = 2 * _MARGIN + widest * _WIDTH + (widest - 1) * _ACROSS
    height = 2 * _MARGIN + len(ranks) * _HEIGHT + max(len(ranks) - 1, 0) * _DOWN
    places = {node.name: place for node, place in _places(graph, width)}
    drawn = [_edge(edge, places) for edge in graph.edges] + [_node(node, places[node.name]) for node in graph.nodes]
    picture = element(
        "svg",
        element("title", f"The steps of {graph.title}"),
        *drawn,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        class_="graph",
    )
    return element("div", picture, class_="scroll", tabindex=0, role="group", aria_label=f"The steps of {graph.title}")


def _places(graph: Graph, width: int) -> Iterator[tuple[Node, Point]]:
    """The upper left corner of each step: each rank in the middle."""
    for row, rank in enumerate(graph.ranks()):
        taken = len(rank) * _WIDTH + (len(rank) - 1) * _ACROSS
        for column, node in enumerate(rank):
            left = (width - taken) // 2 + column * (_WIDTH + _ACROSS)
            yield node, (left, _MARGIN + row * (_HEIGHT + _DOWN))


def _node(node: Node, place: Point) -> Markup:
    left, top = place
    failed = f" ✗ {', '.join(node.failed)}" if node.failed else ""
    name = node.name if len(node.name) <= _LONGEST else f"{node.name[: _LONGEST - 1]}…"
    middle = left + _WIDTH // 2
    return element(
        "g",
        element("title", f"{node.name}: {node.type}{failed}"),
        element("rect", x=left, y=top, width=_WIDTH, height=_HEIGHT, rx=6),
        element("text", name, x=middle, y=top + 20, text_anchor="middle", class_="name"),
        element("text", f"{node.type}{failed}", x=middle, y=top + 37, text_anchor="middle", class_="kind"),
        class_="step failed" if node.failed else "step",
    )


def _edge(edge: Edge, places: dict[str, Point]) -> Markup:
    (left, top), (other_left, other_top) = places[edge.before], places[edge.after]
    start, end = (left + _WIDTH // 2, top + _HEIGHT), (other_left + _WIDTH // 2, other_top)
    bend = max((end[1] - start[1]) // 2, 16)
    way = f"M{start[0]} {start[1]} C{start[0]} {start[1] + bend} {end[0]} {end[1] - bend} {end[0]} {end[1]}"
    label = None
    if edge.branch:
        label = element("text", edge.branch, x=(start[0] + end[0]) // 2 + 4, y=(start[1] + end[1]) // 2, class_="kind")
    return element("g", element("path", d=way), label, class_="edge branch" if edge.branch else "edge")
