"""Which subjects a path holds, and what is said of paths that hold none."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_tester.results.subject import SubjectKind
from cursus_tester.source.discovery import Discovery, find_subjects, import_location

FROM_STEPS = "from sagemaker.workflow.steps import CreateModelStep\n"
BUILDER = "class XStepBuilder:\n    def create_step(self): ...\n"

Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files by their paths below the working directory."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def write(files: dict[str, str]) -> None:
        for path, text in files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(textwrap.dedent(text), encoding="utf-8")

    return write


def names(discovery: Discovery) -> list[str]:
    return [subject.id for subject in discovery.subjects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class XStepBuilder: pass", ["XStepBuilder"]),
        ("class Plain: pass", []),
        ("class Odd:\n    def create_step(self): pass", ["Odd"]),
        ("class Odd:\n    async def create_step(self): pass", ["Odd"]),
        ("class A: \n    def create_step(self): pass\nclass B(A): pass", ["A", "B"]),
        ("class XStepBuilder: pass\nclass Derived(XStepBuilder): pass", ["Derived", "XStepBuilder"]),
        ("from framework import TeamStepBuilderBase as Base\nclass Odd(Base): pass", ["Odd"]),
        ("import framework.bases as f\nclass Odd(f.TeamStepBuilderBase[int]): pass", ["Odd"]),
        ("class TeamStepBuilderBase:\n    def create_step(self): pass", []),
        ("class BaseStepBuilder: pass\nclass XStepBuilder(BaseStepBuilder): pass", ["XStepBuilder"]),
        ("class StepBuilder: pass", []),
        ("class BaselineStepBuilder: pass", ["BaselineStepBuilder"]),
        ("import unittest\nclass AStepBuilder(unittest.TestCase):\n    def runTest(self): ...", []),
        ("class TestXStepBuilder:\n    def test_it(self): ...", []),
        ("class TestableStepBuilder:\n    def create_step(self): ...", ["TestableStepBuilder"]),
        ("from typing import Protocol\nclass XStepBuilder(Protocol):\n    def create_step(self): ...", []),
        (
            "from typing import Protocol\nclass P(Protocol):\n    def create_step(self): ...\nclass Real(P): pass",
            ["Real"],
        ),
        ("if True:\n    class XStepBuilder: pass\nelse:\n    class XStepBuilder: pass", ["XStepBuilder"]),
        ("class XStepBuilder: pass\nclass XStepBuilder: pass", ["XStepBuilder"]),
        ("def f():\n    class XStepBuilder: pass", []),
        ("class Outer:\n    class XStepBuilder: pass", []),
        ("class ÜberStepBuilder: pass", ["ÜberStepBuilder"]),
        ("from b import XStepBuilder", []),
    ],
)
def test_which_classes_are_builders(write: Write, text: str, expected: list[str]) -> None:
    write({"b.py": text})
    assert names(find_subjects(["b.py"])) == [f"b.py::{name}" for name in expected]


ABSTRACT = """
from abc import ABC, ABCMeta, abstractmethod
class XStepBuilder{bases}:
    {body}
