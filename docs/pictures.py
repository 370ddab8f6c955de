"""Make the README's pictures: real reports of reference builders, some of them broken on purpose.

The picture of the terminal is the renderer's output, drawn by rich; those of the HTML page come from Chromium.
"""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.text import Text

from cursus_tester.reports.formats.terminal import render_terminal
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.reports.report_files import load_report

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGES = REPOSITORY / "docs" / "images"

#: What to break: file, a text that occurs once, its replacement.
DEFECTS = (
    ("builders/generic_model.py", ", depends_on=options.dependencies)", ")"),
    ("builders/multi_container_model.py", 'framework="sklearn"', 'framework="xgboost"'),
    ("builders/pytorch_model.py", "env=self._get_packaged_environment_variables()", "env=None"),
    ("builders/xgboost_model.py", "model=model,", "step_args=model,"),
)
#: Of the terminal, in characters, and of the page, in pixels.
COLUMNS, WIDTH = 96, 1280
#: Opens what an element is folded into, and the element itself.
UNFOLD = "each => { for (let at = each; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true }"
#: Fonts that a web page may not fetch where a README is shown; readers have one of their own.
FETCHED_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> None:
    """Write the pictures into ``docs/images``."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no `chromium` on PATH, which takes the pictures; on Debian: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("builders", "specs"):
            shutil.copytree(REPOSITORY / name, project / name)
        for file, old, new in DEFECTS:
            text = (project / file).read_text(encoding="utf-8")
            if text.count(old) != 1:
                sys.exit(f"{file}: {old!r} is there {text.count(old)} times, expected once; update DEFECTS")
            (project / file).write_text(text.replace(old, new), encoding="utf-8")
        picture_terminal(project, "builders/generic_model.py", "--ignore", "CM49")
        picture_page(project, chromium)


def check(project: Path, *arguments: str) -> None:
    """Check builders of the broken copy; some of them fail."""
    command = [sys.executable, "-m", "cursus_tester", "check", "--no-cache", *arguments]
    done = subprocess.run(command, cwd=project, env={"PATH": "", "PYTHONPATH": str(REPOSITORY)}, check=False)
    if done.returncode != 1:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}, expected 1")


def picture_terminal(project: Path, *arguments: str) -> None:
    """Draw what a check prints on a terminal."""
    check(project, *arguments, "-f", "json=report.json")
    report = load_report(str(project / "report.json"))
    # A report from a file has no sources; the terminal shows the lines that findings are at.
    paths = {card.subject.place.path for card in report.scorecards}
    sources = {path: tuple((project / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    printed = render_terminal(dataclasses.replace(report, sources=sources), RenderOptions(color=True, width=COLUMNS))
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(printed.rstrip("\n")))
    drawn = console.export_svg(title=f"cursus-tester check {' '.join(arguments)}", unique_id="terminal")
    (IMAGES / "terminal.svg").write_text(FETCHED_FONTS.sub("", drawn), encoding="utf-8")


def picture_page(project: Path, chromium: str) -> None:
    """Photograph the page's top in light, and a scorecard with a scenario in dark."""
    check(project, "builders/", "-f", "html=report.html")
    url = (project / "report.html").as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        # So high that no table scrolls, and that the heat map, which is made when it comes into view, is there.
        page = browser.new_page(viewport={"width": WIDTH, "height": 2000})
        page.goto(url)
        page.locator("#heat-map td").first.wait_for()
        photograph(page, "html-overview.png", first="body", last="#heat-map")
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="dark", bypass_csp=True)
        page.goto(url)
        card = "article:has-text('GenericModelStepBuilder')"
        # What is off the screen is laid out when it comes into view, and a picture of the whole page does not wait.
        page.add_style_tag(content="* { content-visibility: visible !important }")
        page.get_by_role("button", name="Open all").click()
        page.locator(f"{card} .scenario").first.evaluate(UNFOLD)
        photograph(page, "html-scorecard.png", first=card, last=f"{card} .scenario")
        browser.close()


def photograph(page: Page, name: str, *, first: str, last: str) -> None:
    """Take the page's full width, from the top of one element to the bottom of another and a little more."""
    page.evaluate("scrollTo(0, 0)")
    start, end = page.locator(first).first.bounding_box(), page.locator(last).first.bounding_box()
    assert start is not None
    assert end is not None
    height = end["y"] + end["height"] - start["y"] + 12
    page.screenshot(
        path=IMAGES / name, full_page=True, clip={"x": 0, "y": start["y"], "width": WIDTH, "height": height}
    )


if __name__ == "__main__":
    main()
