"""The sources of the documentation site: every rule and step type has a page, and links lead from page to page."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cursus_tester.rules.registry import load_rules
from cursus_tester.step_pack import packs
from tests.mutants.declare import REPOSITORY
from tools.site import relinked, write_site


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    return folder / "docs"


def test_every_rule_has_a_page_with_an_example(docs: Path) -> None:
    pages = {path.stem: path.read_text("utf-8") for path in (docs / "rules").glob("*.md")}

    assert set(pages) == {"index", *(rule.info.id for rule in load_rules())}
    without = sorted(id for id, text in pages.items() if "```diff" not in text and id != "index")
    # Their mutants are declared under another rule's name.
    assert len(without) < 10, without


def test_every_step_type_has_a_page(docs: Path) -> None:
    assert {path.stem for path in (docs / "steps").glob("*.md")} == {pack.name for pack in packs()}


def test_relative_links_lead_to_pages(docs: Path) -> None:
    broken = []
    for page in docs.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if "://" not in link and not os.path.exists(page.parent / link):
                broken.append((page.name, link))

    assert broken == []


def test_links_out_of_the_documents_lead_into_the_repository(docs: Path) -> None:
    for page in docs.rglob("*.md"):
        for path in re.findall(
            r"\]\(https://github\.com/cursus-tester/cursus-tester/blob/main/([^)#]+)", page.read_text("utf-8")
        ):
            assert (REPOSITORY / path).exists(), f"{page.name}: {path}"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("docs/settings.md#waivers", "settings.md#waivers"),
        ("docs/rules.md#cm310-no-cache-config", "rules/CM310.md"),
        ("docs/rules.md", "rules/index.md"),
        ("SECURITY.md", "security.md"),
        ("https://example.com/a.md", "https://example.com/a.md"),
        ("#here", "#here"),
    ],
)
def test_where_a_link_leads(link: str, expected: str) -> None:
    assert relinked(f"[a]({link})", "README.md", "index.md") == f"[a]({expected})"
