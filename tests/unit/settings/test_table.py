"""Reader, schema, flags, ``--show-config`` and the page all come from the one table of settings."""

from __future__ import annotations

import argparse
import dataclasses
import json
from importlib import resources
from pathlib import Path

import pytest

from cursus_tester.cli.main import _parser
from cursus_tester.settings.declaration import Setting, setting
from cursus_tester.settings.page import with_settings
from cursus_tester.settings.schema import settings_schema
from cursus_tester.settings.settings import SETTINGS, Settings
from cursus_tester.settings.text import show_settings

PAGE = Path(__file__).resolve().parents[3] / "docs" / "settings.md"
(COMMANDS,) = (action.choices for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))


def test_every_field_but_where_it_comes_from_is_a_setting() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)}

    assert fields - {each.field for each in SETTINGS} == {"folder", "origins"}


def test_checked_in_schema_is_the_generated_one() -> None:
    text = resources.files("cursus_tester.settings").joinpath("settings.schema.json").read_text(encoding="utf-8")

    assert text == json.dumps(settings_schema(), indent=2) + "\n", "run `make docs`"


def test_checked_in_page_has_the_generated_table() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_settings(page), "run `make docs`"


def test_a_page_without_the_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no table"):
        with_settings("# Settings\n")


@pytest.mark.parametrize("each", [each for each in SETTINGS if each.flag is not None], ids=lambda each: each.key)
def test_check_has_the_flag(each: Setting) -> None:
    (action,) = (action for action in COMMANDS["check"]._actions if action.dest == each.field)

    assert each.flag is not None
    assert tuple(action.option_strings) == tuple(name for name in each.flag_names if name.startswith("-"))
    assert action.help == each.help
    assert action.metavar == (each.flag.metavar or None)
    # A flag that is not given leaves it to the settings.
    assert not action.default


@pytest.mark.parametrize("command", ["check", "baseline", "gate", "show"])
def test_no_command_has_a_flag_of_its_own_for_a_setting(command: str) -> None:
    by_field = {each.field: each for each in SETTINGS}
    for action in COMMANDS[command]._actions:
        declared = by_field.get(action.dest)
        if declared is not None:
            assert declared.flag is not None
            assert action.metavar == (declared.flag.metavar or None)


@pytest.mark.parametrize("each", SETTINGS, ids=lambda each: each.key)
def test_shown_settings_name_it_with_its_default(each: Setting) -> None:
    lines = show_settings(Settings()).splitlines()

    if each.kind.layout.value != "value":
        assert not any(each.key == line.strip("[]").partition("]")[0] for line in lines)
    elif each.default is None or each.default == "":
        assert f"# {each.key} is not set" in lines
    else:
        assert any(line.startswith(f"{each.key} = ") and line.endswith("  # default") for line in lines)


def test_a_setting_is_one_field() -> None:
    """What is declared of a field is all that a setting needs."""
    from cursus_tester.settings import kinds
    from cursus_tester.settings.declaration import Flag, declared

    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class More:
        retry_limit: int = setting(3, kinds.whole(0, 9), "how often", flag=Flag(help="how often", metavar="N"))

    (only,) = declared(More)

    assert More().retry_limit == 3
    assert (only.key, only.field, only.flag_names) == ("retry-limit", "retry_limit", ("--retry-limit",))
    assert (only.help, only.default_text, only.origin) == ("how often (default: 3)", "3", "--retry-limit")
    assert only.kind.from_flag("7") == 7
