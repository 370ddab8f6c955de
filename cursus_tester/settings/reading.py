"""Settings of a repository: ``[tool.cursus-tester]`` in ``pyproject.toml``, or ``cursus-tester.toml``.

Relative paths in the file are relative to its folder, wherever the tool is started.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.files import dependencies
from cursus_tester.results.finding import Waiver
from cursus_tester.results.rule import FailOn, Severity
from cursus_tester.settings.values import Reader

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_OWN_FILE, _SHARED_FILE, _TABLE = "cursus-tester.toml", "pyproject.toml", "cursus-tester"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for a run. Paths are as seen from the working directory."""

    #: The settings file's folder, absolute; empty when there is none.
    folder: str = ""
    #: What is checked where the command line names no path; empty: the working directory.
    paths: tuple[str, ...] = ()
    #: Files and folders that are left out where a folder is searched: patterns, relative to `folder`.
    exclude: tuple[str, ...] = ()
    #: Ids of rules or their beginnings; empty: all.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: Severities in place of the rules' own, by id.
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: FailOn = FailOn.ERROR
    #: The score that every builder has to have; ``None``: any.
    min_score: float | None = None
    #: Reports to write, as ``FORMAT`` or ``FORMAT=FILE``; empty: the terminal's.
    formats: tuple[str, ...] = ()
    #: Seconds for one builder's scenarios together.
    timeout: float = 60.0
    #: Bytes of memory for one builder, beyond what the SDK has.
    memory_limit: int = 2 << 30
    #: How many generated configs are tried on each builder.
    examples: int = 5
    #: The folder that modules are imported from; empty: the one above their topmost package.
    import_root: str = ""
    #: ``module:function`` that makes a config, by ``module:Class``, ``path::Class`` or a pattern of either, in order.
    configs: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    #: How many days ahead a waiver's end may be, which it then has to have; ``None``: any, or none.
    waiver_limit_days: int | None = None
    #: Whether waivers that are not in order are an error.
    strict_waivers: bool = False
    #: The file of accepted findings; empty: none is used.
    baseline: str = ""
    #: Where each value comes from, by field: a file or a flag; a default has no entry.
    origins: Mapping[str, str] = field(default_factory=dict)

    def config_factory(self, *, module: str, file: str, name: str) -> str:
        """The factory for a builder: of its own key, else of the first pattern that fits; empty when there is none.

        Args:
            module: Dotted name of the builder's module.
            file: The builder's file.
            name: The builder's class.
        """
        names = self.names_of(module=module, file=file, name=name)
        for each in names:
            if each in self.configs:
                return self.configs[each]
        return next((made_by for pattern, made_by in self.configs.items() if is_named(pattern, names)), "")

    def names_of(self, *, module: str, file: str, name: str) -> tuple[str, ...]:
        """What settings call a builder: ``module:Class`` and ``path::Class``, the path from the settings' folder."""
        path = os.path.relpath(file, self.folder or None).replace(os.sep, "/")
        return f"{module}:{name}", f"{path}::{name}"

    def leaves_out(self, path: str) -> bool:
        """Whether a file or folder that is met in a folder is left out. `path` is absolute."""
        if not self.exclude:
            return False
        shown = os.path.relpath(path, self.folder or None).replace(os.sep, "/")
        return any(fnmatch.fnmatchcase(shown, pattern.rstrip("/")) for pattern in self.exclude)

    def changed(self, origin: str, **values: Any) -> Settings:
        """The settings with other values that come from `origin`, such as a flag."""
        origins = {**self.origins, **dict.fromkeys(values, origin)}
        return dataclasses.replace(self, **values, origins=origins)


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


def is_named(pattern: str, names: Iterable[str]) -> bool:
    """Whether a pattern of the settings means the builder with these names."""
    return any(each == pattern or fnmatch.fnmatchcase(each, pattern) for each in names)


def read_settings(folder: str) -> Settings:
    """The settings that hold in `folder`: of the nearest file in it or above it.

    ``cursus-tester.toml`` goes before ``pyproject.toml``; a ``pyproject.toml`` without ``[tool.cursus-tester]`` is
    passed over.

    Raises:
        SettingsError: The file cannot be read, or says what is not understood.
    """
    for path in _candidates(os.path.abspath(folder)):
        dependencies.record(path)
        table = _table(path) if os.path.isfile(path) else None
        if table is not None:
            return _settings(table, path)
    return Settings()


def _candidates(folder: str) -> Iterator[str]:
    while True:
        yield os.path.join(folder, _OWN_FILE)
        yield os.path.join(folder, _SHARED_FILE)
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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError((f"{_shown(path)}: is no TOML: {error}; correct it",)) from error
    if os.path.basename(path) == _OWN_FILE:
        return document
    tool = document.get("tool")
    return tool.get(_TABLE) if isinstance(tool, dict) else None


def _settings(table: Any, path: str) -> Settings:
    file, folder = _shown(path), os.path.dirname(path)
    if not isinstance(table, dict):
        raise SettingsError((f"{file}: tool.{_TABLE} is {table!r}; expected a table, [tool.{_TABLE}]",))
    section = "" if os.path.basename(path) == _OWN_FILE else f"tool.{_TABLE}."
    reader = Reader(file, section, folder)
    values = reader.read(table)
    settings = Settings(folder=folder).changed(file, **values)
    if reader.problems:
        raise SettingsError(tuple(reader.problems), settings)
    return settings
