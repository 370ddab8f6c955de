"""Find and read a repository's settings: ``[tool.cursus-tester]`` in ``pyproject.toml``, or ``cursus-tester.toml``.

Relative paths in the file are relative to its folder, wherever the tool is started.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

from cursus_tester.files import dependencies
from cursus_tester.settings.settings import SETTINGS, Settings
from cursus_tester.settings.table_reader import TableReader

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

#: The files that have settings: one of our own, and one that is shared with other tools.
OWN_FILE, SHARED_FILE = "cursus-tester.toml", "pyproject.toml"
_TABLE = "cursus-tester"


class SettingsError(Exception):
    """The settings file cannot be used as it is."""

    def __init__(self, problems: tuple[str, ...], settings: Settings | None = None) -> None:
        """Say all that is wrong.

        Args:
            problems: One message each: where, what was found, and what to write instead.
            settings: What can be understood.
        """
        super().__init__("; ".join(problems))
        self.problems = problems
        self.settings = settings or Settings()


def read_settings(folder: str) -> Settings:
    """The settings that hold in `folder`: of the nearest file in it or above it.

    ``cursus-tester.toml`` goes before ``pyproject.toml``; a ``pyproject.toml`` without ``[tool.cursus-tester]`` is
    passed over.

    Raises:
        SettingsError: The file cannot be read, or says what is not understood.
    """
    path, table = _found(folder)
    return _settings(table, path) if path is not None else Settings()


def settings_file(folder: str) -> str | None:
    """The absolute path of the file with the settings that hold in `folder`; ``None`` where there is none.

    Raises:
        SettingsError: A file cannot be read.
    """
    return _found(folder)[0]


def _found(folder: str) -> tuple[str | None, Any]:
    """The file with the settings, and what it says of us."""
    for path in _candidates(os.path.abspath(folder)):
        dependencies.record(path)
        table = _table(path) if os.path.isfile(path) else None
        if table is not None:
            return path, table
    return None, None


def _candidates(folder: str) -> Iterator[str]:
    while True:
        yield os.path.join(folder, OWN_FILE)
        yield os.path.join(folder, SHARED_FILE)
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _shown(path: str) -> str:
    return os.path.relpath(path).replace(os.sep, "/")


def _table(path: str) -> Any:
    """What a file has for us; ``None`` where it says nothing of us."""
    try:
        with open(path, "rb") as stream:
            document = tomllib.load(stream)
    except OSError as error:
        problem = f"{_shown(path)}: cannot be read: {error.strerror}; check its permissions"
        raise SettingsError((problem,)) from error
    except RecursionError as error:
        raise SettingsError((f"{_shown(path)}: is nested too deeply to be read; flatten it",)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError((f"{_shown(path)}: is no TOML: {error}; correct it",)) from error
    if os.path.basename(path) == OWN_FILE:
        return document
    tool = document.get("tool")
    return tool.get(_TABLE) if isinstance(tool, dict) else None


def _settings(table: Any, path: str) -> Settings:
    file, folder = _shown(path), os.path.dirname(path)
    if not isinstance(table, dict):
        raise SettingsError((f"{file}: tool.{_TABLE} is {table!r}; expected a table, [tool.{_TABLE}]",))
    section = "" if os.path.basename(path) == OWN_FILE else f"tool.{_TABLE}."
    reader = TableReader(file, section, folder)
    values = reader.read(table, {each.key: each.kind.read for each in SETTINGS})
    settings = Settings(folder=folder).changed(file, **{key.replace("-", "_"): each for key, each in values.items()})
    if reader.problems:
        raise SettingsError(tuple(reader.problems), settings)
    return settings
