"""What is only read is judged again where something changed that it rests on, and comes out as without a cache."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.files import dependencies
from cursus_tester.reports.formats.json import render_json
from cursus_tester.results.rule import Conventions
from cursus_tester.run import checking, static_judging
from cursus_tester.run.cache import open_store
from cursus_tester.run.evidence import Evidence
from cursus_tester.run.judging import judge
from cursus_tester.run.planning import CheckRequest, plan
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.modules import repository_root

BUILDER = """\
import tools
from base import Base
from helpers import *
from specs.{name} import SPECIFICATION
from sagemaker.workflow.steps import CreateModelStep

try:
    from missing import LATER
except ImportError:
    LATER = None


class {title}ModelStepBuilder(Base, tools.naming.Named):
    specification = SPECIFICATION

    def create_step(self, **kwargs) -> CreateModelStep:
        return CreateModelStep(name="Model", model=self.model(IMAGE, LATER), cache_config=None)
"""
SPECIFICATION = """\
from cursus_tester.contract.specification import StepSpecification

SPECIFICATION = StepSpecification(step_name="{title}Model", step_type="CreateModel")
"""
FILES = {
    "pyproject.toml": "",
    "builders/one_model.py": "from tools.naming import Named\n" + BUILDER.format(name="one", title="One"),
    "builders/two_model.py": BUILDER.format(name="two", title="Two"),
    "specs/one.py": SPECIFICATION.format(title="One"),
    "specs/two.py": SPECIFICATION.format(title="Two"),
    "base.py": "class Base:\n    def __init__(self, config, sagemaker_session=None, role=None):\n"
    "        self.config = config\n\n    def model(self, *given):\n        return given\n",
    "helpers.py": "IMAGE = 'image'\n",
    "tools/__init__.py": "",
    # Of one builder an import leads there, of the other one only an attribute.
    "tools/naming.py": "class Named:\n    pass\n",
    "unread.py": "NOTHING = 1\n",
}
ALL = {"builders/one_model.py", "builders/two_model.py"}


@pytest.fixture(autouse=True)
def _tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    for name, text in FILES.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "tree")


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files whose builders were judged."""
    found: set[str] = set()

    def spy(rules: object, evidence: Evidence, conventions: Conventions | None) -> object:
        found.add(evidence.subject.place.path)
        return judge(rules, evidence, conventions)  # type: ignore[arg-type]

    monkeypatch.setattr(static_judging, "judge", spy)
    return found


def report(monkeypatch: pytest.MonkeyPatch, *, kept: bool = True, **overrides: object) -> str:
    """The report of a run of its own."""
    monkeypatch.setattr(dependencies, "_recorded", set())
    monkeypatch.setattr(dependencies, "_for_all", set())
    repository_root.cache_clear()
    store = open_store("../kept") if kept else None
    overrides = {"paths": ("builders",), **overrides}
    planned = plan(CheckRequest(overrides=overrides, options=RunOptions(static=True)), store)
    return render_json(checking.run(planned, cache=checking.scorecards_of(planned, store)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, set(), id="nothing"),
        pytest.param({"unread.py": "NOTHING = 2\n"}, set(), id="a file that nothing reads"),
        pytest.param({"builders/one_model.py": FILES["builders/one_model.py"] + "\n"}, {"builders/one_model.py"}),
        pytest.param({"builders/one_model.py": None}, set(), id="a builder is gone"),
        pytest.param(
            {"builders/three_model.py": BUILDER.format(name="two", title="Three")}, {"builders/three_model.py"}
        ),
        pytest.param({"base.py": "class Base:\n    pass\n"}, ALL, id="a shared base"),
        pytest.param({"helpers.py": "IMAGE = 'another'\n"}, ALL, id="a helper, by a star import"),
        pytest.param({"specs/two.py": SPECIFICATION.format(title="Other")}, {"builders/two_model.py"}),
        pytest.param({"specs/two.py": None}, {"builders/two_model.py"}, id="a specification is gone"),
        pytest.param({"missing.py": "LATER = 1\n"}, ALL, id="a module that was missing"),
        pytest.param({"missing/__init__.py": "LATER = 1\n"}, ALL, id="a package that was missing"),
        pytest.param({"builders/base.py": "class Base:\n    pass\n"}, ALL, id="a module that goes before another"),
        pytest.param({"builders/__init__.py": ""}, ALL, id="the folder becomes a package"),
        pytest.param(
            {"tools/naming.py": "class Named:\n    def create_step(self):\n        pass\n"},
            ALL,
            id="what only an attribute leads to",
        ),
        pytest.param({"cursus-tester.toml": 'conventions = "all"\n'}, ALL, id="conventions"),
        pytest.param({"cursus-tester.toml": "[severity]\nCM490 = 'error'\n"}, ALL, id="severities"),
    ],
)
def test_what_changed_is_judged_again_and_nothing_else(
    changes: Mapping[str, str | None], expected: set[str], judged: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = report(monkeypatch)
    assert judged == ALL
    assert first == report(monkeypatch, kept=False)
    for name, text in changes.items():
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    judged.clear()

    again = report(monkeypatch)

    assert judged == expected
    assert again == report(monkeypatch, kept=False)
    judged.clear()
    assert again == report(monkeypatch)
    assert judged == set()


def test_other_rules_are_other_verdicts(judged: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    report(monkeypatch)
    judged.clear()

    some = json.loads(report(monkeypatch, select=("SB2",)))

    assert judged == ALL
    assert {each["rule"][:3] for subject in some["subjects"] for each in subject["outcomes"]} == {"SB2"}


def test_a_run_of_some_keeps_what_is_known_of_others(judged: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    report(monkeypatch)
    Path("builders/one_model.py").write_text(FILES["builders/one_model.py"] + "\n")
    report(monkeypatch, paths=("builders/one_model.py",))
    judged.clear()

    report(monkeypatch)

    assert judged == set()


@pytest.mark.parametrize("spoil", [lambda data: data.replace(b"One", b"Two", 1), lambda data: data[:-9]])
def test_an_entry_that_somebody_changed_is_none(
    spoil: object, judged: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report(monkeypatch)
    for entry in Path("../kept").glob("*.json"):
        entry.write_bytes(spoil(entry.read_bytes()))  # type: ignore[operator]
    judged.clear()

    report(monkeypatch)

    assert judged == ALL


def test_a_file_that_changes_while_it_is_judged_is_not_kept(judged: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def edits(rules: object, evidence: Evidence, conventions: Conventions | None) -> object:
        Path("helpers.py").write_text("IMAGE = 'edited'\n", encoding="utf-8")
        return judge(rules, evidence, conventions)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(static_judging, "judge", edits)
        report(monkeypatch)

    # What finding the builders came to was kept before.
    assert len(list(Path("../kept").glob("*.json"))) == 1
