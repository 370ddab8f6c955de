"""Count the findings of each rule over all builders."""

from __future__ import annotations

from collections import Counter, defaultdict

from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import number, standing
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, reported_findings


def render_statistics(report: Report) -> str:
    """Return a line for each rule with findings, the most frequent first: number, rule, builders."""
    by_rule: dict[str, list[ReportedFinding]] = defaultdict(list)
    for card in report.scorecards:
        for each in reported_findings(card):
            by_rule[each.rule.id].append(each)
    if not by_rule:
        return "findings by rule: none\n"
    width = max(len(found[0].rule.slug) for found in by_rule.values())
    in_order = sorted(by_rule.values(), key=lambda found: (-len(found), found[0].rule.id))
    return visible(
        "\n".join(["findings by rule:", *(_line(found, width) for found in in_order), ""]), keep_line_breaks=True
    )


def _line(found: list[ReportedFinding], width: int) -> str:
    rule = found[0].rule
    builders = number(len({each.subject.id for each in found}), "builder")
    accepted = Counter(standing(each.outcome, each.finding) for each in found if not each.finding.counts)
    parts = [builders, *(f"{count} {kind}" for kind, count in sorted(accepted.items()))]
    return f"{len(found):>5} {rule.id:<6}{rule.slug:<{width}}  {rule.severity.value:<8}{', '.join(parts)}"
