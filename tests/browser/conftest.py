"""The HTML report in a real browser: Debian's Chromium, driven by Playwright.

``make test-browser`` runs these. They are no part of ``make test`` (``norecursedirs`` in pyproject.toml): not every
machine that tests the tool has a browser.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cursus_tester.reports.html.page import render_html
from cursus_tester.results.report import Report

#: What a browser needs to run as root, in a container, and to leave the network alone.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

#: ``open_text(page)``: the page opened from a file, and what it does that is noticed from outside, as it comes.
OpenText = Callable[..., tuple[Page, list[str]]]
#: ``open_report(report)``: the report's page.
OpenReport = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser; without one the run ends with 2, since tests that were not run have not passed."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.exit("no `chromium` on PATH, which these tests drive; on Debian: apt-get install chromium", returncode=2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_text(chromium: Browser, tmp_path: Path) -> Iterator[OpenText]:
    contexts: list[BrowserContext] = []

    def open_page(
        text: str,
        *,
        fragment: str = "",
        width: int = 1280,
        color_scheme: Literal["light", "dark"] = "light",
        java_script_enabled: bool = True,
    ) -> tuple[Page, list[str]]:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=color_scheme,
            java_script_enabled=java_script_enabled,
        )
        contexts.append(context)
        page = context.new_page()
        url = file.as_uri()
        noise: list[str] = []
        page.on("console", lambda message: noise.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: noise.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (noise.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: request.url == url or noise.append(f"request: {request.url}"))
        page.goto(url + fragment)
        return page, noise

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def open_report(open_text: OpenText) -> Iterator[OpenReport]:
    """Whatever the test does with the page, it has to be quiet."""
    all_noise: list[list[str]] = []

    def open_page(report: Report, **options: Any) -> Page:
        page, noise = open_text(render_html(report), **options)
        all_noise.append(noise)
        return page

    yield open_page
    assert [noise for noise in all_noise if noise] == []
