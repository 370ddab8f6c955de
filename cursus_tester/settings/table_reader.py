"""Read the table of a settings file: all that is wrong with it is reported, not the first mistake only."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cursus_tester.settings import values

if TYPE_CHECKING:
    from cursus_tester.results.finding import Waiver
    from cursus_tester.settings.pipeline_settings import PipelineSettings

#: Reads the value of a key: an entry of `cursus_tester.settings.kinds`.
ReadValue = Callable[["TableReader", str, Any], Any]

_WAIVER_READERS: Mapping[str, Callable[[Any], Any]] = {
    "rule": values.rule,
    "builder": values.builder,
    "scenario": values.text,
    "message": values.text,
    "reason": values.reason,
    "expires": values.day,
    "owner": values.text,
    "ticket": values.text,
}


class TableReader:
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

    def read(self, table: Mapping[str, Any], readers: Mapping[str, ReadValue]) -> dict[str, Any]:
        """The values that fit, by key; `readers` are those of the keys that there are."""
        found: dict[str, Any] = {}
        for key, value in table.items():
            if key not in readers:
                self._unknown(key, readers)
                continue
            read = self._try(key, value, partial(readers[key], self, key))
            if read is not None:
                found[key] = read
        return found

    def _refuse(self, key: str, value: Any, expected: str, choices: Sequence[str]) -> None:
        meant = _did_you_mean(value, choices) if isinstance(value, str) else ""
        self.problems.append(f"{self._file}: {self._section}{key} is {_shown(value)}; {meant}expected {expected}")

    def _unknown(self, key: str, known: Iterable[str], section: str = "") -> None:
        names = sorted(known)
        meant = _did_you_mean(key, names)
        if key == "tool" and not self._section:
            meant = "here, keys stand without [tool.cursus-tester]. "
        name = f"{self._section}{section}{key}"
        self.problems.append(f"{self._file}: {name} is no setting; {meant}known: {', '.join(names)}")

    def _try(self, key: str, value: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except values.Unfit as unfit:
            self._refuse(key, value, str(unfit), unfit.choices)
            return None

    def path(self, key: str, value: Any) -> str:
        """A path, from the working directory; in the file it is relative to the file."""
        return os.path.relpath(os.path.join(self._folder, values.text(value))).replace(os.sep, "/")

    def paths(self, key: str, value: Any) -> tuple[str, ...]:
        """Several of these."""
        return tuple(self.path(key, each) for each in values.texts(value))

    def formats(self, key: str, value: Any) -> tuple[str, ...]:
        """Formats with their files."""
        read = (self._try(key, each, partial(self._format, key)) for each in values.texts(value))
        return tuple(each for each in read if each is not None)

    def _format(self, key: str, value: str) -> str:
        if not re.fullmatch(values.FORMAT_PATTERN, value):
            raise values.Unfit("formats such as json or html=report.html")
        name, separator, file = value.partition("=")
        return f"{name}={self.path(key, file)}" if separator and file != "-" else value

    def entries(
        self, key: str, value: Any, example: str, read_name: Callable[[Any], str], read_value: Callable[[Any], Any]
    ) -> dict[str, Any]:
        """A table of which each key and each value has a meaning."""
        import json

        if not isinstance(value, dict):
            raise values.Unfit(f"a table with entries such as {example}")
        found = {}
        for name, each in value.items():
            known_as = self._try(f"{key}: a key", name, read_name)
            found[name] = self._try(f"{key}.{json.dumps(name)}" if known_as else key, each, read_value)
        return {name: each for name, each in found.items() if each is not None}

    def _buckets(self, key: str, value: Any) -> Any:
        """Folders by the names of buckets, which S3 refuses where they are shorter or longer."""
        found = values.table_of(lambda folder: self.path(key, folder) if folder else "", value)
        if not all(3 <= len(name) <= 63 for name in found):
            raise values.Unfit("a table of folders by names of buckets, which have 3 to 63 characters")
        return found

    def pipelines(self, key: str, value: Any) -> dict[str, PipelineSettings]:
        """Tables of what code that makes a pipeline is given, by its name."""
        import json

        from cursus_tester.settings.pipeline_settings import PipelineSettings

        if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
            raise values.Unfit(
                f'tables, [{self._section}{key}."module:function"] with arguments, environment and the like'
            )
        readers: dict[str, Callable[[Any], Any]] = {
            "arguments": values.arguments,
            "environment": partial(values.table_of, values.any_text),
            "working-directory": partial(self.path, key),
            "buckets": partial(self._buckets, key),
            "packages-missing": values.texts,
            "files-missing": values.texts,
        }
        found: dict[str, PipelineSettings] = {}
        for name, table in value.items():
            known_as = self._try(f"{key}: a key", name, values.builder)
            where = f"{key}.{json.dumps(name)}"
            read: dict[str, Any] = {}
            for each, given in table.items():
                if each not in readers:
                    self._unknown(each, readers, f"{where}.")
                    continue
                fitting = self._try(f"{where}.{each}", given, readers[each])
                if fitting is not None:
                    read[each.replace("-", "_")] = fitting
            if isinstance(read.get("arguments"), str):
                read["arguments_factory"] = read.pop("arguments")
            if known_as is not None:
                found[known_as] = PipelineSettings(**read)
        return found

    def waivers(self, key: str, value: Any) -> tuple[Waiver, ...]:
        """Waivers, each a table."""
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise values.Unfit(f"tables, [[{self._section}{key}]] with rule, builder, reason and expires")
        read = (self._waiver(f"{key}, number {number}", each) for number, each in enumerate(value, 1))
        return tuple(waiver for waiver in read if waiver is not None)

    def _waiver(self, where: str, table: Mapping[str, Any]) -> Waiver | None:
        from cursus_tester.results.finding import Waiver

        before = len(self.problems)
        for key in table:
            if key not in _WAIVER_READERS:
                self._unknown(key, _WAIVER_READERS, f"{where}: ")
        found = {
            key: self._try(f"{where}: {key}", table[key], read) for key, read in _WAIVER_READERS.items() if key in table
        }
        for key in ("rule", "builder", "reason"):
            if key not in table:
                self.problems.append(f"{self._file}: {self._section}{where}: has no {key}; a waiver needs one")
        if len(self.problems) > before:
            return None
        return Waiver(**found, origin=f"{self._file}: {self._section}{where}")


def _did_you_mean(given: str, known: Sequence[str]) -> str:
    import difflib

    close = difflib.get_close_matches(given, known, n=1)
    return f"did you mean {close[0]}? " if close else ""


def _shown(value: Any) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"
