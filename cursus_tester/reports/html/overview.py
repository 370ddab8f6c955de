"""The top of the page: the verdict, the table of all builders, and the rules that ran and that did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cursus_tester.reports.denominator import reasons_not_run, rules_run
from cursus_tester.reports.html.components import (
    KINDS,
    breakable,
    builder_name,
    card_anchor,
    prose,
    rating_class,
    score_bar,
)
from cursus_tester.reports.html.markup import Markup, element, join
from cursus_tester.reports.text.wording import (
    INCOMPLETE,
    NOT_RATED,
    accepted,
    missing,
    not_run,
    outcome_label,
    ran,
    score_text,
    verdict,
    why_not_rated,
)
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report, Summary
from cursus_tester.results.rule import Level
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.scoring import count_kinds

_SHARES_WIDTH = 1000


def opening(report: Report) -> Markup:
    """The score, the verdict, the outcomes of all rules as one bar with its legend, and notes on the run."""
    summary = report.summary
    notes = [*missing(report), *why_not_rated(report), *(f"note: {note}" for note in report.notes)]
    return element(
        "div",
        element(
            "p",
            element("span", score_text(summary.score), class_=f"number {rating_class(summary.rating)}"),
            " ",
            element(
                "span",
                summary.rating or (INCOMPLETE if summary.missing else NOT_RATED),
                class_=f"rating {rating_class(summary.rating)}",
            ),
            class_="score",
        ),
        element(
            "div",
            element("p", verdict(summary).capitalize(), class_=_sentence_class(summary)),
            _shares(summary),
            element("ul", *(_share_label(summary, kind) for kind in KINDS if summary.counts[kind]), class_="legend"),
        ),
        element("ul", *(element("li", prose(note)) for note in notes), class_="notes") if notes else None,
        class_="verdict",
    )


def _sentence_class(summary: Summary) -> str:
    return "sentence blocks" if summary.blocking or summary.missing else "sentence"


def overview(cards: Sequence[Scorecard]) -> Markup:
    """All builders in one table, with a bar for each level."""
    numbers = ("Score", "Failed", "Blocked", "Crashed", "Ran")
    head = element(
        "tr",
        element("th", "Builder", scope="col"),
        *(element("th", level.title, scope="col", class_="level") for level in Level),
        element("th", "Rating", scope="col"),
        *(element("th", title, scope="col", class_="numeric") for title in numbers),
    )
    return element(
        "table",
        element("caption", "Score of each level, and of all of them, 0 to 100.", class_="quiet"),
        element("thead", head),
        element("tbody", *(_overview_row(card, card_anchor(index)) for index, card in enumerate(cards))),
        class_="overview",
    )


def denominator(report: Report) -> Markup:
    """How many rules ran and how many did not, with the reasons."""
    reasons = [_reason_row(*reason) for reason in reasons_not_run(report)]
    return join(
        element("p", ran(report.summary)),
        element("p", not_run(report.summary)),
        element("p", accepted(report)),
        _reasons_table(reasons) if reasons else None,
    )


def _reasons_table(rows: Sequence[Markup]) -> Markup:
    head = element(
        "tr",
        element("th", "Rules", scope="col", class_="numeric"),
        element("th", "Outcome", scope="col"),
        element("th", "Reason", scope="col"),
    )
    caption = element("caption", "Why rules did not run, the most frequent reason first.", class_="quiet")
    return element("table", caption, element("thead", head), element("tbody", *rows), class_="reasons")


def _reason_row(kind: OutcomeKind, reason: str, count: int) -> Markup:
    cells = (
        element("td", str(count), class_="numeric"),
        element("td", outcome_label(kind)),
        element("td", prose(reason)),
    )
    return element("tr", *cells)


def _shares(summary: Summary) -> Markup:
    """A bar of all outcomes, hidden from screen readers: the legend has its numbers."""
    return element(
        "svg",
        *_share_rectangles(summary),
        class_="shares",
        viewBox=f"0 0 {_SHARES_WIDTH} 10",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _share_rectangles(summary: Summary) -> Iterator[Markup]:
    total = sum(summary.counts.values())
    before = 0
    for kind in KINDS:
        count = summary.counts[kind]
        if count:
            start, end = (_SHARES_WIDTH * edge / total for edge in (before, before + count))
            yield element("rect", class_=kind.value, x=f"{start:.1f}", width=f"{end - start:.1f}", height=10)
        before += count


def _share_label(summary: Summary, kind: OutcomeKind) -> Markup:
    return element(
        "li",
        element("span", class_=f"swatch {kind.value}", aria_hidden="true"),
        element("strong", str(summary.counts[kind])),
        f" {outcome_label(kind)}",
    )


def _overview_row(card: Scorecard, anchor: str) -> Markup:
    counts = count_kinds(card.outcomes)
    name = element("a", builder_name(card), href=f"#{anchor}")
    path = element("span", breakable(card.subject.place.path), class_="path") if card.subject.name else None
    return element(
        "tr",
        element("th", name, path, scope="row"),
        *(_level_cell(card, level) for level in Level),
        element("td", element("span", card.rating or NOT_RATED, class_=f"rating {rating_class(card.rating)}")),
        element("td", element("strong", score_text(card.score)), class_="numeric"),
        *(_count_cell(counts[kind], kind) for kind in (OutcomeKind.FAILED, OutcomeKind.BLOCKED, OutcomeKind.ERROR)),
        element("td", str(rules_run(counts)), class_="numeric"),
        data_card=anchor,
    )


def _level_cell(card: Scorecard, level: Level) -> Markup:
    score = card.levels[level].score
    return element("td", element("span", score_text(score)), score_bar(score), class_="level")


def _count_cell(count: int, kind: OutcomeKind) -> Markup:
    return element("td", str(count), class_=f"numeric {kind.value if count else 'zero'}")
