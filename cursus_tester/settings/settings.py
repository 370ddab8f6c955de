"""The settings: one table, from which the reader, the JSON Schema, flags, ``--show-config`` and the docs come.

To add a setting, add a field.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.results.rule import Conventions, FailOn, Severity
from cursus_tester.settings import kinds
from cursus_tester.settings.declaration import Flag, declared, setting
from cursus_tester.settings.pipeline_settings import PipelineSettings

if TYPE_CHECKING:
    from cursus_tester.results.finding import Waiver

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for a run. Paths are as seen from the working directory."""

    #: The settings file's folder, absolute; empty when there is none.
    folder: str = ""
    paths: tuple[str, ...] = setting(
        (),
        kinds.PATHS,
        "files and folders to check when the command line names none",
        unset="the working directory",
        stands_for=(".",),
        flag=Flag(help="files or folders (default: from settings or .)", metavar="PATH", names=("paths",)),
    )
    exclude: tuple[str, ...] = setting(
        (),
        kinds.PATTERNS,
        "patterns of files and folders to skip when a folder is searched; `*` also matches `/`",
    )
    select: tuple[str, ...] = setting(
        (),
        kinds.RULES,
        "run only rules with these ids or prefixes of ids",
        flag=Flag(help="only rules with these ids or prefixes", metavar="IDS", is_repeatable=True),
    )
    ignore: tuple[str, ...] = setting(
        (),
        kinds.RULES,
        "do not run rules with these ids or prefixes",
        flag=Flag(help="no rules with these ids or prefixes", metavar="IDS", is_repeatable=True),
    )
    conventions: Conventions | None = setting(
        None,
        kinds.CONVENTIONS,
        "judge every builder by the conventions, or none",
        unset="builders that derive from a step builder base which has its methods, or carry a specification",
    )
    #: By rule id.
    severity: Mapping[str, Severity] = setting({}, kinds.SEVERITIES, "other severities for rules, by id")
    fail_on: FailOn = setting(
        FailOn.ERROR,
        kinds.FAIL_ON,
        "findings of rules of this severity or worse block",
        flag=Flag(help="", metavar="SEVERITY"),
    )
    min_score: float | None = setting(
        None,
        kinds.SCORE,
        "a builder with a lower score, or without a rating, blocks",
        flag=Flag(help="the lowest score that a builder may have", metavar="N", noun="score"),
    )
    #: As ``FORMAT`` or ``FORMAT=FILE``.
    formats: tuple[str, ...] = setting(
        (),
        kinds.FORMATS,
        "reports to write, as `FORMAT` or `FORMAT=FILE`",
        unset="terminal",
        flag=Flag(
            help="write a report; repeatable (default: terminal)",
            metavar="FORMAT[=FILE]",
            names=("-f", "--format"),
            is_repeatable=True,
        ),
    )
    #: In seconds, for one builder's scenarios together.
    timeout: float = setting(
        60.0,
        kinds.SECONDS,
        "seconds for one builder",
        flag=Flag(help="for one builder", metavar="SECONDS", noun="time"),
    )
    #: In bytes, beyond what the SDK has.
    memory_limit: int = setting(
        2 << 30,
        kinds.SIZE,
        "memory for one builder beyond what the SDK needs, such as `512MiB`",
        flag=Flag(help="for one builder", metavar="SIZE", noun="size"),
    )
    thorough: bool = setting(
        False,
        kinds.TRUTH,
        "whether every three changes of a builder's situation meet in some scenario, and not only every two",
        flag=Flag(help="try every three changes together, not only every two"),
    )
    #: Empty: see ``unset``.
    import_root: str = setting(
        "",
        kinds.PATH,
        "the folder to import modules from",
        unset="the one above their topmost package",
        flag=Flag(help="import modules from this folder", metavar="DIR"),
    )
    #: ``module:function`` that makes a config, by ``module:Class``, ``path::Class`` or a pattern of either, in order.
    configs: Mapping[str, str] = setting({}, kinds.CONFIG_FACTORIES, "functions that make a config, by builder")
    #: By ``module:Class``, ``path::Class`` or a pattern of either, in order.
    sessions: Mapping[str, SessionKind] = setting(
        {}, kinds.SESSIONS, "the one kind of session that builders are meant for, by builder"
    )
    environment: Mapping[str, str] = setting(
        {}, kinds.ENVIRONMENT, "environment variables that builders read while they are built"
    )
    #: By ``module:function``, ``path::function`` or a pattern of either, in order; of a whole file nothing behind it.
    pipelines: Mapping[str, PipelineSettings] = setting(
        {}, kinds.PIPELINES, "what code that makes a pipeline is given when it is run, by function, module or notebook"
    )
    waivers: tuple[Waiver, ...] = setting((), kinds.WAIVERS, "findings that are accepted, each with a reason")
    waiver_limit_days: int | None = setting(
        None,
        kinds.whole(1, 3650),
        "how many days ahead a waiver may end; it then needs an end date",
        unset="no limit",
    )
    strict_waivers: bool = setting(
        False,
        kinds.TRUTH,
        "expired, unused or malformed waivers, and settings for builders that are not there, are an error",
        flag=Flag(help="fail on expired or unused waivers"),
    )
    #: Empty: none is used.
    baseline: str = setting(
        "",
        kinds.PATH,
        "the file of accepted findings",
        flag=Flag(help="do not block the findings in FILE", metavar="FILE"),
    )
    #: Where each value comes from, by field: a file or a flag; a default has no entry.
    origins: Mapping[str, str] = field(default_factory=dict)

    def config_factory(self, *, module: str, file: str, name: str) -> str:
        """The factory for a builder: of its own key, else of the first pattern that fits; empty when there is none.

        Args:
            module: Dotted name of the builder's module.
            file: The builder's file.
            name: The builder's class.
        """
        if not self.configs:
            return ""
        return self._entry_for(self.configs, self.names_of(module=module, file=file, name=name)) or ""

    def session_kind(self, *, module: str, file: str, name: str) -> SessionKind | None:
        """The one kind of session that a builder is meant for; ``None``: any. Arguments as of `config_factory`."""
        return self._entry_for(self.sessions, self.names_of(module=module, file=file, name=name))

    def pipeline_settings(self, *, module: str, file: str, name: str) -> PipelineSettings:
        """What code that makes a pipeline is given. Arguments as of `config_factory`."""
        if not self.pipelines:
            return PipelineSettings()
        return self._entry_for(self.pipelines, self.names_of(module=module, file=file, name=name)) or PipelineSettings()

    def _entry_for(self, table: Mapping[str, _Value], names: tuple[str, ...]) -> _Value | None:
        """What a table says of a builder: under its own key, else under the first pattern that fits."""
        own = next((table[each] for each in names if each in table), None)
        return own or next((value for pattern, value in table.items() if is_named(pattern, names)), None)

    def names_of(self, *, module: str, file: str, name: str) -> tuple[str, ...]:
        """What settings call a builder: ``module:Class`` and ``path::Class``, the path from the settings' folder."""
        path = os.path.relpath(file, self.folder or None).replace(os.sep, "/")
        return f"{module}:{name}", f"{path}::{name}"

    def leaves_out(self, path: str) -> bool:
        """Whether a file or folder that is met in a folder is left out. `path` is absolute."""
        if not self.exclude:
            return False
        shown = os.path.relpath(path, self.folder or None).replace(os.sep, "/")
        return any(_fits(shown, pattern.rstrip("/")) for pattern in self.exclude)

    def changed(self, origin: str, **values: Any) -> Settings:
        """The settings with other values that come from `origin`, such as a flag."""
        origins = {**self.origins, **dict.fromkeys(values, origin)}
        return dataclasses.replace(self, **values, origins=origins)


#: What can be set, in the order in which it is shown.
SETTINGS = declared(Settings)
SETTING_BY_FIELD = {each.field: each for each in SETTINGS}


def is_named(pattern: str, names: Iterable[str]) -> bool:
    """Whether a pattern of the settings means the builder with these names."""
    return any(each == pattern or _fits(each, pattern) for each in names)


def _fits(name: str, pattern: str) -> bool:
    import fnmatch

    return fnmatch.fnmatchcase(name, pattern)
