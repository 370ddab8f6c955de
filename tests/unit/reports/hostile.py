"""A report that attacks whoever shows it."""

from __future__ import annotations

from dataclasses import replace

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Exhibit, Pattern
from cursus_tester.results.scoring import scorecard, summarize
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import outcome

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<!-- --> ]]> <![CDATA[",
    "{{constructor.constructor('alert(1)')()}}",
    "` onload=alert(1) `",
    "&lt;script&gt;",
)
INVISIBLE = "a\x00b\x1b[2Jc\u202ed\u200be\ufefff\x85g"


def hostile_report(attack: str) -> Report:
    """A report with `attack` wherever text of a builder, a rule of a third party or a waiver may come in."""
    place = Place(path=f"{attack}.py", line=1)
    finding = Finding(message=attack, hint=attack, place=place, scenario=attack, waiver=attack, fingerprint=attack)
    kinds = [kind for kind in OutcomeKind for _ in range(2)]
    outcomes = [
        outcome(f"CM{300 + index}", kind, *([finding] if index % 2 else []), slug=attack, reason=attack)
        for index, kind in enumerate(kinds)
    ]
    outcomes = [
        replace(each, rule=replace(each.rule, title=attack, documentation=f"{attack}\n\n{attack}")) for each in outcomes
    ]
    exhibits = (
        Exhibit(scenario=attack, situation=attack, config={attack: attack}, request={attack: [attack]}, problem=None),
        Exhibit(scenario=f"{attack} 2", situation=attack, config={}, request=None, problem=attack),
    )
    card = scorecard(
        Subject(name=attack, kind=SubjectKind.BUILDER, place=place, file="/x"),
        attack,
        attack,
        Pattern(declared=attack, observed=attack),
        outcomes,
        exhibits,
    )
    return Report(
        tool_version=attack,
        sdk_version=attack,
        scorecards=(card,),
        summary=summarize((card,)),
        notes=(attack,),
        sources={place.path: (attack, attack)},
    )
