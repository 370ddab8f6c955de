"""What scripts import, and where it lies on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Call, Value
from cursus_tester.observation.local_modules import code_folders, imported_by, searching


def _call(**arguments: str) -> Call:
    described = {name: Value(type="str", data=value) for name, value in arguments.items()}
    return Call(
        target="SKLearn",
        arguments=described,
        positional=(),
        result=None,
        error=None,
        place=None,
        is_nested=False,
        receiver=None,
        stage=Stage.CREATE_STEP,
    )


def _write(root: Path, *files: str) -> None:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import columns", {"columns": "columns.py"}),
        ("from columns import first", {"columns": "columns.py", "columns.first": "columns.py"}),
        ("import os, json, numpy", {}),
        ("import shared.text", {"shared.text": "../shared"}),
        ("if __name__ == '__main__':\n    import columns", {"columns": "columns.py"}),
        # Nobody knows whether these run.
        ("def late():\n    import columns", {}),
        ("try:\n    import columns\nexcept ImportError:\n    pass", {}),
        ("if False:\n    import columns", {}),
        # Whether this finds it is asked of the script as a whole.
        ("import sys\nsys.path.append('/opt')\nimport columns", {"columns": "columns.py"}),
        ("import elsewhere", {}),
        ("not Python", {}),
    ],
)
def test_imports(tmp_path: Path, text: str, found: dict[str, str]) -> None:
    _write(tmp_path, "jobs/fit.py", "jobs/columns.py", "jobs/numpy.py", "shared/__init__.py", "jobs/json.py")
    bounds = (os.path.join(os.path.realpath(tmp_path), ""),)
    folders = code_folders([_call(code=str(tmp_path / "jobs" / "fit.py"))], ())
    assert imported_by({"fit.py": text}, folders, bounds) == ({"fit.py": found} if found else {})


@pytest.mark.parametrize(
    ("text", "searches"),
    [
        ("import sys\nsys.path.append('/opt')", True),
        ("import sys\nsys.path = ['/opt', *sys.path]", True),
        ("import sys\nsys.path[:0] = ['/opt']", True),
        ("import site\nsite.addsitedir('/opt')", True),
        ("import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'columns'])", True),
        ("import os\nos.system('pip install columns')", True),
        ("def install(name):\n    subprocess.run(f'pip3 install {name}', shell=True)", True),
        ("import pip\npip.main(['install', 'columns'])", True),
        ("# pip install columns, or sys.path.append\nimport columns", False),
        ("'Needs pip and importlib.'\nprint('run pip install columns')", False),
        ("import importlib\nimportlib.import_module('columns')", False),
        ("import sys\nprint(sys.path)", False),
        ("pipeline.run('mambas')", False),
        ("not Python", False),
    ],
)
def test_scripts_that_search(text: str, searches: bool) -> None:
    assert searching({"fit.py": text, "note.txt": text}) == (("fit.py",) if searches else ())


def test_nothing_outside_the_repository(tmp_path: Path) -> None:
    _write(tmp_path, "repo/jobs/fit.py", "columns.py", "other/columns.py")
    folders = code_folders([_call(entry_point="fit.py", source_dir=str(tmp_path / "repo" / "jobs"))], ())
    assert (
        imported_by({"fit.py": "import columns"}, folders, (os.path.join(os.path.realpath(tmp_path / "repo"), ""),))
        == {}
    )


def test_requirements(tmp_path: Path) -> None:
    _write(tmp_path, "fit.py")
    (tmp_path / "requirements.txt").write_text("# tools\nshap==0.44\nmy_lib[all]>=1\nnumpy\n")
    folders = code_folders([_call(code=str(tmp_path / "fit.py"))], ())
    text = "import shap, my_lib, numpy, torchmetrics"
    found = imported_by({"fit.py": text}, folders, ())
    assert found == {"fit.py": {"shap": "requirements.txt", "my_lib": "requirements.txt"}}


def test_what_packed_requirements_install_is_no_module_of_this_machine(tmp_path: Path) -> None:
    _write(tmp_path, "jobs/fit.py", "team_lib/__init__.py")
    bounds = (os.path.join(os.path.realpath(tmp_path), ""),)
    folders = code_folders([_call(entry_point="fit.py", source_dir=str(tmp_path / "jobs"))], ())
    packed = {"fit.py": "import team_lib", "requirements.txt": "git+https://example.com/team-lib.git"}
    assert imported_by(packed, folders, bounds) == {}


def test_folder_of_a_copy_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "repo/jobs/fit.py", "repo/shared.py", "work/jobs/fit.py")
    monkeypatch.chdir(tmp_path / "work")
    root = os.path.join(os.path.realpath(tmp_path / "repo"), "")
    folders = code_folders([_call(entry_point="fit.py", source_dir="jobs")], (root,))
    assert imported_by({"fit.py": "import shared"}, folders, (root,)) == {"fit.py": {"shared": "../shared.py"}}


def test_a_file_with_the_name_of_a_library_is_another_module(tmp_path: Path) -> None:
    (tmp_path / "evaluate.py").write_text("")
    (tmp_path / "report.py").write_text("")
    found = imported_by({"fit.py": "import evaluate, report"}, (str(tmp_path),), (f"{tmp_path}/",))
    assert found == {"fit.py": {"report": "report.py"}}