"""


@pytest.mark.parametrize(
    ("bases", "body", "is_subject"),
    [
        ("(ABC)", "@abstractmethod\n    def create_step(self): ...", False),
        ("(metaclass=ABCMeta)", "@abstractmethod\n    def create_step(self): ...", False),
        ("", "@abstractmethod\n    def create_step(self): ...", False),
        # Nothing is left to be implemented: it can be instantiated.
        ("(ABC)", "def create_step(self): ...", True),
    ],
)
def test_abstract_classes(write: Write, bases: str, body: str, is_subject: bool) -> None:
    write({"b.py": ABSTRACT.format(bases=bases, body=body)})
    assert names(find_subjects(["b.py"])) == (["b.py::XStepBuilder"] if is_subject else [])


def test_a_builder_that_forgot_a_required_method_is_a_subject(write: Write) -> None:
    write(
        {
            "base.py": """
                from abc import ABC, abstractmethod
                class TeamStepBuilderBase(ABC):
                    @abstractmethod
                    def create_step(self): ...
                class Half(TeamStepBuilderBase): pass
                class Whole(Half):
                    def create_step(self): ...
                class Forgetful(TeamStepBuilderBase): pass
            """
        }
    )
    assert names(find_subjects(["."])) == ["base.py::Forgetful", "base.py::Whole"]


@pytest.mark.parametrize(
    ("attribute", "use", "is_subject"),
    [
        ("model_class = None", "self.model_class()", False),
        ("settings = None", "self.settings.region", False),
        ("settings = None", "self.settings['region']", False),
        ("spec = None", "self.config", False),
        # What has a value, or what can be done without, is no reason to leave a builder out.
        ("region = None", "self.region or self.config.region", True),
        ("suffix = ''", "self.suffix.upper()", True),
        ("config: dict", "self.config['region']", True),
    ],
)
def test_a_template_is_left_to_what_derives_from_it(write: Write, attribute: str, use: str, is_subject: bool) -> None:
    filled = f"{attribute.split(' ')[0]} = 'x'" if "config" not in attribute else "limit = 1"
    write(
        {
            "b.py": f"""
                class XStepBuilder:
                    {attribute}
                    def create_step(self):
                        return {use}
                class YStepBuilder(XStepBuilder):
                    {filled}
            """
        }
    )
    assert ("b.py::XStepBuilder" in names(find_subjects(["."]))) == is_subject


def test_ancestry_is_followed_through_the_files_of_the_tree(write: Write) -> None:
    write(
        {
            "pkg/__init__.py": "from .a import XStepBuilder as Starting\n",
            "pkg/a.py": BUILDER,
            "pkg/b.py": "from . import Starting\nclass Second(Starting): pass\n",
            "pkg/c.py": "from pkg.b import Second\nclass Third(Second): pass\n",
            "pkg/deep/__init__.py": "",
            "pkg/deep/d.py": "from ..c import *\nclass Fourth(Third): pass\nclass Other: pass\n",
        }
    )
    found = names(find_subjects(["."]))
    assert found == ["pkg/a.py::XStepBuilder", "pkg/b.py::Second", "pkg/c.py::Third", "pkg/deep/d.py::Fourth"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def make(m):\n    return CreateModelStep(model=m)", {"make": SubjectKind.FACTORY}),
        ("def make(m):\n    step = CreateModelStep(model=m)\n    return step", {"make": SubjectKind.FACTORY}),
        ("def make(m) -> CreateModelStep: return other(m)", {"make": SubjectKind.FACTORY}),
        ("async def make(m) -> 'CreateModelStep': return await f(m)", {"make": SubjectKind.FACTORY}),
        (
            "def make(m):\n    return inner(m)\ndef inner(m):\n    return CreateModelStep(model=m)",
            {"make": SubjectKind.FACTORY},
        ),
        ("def run(m):\n    pipe([CreateModelStep(model=m)])", {"run": SubjectKind.FACTORY}),
        ("def run():\n    CreateModelStep()\n    CreateModelStep()", {"run": SubjectKind.FACTORY}),
        (
            "def run():\n    def inner():\n        pipe(CreateModelStep())\n    inner()",
            {"run": SubjectKind.FACTORY},
        ),
        ("class Plain:\n    def run(self): return CreateModelStep()", {"Plain.run": SubjectKind.FACTORY}),
        ("step = CreateModelStep(model=1)", {"": SubjectKind.MODULE}),
        (
            "class XStepBuilder:\n    def create_step(self): return CreateModelStep()",
            {"XStepBuilder": SubjectKind.BUILDER},
        ),
        (
            "class MyStepBuilderBase:\n    def make(self): return CreateModelStep()\n"
            "class XStepBuilder(MyStepBuilderBase): pass",
            {"XStepBuilder": SubjectKind.BUILDER},
        ),
        (
            "class Mixin:\n    def make(self): return CreateModelStep()\nclass XStepBuilder(Mixin): pass",
            {"XStepBuilder": SubjectKind.BUILDER},
        ),
        # What a builder calls is part of that builder.
        (
            "def make():\n    return CreateModelStep()\nclass XStepBuilder:\n    def create_step(self): return make()",
            {"XStepBuilder": SubjectKind.BUILDER},
        ),
        ("from mine import CreateModelStep\ndef make(): return CreateModelStep()", {}),
        ("# CreateModelStep", {}),
    ],
)  # fmt: skip
def test_what_makes_steps(write: Write, text: str, expected: dict[str, SubjectKind]) -> None:
    write({"b.py": FROM_STEPS + text})
    assert {subject.name: subject.kind for subject in find_subjects(["b.py"]).subjects} == expected


def test_a_helper_in_another_file_that_a_builder_calls_is_no_factory(write: Write) -> None:
    write(
        {
            "b.py": "from parts import make\nclass XStepBuilder:\n    def create_step(self): return make()\n",
            "parts.py": FROM_STEPS + "def make(): return CreateModelStep()\ndef loose(): return CreateModelStep()\n",
        }
    )
    assert names(find_subjects(["."])) == ["b.py::XStepBuilder", "parts.py::loose"]


def test_folders_and_files_that_are_skipped(write: Write) -> None:
    skipped = [
        ".hidden/b.py", ".venv/b.py", "env/b.py", "node_modules/x/b.py", "__pycache__/b.py", "build/b.py", "dist/b.py",
        "lib/site-packages/b.py", "test_b.py", "deep/test_b.py", "conftest.py", ".b.py", "b.txt",
    ]  # fmt: skip
    write({**dict.fromkeys(skipped, BUILDER), "env/pyvenv.cfg": "", "deep/b.py": BUILDER})
    assert names(find_subjects(["."])) == ["deep/b.py::XStepBuilder"]
    # Named explicitly, each is read.
    assert names(find_subjects(["build", "test_b.py", ".hidden/b.py"])) == [
        ".hidden/b.py::XStepBuilder",
        "build/b.py::XStepBuilder",
        "test_b.py::XStepBuilder",
    ]


def test_paths_are_shown_relative_to_the_working_directory(write: Write, tmp_path: Path) -> None:
    write({"ein ordner/ü b.py": BUILDER, "../outside/b.py": BUILDER})
    found = find_subjects(["ein ordner", str(tmp_path / "outside"), str(tmp_path / "work" / "ein ordner" / "ü b.py")])
    assert names(found) == ["../outside/b.py::XStepBuilder", "ein ordner/ü b.py::XStepBuilder"]
    assert [os.path.isabs(subject.file) for subject in found.subjects] == [True, True]
    assert str(found.subjects[0].place) == "../outside/b.py:1:1"


def test_links_are_followed_once(write: Write) -> None:
    write({"real/b.py": BUILDER})
    os.symlink("real", "again")
    os.symlink("..", "real/up")
    os.symlink("b.py", "real/a.py")
    assert names(find_subjects([".", "real", "again"])) == ["real/b.py::XStepBuilder"]
    assert names(find_subjects(["again/b.py"])) == ["again/b.py::XStepBuilder"]


def test_one_class_of_a_file(write: Write) -> None:
    write(
        {"b.py": "class AStepBuilder: pass\nclass BStepBuilder: pass\nclass Odd: pass\nclass BaseStepBuilder: pass\n"}
    )
    assert names(find_subjects(["b.py::BStepBuilder"])) == ["b.py::BStepBuilder"]
    assert names(find_subjects(["b.py::Odd", "b.py::BaseStepBuilder"])) == ["b.py::BaseStepBuilder", "b.py::Odd"]


MISSING = "no such file or folder; check the path, it is relative to the folder where the tool was started"
EXPECTED = (
    "expected a class named …StepBuilder, derived from a step builder, or with a create_step method, or code that "
    "makes steps or a pipeline with the SDK; check the path"
)
UNNAMED = "no step builder or pipeline Gone in this file; there is"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.py", f"nowhere.py: {MISSING}"),
        ("", f": {MISSING}"),
        ("nowhere.py::X", f"nowhere.py::X: {MISSING}"),
        ("dead.py", f"dead.py: {MISSING}"),
        ("none", f"none: no step builder and no pipeline in this folder; {EXPECTED}"),
        ("none/plain.py", f"none/plain.py: no step builder and no pipeline in this file; {EXPECTED}"),
        ("notes.txt", "notes.txt: not a Python file; expected a folder or a file whose name ends in .py or .ipynb"),
        ("b.py::Gone", f"b.py::Gone: {UNNAMED} XStepBuilder; check the name"),
        ("none/plain.py::Gone", f"none/plain.py::Gone: {UNNAMED} none; check the name"),
        ("none::X", "none::X: none is a folder; name the file that holds X, as file.py::X"),
        ("abstract.py::Y", "abstract.py::Y: Y is abstract: it has no create_step; name a class that can be built"),
        ("links", "links/dead.py: cannot be read: No such file or directory; check the file and its permissions"),
        ("device", "device/null.py: cannot be read: not a regular file; check the file and its permissions"),
        ("odd", "odd/\udcff.py: cannot be read: its path is not UTF-8; check the file and its permissions"),
    ],
)
def test_problems_name_the_path_and_the_way_out(write: Write, path: str, message: str) -> None:
    write(
        {
            "b.py": BUILDER,
            "none/plain.py": "class Plain: pass\n",
            "notes.txt": "",
            "links/plain.py": "",
            "device/plain.py": "",
            "odd/plain.py": "",
            "abstract.py": ABSTRACT.replace("XStepBuilder{bases}", "Y").replace(
                "{body}", "@abstractmethod\n    def create_step(self): ..."
            ),
        }
    )
    os.symlink("gone.py", "dead.py")
    os.symlink("gone.py", "links/dead.py")
    os.symlink("/dev/null", "device/null.py")
    Path(os.fsdecode(b"odd/\xff.py")).touch()
    found = find_subjects([path, "b.py"])
    assert found.problems == (message,)
    assert names(found) == ["b.py::XStepBuilder"]


def test_a_module_that_does_not_parse_is_a_subject_where_it_names_steps(write: Write) -> None:
    bad = "class BadStepBuilder (:\n"
    old = "import sagemaker\nprint 'a Pipeline'\n"
    write({"pkg/bad.py": bad, "pkg/b.py": BUILDER, "test_bad.py": bad, "old.py": old, "other.py": "print 'Python 2'\n"})
    found = find_subjects(["."])
    [remark] = found.remarks
    assert remark.startswith("old.py: left out, it does not parse and names no step: ")
    assert names(find_subjects(["old.py"])) == ["old.py::"]
    assert [(subject.id, subject.kind) for subject in found.subjects] == [
        ("pkg/b.py::XStepBuilder", SubjectKind.BUILDER),
        ("pkg/bad.py::", SubjectKind.MODULE),
    ]
    assert found.problems == ()
    assert names(find_subjects(["pkg/bad.py::XStepBuilder"])) == ["pkg/bad.py::"]


@pytest.mark.parametrize(
    ("file", "root", "name"),
    [
        ("b.py", ".", "b"),
        ("pkg/b.py", ".", "pkg.b"),
        ("pkg/sub/b.py", ".", "pkg.sub.b"),
        ("pkg/sub/__init__.py", ".", "pkg.sub"),
        ("plain/b.py", "plain", "b"),
        ("plain/inner/b.py", "plain", "inner.b"),
    ],
)
def test_import_location(write: Write, file: str, root: str, name: str) -> None:
    write({"pkg/__init__.py": "", "pkg/sub/__init__.py": "", "plain/inner/__init__.py": "", file: ""})
    location = import_location(file)
    assert (location.root, location.name) == (os.path.abspath(root), name)


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, cursus_tester.source.discovery, cursus_tester.source.builder_source;"
        "print(sorted({'sagemaker', 'boto3', 'moto', 'pydantic', 'rich', 'importlib.metadata'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_same_tree_gives_the_same_subjects_in_any_order(write: Write) -> None:
    write({"a.py": BUILDER, "b.py": BUILDER, "c/d.py": BUILDER})
    assert find_subjects(["a.py", "b.py", "c"]) == find_subjects(["c", "b.py", "a.py", "a.py"])
