"""What can be set, and how each value is read: all that is wrong with a file is told, not the first thing only."""

from __future__ import annotations

import datetime
import difflib
import enum
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from cursus_tester.results.finding import Waiver
from cursus_tester.results.rule import FailOn, Severity

_FACTORY = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_FORMAT = re.compile(r"[a-z]+(?:=.+)?")
_RULE = re.compile(r"[A-Za-z]+[1-4][0-9]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIZE = re.compile(r"([1-9][0-9]*)\s*(MiB|GiB|)")
_Kind = TypeVar("_Kind", bound=enum.Enum)
_WAIVER_KEYS = ("rule", "builder", "reason", "expires", "owner", "ticket")


class Unfit(ValueError):
    """A value that is none for its key."""

    def __init__(self, expected: str, choices: Sequence[str] = ()) -> None:
        """Say what was `expected`; one of `choices`, where only these fit."""
        super().__init__(expected)
        self.choices = choices


def seconds(value: float) -> float:
    """A time bound in seconds.

    Raises:
        Unfit: It is none.
    """
    if not 0.0 < value < 86_400.0:
        raise Unfit("a number of seconds between 0 and 86400")
    return float(value)


def size(text: str) -> int:
    """The bytes of a size such as ``512MiB``.

    Raises:
        Unfit: It is none.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise Unfit("a size such as 512MiB or 2GiB")
    return int(found[1]) * {"": 1, "MiB": 1 << 20, "GiB": 1 << 30}[found[2]]


def score(value: float) -> float:
    """A least score.

    Raises:
        Unfit: It is none.
    """
    if not 0.0 <= value <= 100.0:
        raise Unfit("a score from 0 to 100")
    return float(value)


def date(text: str) -> datetime.date:
    """A date such as ``2027-01-31``.

    Raises:
        Unfit: It is none.
    """
    try:
        return datetime.date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError as error:
        raise Unfit("a date such as 2027-01-31") from error


class Reader:
    """Reads the values of one table and keeps what is wrong with them."""

    def __init__(self, file: str, section: str, folder: str) -> None:
        """A reader.

        Args:
            file: The settings file, as messages show it.
            section: The table's name with a dot behind it; empty where the file is the table.
            folder: The file's folder, which relative paths start from.
        """
        self.problems: list[str] = []
        self._file = file
        self._section = section
        self._folder = folder

    def read(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """The values that fit, by the field of `Settings`."""
        found: dict[str, Any] = {}
        for key, value in table.items():
            if key not in _READERS:
                self._unknown(key, _READERS)
                continue
            read = self._try(key, value, partial(_READERS[key], self, key))
            if read is not None:
                found[key.replace("-", "_")] = read
        return found

    def _refuse(self, key: str, value: Any, expected: str, choices: Sequence[str]) -> None:
        close = difflib.get_close_matches(value, choices, n=1) if isinstance(value, str) else []
        meant = f"did you mean {close[0]}? " if close else ""
        self.problems.append(f"{self._file}: {self._section}{key} is {_shown(value)}; {meant}expected {expected}")

    def _unknown(self, key: str, known: Iterable[str], section: str = "") -> None:
        names = sorted(known)
        close = difflib.get_close_matches(key, names, n=1)
        meant = f"did you mean {close[0]}? " if close else ""
        if key == "tool" and not self._section:
            meant = "here, keys stand without [tool.cursus-tester]. "
        name = f"{self._section}{section}{key}"
        self.problems.append(f"{self._file}: {name} is no setting; {meant}known: {', '.join(names)}")

    def _try(self, key: str, value: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except Unfit as unfit:
            self._refuse(key, value, str(unfit), unfit.choices)
            return None

    def path(self, key: str, value: Any) -> str:
        """A path, from the working directory; in the file it is relative to the file."""
        return os.path.relpath(os.path.join(self._folder, _text(value))).replace(os.sep, "/")

    def paths(self, key: str, value: Any) -> tuple[str, ...]:
        """Several of these."""
        return tuple(self.path(key, each) for each in _texts(value))

    def formats(self, key: str, value: Any) -> tuple[str, ...]:
        """Formats with their files."""
        read = (self._try(key, each, partial(self._format, key)) for each in _texts(value))
        return tuple(each for each in read if each is not None)

    def _format(self, key: str, value: str) -> str:
        if not _FORMAT.fullmatch(value):
            raise Unfit("formats such as json or html=report.html")
        name, separator, file = value.partition("=")
        return f"{name}={self.path(key, file)}" if separator and file != "-" else value

    def configs(self, key: str, value: Any) -> dict[str, str]:
        """Config factories by builder."""
        return self._entries(key, value, '"module:Class" = "module:function"', _builder, _factory)

    def severity(self, key: str, value: Any) -> dict[str, Severity]:
        """Other severities by rule."""
        return self._entries(key, value, 'SB408 = "error"', _rule, lambda value: choice(Severity, value))

    def _entries(
        self, key: str, value: Any, example: str, read_name: Callable[[Any], str], read_value: Callable[[Any], Any]
    ) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unfit(f"a table with entries such as {example}")
        found = {}
        for name, each in value.items():
            known_as = self._try(f"{key}: a key", name, read_name)
            found[name] = self._try(f"{key}.{json.dumps(name)}" if known_as else key, each, read_value)
        return {name: each for name, each in found.items() if each is not None}

    def waivers(self, key: str, value: Any) -> tuple[Waiver, ...]:
        """Waivers, each a table."""
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise Unfit(f"tables, [[{self._section}{key}]] with rule, builder, reason and expires")
        read = (self._waiver(f"{key}, number {number}", each) for number, each in enumerate(value, 1))
        return tuple(waiver for waiver in read if waiver is not None)

    def _waiver(self, where: str, table: Mapping[str, Any]) -> Waiver | None:
        before = len(self.problems)
        for key in table:
            if key not in _WAIVER_KEYS:
                self._unknown(key, _WAIVER_KEYS, f"{where}: ")
        readers = {
            "rule": _rule,
            "builder": _builder,
            "reason": _reason,
            "expires": _day,
            "owner": _text,
            "ticket": _text,
        }
        found = {key: self._try(f"{where}: {key}", table[key], read) for key, read in readers.items() if key in table}
        for key in ("rule", "builder", "reason"):
            if key not in table:
                self.problems.append(f"{self._file}: {self._section}{where}: has no {key}; a waiver needs one")
        if len(self.problems) > before:
            return None
        return Waiver(**found, origin=f"{self._file}: {self._section}{where}")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unfit("a text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise Unfit("a list of texts")
    return tuple(value)


def _names(value: Any) -> tuple[str, ...]:
    found = _texts(value)
    if not all(re.fullmatch("[A-Za-z]+[0-9]*", each) for each in found):
        raise Unfit('a list of ids of rules or their beginnings, such as ["CM3", "SB204"]')
    return found


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Unfit("a number")
    return value


def _whole(value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Unfit(f"a whole number from {least} to {most}")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


def _rule(value: Any) -> str:
    if not isinstance(value, str) or not _RULE.fullmatch(value):
        raise Unfit("the id of a rule, such as CM310")
    return value


def _builder(value: Any) -> str:
    if not isinstance(value, str) or (":" not in value and "*" not in value):
        raise Unfit('a class: "module:Class", "path::Class" or a pattern')
    return value


def _factory(value: Any) -> str:
    if not isinstance(value, str) or not _FACTORY.fullmatch(value):
        raise Unfit('a function without arguments: "module:function"')
    return value


def choice(kind: type[_Kind], value: Any) -> _Kind:
    """The member of `kind` with this value.

    Raises:
        Unfit: There is none.
    """
    names = [each.value for each in kind]
    if value not in names:
        raise Unfit(f"{', '.join(names[:-1])} or {names[-1]}", names)
    return kind(value)


def _reason(value: Any) -> str:
    if not isinstance(value, str) or not any(map(str.isalnum, value)):
        raise Unfit("a text that says why")
    return value


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if not isinstance(value, str):
        raise Unfit("a date such as 2027-01-31")
    return date(value)


#: What can be set.
_READERS: Mapping[str, Callable[[Reader, str, Any], Any]] = {
    "paths": Reader.paths,
    "exclude": lambda reader, key, value: _texts(value),
    "select": lambda reader, key, value: _names(value),
    "ignore": lambda reader, key, value: _names(value),
    "severity": Reader.severity,
    "fail-on": lambda reader, key, value: choice(FailOn, value),
    "min-score": lambda reader, key, value: score(_number(value)),
    "formats": Reader.formats,
    "timeout": lambda reader, key, value: seconds(_number(value)),
    "memory-limit": lambda reader, key, value: size(_text(value)),
    "examples": lambda reader, key, value: _whole(value, 0, 1000),
    "import-root": Reader.path,
    "configs": Reader.configs,
    "waivers": Reader.waivers,
    "waiver-limit-days": lambda reader, key, value: _whole(value, 1, 3650),
    "strict-waivers": lambda reader, key, value: _truth(value),
    "baseline": Reader.path,
}
