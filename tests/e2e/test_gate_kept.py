"""What comparisons keep says the same as reading all anew, commit after commit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.source.imports import graph
from cursus_tester.source.imports.statements import Imports, read_imports
from cursus_tester.source.summarizing import FreshSummaries
from tests.e2e.conftest import run_here
from tests.repositories import Repository, make_repository

BUILDER = """\
from base import Base
from specs.{name} import NAME
from sagemaker.workflow.steps import CreateModelStep


class {title}(Base):
    def create_step(self, **kwargs) -> CreateModelStep:
        return CreateModelStep(name=NAME, model=self.model())
"""
FILES = {
    "builders/one.py": BUILDER.format(name="one", title="OneStepBuilder"),
    "builders/two.py": BUILDER.format(name="two", title="Two"),
    "specs/one.py": "NAME = 'One'\n",
    "specs/two.py": "NAME = 'Two'\n",
    "base.py": "class Base:\n    def __init__(self, config, sagemaker_session=None, role=None):\n"
    "        self.config = config\n\n    def model(self):\n        return 1\n",
    "pyproject.toml": "",
}
#: One commit after the other: the files that change.
COMMITS: tuple[Mapping[str, str | None], ...] = (
    {"builders/one.py": FILES["builders/one.py"].replace("name=NAME", "cache_config=None, name=NAME")},
    {"builders/one.py": FILES["builders/one.py"]},
    {"base.py": FILES["base.py"].replace("def model(self)", "def model(self, image)")},
    {"base.py": FILES["base.py"].replace("class Base", "class Base:\n    def create_step(self): ...\n\n\nclass Other")},
    {"base.py": FILES["base.py"]},
    {"specs/one.py": "NAME = 'Uno'\n"},
    # Found before the one at the top.
    {"builders/base.py": FILES["base.py"] + "\n    def another(self, cache_config): ...\n"},
    {"builders/base.py": None},
    {"specs/two.py": None},
    {"specs/two.py": FILES["specs/two.py"]},
    {"builders/two.py": None, "builders/three.py": FILES["builders/two.py"]},
    {"builders/__init__.py": ""},
    {
        "cursus-tester.toml": 'import-root = "elsewhere"\n',
        "elsewhere/base.py": "class Base:\n    pass\n",
        "base.py": None,
    },
    {"cursus-tester.toml": 'ignore = ["SB3"]\n', "base.py": FILES["base.py"]},
    {"making.py": "from sagemaker.workflow.pipeline import Pipeline\n\n\ndef make():\n    return Pipeline(name='P')\n"},
    {
        "builders/one.py": FILES["builders/one.py"]
        .replace("self.model()", "make()")
        .replace("from base", "from making import make\nfrom base")
    },
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = make_repository(tmp_path / "repository")
    made.commit(FILES)
    monkeypatch.chdir(made.top)
    return made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were summarized, and the texts of which it was read what they import."""
    found: list[str] = []
    original = FreshSummaries.of

    def summarized(self: FreshSummaries, file: str, *, with_classes: bool, with_makers: bool) -> object:
        found.append(os.path.basename(file))
        return original(self, file, with_classes=with_classes, with_makers=with_makers)

    def imports(tree: object) -> Imports:
        found.append("imports")
        return read_imports(tree)  # type: ignore[arg-type]

    monkeypatch.setattr(FreshSummaries, "of", summarized)
    monkeypatch.setattr(graph, "read_imports", imports)
    return found


def test_each_commit_is_judged_as_without_what_is_kept(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    verdicts = []
    for files in COMMITS:
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        repository.git("add", "--all")
        anew = run_here(capsys, "gate", "--base", "HEAD", "--staged", "--static", "--no-cache")
        kept = run_here(capsys, "gate", "--base", "HEAD", "--staged", "--static")
        assert (kept.returncode, kept.stdout, kept.stderr) == (anew.returncode, anew.stdout, anew.stderr)
        verdicts.append((kept.returncode, kept.stdout))
        repository.git("commit", "-q", "-m", "next")
    assert {code for code, _ in verdicts} == {0, 1}


def test_what_did_not_change_is_not_read_again(
    repository: Repository, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = repository.fingerprint()
    run_here(capsys, "gate", "--base", "HEAD", "--staged", "--static")
    assert repository.fingerprint() == before
    read.clear()
    repository.write({"builders/one.py": FILES["builders/one.py"] + "# more\n"})
    repository.git("add", "--all")

    run_here(capsys, "gate", "--base", "HEAD", "--staged", "--static")

    # Both revisions of the file that differs, at most.
    assert set(read) == {"one.py", "imports"}
    assert len(read) == 3
