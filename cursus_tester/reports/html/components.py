"""Components that several parts of the page share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cursus_tester.reports.html.markup import Markup, element, join, text
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.scoring import rating

#: The most important outcomes first. The value of a kind is its CSS class.
KINDS = (
    OutcomeKind.FAILED,
    OutcomeKind.ERROR,
    OutcomeKind.BLOCKED,
    OutcomeKind.UNEXPECTED_PASS,
    OutcomeKind.WAIVED,
    OutcomeKind.PASSED,
    OutcomeKind.NOT_APPLICABLE,
)


def later(*content: Markup | None) -> Markup:
    """What a browser makes part of the page when it is opened, and at once where it runs no scripts.

    A page of 300 builders has 180,000 elements, which take seconds; with scripts, this is text until it is needed.
    """
    return element("noscript", *content, class_="later")


def rating_class(rating: str | None) -> str:
    """The CSS class of a rating, such as ``needs-work``; ``unrated`` for none."""
    return (rating or "unrated").lower().replace(" ", "-")


def score_bar(score: float | None) -> Markup:
    """A bar for a score, hidden from screen readers: the number is beside it."""
    return element(
        "svg",
        element("rect", class_="track", width=100, height=6),
        element("rect", class_=rating_class(rating(score, ())), width=f"{score:.1f}", height=6) if score else None,
        class_="bar",
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def prose(content: str) -> Markup:
    """Text with the parts between backticks marked up as code."""
    pieces = [text(piece, keep_line_breaks=True) for piece in content.split("`")]
    if len(pieces) % 2 == 0:
        return text(content, keep_line_breaks=True)
    return join(*(element("code", piece) if index % 2 else piece for index, piece in enumerate(pieces)))


def builder_name(card: Scorecard) -> Markup:
    """The builder's name, which may break before capitals; for a module its file."""
    name = card.subject.name
    if not name:
        return breakable(card.subject.place.path)
    humps = [index for index in range(1, len(name)) if name[index].isupper() and name[index - 1].islower()]
    return _with_breaks(name, humps)


def breakable(path: str) -> Markup:
    """A path, which may break after each ``/``."""
    return _with_breaks(path, [index + 1 for index, character in enumerate(path[:-1]) if character == "/"])


def _with_breaks(content: str, positions: Sequence[int]) -> Markup:
    edges = [0, *positions, len(content)]
    pieces = [content[start:end] for start, end in pairwise(edges)]
    return Markup(element("wbr").join(text(piece) for piece in pieces))


def card_anchor(index: int) -> str:
    """The id of the scorecard at `index` on the page."""
    return f"builder-{index + 1}"
