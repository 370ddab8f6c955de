"""The JSON Schema of the settings says what `settings.reading` does, to the real validate-pyproject too."""

from __future__ import annotations

import importlib
import textwrap
from pathlib import Path

import jsonschema
import pytest
from validate_pyproject.api import Validator
from validate_pyproject.errors import ValidationError
from validate_pyproject.plugins import PluginWrapper

from cursus_tester.settings.reading import SettingsError, read_settings, tomllib
from cursus_tester.settings.schema import settings_schema
from tests.unit.settings.test_settings import EVERYTHING, WRONG

PYPROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"


WAIVER = '[[waivers]]\nrule = "SB320"\nbuilder = "a:B"\nreason = "agreed"\n'
RIGHT = ["", EVERYTHING, WAIVER, f'{WAIVER}expires = "2027-01-31"', f"{WAIVER}expires = 2027-01-31", "timeout = 1"]
#: What does not fit; JSON has no NaN.
WRONG_TEXTS = [text for text, _ in WRONG if "nan" not in text]
WRONG_WAIVERS = [
    f"{WAIVER}expires = 5",
    f'{WAIVER}expires = "soon"',
    f"{WAIVER}until = 2027-01-31",
    f'{WAIVER}owner = ""',
    WAIVER.replace("agreed", "_"),
    WAIVER.replace('reason = "agreed"', ""),
]


@pytest.mark.parametrize(
    ("text", "fits"),
    [(text, True) for text in RIGHT] + [(text, False) for text in [*WRONG_TEXTS, *WRONG_WAIVERS]],
)
def test_schema_and_reader_agree(tmp_path: Path, text: str, fits: bool) -> None:
    jsonschema.Draft7Validator.check_schema(settings_schema())
    document = tomllib.loads(text)
    (tmp_path / "cursus-tester.toml").write_text(text)

    assert jsonschema.Draft7Validator(settings_schema()).is_valid(document) is fits
    if fits:
        read_settings(str(tmp_path))
    else:
        with pytest.raises(SettingsError):
            read_settings(str(tmp_path))


def test_schema_knows_every_key(tmp_path: Path) -> None:
    (tmp_path / "cursus-tester.toml").write_text("zzz = 1\n")
    with pytest.raises(SettingsError) as caught:
        read_settings(str(tmp_path))

    assert str(caught.value).split("known: ")[1].split(", ") == sorted(settings_schema()["properties"])


@pytest.mark.parametrize(("value", "fits"), [('"warning"', True), ('"eror"', False)])
def test_validate_pyproject_takes_the_schema_from_the_entry_point(value: str, fits: bool) -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    ((tool, target),) = project["entry-points"]["validate_pyproject.tool_schema"].items()
    module, _, name = target.partition(":")
    validate = Validator(plugins=[PluginWrapper(tool, getattr(importlib.import_module(module), name))])
    document = tomllib.loads(
        f"[tool.cursus-tester]\nfail-on = {value}\nwaivers = [{{rule = 'SB320', builder = 'a:B', "
        "reason = 'x', expires = 2027-01-31}]\n"
    )

    if fits:
        validate(document)
    else:
        with pytest.raises(ValidationError, match="fail-on"):
            validate(document)


def test_the_page_tells_of_every_key_and_its_example_is_understood(tmp_path: Path) -> None:
    page = (PYPROJECT.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    example = page.partition("    [tool.cursus-tester]\n")[2].partition("\n| key |")[0]
    (tmp_path / "pyproject.toml").write_text("[tool.cursus-tester]\n" + textwrap.dedent(example), encoding="utf-8")

    rows = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(settings_schema()["properties"])
    assert read_settings(str(tmp_path)).waivers[0].ticket == "ML-1234"
