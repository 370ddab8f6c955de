"""Settings: which file holds, what it may say, and which builder gets which config factory."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.settings import Settings, SettingsError, read_settings

CONFIGS = '"team.steps:ChurnStepBuilder" = "team.fixtures:make_config"\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({"pyproject.toml": f"[tool.cursus-tester.configs]\n{CONFIGS}"}, "read"),
        ({"cursus-tester.toml": f"[configs]\n{CONFIGS}"}, "read"),
        ({"cursus-tester.toml": "", "pyproject.toml": f"[tool.cursus-tester.configs]\n{CONFIGS}"}, {}),
        (
            {"pyproject.toml": "[tool.x]\ny = 1\n", "../pyproject.toml": f"[tool.cursus-tester.configs]\n{CONFIGS}"},
            "read",
        ),
        ({"pyproject.toml": "[tool.cursus-tester]\n", "../cursus-tester.toml": f"[configs]\n{CONFIGS}"}, {}),
    ],
    ids=["none", "pyproject", "own file", "own file first", "above", "nearest"],
)
def test_file_that_holds(tmp_path: Path, files: dict[str, str], expected: object) -> None:
    here = tmp_path / "repository"
    here.mkdir()
    for name, text in files.items():
        (here / name).resolve().write_text(text)
    found = dict(read_settings(str(here)).configs)
    assert found == ({"team.steps:ChurnStepBuilder": "team.fixtures:make_config"} if expected == "read" else expected)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("cursus-tester.toml", "[confgs]\n", "nothing can be set as confgs; did you mean configs?"),
        ("pyproject.toml", "[tool.cursus-tester]\nzzz = 1\n", "nothing can be set as tool.cursus-tester.zzz; there is"),
        ("pyproject.toml", "[tool]\ncursus-tester = 1\n", "expected a table, [tool.cursus-tester]"),
        ("cursus-tester.toml", "configs = 1\n", "configs is 1; expected a table"),
        ("cursus-tester.toml", '[configs]\n"Churn" = "a:b"\n', "names no class"),
        (
            "cursus-tester.toml",
            '[configs]\n"a:B" = "a.b"\n',
            'expected a function without arguments, as "module:function"',
        ),
        ("cursus-tester.toml", '[configs]\n"a:B" = 1\n', "expected a function"),
        ("cursus-tester.toml", "[configs\n", "is no TOML"),
    ],
)
def test_refused(tmp_path: Path, file: str, text: str, message: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_settings(str(tmp_path))
    assert message in str(caught.value)
    assert file in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["team.churn:ChurnStepBuilder"], "team.churn:ChurnStepBuilder"),
        (["steps/churn.py::ChurnStepBuilder"], "steps/churn.py::ChurnStepBuilder"),
        (["team.*:*"], "team.*:*"),
        (["steps/*::Churn*"], "steps/*::Churn*"),
        (["*", "team.churn:ChurnStepBuilder"], "team.churn:ChurnStepBuilder"),
        (["other:*", "team.*", "*:*"], "team.*"),
        (["team.churn:Other"], ""),
    ],
)
def test_factory_of_a_builder(keys: list[str], expected: str) -> None:
    settings = Settings(configs={key: key for key in keys})
    assert settings.config_factory(module="team.churn", path="steps/churn.py", name="ChurnStepBuilder") == expected
