"""The code that a config names is where the build looks for it, and the repository is left as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cursus_tester.configs.inference_code import generate, place


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "repository" / "serving").mkdir(parents=True)
    (tmp_path / "repository" / "serving" / "serve.py").write_text("# theirs\n")
    (tmp_path / "worker").mkdir()
    monkeypatch.chdir(tmp_path / "worker")
    return tmp_path / "repository"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"source_dir": "<generated>", "entry_point": "predict.py"}, ["code/inference.py", "code/predict.py"]),
        ({"home": "<generated>", "main": "predict.py"}, ["code/inference.py", "code/predict.py", "other.py"]),
        ({"home": "code", "main": "predict.py"}, ["code/inference.py", "code/predict.py", "other.py"]),
        ({"source_dir": "serving", "entry_point": "serve.py"}, ["serving/other.py", "serving/serve.py"]),
        # The folder is there, the script is not: that shows.
        ({"source_dir": "serving", "entry_point": "predict.py"}, ["serving/other.py", "serving/serve.py"]),
        ({"source_dir": Path("serving")}, ["serving/other.py", "serving/serve.py"]),
        # A folder that is nowhere is made.
        ({"source_dir": "dist/code", "entry_point": "predict.py"}, ["dist/code/other.py", "dist/code/predict.py"]),
        ({"entry_point": "predict.py"}, ["other.py", "predict.py"]),
        ({"entry_point": "serving/serve.py"}, ["other.py", "serving/serve.py"]),
        ({"inference_source_dir": "dist", "inference_entry_point": "predict.py"}, ["dist/other.py", "dist/predict.py"]),
        ({"source_dir": "s3://bucket/code.tar.gz", "entry_point": "predict.py"}, []),
        ({"source_dir": "/opt/absolute", "entry_point": "predict.py"}, []),
        ({"source_dir": "../outside", "entry_point": "predict.py"}, []),
    ],
)
def test_placed(repository: Path, config: dict[str, Any], expected: list[str]) -> None:
    generated = generate(str(Path.cwd()), ("inference.py",))
    config = {name: generated if value == "<generated>" else value for name, value in config.items()}
    place(config, generated, (str(repository),), ("other.py",))
    files = {path.relative_to(Path.cwd()).as_posix() for path in Path.cwd().rglob("*.py")}
    assert sorted(files - ({"code/inference.py"} if "code/inference.py" not in expected else set())) == expected
    assert [path.name for path in repository.rglob("*.py")] == ["serve.py"]


def test_a_folder_of_the_repository_gets_no_script_that_it_lacks(repository: Path) -> None:
    (repository / "code").mkdir()
    generated = generate(str(Path.cwd()), ("inference.py",))
    place({"home": "code", "main": "predict.py"}, generated, (str(repository),), ("other.py",))
    assert not Path("code", "predict.py").exists()
