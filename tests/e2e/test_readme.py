"""The Python of README and of docs/testing.md is run as it stands, in a project like the one they speak of."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = (REPOSITORY / "README.md", REPOSITORY / "docs" / "testing.md")


def blocks() -> Iterator[str]:
    """The indented blocks that import something."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for block in re.findall(r"(?:^(?:    .*)?\n)+", pages, re.MULTILINE):
        text = textwrap.dedent(block).strip("\n") + "\n"
        if re.search(r"^from ", text, re.MULTILINE):
            yield text


def test_python_blocks(project: Path, pytestconfig: pytest.Config) -> None:
    scripts = tests = 0
    for text in blocks():
        if text.startswith("# conftest.py"):
            project.joinpath("conftest.py").write_text(text, encoding="utf-8")
        elif "def test_" in text:
            tests += text.count("def test_")
            project.joinpath(f"test_block_{tests}.py").write_text(text, encoding="utf-8")
        else:
            scripts += 1
            body = textwrap.indent(text, "    ")
            project.joinpath(f"test_script_{scripts}.py").write_text(f"def test_script():\n{body}", encoding="utf-8")
    assert (tests, scripts, project.joinpath("conftest.py").exists()) == (4, 1, True)
    project.joinpath("src").mkdir()
    project.joinpath("src", "inference.py").write_text("# code\n", encoding="utf-8")
    plugin = (
        [] if pytestconfig.pluginmanager.has_plugin("cursus_tester") else ["-p", "cursus_tester.pytest_plugin.plugin"]
    )

    arguments = ["-pno:randomly", "-pno:xdist", "-Wdefault", "-k", "test_ or SB100", "."]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *arguments, "--conformance", "builders/generic_model.py"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert re.search(rf"{tests + scripts + 1} passed, \d+ deselected", done.stdout)
