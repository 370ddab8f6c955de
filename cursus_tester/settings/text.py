"""The settings as text: what ``--show-config`` prints, itself a settings file."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from cursus_tester.results.finding import Waiver
from cursus_tester.settings.reading import Settings

_HEADING = (
    "# What holds here and where it comes from; paths from the working directory, patterns from the settings' folder"
)
#: Where a table or tables of them would swallow the keys behind them.
_LAST = ("severity", "configs", "waivers")


def show_settings(settings: Settings) -> str:
    """The settings in the form of a ``cursus-tester.toml``, each with a comment that says where it comes from."""
    shown = [each.name for each in fields(settings) if each.name not in ("folder", "origins", *_LAST)]
    lines = [_HEADING]
    for name in shown:
        lines.append(_line(name, getattr(settings, name), settings.origins.get(name, "default")))
    for name in ("severity", "configs"):
        lines += _table(name, getattr(settings, name), settings.origins.get(name, "default"))
    for waiver in settings.waivers:
        lines += _waiver(waiver)
    return "\n".join(lines) + "\n"


def _line(name: str, value: Any, origin: str) -> str:
    key = name.replace("_", "-")
    if name == "paths":
        value = value or (".",)
    if value is None or value == "":
        return f"# {key} is not set"
    if name == "memory_limit":
        value = _size(value)
    return f"{key} = {_value(value)}  # {origin}"


def _table(name: str, values: Mapping[str, Any], origin: str) -> Iterator[str]:
    if values:
        yield ""
        yield f"[{name}]  # {origin}"
        for key, value in values.items():
            yield f"{_value(key)} = {_value(value)}"


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield ""
    yield f"[[waivers]]  # {waiver.origin}"
    for name in ("rule", "builder", "reason", "owner", "ticket"):
        if getattr(waiver, name):
            yield f"{name} = {_value(getattr(waiver, name))}"
    if waiver.expires is not None:
        yield f"expires = {waiver.expires}"


def _value(value: Any) -> str:
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # JSON is TOML for texts, numbers, truth values and lists of these, but for DEL; and nothing may act on a terminal.
    text = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in text)


def _size(number: int) -> str:
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20)):
        if number % factor == 0:
            return f"{number // factor}{unit}"
    return str(number)
