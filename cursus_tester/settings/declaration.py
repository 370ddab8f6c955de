"""What is declared of each setting, beside its name, type and default."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cursus_tester.settings.kinds import Kind

_Value = TypeVar("_Value")
_DECLARATION = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """How the command line says a setting."""

    #: What ``--help`` says; where there is one, the default is added.
    help: str
    #: What stands for the value in ``--help``; empty: it is a switch.
    metavar: str = ""
    #: As ``-f`` and ``--format``; empty: the key with two hyphens. Without hyphens: arguments without a flag.
    names: tuple[str, ...] = ()
    #: What the value is not where it cannot be read, as in "is no time"; empty: "is none".
    noun: str = ""
    #: It takes a list: the flag may be repeated.
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting."""

    #: As the settings file has it, such as ``memory-limit``.
    key: str
    kind: Kind
    #: What it means: the beginning of a sentence, for the documentation and the schema.
    meaning: str
    default: Any
    #: What holds where it is not set, in words; empty where `default` says it.
    unset: str
    #: What an empty value stands for, as ``--show-config`` shows it; ``None``: itself.
    stands_for: Any
    #: ``None``: only the file says it.
    flag: Flag | None

    @property
    def field(self) -> str:
        """Its field of `cursus_tester.settings.settings.Settings`."""
        return self.key.replace("-", "_")

    @property
    def flag_names(self) -> tuple[str, ...]:
        """What the command line calls it; empty where it cannot say it."""
        if self.flag is None:
            return ()
        return self.flag.names or (f"--{self.key}",)

    @property
    def origin(self) -> str:
        """The flag that said it, for messages."""
        long = self.flag_names[-1]
        return long if long.startswith("-") or self.flag is None else self.flag.metavar

    @property
    def help(self) -> str:
        """What ``--help`` says of its flag."""
        said = self.flag.help if self.flag is not None else ""
        default = self.default_value
        if self.kind.choices:
            *first, last = (f"{each}{' (default)' if each == default else ''}" for each in self.kind.choices)
            return f"{', '.join(first)} or {last}"
        return said if default is None or isinstance(default, bool) else f"{said} (default: {default})"

    @property
    def default_text(self) -> str:
        """The default in words; empty where there is none."""
        value = self.default_value
        return self.unset or ("" if value is None else str(value).lower() if isinstance(value, bool) else str(value))

    @property
    def default_value(self) -> Any:
        """The default as a settings file would say it; ``None`` where none can be said."""
        if self.default is None or self.default == "" or self.default == () or self.default == {}:
            return None
        value = self.kind.shown(self.default)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value.value if isinstance(value, enum.Enum) else value


def setting(
    default: _Value,
    kind: Kind,
    meaning: str,
    *,
    unset: str = "",
    stands_for: Any = None,
    flag: Flag | None = None,
) -> _Value:
    """Declare a field of `cursus_tester.settings.settings.Settings`; its name with hyphens is the key."""
    told = {"kind": kind, "meaning": meaning, "default": default, "unset": unset, "stands_for": stands_for}
    metadata: Mapping[str, Any] = {_DECLARATION: {**told, "flag": flag}}
    # By a factory, since a dataclass takes no table for a default; nothing changes it.
    field: _Value = dataclasses.field(default_factory=lambda: default, metadata=metadata)
    return field


def declared(settings: type[Any]) -> tuple[Setting, ...]:
    """The settings that the fields of a class declare, in their order."""
    return tuple(
        Setting(key=field.name.replace("_", "-"), **field.metadata[_DECLARATION])
        for field in dataclasses.fields(settings)
        if _DECLARATION in field.metadata
    )
