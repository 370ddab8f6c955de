"""Settings of a repository: ``[tool.cursus-tester]`` in ``pyproject.toml``, or ``cursus-tester.toml``."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_OWN_FILE, _SHARED_FILE, _TABLE = "cursus-tester.toml", "pyproject.toml", "cursus-tester"
_FACTORY = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
#: What can be set, each with what it is for.
_KNOWN = ("configs",)


class SettingsError(Exception):
    """The settings file cannot be used as it is: its text says where and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a repository has set."""

    #: The folder of the file; empty when there is none.
    folder: str = ""
    #: ``module:function`` that makes a config, by ``module:Class``, ``path::Class`` or a pattern of either, in order.
    configs: Mapping[str, str] = field(default_factory=dict)

    def config_factory(self, *, module: str, path: str, name: str) -> str:
        """The factory for a builder: of its own key, else of the first pattern that fits; empty when there is none.

        Args:
            module: Dotted name of the builder's module.
            path: The builder's file as reports show it.
            name: The builder's class.
        """
        names = (f"{module}:{name}", f"{path}::{name}")
        for each in names:
            if each in self.configs:
                return self.configs[each]
        for pattern, factory in self.configs.items():
            if any(fnmatch.fnmatchcase(each, pattern) for each in names):
                return factory
        return ""


def read_settings(folder: str) -> Settings:
    """The settings that hold in `folder`: of the nearest file in it or above it.

    ``cursus-tester.toml`` goes before ``pyproject.toml``; a ``pyproject.toml`` without ``[tool.cursus-tester]`` is
    passed over.

    Raises:
        SettingsError: The file cannot be read, or says what is not understood.
    """
    here = os.path.abspath(folder)
    while True:
        for file in (_OWN_FILE, _SHARED_FILE):
            path = os.path.join(here, file)
            table = _table(path) if os.path.isfile(path) else None
            if table is not None:
                return _settings(table, path)
        above = os.path.dirname(here)
        if above == here:
            return Settings()
        here = above


def _shown(path: str) -> str:
    return os.path.relpath(path).replace(os.sep, "/")


def _table(path: str) -> Any:
    """What a file has for us; ``None`` where it says nothing of us."""
    try:
        with open(path, "rb") as stream:
            document = tomllib.load(stream)
    except OSError as error:
        raise SettingsError(f"{_shown(path)}: cannot be read: {error.strerror}; check its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{_shown(path)}: is no TOML: {error}; correct it") from error
    if os.path.basename(path) == _OWN_FILE:
        return document
    tool = document.get("tool")
    return tool.get(_TABLE) if isinstance(tool, dict) else None


def _settings(table: Any, path: str) -> Settings:
    where, prefix = _shown(path), "" if os.path.basename(path) == _OWN_FILE else f"tool.{_TABLE}."
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: tool.{_TABLE} is {table!r}; expected a table, [tool.{_TABLE}]")
    for key in table:
        if key not in _KNOWN:
            close = difflib.get_close_matches(key, _KNOWN, n=1)
            meant = f"did you mean {close[0]}?" if close else f"there is {', '.join(_KNOWN)}"
            raise SettingsError(f"{where}: nothing can be set as {prefix}{key}; {meant}")
    configs = table.get("configs", {})
    name = f"{prefix}configs"
    if not isinstance(configs, dict):
        raise SettingsError(
            f'{where}: {name} is {configs!r}; expected a table, [{name}] "module:Class" = "module:function"'
        )
    for key, value in configs.items():
        _check_config(f"{where}: {name}", key, value)
    return Settings(folder=os.path.dirname(path), configs=dict(configs))


def _check_config(where: str, key: str, value: Any) -> None:
    if ":" not in key and "*" not in key:
        raise SettingsError(
            f'{where}: the key {key!r} names no class; expected "module:Class", "path::Class" or a pattern'
        )
    if not isinstance(value, str) or not _FACTORY.fullmatch(value):
        raise SettingsError(
            f'{where}: {key!r} is {value!r}; expected a function without arguments, as "module:function"'
        )
