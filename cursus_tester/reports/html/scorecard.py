"""One builder's scorecard: its levels, its findings by rule, rules that did not run and why, and its scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from cursus_tester.reports.denominator import rules_run
from cursus_tester.reports.graph import graphs_of
from cursus_tester.reports.html.components import (
    KINDS,
    breakable,
    builder_name,
    later,
    prose,
    rating_class,
    score_bar,
)
from cursus_tester.reports.html.excerpts import excerpt, scenario
from cursus_tester.reports.html.graph import graph_picture
from cursus_tester.reports.html.markup import Markup, element, join
from cursus_tester.reports.order import by_place, by_rule, shown_scenario
from cursus_tester.reports.text.wording import (
    NOT_RATED,
    for_other_step_types,
    number,
    outcome_label,
    repeated,
    score_text,
    sentence,
)
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind, by_cause
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.rule import Level
from cursus_tester.results.scorecard import Exhibit, Pattern, Scorecard
from cursus_tester.results.scoring import count_kinds

#: Lines of files by path.
Sources = Mapping[str, Sequence[str]]
#: Where on the page a scenario is, by its name.
Anchors = Mapping[str, str]
#: The findings that a finding explains, by its rule and fingerprint.
Explained = Mapping[tuple[str, str], Sequence[ReportedFinding]]

#: Outcomes shown rule by rule, with their findings.
_SHOWN_BY_RULE = (OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.UNEXPECTED_PASS, OutcomeKind.WAIVED)
#: Lines of source before and after the line of a finding; a note shows its line alone.
_CONTEXT = 2


def scorecard(card: Scorecard, anchor: str, sources: Sources, *, is_open: bool, is_later: bool = False) -> Markup:
    """Return the card; its details are folded unless `is_open`, and part of the page when opened if `is_later`."""
    content = (_level_table(card), *_sections(card, anchor, sources))
    body = element(
        "details",
        element("summary", _tally(card)),
        *((later(*content),) if is_later else content),
        open=is_open,
        class_="body",
    )
    return element(
        "article",
        _head(card, anchor),
        body,
        id=anchor,
        aria_labelledby=f"{anchor}-name",
        data_step_type=card.step_type or None,
    )


def _head(card: Scorecard, anchor: str) -> Markup:
    place = card.subject.place
    about = (
        element("code", breakable(place.path), f":{place.line}"),
        _or_quiet(card.step_type, "step type not known"),
        _or_quiet(card.framework, "framework not known"),
        _pattern(card.pattern),
    )
    return element(
        "header",
        element("h3", builder_name(card), id=f"{anchor}-name"),
        element(
            "p",
            element("span", score_text(card.score), class_="number"),
            " ",
            element("span", card.rating or NOT_RATED, class_=f"rating {rating_class(card.rating)}"),
            class_="score",
        ),
        element("ul", *(element("li", part) for part in about), class_="about"),
        element("p", f"{NOT_RATED}: ", prose(card.not_rated), class_="why") if card.not_rated is not None else None,
    )


def _or_quiet(found: str | None, otherwise: str) -> Markup:
    """The value, or `otherwise` in a fainter style."""
    return element("span", found) if found else element("span", otherwise, class_="quiet")


def _pattern(pattern: Pattern) -> Markup:
    if pattern.declared is None and pattern.observed is None:
        return element("span", "pattern not known", class_="quiet")
    words = f"pattern {pattern.declared or 'not'} declared, {pattern.observed or 'not'} observed"
    differs = None not in (pattern.declared, pattern.observed) and pattern.declared != pattern.observed
    return element("span", words, class_="failed" if differs else None)


def _tally(card: Scorecard) -> str:
    counts = count_kinds(card.outcomes)
    told = [f"{counts[kind]} {outcome_label(kind)}" for kind in KINDS if counts[kind]]
    return f"{number(len(card.outcomes), 'rule')}: {', '.join(told)}" if told else "no rule ran"


def _level_table(card: Scorecard) -> Markup:
    head = element(
        "tr",
        element("th", "Level", scope="col"),
        element("th", "Score", scope="col", colspan=2),
        element("th", "Ran", scope="col", class_="numeric"),
        *(element("th", outcome_label(kind).capitalize(), scope="col", class_="numeric") for kind in KINDS),
    )
    total = {kind: sum(card.levels[level].counts[kind] for level in Level) for kind in OutcomeKind}
    return element(
        "div",
        element(
            "table",
            element("caption", "Outcomes by level", class_="quiet"),
            element("thead", head),
            element(
                "tbody",
                *(_level_row(level.title, card.levels[level].score, card.levels[level].counts) for level in Level),
                _level_row("Overall", card.score, total, class_="total"),
            ),
            class_="levels",
        ),
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label="Outcomes by level",
    )


def _level_row(title: str, score: float | None, counts: Mapping[OutcomeKind, int], class_: str | None = None) -> Markup:
    return element(
        "tr",
        element("th", title, scope="row"),
        element("td", score_text(score), class_="numeric"),
        element("td", score_bar(score), class_="level"),
        element("td", str(rules_run(counts)), class_="numeric"),
        *(
            element("td", str(counts[kind]), class_=f"numeric {kind.value}" if counts[kind] else "numeric zero")
            for kind in KINDS
        ),
        class_=class_,
    )


def _sections(card: Scorecard, anchor: str, sources: Sources) -> Iterator[Markup]:
    for graph in graphs_of(card):
        yield element("section", element("h4", graph.title), graph_picture(graph), class_="group steps")
    anchors = {exhibit.scenario: f"{anchor}-scenario-{index}" for index, exhibit in enumerate(card.exhibits, 1)}
    explained = _explained(card)
    for kind in _SHOWN_BY_RULE:
        shown = [each for each in _of_kind(card, kind) if not each.is_explained]
        if shown:
            blocks = [_rule_block(each, anchor, anchors, sources, _CONTEXT, explained) for each in shown]
            yield _group(outcome_label(kind).capitalize(), len(blocks), *blocks)
    repeating = [each for each in _of_kind(card, OutcomeKind.FAILED) if each.is_explained]
    if repeating:
        blocks = [_rule_block(each, anchor, anchors, sources, 0) for each in repeating]
        yield _folded("Failed for a reason that is shown above", len(blocks), *blocks)
    blocked = _of_kind(card, OutcomeKind.BLOCKED)
    if blocked:
        yield _group("Blocked", len(blocked), *_by_reason(blocked))
    notes = [each for each in _of_kind(card, OutcomeKind.PASSED) if each.findings]
    if notes:
        blocks = [_rule_block(each, anchor, anchors, sources, 0) for each in notes]
        yield _folded("Notes", len(blocks), *blocks)
    if card.exhibits:
        yield _scenarios(card.exhibits, anchors)
    unjudged = _of_kind(card, OutcomeKind.NOT_APPLICABLE)
    not_applicable = [each for each in unjudged if not each.is_for_other_step_types]
    if not_applicable:
        yield _folded("Not applicable", len(not_applicable), *_by_reason(not_applicable))
    passed = _of_kind(card, OutcomeKind.PASSED)
    if passed:
        block = element("section", _rule_list(passed), class_="reason", data_outcome=OutcomeKind.PASSED.value)
        yield _folded("Passed", len(passed), block)
    others = for_other_step_types(unjudged)
    if others:
        yield element("p", sentence(others), class_="group quiet")


def _of_kind(card: Scorecard, kind: OutcomeKind) -> list[Outcome]:
    return sorted((outcome for outcome in card.outcomes if outcome.kind is kind), key=by_rule)


def _group(title: str, count: int, *blocks: Markup) -> Markup:
    return element("section", element("h4", title, _count(count)), *blocks, class_="group")


def _folded(title: str, count: int, *blocks: Markup) -> Markup:
    heading = element("summary", element("h4", title, _count(count)))
    return element("section", element("details", heading, *blocks), class_="group")


def _count(count: int) -> Markup:
    return join(" ", element("span", str(count), class_="count"))


def _explained(card: Scorecard) -> Explained:
    """The findings that others explain, by rule and fingerprint of those."""
    return {(each.rule.id, each.finding.fingerprint): each.explains for each in findings_to_show(card) if each.explains}


def _rule_block(
    outcome: Outcome,
    anchor: str,
    scenarios: Anchors,
    sources: Sources,
    context: int,
    explained: Explained | None = None,
) -> Markup:
    rule = outcome.rule
    # Findings of a waived rule show the reason themselves.
    reason = None if any(finding.waiver == outcome.reason for finding in outcome.findings) else outcome.reason
    heading = element(
        "h5",
        element("a", element("code", rule.id), href=f"#rule-{rule.id}"),
        f" {rule.slug} ",
        element("span", rule.severity.value, class_=f"badge {rule.severity.value}"),
    )
    return element(
        "section",
        heading,
        element("p", prose(rule.title), class_="title"),
        element("p", prose(reason), class_="why") if reason else None,
        *_findings(outcome.findings, scenarios, sources, context),
        *_repeated(outcome, anchor, explained or {}),
        class_=f"rule {outcome.kind.value}",
        id=f"{anchor}-{rule.id}",
        data_outcome=outcome.kind.value,
    )


def _findings(findings: Sequence[Finding], scenarios: Anchors, sources: Sources, context: int) -> Iterator[Markup]:
    """Findings grouped by place, with its lines of source; a hint that all findings share comes last."""
    shared = len({finding.hint for finding in findings}) == 1
    for place, group in groupby(sorted(findings, key=by_place), key=lambda finding: finding.place):
        at_place = list(group)
        yield element(
            "div",
            *(_message(finding, scenarios) for finding in at_place),
            element("p", element("code", str(place)), class_="place"),
            excerpt(place, sources, context=context),
            *([] if shared else _hints(at_place)),
            class_="finding",
        )
    if shared:
        yield from _hints(findings)


def _message(finding: Finding, scenarios: Anchors) -> Markup:
    return element(
        "p",
        prose(finding.message),
        _shown_by(finding, scenarios),
        _badge("in the baseline: does not block") if finding.known else None,
        _badge(f"waived: {finding.waiver}") if finding.waiver is not None else None,
        _badge(f"explained by {finding.explained_by.rule}") if finding.explained_by is not None else None,
        class_="message",
    )


def _repeated(outcome: Outcome, anchor: str, explained: Explained) -> Iterator[Markup]:
    """The findings of other rules that those of this one explain, with links to the rules."""
    for finding in sorted(outcome.findings, key=by_place):
        for each in explained.get((outcome.rule.id, finding.fingerprint), ()):
            name = f"{each.rule.id} {each.rule.slug}"
            before, _, after = repeated(each).partition(name)
            link = element("a", name, href=f"#{anchor}-{each.rule.id}")
            yield element("p", before, link, prose(after), class_="why")


def _badge(words: str) -> Markup:
    return join(" ", element("span", prose(words), class_="badge"))


def _shown_by(finding: Finding, scenarios: Anchors) -> Markup | None:
    if finding.scenario is None:
        return None
    name = shown_scenario(finding)
    anchor = scenarios.get(finding.scenario)
    link = element("a", name, href=f"#{anchor}") if anchor else name
    return join(" ", element("span", "scenario ", link, class_="seen"))


def _hints(findings: Sequence[Finding]) -> Iterator[Markup]:
    for hint in dict.fromkeys(finding.hint for finding in findings if finding.hint):
        yield element("p", element("strong", "What to do"), " ", prose(hint), class_="hint")


def _by_reason(outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    for reason, rules in by_cause(outcomes):
        yield element(
            "section",
            element("p", prose(reason), class_="why"),
            _rule_list(rules),
            class_="reason",
            data_outcome=rules[0].kind.value,
        )


def _rule_list(outcomes: Sequence[Outcome]) -> Markup:
    in_order = sorted(outcomes, key=by_rule)
    items = (element("li", element("code", each.rule.id), f" {each.rule.slug}") for each in in_order)
    return element("ul", *items, class_="ids")


def _scenarios(exhibits: Sequence[Exhibit], anchors: Anchors) -> Markup:
    shown = (scenario(exhibit, anchors[exhibit.scenario]) for exhibit in exhibits)
    return element("section", element("h4", "Scenarios", _count(len(exhibits))), *shown, class_="group evidence")
