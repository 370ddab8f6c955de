"""The settings as text: what ``--show-config`` prints, itself a settings file."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cursus_tester.results.finding import Waiver
from cursus_tester.settings.declaration import Setting
from cursus_tester.settings.kinds import Layout
from cursus_tester.settings.pipeline_settings import PipelineSettings
from cursus_tester.settings.settings import SETTINGS, Settings

_HEADING = (
    "# What holds here and where it comes from; paths from the working directory, patterns from the settings' folder"
)


def show_settings(settings: Settings) -> str:
    """The settings in the form of a ``cursus-tester.toml``, each with a comment that says where it comes from."""
    lines = [_HEADING]
    # Keys behind a table would be keys of the table.
    for layout in Layout:
        for each in SETTINGS:
            if each.kind.layout is layout:
                value, origin = getattr(settings, each.field), settings.origins.get(each.field, "default")
                lines += _PRINTED[layout](each, value, origin)
    return "\n".join(lines) + "\n"


def _line(setting: Setting, value: Any, origin: str) -> Iterator[str]:
    if not value and setting.stands_for is not None:
        value = setting.stands_for
    if value is None or value == "":
        yield f"# {setting.key} is not set"
    else:
        yield f"{setting.key} = {_value(setting.kind.shown(value))}  # {origin}"


def _table(setting: Setting, values: Mapping[str, Any], origin: str) -> Iterator[str]:
    if values:
        yield ""
        yield f"[{setting.key}]  # {origin}"
        for key, value in values.items():
            yield f"{_value(key)} = {_value(value)}"


def _tables(setting: Setting, waivers: tuple[Waiver, ...], origin: str) -> Iterator[str]:
    for waiver in waivers:
        yield ""
        yield f"[[{setting.key}]]  # {waiver.origin}"
        for name in ("rule", "builder", "scenario", "message", "reason", "owner", "ticket"):
            if getattr(waiver, name):
                yield f"{name} = {_value(getattr(waiver, name))}"
        if waiver.expires is not None:
            yield f"expires = {waiver.expires}"


_Printed = Callable[[Setting, Any, str], Iterator[str]]
_PRINTED: Mapping[Layout, _Printed] = {Layout.VALUE: _line, Layout.TABLE: _table, Layout.TABLES: _tables}


def _value(value: Any) -> str:
    if isinstance(value, PipelineSettings):
        value = value.as_written()
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_value(key)} = {_value(each)}' for key, each in value.items())} }}"
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # JSON is TOML for texts, numbers, truth values and lists of these, but for DEL; and nothing may act on a terminal.
    text = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in text)
