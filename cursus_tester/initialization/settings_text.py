"""Write settings into the text of a TOML file; whatever else is in it stays as it is, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What the settings of a repository can be given, by key; tables have tables in them.
Additions = Mapping[str, Any]


def with_settings(text: str, additions: Additions, table: str = "") -> str:
    """The text of a settings file with `additions`: what the file says already is not changed.

    Args:
        text: The file as it is; its line ends are kept.
        additions: Values by key. Entries of tables are added to the file's tables.
        table: The dotted name of the table that has the settings, such as ``tool.cursus-tester``; empty: the file.
    """
    import tomlkit

    has_carriage_returns = "\r\n" in text
    document = tomlkit.parse(text.replace("\r\n", "\n") if has_carriage_returns else text)
    place: Any = document
    for name in table.split(".") if table else ():
        if name not in place:
            is_last = table.endswith(name)
            place[name] = tomlkit.table(is_super_table=not is_last)
        place = place[name]
    _add(place, additions)
    written = tomlkit.dumps(document)
    if written == text.replace("\r\n", "\n"):
        return text
    return written.replace("\n", "\r\n") if has_carriage_returns else written


def _add(place: Any, additions: Additions) -> None:
    import tomlkit

    for key, value in additions.items():
        if isinstance(value, Mapping):
            if key not in place:
                place[key] = tomlkit.table()
            _add_entries(place[key], value)
        elif key not in place:
            place[key] = list(value) if isinstance(value, tuple) else value


def _add_entries(place: Any, entries: Additions) -> None:
    """Entries of a table; one that is a table itself stands in one line."""
    import tomlkit

    for key, value in entries.items():
        if key in place:
            continue
        if isinstance(value, Mapping):
            inline = tomlkit.inline_table()
            inline.update(value)
            entry = tomlkit.table()
            entry["arguments"] = inline
            place[key] = entry
        else:
            place[key] = value
