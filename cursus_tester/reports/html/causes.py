"""What is wrong with several builders: one cause, one row, so that it is mended once and everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from cursus_tester.reports.html.components import builder_name, card_anchor, prose
from cursus_tester.reports.html.markup import Markup, element, join
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.rule import RuleInfo
from cursus_tester.results.scorecard import Scorecard

#: How many causes are shown, and how many builders of each are named.
_CAUSES, _NAMED = 10, 6


def frequent_causes(cards: Sequence[Scorecard]) -> Markup | None:
    """A table of what fails in several builders for one reason, the most frequent first; ``None`` where nothing does.

    Args:
        cards: As the page shows them: their positions are their anchors.
    """
    found: dict[tuple[str, str], dict[int, None]] = {}
    rules: dict[str, RuleInfo] = {}
    for index, card in enumerate(cards):
        for outcome in card.outcomes:
            if outcome.kind is not OutcomeKind.FAILED:
                continue
            for finding in outcome.findings:
                if finding.counts:
                    rules[outcome.rule.id] = outcome.rule
                    found.setdefault((outcome.rule.id, finding.hint), {})[index] = None
    several = sorted(
        ((key, [*at]) for key, at in found.items() if len(at) > 1), key=lambda each: (-len(each[1]), each[0])
    )
    if not several:
        return None
    head = element(
        "tr",
        element("th", "Rule", scope="col"),
        element("th", "What to do", scope="col"),
        element("th", "Builders", scope="col", class_="numeric"),
        element("th", "Which", scope="col"),
    )
    rows = (_row(rules[rule], hint, at, cards) for (rule, hint), at in several[:_CAUSES])
    return element(
        "table",
        element("caption", "What fails in several builders for one reason, the most frequent first.", class_="quiet"),
        element("thead", head),
        element("tbody", *rows),
        class_="causes",
    )


def _row(rule: RuleInfo, hint: str, at: Sequence[int], cards: Sequence[Scorecard]) -> Markup:
    links = [
        join(", " if number else "", element("a", builder_name(cards[index]), href=f"#{card_anchor(index)}-{rule.id}"))
        for number, index in enumerate(at[:_NAMED])
    ]
    more = f" and {len(at) - _NAMED} more" if len(at) > _NAMED else None
    return element(
        "tr",
        element("th", element("a", element("code", rule.id), href=f"#rule-{rule.id}"), f" {rule.slug}", scope="row"),
        element("td", prose(hint or rule.title)),
        element("td", str(len(at)), class_="numeric"),
        element("td", *links, more),
    )
