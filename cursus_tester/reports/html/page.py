"""The report as one self-contained HTML page: no network, no other files, readable without JavaScript.

The style sheet and the script beside this file are embedded. A content security policy names them by their hashes, so
that a browser applies nothing else, whatever a report holds.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from cursus_tester.reports.html.causes import frequent_causes
from cursus_tester.reports.html.components import KINDS, card_anchor, later
from cursus_tester.reports.html.heat_map import heat_map_legend, heat_maps, rule_table
from cursus_tester.reports.html.markup import Content, Markup, element
from cursus_tester.reports.html.overview import denominator, opening, overview
from cursus_tester.reports.html.scorecard import scorecard
from cursus_tester.reports.order import rules_of, worst_first
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.wording import number, outcome_label, totals, versions
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import RuleInfo
from cursus_tester.results.scorecard import Scorecard

#: With more builders, every scorecard is folded: the overview links to them.
_UNFOLDED_AT_MOST = 12
_WORTH_UNFOLDING = frozenset({OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.BLOCKED, OutcomeKind.UNEXPECTED_PASS})
#: Browsers ask for an icon; without one they would look for it beside the page.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%233d6b9e' "
    "d='M1 3h14v2H1zm0 4h10v2H1zm0 4h6v2H1z'/%3E%3C/svg%3E"
)
_LINE_BREAK = Markup("\n")


def render_html(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the page; the same report gives the same bytes."""
    cards = worst_first(report)
    style, script = _packaged("page.css"), _packaged("page.js")
    page = element("html", _LINE_BREAK, _head(report, style, script), _body(report, cards, script), lang="en")
    return f"<!DOCTYPE html>\n{page}"


def _packaged(name: str) -> Markup:
    return Markup(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _head(report: Report, style: str, script: str) -> Markup:
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        _LINE_BREAK,
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Step builder conformance: {totals(report.summary)}"),
        element("link", rel="icon", href=Markup(_ICON)),
        element("style", style),
    )


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _body(report: Report, cards: Sequence[Scorecard], script: Markup) -> Markup:
    sections = _sections(report, cards)
    return element(
        "body",
        _LINE_BREAK,
        element("a", "Skip to the report", class_="skip", href="#report"),
        _header(report, sections),
        element(
            "main",
            opening(report),
            _controls(report, cards) if cards else None,
            *(_section(anchor, title, *content) for anchor, (title, content) in sections.items()),
            id="report",
            tabindex=-1,
        ),
        element(
            "footer",
            element("p", "What a rule checks, why, and how to fix it: ", element("code", "cursus-tester explain RULE")),
        ),
        element("script", script),
    )


def _header(report: Report, sections: Mapping[str, tuple[str, Sequence[Content]]]) -> Markup:
    links = (element("li", element("a", title, href=f"#{anchor}")) for anchor, (title, _) in sections.items())
    return element(
        "header",
        element("h1", "Step builder conformance"),
        element("p", f"{number(report.summary.subjects, 'builder')} · {versions(report)}"),
        element("nav", element("ul", *links), aria_label="Sections"),
    )


def _sections(report: Report, cards: Sequence[Scorecard]) -> dict[str, tuple[str, Sequence[Content]]]:
    """Title and content of each section, by its id."""
    ran: tuple[str, Sequence[Content]] = ("What ran", [denominator(report)])
    if not cards:
        return {"ran": ran}
    rules = rules_of(report)
    unfold = len(cards) <= _UNFOLDED_AT_MOST
    shown = (
        scorecard(
            card,
            card_anchor(index),
            report.sources,
            is_open=unfold and _is_worth_unfolding(card),
            is_later=not unfold,
        )
        for index, card in enumerate(cards)
    )
    maps = _heat_maps(cards, rules)
    causes = frequent_causes(cards)
    past = element("a", "Skip the heat map", class_="skip", href="#scorecards")
    return {
        **({"causes": ("Common causes", [_scrolling("Causes", causes)])} if causes else {}),
        "overview": ("Overview", [_scrolling("Overview", overview(cards))]),
        "heat-map": (
            "Rules by builder",
            [past, *(maps if unfold else [later(*maps)]), heat_map_legend(cards)],
        ),
        "scorecards": ("Scorecards", list(shown)),
        "ran": ran,
        "rules": ("Rules", [_scrolling("Rules", rule_table(cards, rules))]),
    }


def _heat_maps(cards: Sequence[Scorecard], rules: Sequence[RuleInfo]) -> list[Markup]:
    """The maps, each under a heading where there are several."""
    maps = list(heat_maps(cards, rules))
    return [
        each
        for group, table in maps
        for each in (
            *([element("h3", group)] if len(maps) > 1 else []),
            _scrolling(f"Rules by builder: {group}" if len(maps) > 1 else "Rules by builder", table),
        )
    ]


def _section(anchor: str, title: str, *content: Content) -> Markup:
    heading = element("h2", title, id=f"{anchor}-title")
    return element("section", heading, *content, id=anchor, aria_labelledby=f"{anchor}-title")


def _scrolling(label: str, table: Markup) -> Markup:
    """A table that scrolls by itself where it is wider than the page, by keyboard too."""
    return element("div", table, class_="scroll", role="region", aria_label=f"{label}, table", tabindex=0)


def _is_worth_unfolding(card: Scorecard) -> bool:
    return any(outcome.kind in _WORTH_UNFOLDING for outcome in card.outcomes)


def _controls(report: Report, cards: Sequence[Scorecard]) -> Markup:
    """The filters, hidden until the script shows them: without it they do nothing."""
    return element(
        "search",
        element(
            "p",
            element("label", "Search", for_="query"),
            element("input", type="search", id="query", placeholder="builder, rule, message", autocomplete="off"),
        ),
        element(
            "fieldset",
            element("legend", "Show only"),
            *(_check_box(kind, report.summary.counts[kind]) for kind in KINDS if report.summary.counts[kind]),
        ),
        _step_types(cards),
        element("p", id="shown", role="status"),
        element(
            "p",
            element("button", "Open all", type="button", id="open-all"),
            element("button", "Close all", type="button", id="close-all"),
            element("button", "Clear filters", type="button", id="clear"),
        ),
        id="controls",
        hidden=True,
    )


def _step_types(cards: Sequence[Scorecard]) -> Markup | None:
    """The choice of a step type, where there is one."""
    found = sorted({card.step_type for card in cards if card.step_type})
    if len(found) < 2:
        return None
    return element(
        "p",
        element("label", "Step type", for_="step-type"),
        element(
            "select",
            element("option", "all", value=""),
            *(element("option", each, value=each) for each in found),
            id="step-type",
            autocomplete="off",
        ),
    )


def _check_box(kind: OutcomeKind, count: int) -> Markup:
    return element(
        "label",
        element("input", type="checkbox", name="outcome", value=kind.value),
        f" {outcome_label(kind)} ",
        element("span", str(count), class_="count"),
    )
