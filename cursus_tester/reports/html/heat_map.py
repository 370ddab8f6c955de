"""The heat maps of rules by builder, one for each group of rules, and the table of all rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from cursus_tester.reports.html.components import KINDS, builder_name, card_anchor, prose
from cursus_tester.reports.html.markup import Markup, element
from cursus_tester.reports.order import grouped
from cursus_tester.reports.text.wording import number, outcome_label, subject_name
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import RuleInfo, Severity
from cursus_tester.results.scorecard import Scorecard

#: One letter each: a large report has tens of thousands of cells.
_CELL_CLASSES = {
    OutcomeKind.PASSED: "p",
    OutcomeKind.FAILED: "f",
    OutcomeKind.ERROR: "e",
    OutcomeKind.BLOCKED: "b",
    OutcomeKind.NOT_APPLICABLE: "n",
    OutcomeKind.WAIVED: "w",
    OutcomeKind.UNEXPECTED_PASS: "u",
}
#: So many columns have room for the title of their level above them; fewer get one more, which is empty.
_ROOM = 6
_SPACE = element("td", class_="space")
#: Outcomes whose cells link to a block on the scorecard.
_LINKED = (OutcomeKind.FAILED, OutcomeKind.ERROR)


def heat_maps(cards: Sequence[Scorecard], rules: Sequence[RuleInfo]) -> Iterator[tuple[str, Markup]]:
    """What a group of rules applies to, with its map: only builders that the rules can apply to have a row in it."""
    for group, members in grouped(rules):
        ids = {rule.id for rule in members}
        rows = [(card_anchor(index), card) for index, card in enumerate(cards) if _can_apply(card, ids)]
        if rows:
            yield group, _heat_map(rows, members)


def _can_apply(card: Scorecard, ids: Set[str]) -> bool:
    return any(each.rule.id in ids and not each.is_for_other_step_types for each in card.outcomes)


def _heat_map(rows: Sequence[tuple[str, Scorecard]], rules: Sequence[RuleInfo]) -> Markup:
    """A row for each builder, a column for each of `rules`, which are sorted by level."""
    levels = [list(group) for _, group in groupby(rules, key=lambda rule: rule.level)]
    widths = [len(members) + (len(members) < _ROOM) for members in levels]
    columns = [rule for members in levels for rule in (*members, *([None] if len(members) < _ROOM else []))]
    return element(
        "table",
        element("caption", "The outcome of each rule for each builder.", class_="quiet"),
        element("colgroup", element("col")),
        *(element("colgroup", span=width) for width in widths),
        element(
            "thead",
            element(
                "tr",
                element("th", "Builder", scope="col", rowspan=2),
                *(
                    element("th", members[0].level.title, scope="colgroup", colspan=width)
                    for members, width in zip(levels, widths, strict=True)
                ),
            ),
            element("tr", *(_column_head(rule) if rule is not None else _SPACE for rule in columns)),
        ),
        element("tbody", *(_row(card, anchor, columns) for anchor, card in rows)),
        class_="heat",
    )


def heat_map_legend(cards: Sequence[Scorecard]) -> Markup:
    """The legend of the cells, for the outcomes that occur."""
    seen = {outcome.kind for card in cards for outcome in card.outcomes}
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", class_=f"cell {_CELL_CLASSES[kind]}", aria_hidden="true"),
                f" {outcome_label(kind)}",
            )
            for kind in KINDS
            if kind in seen
        ),
        class_="legend",
    )


def rule_table(cards: Sequence[Scorecard], rules: Sequence[RuleInfo]) -> Markup:
    """Every rule with its title, its documentation folded, and the number of each outcome."""
    head = element(
        "tr",
        element("th", "Rule", scope="col"),
        element("th", "What a builder does", scope="col"),
        element("th", "Severity", scope="col"),
        *(element("th", outcome_label(kind).capitalize(), scope="col", class_="numeric") for kind in KINDS),
    )
    kinds_by_rule: dict[str, list[OutcomeKind]] = {}
    for card in cards:
        for outcome in card.outcomes:
            kinds_by_rule.setdefault(outcome.rule.id, []).append(outcome.kind)
    return element(
        "table",
        element("caption", "Every rule of this report, with the number of builders for each outcome.", class_="quiet"),
        element("thead", head),
        *(
            element(
                "tbody",
                element("tr", element("th", group, scope="rowgroup", colspan=3 + len(KINDS)), class_="group-of-rules"),
                *(_rule_row(rule, [kinds_by_rule[rule.id].count(kind) for kind in KINDS]) for rule in members),
            )
            for group, members in grouped(rules)
        ),
        class_="rules",
    )


def _rule_row(rule: RuleInfo, counts: Sequence[int]) -> Markup:
    return element(
        "tr",
        element("th", element("code", rule.id), f" {rule.slug}", scope="row"),
        element("td", _documented(rule)),
        element("td", rule.severity.value),
        *(element("td", str(count), class_="numeric" if count else "numeric zero") for count in counts),
        id=f"rule-{rule.id}",
    )


def _documented(rule: RuleInfo) -> Markup:
    # The first paragraph is the title.
    paragraphs = rule.documentation.split("\n\n")[1:]
    if not paragraphs:
        return prose(rule.title)
    return element(
        "details", element("summary", prose(rule.title)), *(element("p", prose(each)) for each in paragraphs)
    )


def _column_head(rule: RuleInfo) -> Markup:
    link = element("a", rule.id, href=f"#rule-{rule.id}", title=f"{rule.slug}: {rule.title}")
    return element("th", link, scope="col")


def _row(card: Scorecard, anchor: str, columns: Sequence[RuleInfo | None]) -> Markup:
    outcomes = {outcome.rule.id: outcome for outcome in card.outcomes}
    name = element("a", builder_name(card), href=f"#{anchor}")
    builder = subject_name(card.subject)
    cells = (_cell(outcomes.get(rule.id), builder, anchor) if rule is not None else _SPACE for rule in columns)
    return element("tr", element("th", name, scope="row"), *cells, data_card=anchor)


def _cell(outcome: Outcome | None, builder: str, anchor: str) -> Markup:
    if outcome is None:
        return element("td")
    word, class_ = outcome_label(outcome.kind), _CELL_CLASSES[outcome.kind]
    if outcome.kind is OutcomeKind.FAILED and outcome.rule.severity is not Severity.ERROR:
        word, class_ = f"failed ({outcome.rule.severity.value})", "f minor"
    if outcome.kind not in _LINKED:
        return element("td", word, class_=class_)
    says = f"{outcome.rule.id} {outcome.rule.slug}: {word}"
    if len(outcome.findings) > 1:
        says += f", {number(len(outcome.findings), 'finding')}"
    href = f"#{anchor}-{outcome.rule.id}"
    return element("td", element("a", word, href=href, title=says, aria_label=f"{says}, {builder}"), class_=class_)
