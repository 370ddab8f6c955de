"""Which paths and which import root a repository needs, by the files that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from cursus_tester.initialization.layout import import_root_needed, paths_to_check
from cursus_tester.source.modules import read_module


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([], ()),
        (["builders/a.py", "builders/b.py"], ("builders",)),
        (["builders/x/a.py", "builders/y/b.py"], ("builders",)),
        (["src/team/builders/a.py"], ("src/team/builders",)),
        (["src/team/builders/a.py", "src/team/pipelines/p.py", "jobs/j.py"], ("jobs", "src/team")),
        (["a.py", "builders/b.py"], (".",)),
        (["builders/a.py", "tests/fake_builder.py"], ("builders",)),
        (["tests/fake_builder.py"], ("tests",)),
    ],
)
def test_the_fewest_folders_with_builders(files: Sequence[str], expected: Sequence[str]) -> None:
    assert paths_to_check([f"/repository/{file}" for file in files], "/repository") == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        # A package without __init__.py below src.
        ({"src/team/a.py": "import team.b", "src/team/b.py": ""}, "src"),
        ({"src/team/a.py": "from team import b", "src/team/b.py": ""}, "src"),
        # The default finds all of these.
        ({"src/team/__init__.py": "", "src/team/a.py": "import team.b", "src/team/b.py": ""}, ""),
        ({"builders/a.py": "import specs.b", "specs/b.py": ""}, ""),
        ({"src/team/a.py": "import json, sagemaker"}, ""),
        ({"src/team/a.py": "from . import b", "src/team/b.py": ""}, ""),
        # Two roots are none.
        ({"one/p/a.py": "import p.b", "one/p/b.py": "", "two/q/a.py": "import q.b", "two/q/b.py": ""}, ""),
    ],
)
def test_the_folder_that_imports_start_from(tmp_path: Path, files: Mapping[str, str], expected: str) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    modules = [read_module(str(tmp_path / name)) for name in files if name.endswith("a.py")]

    assert import_root_needed(modules, str(tmp_path)) == expected
