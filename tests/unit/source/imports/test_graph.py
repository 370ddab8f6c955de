"""Which files a builder depends on, and who imports what is gone, in trees of a few lines."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

import pytest

from cursus_tester.source.imports.graph import ImportGraph, ImportReader
from cursus_tester.source.imports.statements import read_imports

Layout = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def lay_out(tmp_path: Path) -> Layout:
    """Write a tree of files and return its top."""

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"b.py": "import os, sagemaker"}, {"b.py"}, id="nothing of the tree"),
        pytest.param(
            {"b.py": "import spec", "spec.py": "import deep", "deep.py": ""},
            {"b.py", "spec.py", "deep.py"},
            id="transitive",
        ),
        pytest.param({"b.py": "import spec", "spec.py": "import b"}, {"b.py", "spec.py"}, id="a circle"),
        pytest.param(
            {
                "b.py": "from pkg.specs import xgb",
                "pkg/__init__.py": "",
                "pkg/specs/__init__.py": "",
                "pkg/specs/xgb.py": "",
            },
            {"b.py", "pkg/__init__.py", "pkg/specs/__init__.py", "pkg/specs/xgb.py"},
            id="packages on the way",
        ),
        pytest.param(
            {"b.py": "from specs.xgb import SPEC", "specs/xgb.py": ""},
            {"b.py", "specs/xgb.py"},
            id="a folder without __init__",
        ),
        pytest.param(
            {"b.py": "def f():\n    from spec import S", "spec.py": ""}, {"b.py", "spec.py"}, id="inside a function"
        ),
        pytest.param(
            {"b.py": "try:\n    import spec\nexcept ImportError: ...", "spec.py": ""},
            {"b.py", "spec.py"},
            id="optional",
        ),
        pytest.param({"b.py": "from spec import *", "spec.py": ""}, {"b.py", "spec.py"}, id="star"),
        pytest.param(
            {"b.py": "import importlib\nm = importlib.import_module('spec')", "spec.py": ""},
            {"b.py", "spec.py"},
            id="by name",
        ),
        pytest.param(
            {"b.py": "SPEC = 'specs.xgb:SPEC'\nM = 'specs.xgb'", "specs/xgb.py": ""},
            {"b.py", "specs/xgb.py"},
            id="named in a text",
        ),
        pytest.param(
            {"b.py": "import sys\nsys.path.insert(0, 'lib')\nimport ours.spec", "lib/ours/spec.py": ""},
            {"b.py", "lib/ours/spec.py"},
            id="elsewhere on sys.path",
        ),
        pytest.param(
            {"b.py": "import logging", "lib/logging.py": ""}, {"b.py"}, id="Python's own is not looked for elsewhere"
        ),
        pytest.param(
            {"b.py": "import spec", "spec.py": "x = = 1"}, {"b.py", "spec.py"}, id="a module that does not parse"
        ),
    ],
)
def test_what_a_builder_depends_on(lay_out: Layout, files: Mapping[str, str], expected: set[str]) -> None:
    top = lay_out(files)

    closure = ImportGraph(str(top)).closure([str(top / "b.py")], [str(top)])

    assert {str(Path(file).relative_to(top)) for file in closure} == expected


def test_relative_imports_start_from_the_file_and_bring_the_packages_around_it(lay_out: Layout) -> None:
    top = lay_out(
        {
            "src/team/__init__.py": "",
            "src/team/builders/__init__.py": "",
            "src/team/builders/xgb.py": "from ..specs.xgb import SPEC\nfrom . import base",
            "src/team/builders/base.py": "",
            "src/team/specs/xgb.py": "",
            "src/team/specs/other.py": "",
        }
    )

    closure = ImportGraph(str(top)).closure([str(top / "src/team/builders/xgb.py")], [])

    assert sorted(str(Path(file).relative_to(top / "src/team")) for file in closure) == [
        "__init__.py",
        "builders/__init__.py",
        "builders/base.py",
        "builders/xgb.py",
        "specs/xgb.py",
    ]


def test_a_link_stands_for_the_file_it_leads_to(lay_out: Layout) -> None:
    top = lay_out({"b.py": "import linked", "shared/spec.py": ""})
    (top / "linked.py").symlink_to("shared/spec.py")

    closure = ImportGraph(str(top)).closure([str(top / "b.py")], [str(top)])

    assert str(top / "shared/spec.py") in closure


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("open('specs/xgb.yaml')", "data/specs/xgb.yaml", True),
        ("entry_point = 'inference.py'", "src/inference.py", True),
        ("for file in folder.glob('*.json'): ...", "specs/a.json", True),
        ("path = f'{name}.toml'", "specs/a.toml", True),
        ("open('xgb.yaml')", "specs/other.yaml", False),
        ("'''A docstring that ends.'''", "README.md", False),
    ],
)
def test_data_files_that_a_text_names(source: str, path: str, expected: bool) -> None:
    imports = read_imports(ast.parse(source))

    assert imports.names_any({"another.csv", PurePath(path).name}) is expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("deep.py", {"a.py", "b.py", "spec.py", "deep.py"}),
        ("b.py", {"b.py"}),
        ("circle.py", {"c.py", "circle.py", "circle2.py"}),
        ("pkg/__init__.py", {"d.py", "pkg/__init__.py", "pkg/m.py"}),
        ("alone.py", set()),
    ],
)
def test_files_that_lead_to_a_changed_one_are_those_whose_closure_holds_it(
    lay_out: Layout, target: str, expected: set[str]
) -> None:
    top = lay_out(
        {
            "a.py": "from spec import *",
            "b.py": "def f():\n    import spec",
            "c.py": "import circle",
            "d.py": "from pkg.m import M",
            "spec.py": "import deep",
            "deep.py": "",
            "circle.py": "import circle2",
            "circle2.py": "import circle",
            "pkg/__init__.py": "",
            "pkg/m.py": "",
            "alone.py": "",
        }
    )
    starts, graph = [str(top / f"{name}.py") for name in "abcd"], ImportGraph(str(top))

    found = graph.leading_to(lambda file, _: file == str(top / target), starts, [str(top)])

    assert {str(Path(file).relative_to(top)) for file in found} == expected
    for start in starts:
        assert (start in found) is (str(top / target) in graph.closure([start], [str(top)]))


def test_revisions_that_share_a_reader_differ_where_their_files_do(lay_out: Layout) -> None:
    top = lay_out({"one/b.py": "import spec", "two/b.py": "import spec", "two/spec.py": "", "three/b.py": "import os"})
    (top / "three/spec.py").touch()
    reader = ImportReader()

    closures = [
        ImportGraph(str(side), reader).closure([str(side / "b.py")], [str(side)])
        for side in (top / "one", top / "two", top / "three")
    ]

    assert [len(closure) for closure in closures] == [1, 2, 1]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"use.py": "from builders.xgb import XGB"}, ["use.py:1"], id="the class, of a file that is gone"),
        pytest.param({"use.py": "\nimport builders.xgb"}, ["use.py:2"], id="the file that is gone"),
        pytest.param({"use.py": "from builders import xgb"}, ["use.py:1"], id="the file that is gone, from its folder"),
        pytest.param({"builders/use.py": "from .xgb import XGB"}, ["builders/use.py:1"], id="relative"),
        pytest.param({"builders/use.py": "from . import xgb"}, ["builders/use.py:1"], id="relative, the file"),
        pytest.param({"builders/use.py": "from xgb import XGB"}, ["builders/use.py:1"], id="from the same folder"),
        pytest.param({"use.py": "def f():\n  from builders.xgb import XGB"}, ["use.py:2"], id="inside a function"),
        pytest.param(
            {"use.py": "from builders.xgb import Other", "builders/xgb.py": "Other = 1"},
            [],
            id="another class, still there",
        ),
        pytest.param(
            {"use.py": "from builders.xgb import XGB", "builders/xgb.py": "Other = 1"},
            ["use.py:1"],
            id="the class, of a file still there",
        ),
        pytest.param({"use.py": "import builders.xgb", "builders/xgb.py": ""}, [], id="the file, still there"),
        pytest.param(
            {"use.py": "from builders.xgb import XGB", "builders/xgb.py": "from new import XGB"},
            [],
            id="imported on from elsewhere",
        ),
        pytest.param(
            {"use.py": "from builders.xgb import XGB", "builders/xgb.py": "from new import *"},
            [],
            id="imported on, perhaps",
        ),
        pytest.param(
            {"use.py": "from builders.xgb import XGB", "builders/xgb.py": "def __getattr__(name): ..."},
            [],
            id="made when asked for",
        ),
        pytest.param(
            {"use.py": "from builders.xgb import XGB", "builders/xgb/__init__.py": "class XGB: ..."},
            [],
            id="now a package",
        ),
        pytest.param(
            {"use.py": "try:\n  from builders.xgb import XGB\nexcept ImportError:\n  XGB = None"},
            [],
            id="may be missing",
        ),
        pytest.param(
            {"use.py": "try:\n  pass\nexcept ImportError:\n  from builders.xgb import XGB"},
            ["use.py:4"],
            id="not itself in the try",
        ),
        pytest.param(
            {"use.py": "with suppress(ImportError):\n  import builders.xgb"}, [], id="may be missing, suppressed"
        ),
        pytest.param({"use.py": "from other.xgb import XGB", "other/xgb.py": "XGB = 1"}, [], id="a namesake"),
        pytest.param({"use.py": "'from builders.xgb import XGB'"}, [], id="a text"),
    ],
)
def test_who_imports_a_class_that_is_gone(lay_out: Layout, files: Mapping[str, str], expected: list[str]) -> None:
    top = lay_out(files)

    found = ImportGraph(str(top)).importers(str(top / "builders/xgb.py"), "XGB", [str(top)])

    assert [f"{Path(file).relative_to(top)}:{line}" for file, line in found] == expected
