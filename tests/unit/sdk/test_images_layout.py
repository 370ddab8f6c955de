"""A registry that is not where it is looked for is an error that names it; without the SDK there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sagemaker

from cursus_tester.sdk import images


def _in_another_process(code: str, *options: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run `code`, which may name the registry's module, where `path` comes before all that is installed."""
    code = f"from {images.__package__} import {images.__name__.rsplit('.', 1)[-1]} as registry\n{code}"
    root = Path(images.__file__).parents[images.__name__.count(".")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (path, root)))}
    arguments = [sys.executable, *options, "-c", code]
    return subprocess.run(arguments, env=environment, cwd=path, capture_output=True, text=True, check=False)


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """An installed SDK whose registry is not where it was."""
    (tmp_path / "sagemaker").mkdir()
    (tmp_path / "sagemaker" / "__init__.py").touch()
    return tmp_path


@pytest.mark.parametrize("framework", ["xgboost", "no-such"])
def test_a_registry_that_has_moved_is_an_error_that_names_it(moved: Path, framework: str) -> None:
    ended = _in_another_process(f"registry.has_framework({framework!r})", path=moved)
    assert ended.returncode == 1
    wanted = moved / "sagemaker" / "image_uri_config"
    assert f"RegistryLayoutError: {wanted}: no such folder" in ended.stderr


@pytest.mark.parametrize("text", [None, "{}", '{"1.7-1": {"repository": "xgboost"}}'])
def test_a_file_that_has_moved_is_an_error_that_names_it(moved: Path, text: str | None) -> None:
    wanted = moved / "sagemaker" / "image_uri_config" / "xgboost.json"
    wanted.parent.mkdir()
    if text is not None:
        wanted.write_text(text, encoding="utf-8")
    ended = _in_another_process(
        "assert not registry.has_framework('own')\nregistry.has_framework('xgboost')", path=moved
    )
    assert ended.returncode == 1
    assert f"RegistryLayoutError: {wanted}: no such file with versions" in ended.stderr


@pytest.mark.parametrize("of_somebody_else", [False, True])
def test_without_the_sdk_no_framework_is_known(tmp_path: Path, of_somebody_else: bool) -> None:
    if of_somebody_else:
        (tmp_path / "sagemaker").mkdir()
    # -S: without what is installed.
    ended = _in_another_process(
        "assert not registry.has_framework('xgboost')\nregistry.versions('xgboost')", "-S", path=tmp_path
    )
    assert "RegistryError: the SageMaker SDK is not installed" in ended.stderr
    assert "AssertionError" not in ended.stderr


def test_a_check_with_a_registry_that_has_moved_names_it(tmp_path: Path) -> None:
    (tmp_path / "sagemaker").mkdir()
    for each in Path(sagemaker.__file__).parent.iterdir():
        if each.name not in ("image_uri_config", "__pycache__"):
            (tmp_path / "sagemaker" / each.name).symlink_to(each)
    root = Path(__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, "-m", "cursus_tester", "check", "--no-cache", "builders/xgboost_model.py"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert f"RegistryLayoutError: {tmp_path / 'sagemaker' / 'image_uri_config'}: no such folder" in ended.stderr
