"""The HTML page: its structure, and that everything a report has is on it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest

from cursus_tester.reports.html.page import render_html
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Level, Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import (
    PATH,
    broken_card,
    finding,
    full_report,
    good_card,
    outcome,
    report,
    report_of_two_step_types,
    subject,
)
from tests.unit.reports.page_tree import by_id, parse, text_of, with_class

PAGES = {
    "full": full_report(),
    "perfect": report(good_card()),
    "empty": report(),
    "of two step types": report_of_two_step_types(),
}


@pytest.fixture(name="page", params=list(PAGES))
def any_page(request: pytest.FixtureRequest) -> Element:
    return parse(render_html(PAGES[request.param]))


@pytest.fixture(name="full", scope="module")
def full_page() -> Element:
    return parse(render_html(full_report()))


def card_of(page: Element, name: str) -> Element:
    (article,) = (each for each in page.iter("article") if text_of(next(each.iter("h3"))) == name)
    return article


def group_of(card: Element, title: str) -> Element:
    (group,) = (each for each in with_class(card, "group") if text_of(next(each.iter("h4"))).startswith(title))
    return group


def test_ids_are_unique_and_links_lead_to_them(page: Element) -> None:
    ids = [each.get("id") for each in page.iter() if each.get("id") is not None]
    links = {href for each in page.iter("a") if (href := each.get("href", ""))}

    assert len(ids) == len(set(ids))
    assert links
    assert {href for href in links if not href.startswith("#") or href[1:] not in ids} == set()
    labelled = {each.get("aria-labelledby") or each.get("for") for each in page.iter()} - {None}
    assert labelled <= set(ids)


def test_headings_skip_no_level(page: Element) -> None:
    levels = [int(each.tag[1]) for each in page.iter() if re.fullmatch("h[1-6]", each.tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(one, next_one) for one, next_one in pairwise(levels) if next_one > one + 1] == []


def test_landmarks_and_a_way_past_them(page: Element) -> None:
    body = page[1]

    assert [each.tag for each in body] == ["a", "header", "main", "footer", "script"]
    assert body[0].get("href") == "#report" == f"#{body[2].get('id')}"
    assert page.get("lang") == "en"
    assert text_of(next(page.iter("title")))


def test_tables_have_captions_and_every_head_a_scope(page: Element) -> None:
    for table in page.iter("table"):
        assert table[0].tag == "caption"
        assert text_of(table[0])
    assert {each.get("scope") for each in page.iter("th")} <= {"col", "row", "colgroup", "rowgroup"}


def test_nothing_is_fetched_and_only_what_is_hashed_runs(page: Element) -> None:
    (style,) = page.iter("style")
    (script,) = page.iter("script")
    (policy,) = (each.get("content", "") for each in page.iter("meta") if each.get("http-equiv"))

    def digest(element: Element) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256((element.text or '').encode()).digest()).decode()}'"

    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src {digest(style)}",
        f"script-src {digest(script)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "http:" not in (style.text or "") + (script.text or "")
    assert "url(" not in (style.text or "")
    # Written to a stdout of another encoding, any other character would change what is hashed.
    assert ((style.text or "") + (script.text or "")).isascii()
    for each in page.iter():
        assert not {name for name in each.attrib if name in ("style", "src") or name.startswith("on")}
    assert [each.get("href", "").partition(":")[0] for each in page.iter("link")] == ["data"]


def test_the_head_of_the_page(full: Element) -> None:
    assert (
        text_of(next(full.iter("title")))
        == "Step builder conformance: 2 builders, score 100.0 (Good), 1 of 2 not rated"
    )
    assert text_of(next(with_class(full, "verdict"))) == (
        "100.0 Good 1 finding and 2 rules that could not be judged block "
        "1 failed 1 crashed 2 blocked 1 unexpected pass 1 waived 9 passed 1 not applicable "
        "not rated, 2 rules could not be judged: builders/xgboost_model.py::XGBoostModelStepBuilder "
        "note: x.py:3: the waiver of SB320 expired on 2026-01-31; remove it"
    )
    assert "2 builders · cursus-tester 0.1.0, sagemaker 2.257.7" in text_of(next(full.iter("header")))


def test_shares_of_the_outcomes_are_as_long_as_their_counts() -> None:
    page = parse(render_html(report(broken_card())))
    widths = {each.get("class"): float(each.get("width", "")) for each in next(with_class(page, "shares"))}

    assert sum(widths.values()) == pytest.approx(1000, abs=0.5)
    assert widths["blocked"] == pytest.approx(2 * widths["failed"], abs=0.1)
    assert set(widths) == {kind.value for kind in OutcomeKind}


def test_overview(full: Element) -> None:
    # The worst builder comes first.
    second, first = next(with_class(full, "overview")).findall("tbody/tr")

    assert [text_of(cell) for cell in second] == [
        "XGBoostModelStepBuilderbuilders/xgboost_model.py",
        *("100.0", "0.0", "0.0", "0.0", "not rated", "14.2", "1", "2", "1", "6"),
    ]
    bars = [[(each.get("class"), each.get("width")) for each in bar] for bar in first.iter("svg")]
    assert bars == [[("track", "100"), ("excellent", "100.0")]] * len(Level)
    assert [len(bar) for bar in second.iter("svg")] == [2, 1, 1, 1]


def test_heat_map_has_a_word_for_every_rule_of_every_builder(full: Element) -> None:
    table = next(with_class(full, "heat"))
    levels, rules = table.findall("thead/tr")
    columns = [text_of(each) for each in rules]
    cells = {
        text_of(row[0]): {column: text_of(cell) for column, cell in zip(columns, row[1:], strict=True)}
        for row in table.findall("tbody/tr")
    }

    assert [(text_of(each), each.get("colspan")) for each in levels[1:]] == [
        # One of each is empty: the title needs its room.
        ("Interface", "4"),
        ("Specification", "4"),
        ("Step creation", "5"),
        ("Integration", "4"),
    ]
    assert cells["XGBoostModelStepBuilder"] == {
        **dict.fromkeys(("", "SB101", "SB201", "SB300", "CM310"), ""),
        **{"SB100": "passed", "SB103": "unexpected pass", "SB204": "waived", "SB205": "crashed", "CM303": "failed"},
        **{"SB320": "not applicable", "SB400": "blocked", "SB401": "blocked", "CM490": "passed"},
    }
    linked = {each.get("href"): each.get("aria-label") for each in table.iter("a") if each.get("aria-label")}
    assert linked == {
        "#builder-1-CM303": "CM303 pattern-b-request: failed, 3 findings, XGBoostModelStepBuilder",
        "#builder-1-SB205": "SB205 some-rule: crashed, XGBoostModelStepBuilder",
    }


def test_a_failed_warning_is_told_from_a_failed_error_in_the_heat_map() -> None:
    failed = outcome("SB408", OutcomeKind.FAILED, finding(), severity=Severity.WARNING)
    page = parse(render_html(report(scorecard(subject(), None, None, Pattern(), [failed]))))

    ((_, cell, _),) = next(with_class(page, "heat")).findall("tbody/tr")
    assert (text_of(cell), cell.get("class")) == ("failed (warning)", "f minor")


def test_head_of_a_scorecard(full: Element) -> None:
    card = card_of(full, "XGBoostModelStepBuilder")

    assert text_of(next(card.iter("header"))) == (
        "XGBoostModelStepBuilder 14.2 not rated builders/xgboost_model.py:20 CreateModel xgboost "
        "pattern A declared, B observed not rated: 2 rules could not be judged"
    )
    assert text_of(next(card.iter("summary"))) == (
        "9 rules: 1 failed, 1 crashed, 2 blocked, 1 unexpected pass, 1 waived, 2 passed, 1 not applicable"
    )
    rows = [[text_of(cell) for cell in row] for row in next(with_class(card, "levels")).iter("tr")]
    assert rows[2] == ["Specification", "0.0", "", "2", "0", "1", "0", "0", "1", "0", "0"]
    assert rows[5] == ["Overall", "14.2", "", "6", "1", "1", "2", "1", "1", "2", "1"]


def test_findings_show_their_line_scenario_and_standing(full: Element) -> None:
    block = by_id(full, "builder-1-CM303")

    assert text_of(block[0]) == "CM303 pattern-b-request error"
    messages = [text_of(each) for each in with_class(block, "message")]
    assert messages == [
        "the same",
        "the same, accepted waived: until the image is there",
        "step_args is an XGBoostModel [bold]not[/bold] a request scenario plain session and 3 more "
        "in the baseline: does not block",
    ]
    assert [text_of(each) for each in with_class(block, "place")] == [f"{PATH}:{line}:9" for line in (33, 34, 88)]
    marked = [(each.get("data-line"), each.text) for each in block.iter("mark")]
    assert marked == [(str(line), f"line_{line} = '<i>{line}</i>'") for line in (33, 34, 88)]
    last = list(with_class(block, "source"))[-1]
    assert [each.get("data-line") for each in last.iter() if each.get("data-line")] == ["86", "87", "88", "89", "90"]
    assert [text_of(each) for each in with_class(block, "hint")] == ["What to do do it the other way"]


def test_findings_at_one_place_share_its_lines_and_keep_their_own_hints() -> None:
    findings = (finding("one", line=5), replace(finding("two", line=5), hint="another way"), finding("three", line=9))
    card = scorecard(subject(), None, None, Pattern(), [outcome("CM310", OutcomeKind.FAILED, *findings)])

    blocks = list(with_class(parse(render_html(report(card))), "finding"))

    assert [[text_of(each) for each in with_class(block, "message")] for block in blocks] == [["one", "two"], ["three"]]
    assert [len(list(block.iter("pre"))) for block in blocks] == [1, 1]
    assert [[text_of(each) for each in with_class(block, "hint")] for block in blocks] == [
        ["What to do do it the other way", "What to do another way"],
        ["What to do do it the other way"],
    ]


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        (PATH, 1, ["1", "2", "3"]),
        (PATH, 99, ["97", "98", "99"]),
        (PATH, 100, []),
        (PATH, 0, []),
        ("builders/unknown.py", 3, []),
    ],
)
def test_excerpts_end_where_the_file_ends(path: str, line: int, expected: list[str]) -> None:
    found = replace(finding(), place=Place(path=path, line=line))
    card = scorecard(subject(), None, None, Pattern(), [outcome("CM310", OutcomeKind.FAILED, found)])

    page = parse(render_html(report(card)))

    assert [each.get("data-line") for each in page.iter() if each.get("data-line")] == expected


def test_excerpts_lose_common_indentation_tabs_and_what_is_too_long_to_read() -> None:
    lines = ("\tif x:", "\t\ty = 1", f"        long = '{'x' * 5000}'", "")
    card = scorecard(subject(), None, None, Pattern(), [outcome("CM310", OutcomeKind.FAILED, finding(line=2))])

    page = parse(render_html(replace(report(card), sources={PATH: lines})))

    shown = [each.text or "" for each in page.iter() if each.get("data-line")]
    assert shown[:2] == ["if x:", "    y = 1"]
    assert shown[2].startswith("    long = 'xxx")
    assert shown[2].endswith("x …")
    assert len(shown[2]) < 320


def test_what_was_not_judged_is_told_with_its_reason_once(full: Element) -> None:
    card = card_of(full, "XGBoostModelStepBuilder")

    assert text_of(group_of(card, "Blocked")) == (
        "Blocked 2 create_step raised ValueError: no\\x1b[31m model data SB400 some-rule SB401 some-rule"
    )
    assert text_of(group_of(card, "Not applicable")) == "Not applicable 1 holds for Pattern A only SB320 some-rule"
    assert "ZeroDivisionError: division by zero" in text_of(group_of(card, "Crashed"))
    assert text_of(group_of(card, "Unexpected pass")).endswith("waived for nothing")
    waived = text_of(group_of(card, "Waived"))
    assert "no error names the input waived: agreed with the <platform> team" in waived
    assert waived.count("agreed") == 1
    assert text_of(group_of(card, "Passed")) == "Passed 2 CM490 some-rule SB100 builder-loads"
    assert "deprecated" in text_of(group_of(card, "Notes"))


def test_scenarios_show_what_was_given_and_what_came_of_it(full: Element) -> None:
    baseline, plain = with_class(card_of(full, "XGBoostModelStepBuilder"), "scenario")

    assert text_of(baseline[0]).endswith(
        "PipelineSession in us-east-1; model_data from the training step XGBoostTraining"
    )
    config, request = ("".join(each.itertext()) for each in with_class(baseline, "json"))
    assert config == '{\n  "instance_type": "ml.m5.large",\n  "env": {\n    "A": "<b>1</b>"\n  }\n}'
    assert '"Image": "image:1"' in request
    assert "compile raised AttributeError: no attribute 'pop'" in text_of(plain)
    assert len(list(with_class(plain, "json"))) == 1
    link = next(each for each in by_id(full, "builder-1-CM303").iter("a") if "plain session" in text_of(each))
    assert link.get("href") == f"#{plain[1].get('id')}"


def test_a_finding_whose_scenario_has_no_exhibit_names_it_without_a_link() -> None:
    failed = outcome("CM310", OutcomeKind.FAILED, finding(scenario="gone"))

    page = parse(render_html(report(scorecard(subject(), None, None, Pattern(), [failed]))))

    (seen,) = with_class(page, "seen")
    assert text_of(seen) == "scenario gone"
    assert list(seen) == []


def test_what_ran_and_why_the_rest_did_not(full: Element) -> None:
    section = by_id(full, "ran")

    assert [text_of(each) for each in section.iter("p")] == [
        "13 rules ran: 9 passed, 1 failed, 1 waived, 1 crashed, 1 unexpected pass",
        "3 rules did not run: 2 blocked, 1 not applicable",
        "4 findings do not count: 1 in the baseline, 1 note, 2 waived",
    ]
    assert [[text_of(cell) for cell in row] for row in section.findall(".//tbody/tr")] == [
        ["2", "blocked", "create_step raised ValueError: no\\x1b[31m model data"],
        ["1", "not applicable", "holds for Pattern A only"],
    ]


def test_rules_are_told_with_their_documentation() -> None:
    documented = outcome("CM310", OutcomeKind.PASSED)
    text = "Passes no `cache_config`.\n\nWhat it checks: `cache_config`\nin any form.\n\nWhy: it raises."
    documented = replace(documented, rule=replace(documented.rule, documentation=text))

    page = parse(render_html(report(scorecard(subject(), None, None, Pattern(), [documented]))))

    row = by_id(page, "rule-CM310")
    assert [text_of(each) for each in row] == [
        "CM310 some-rule",
        "does as it should What it checks: cache_config in any form. Why: it raises.",
        *("error", "0", "0", "0", "0", "0", "1", "0"),
    ]


def test_without_builders_there_is_nothing_to_filter() -> None:
    page = parse(render_html(report()))

    assert "Nothing was tested" in text_of(page)
    assert [each.tag for each in page.iter() if each.tag in ("search", "table", "article")] == []


def test_filters_wait_for_the_script(full: Element) -> None:
    (controls,) = full.iter("search")

    assert controls.get("hidden") is not None
    kinds = [each.get("value") for each in controls.iter("input") if each.get("type") == "checkbox"]
    assert sorted(kinds) == sorted(kind.value for kind in OutcomeKind)
    assert set(kinds) == {each.get("data-outcome") for each in full.iter()} - {None}


def test_module_that_does_not_parse() -> None:
    module = Subject(name="", kind=SubjectKind.MODULE, place=Place(path="builders/odd.py"), file="/builders/odd.py")
    failed = outcome("SB100", OutcomeKind.FAILED, finding("SyntaxError: invalid syntax"))

    page = parse(render_html(report(scorecard(module, None, None, Pattern(), [failed]))))

    assert text_of(next(card_of(page, "builders/odd.py").iter("header"))) == (
        "builders/odd.py 0.0 Poor builders/odd.py:1 step type not known framework not known pattern not known"
    )


def test_a_builder_that_nothing_was_asked_of() -> None:
    page = parse(render_html(report(scorecard(subject(), None, None, Pattern(), []))))

    assert "no rule ran" in text_of(next(page.iter("article")))
    assert text_of(next(with_class(page, "verdict"))) == (
        "- not rated Nothing was tested not rated, no rule ran that counts: "
        "builders/xgboost_model.py::XGBoostModelStepBuilder"
    )


def large_report(builders: int, rules: int) -> Report:
    kinds = (OutcomeKind.FAILED, OutcomeKind.BLOCKED, OutcomeKind.NOT_APPLICABLE, *[OutcomeKind.PASSED] * 9)
    ids = [f"CM{level}{index:02}" for level in range(1, 5) for index in range(rules // 4)]
    card = broken_card()
    cards = []
    for builder in range(builders):
        outcomes = []
        for index, id in enumerate(ids):
            kind = kinds[(builder * 5 + index) % len(kinds)]
            findings = [finding("found this, expected that " * 4, line=index + 1, scenario="plain session")]
            reason = "no scenario compiled: create_step raised ValueError: no model data"
            failed = kind is OutcomeKind.FAILED
            outcomes.append(outcome(id, kind, *findings * failed, reason=None if failed else reason))
        named = subject(f"Team{builder}ModelStepBuilder", f"team/builders/model_{builder}.py")
        cards.append(scorecard(named, "CreateModel", "xgboost", Pattern(), outcomes, card.exhibits))
    return report(*cards)


def test_a_large_report_is_folded_and_grows_with_its_findings_only() -> None:
    page = render_html(large_report(300, 72))

    # About 17 kB a builder, of which six findings and two scenarios take the most.
    assert len(page.encode()) < 300 * 25_000
    # To make a tree of it would take seconds.
    assert len(re.findall("<article ", page)) == 300
    assert len(re.findall("<details open", page)) == 0
    assert len(re.findall('<td class="[pfbn]">', page)) == 300 * 72


@pytest.mark.parametrize(("builders", "is_open"), [(12, True), (13, False)])
def test_scorecards_worth_reading_are_unfolded_where_there_are_few(builders: int, is_open: bool) -> None:
    page = parse(render_html(large_report(builders, 72)))

    assert [each.get("open") is not None for each in with_class(page, "body")] == [is_open] * builders
    # Folded, a scorecard shows its head and one line.
    assert [[each.tag for each in article] for article in page.iter("article")] == [["header", "details"]] * builders


def test_a_scorecard_with_nothing_amiss_stays_folded(full: Element) -> None:
    assert [each.get("open") is not None for each in with_class(full, "body")] == [True, False]


def many(count: int) -> Report:
    """Builders with one defect each, of two step types."""
    failed = [replace(finding(), hint="do so"), replace(finding(), hint="", fingerprint="other")]
    cards = [
        scorecard(
            replace(subject(), name=f"B{number:03}StepBuilder"),
            "Training" if number % 2 else "CreateModel",
            None,
            Pattern(),
            [outcome("CM303", OutcomeKind.FAILED, *failed), outcome("SB100", OutcomeKind.PASSED)],
        )
        for number in range(count)
    ]
    return report(*cards)


def test_cards_of_many_builders_are_text_until_they_are_opened() -> None:
    few, page = parse(render_html(many(12))), parse(render_html(many(13)))

    assert list(few.iter("noscript")) == []
    later = list(page.iter("noscript"))
    assert len(later) == 13 + 1
    assert {each.get("class") for each in later} == {"later"}
    # All of it is there, once, for whoever runs no scripts.
    assert [text_of(each) for each in page.iter("h5")] == [text_of(each) for each in few.iter("h5")] + [
        text_of(next(few.iter("h5")))
    ]
    outside = [each for each in page.iter("article") if each.find("header") is not None]
    assert len(outside) == 13


def test_one_cause_of_several_builders_is_one_row() -> None:
    page = parse(render_html(many(8)))

    rows = next(with_class(page, "causes")).findall("tbody/tr")

    assert [[text_of(cell) for cell in row][1:3] for row in rows] == [["does as it should", "8"], ["do so", "8"]]
    assert text_of(rows[1][3]).endswith("B005StepBuilder and 2 more")
    assert [each.get("href") for each in rows[1][3].iter("a")] == [f"#builder-{n}-CM303" for n in range(1, 7)]


def test_builders_of_one_step_type_need_no_choice() -> None:
    def choices(shown: Report) -> list[str]:
        return [text_of(each) for each in parse(render_html(shown)).iter("option")]

    assert choices(many(1)) == []
    assert choices(many(2)) == ["all", "CreateModel", "Training"]


def test_rules_are_grouped_by_step_type_and_a_builder_sees_those_that_can_apply_to_it() -> None:
    page = parse(render_html(report_of_two_step_types()))

    maps = {
        text_of(heading): [text_of(next(row.iter("th"))) for row in table.findall("tbody/tr")]
        for heading, table in zip(by_id(page, "heat-map").iter("h3"), with_class(page, "heat"), strict=True)
    }
    rules = [text_of(next(row.iter("th"))) for row in next(with_class(page, "rules")).findall("tbody/tr")]

    assert maps == {"All step types": ["Job", "Model"], "CreateModel steps": ["Model"], "Other steps": ["Job"]}
    assert rules == [
        *("All step types", "SB400 some-rule"),
        *("CreateModel steps", "CM301 some-rule"),
        *("Other steps", "BS301 some-rule", "BS302 some-rule"),
    ]
    assert "2 rules are for other step types" in text_of(card_of(page, "Model")).casefold()
    assert "BS302" not in text_of(card_of(page, "Model"))
    assert "1 rule is for other step types" in text_of(card_of(page, "Job"))
