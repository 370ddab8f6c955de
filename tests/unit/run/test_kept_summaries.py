"""What is kept of files finds the same subjects as files that are parsed, whatever changed since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.files import dependencies
from cursus_tester.run.cache import open_store
from cursus_tester.run.kept_summaries import KeptSummaries
from cursus_tester.run.readers import Readers
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.settings.settings import Settings
from cursus_tester.source.discovery import Discovery, find_subjects
from cursus_tester.source.modules import repository_root
from cursus_tester.source.summarizing import FreshSummaries

FILES = {
    "pyproject.toml": "",
    "base.py": """\
import abc


class Shared:
    specification = None

    def create_step(self):
        return self.specification.step_name


class Abstract(abc.ABC):
    @abc.abstractmethod
    def name(self): ...
""",
    "builders/one.py": "from base import Shared\n\n\nclass OneStepBuilder(Shared):\n    specification = 1\n",
    "builders/two.py": "from base import Abstract, Shared\n\n\nclass Two(Shared, Abstract):\n    specification = 2\n",
    # Whether it is a builder is decided by what it derives from.
    "builders/three.py": "from mixins import *\n\n\nclass Three(Mixin):\n    '''No StepBuilder.'''\n",
    "mixins.py": "class Mixin:\n    pass\n",
    "making.py": """\
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep


def make_step():
    return ProcessingStep(name="One")


def make_pipeline():
    return Pipeline(name="All", steps=[make_step()])
""",
    "more.py": "from making import make_pipeline\nfrom sagemaker.workflow.steps import Step\n\n\nPIPELINE = 1\n",
    "reaching.py": "from steps import ProcessingStep\n\n\ndef another():\n    return ProcessingStep(name='Another')\n",
    "steps.py": "from sagemaker.workflow.steps import ProcessingStep\n",
    "broken.py": "class BrokenStepBuilder(:\n",
    "unread.py": "NOTHING = 1\n",
}


@pytest.fixture(autouse=True)
def _tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    (tmp_path / "tree").mkdir()
    monkeypatch.chdir(tmp_path / "tree")
    write(FILES)


def write(files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files that were summarized anew."""
    found: set[str] = set()
    original = FreshSummaries.of

    def spy(self: FreshSummaries, file: str, *, with_classes: bool, with_makers: bool) -> object:
        found.add(dependencies.shown(file))
        return original(self, file, with_classes=with_classes, with_makers=with_makers)

    monkeypatch.setattr(FreshSummaries, "of", spy)
    return found


def kept(monkeypatch: pytest.MonkeyPatch, import_root: str = "") -> Discovery:
    """What a run of its own finds with what is kept."""
    monkeypatch.setattr(dependencies, "_recorded", set())
    monkeypatch.setattr(dependencies, "_for_all", set())
    repository_root.cache_clear()
    store = open_store("../kept")
    assert store is not None
    options = RunOptions(static=True, settings=Settings(import_root=import_root))
    summaries = KeptSummaries(store, import_root, Readers((), options, keeps=True))
    found = find_subjects(["."], import_root=import_root, summaries=summaries)
    summaries.finish()
    return found


def names(found: Discovery) -> set[str]:
    return {subject.id for subject in found.subjects}


ONE, TWO, THREE = "builders/one.py", "builders/two.py", "builders/three.py"
#: What depends on base.py.
OF_BASE = {"base.py", ONE, TWO}


