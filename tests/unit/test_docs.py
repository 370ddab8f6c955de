"""The committed page of rules is the generated one, and ``explain`` prints the same text."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.cli.main import main
from cursus_tester.rules.catalogue import document_rules, explain_rule
from cursus_tester.rules.registry import Rule, load_rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_page_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == document_rules(load_rules()), "run `make docs`"


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.info.id)
def test_explain_prints_what_the_page_says(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", rule.info.id]) == 0
    printed = capsys.readouterr().out
    assert printed == explain_rule(rule) + "\n"
    assert printed.endswith(f"\n\n{rule.documentation}\n")
    assert f"### {rule.info.id} {rule.info.slug}\n" in document_rules(load_rules())
    assert f"\n\n{rule.documentation}\n" in document_rules([rule])


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.info.id)
def test_help_uri_is_the_anchor_of_its_heading(rule: Rule) -> None:
    page, _, anchor = rule.info.help_uri.partition("#")
    assert page.endswith("/docs/rules.md")
    # As GitHub makes anchors: lower case, blanks to hyphens.
    headings = [line.removeprefix("### ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("### ")]
    assert anchor in [heading.lower().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.info.id)
def test_headings(rule: Rule) -> None:
    starts = [line.partition(":")[0] for line in rule.documentation.splitlines() if ":" in line]
    headings = [each for each in starts if each in ("What it checks", "Why", "How to fix", "How to waive")]
    assert headings == ["What it checks", "Why", "How to fix", "How to waive"]