@pytest.mark.parametrize(
    ("changes", "expected", "gone", "new"),
    [
        pytest.param({}, set(), set(), set(), id="nothing"),
        pytest.param({"unread.py": "NOTHING = 2\n"}, set(), set(), set(), id="a file that mentions nothing"),
        pytest.param({ONE: FILES[ONE] + "\n"}, {ONE}, set(), set(), id="a comment"),
        pytest.param({ONE: None}, set(), {f"{ONE}::OneStepBuilder"}, set(), id="a builder is gone"),
        pytest.param(
            {ONE: FILES[ONE].replace("One", "Uno")},
            {ONE},
            {f"{ONE}::OneStepBuilder"},
            {f"{ONE}::UnoStepBuilder"},
            id="a builder has another name",
        ),
        pytest.param(
            {ONE: None, "builders/uno.py": FILES[ONE]},
            {"builders/uno.py"},
            {f"{ONE}::OneStepBuilder"},
            {"builders/uno.py::OneStepBuilder"},
            id="a file has another name",
        ),
        pytest.param(
            {TWO: FILES[TWO].replace("= 2", "= None")},
            {TWO},
            set(),
            {"base.py::Shared"},
            id="not all derived classes fill in what the base needs",
        ),
        pytest.param({"base.py": FILES["base.py"] + "\n"}, OF_BASE, set(), set(), id="a shared base"),
        pytest.param(
            {"base.py": FILES["base.py"].replace("create_step", "make")},
            # The others are not looked at.
            {ONE},
            {f"{TWO}::Two"},
            set(),
            id="the base is no builder any more",
        ),
        pytest.param(
            {"mixins.py": "class Mixin:\n    def create_step(self): ...\n"},
            {"mixins.py", THREE},
            set(),
            {f"{THREE}::Three", "mixins.py::Mixin"},
            id="a class behind a star import is a builder",
        ),
        pytest.param(
            {"builders/mixins.py": "class Mixin:\n    def create_step(self): ...\n"},
            {"builders/mixins.py", THREE},
            set(),
            {f"{THREE}::Three", "builders/mixins.py::Mixin"},
            id="a file that goes before another one",
        ),
        pytest.param(
            {"builders/__init__.py": ""},
            {*FILES} - {"pyproject.toml", "unread.py", "mixins.py"},
            set(),
            set(),
            id="a folder becomes a package",
        ),
        pytest.param(
            {"more.py": FILES["more.py"] + "\n\ndef outer():\n    Step(name='X')\n    return make_pipeline()\n"},
            {"more.py"},
            {"making.py::make_pipeline"},
            {"more.py::outer"},
            id="a pipeline is part of another one",
        ),
        pytest.param(
            {
                ONE: FILES[ONE].replace("import Shared", "import Shared\nfrom making import make_pipeline")
                + "\n    def create_step(self):\n        return make_pipeline()\n"
            },
            {ONE},
            {"making.py::make_pipeline"},
            set(),
            id="a pipeline is part of a builder",
        ),
        pytest.param(
            {"steps.py": "from others import ProcessingStep\n"},
            {"steps.py", "reaching.py"},
            {"reaching.py::another"},
            set(),
            id="a step that is another team's",
        ),
        pytest.param(
            {"broken.py": "class FormerStepBuilder:\n    def create_step(self): ...\n"},
            {"broken.py"},
            {"broken.py::"},
            {"broken.py::FormerStepBuilder"},
            id="what does not parse is mended",
        ),
    ],
)
def test_what_is_kept_finds_what_is_there(
    changes: Mapping[str, str | None],
    expected: set[str],
    gone: set[str],
    new: set[str],
    parsed: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = kept(monkeypatch)
    assert first == find_subjects(["."])
    write(changes)
    parsed.clear()

    again = kept(monkeypatch)

    assert (parsed, names(first) - names(again), names(again) - names(first)) == (expected, gone, new)
    assert again == find_subjects(["."])
    parsed.clear()
    assert again == kept(monkeypatch)
    assert parsed == set()


def test_another_import_root_is_another_question(parsed: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write({"elsewhere/mixins.py": "class Mixin:\n    def create_step(self): ...\n", "mixins.py": None})
    assert f"{THREE}::Three" not in names(kept(monkeypatch))

    found = kept(monkeypatch, "elsewhere")

    assert f"{THREE}::Three" in names(found)
    assert found == find_subjects(["."], import_root="elsewhere")


@pytest.mark.parametrize("spoil", [lambda data: data.replace(b"Step", b"Stop"), lambda data: data[:-9]])
def test_an_entry_that_somebody_changed_is_none(
    spoil: object, parsed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept(monkeypatch)
    (entry,) = Path("../kept").glob("*.json")
    entry.write_bytes(spoil(entry.read_bytes()))  # type: ignore[operator]
    parsed.clear()

    assert kept(monkeypatch) == first
    assert ONE in parsed
