"""Read single values: each function returns what a value of a settings file means, or says what was expected."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.sdk.names import SESSION_CLASSES

if TYPE_CHECKING:
    import datetime

#: By the name of the SDK's class.
SESSION_KINDS = {name: kind for kind, name in SESSION_CLASSES.items()}
VARIABLE_PATTERN = r"[A-Za-z_][A-Za-z0-9_]*"
FACTORY_PATTERN = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
FORMAT_PATTERN = r"[a-z]+(?:=.+)?"
RULE_PATTERN = r"[A-Za-z]+[1-4][0-9]*"
RULE_PREFIX_PATTERN = r"[A-Za-z]+[0-9]*"
DATE_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
SIZE_PATTERN = r"([1-9][0-9]*)\s*(MiB|GiB|)"
_UNITS = {"GiB": 1 << 30, "MiB": 1 << 20}
_Kind = TypeVar("_Kind", bound=enum.Enum)


class Unfit(ValueError):
    """A value that does not fit its key."""

    def __init__(self, expected: str, choices: Sequence[str] = ()) -> None:
        """Say what was `expected`; one of `choices`, where only these fit."""
        super().__init__(expected)
        self.choices = choices


def text(value: Any) -> str:
    """A text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise Unfit("a text")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Several of these."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise Unfit("a list of texts")
    return tuple(value)


def rule_prefixes(value: Any) -> tuple[str, ...]:
    """Ids of rules, or prefixes of ids."""
    found = texts(value)
    if not all(re.fullmatch(RULE_PREFIX_PATTERN, each) for each in found):
        raise Unfit('a list of ids of rules or their beginnings, such as ["CM3", "SB204"]')
    return found


def rule(value: Any) -> str:
    """The id of a rule."""
    if not isinstance(value, str) or not re.fullmatch(RULE_PATTERN, value):
        raise Unfit("the id of a rule, such as CM310")
    return value


def builder(value: Any) -> str:
    """A builder's name, or a pattern of names."""
    if not isinstance(value, str) or (":" not in value and "*" not in value):
        raise Unfit('a class: "module:Class", "path::Class" or a pattern')
    return value


def factory(value: Any) -> str:
    """The name of a function that makes a config."""
    if not isinstance(value, str) or not re.fullmatch(FACTORY_PATTERN, value):
        raise Unfit('a function without arguments: "module:function"')
    return value


def arguments(value: Any) -> Any:
    """Arguments by parameter, or the name of a function that makes them."""
    if isinstance(value, str) and re.fullmatch(FACTORY_PATTERN, value):
        return value
    if not isinstance(value, dict):
        raise Unfit('a table of values, or a function that returns one: "module:function"')
    return value


def table_of(read: Callable[[Any], Any], value: Any) -> dict[str, Any]:
    """A table of such values."""
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise Unfit('a table with entries such as name = "value"')
    return {name: read(each) for name, each in value.items()}


def variable(value: Any) -> str:
    """The name of an environment variable."""
    if not isinstance(value, str) or not re.fullmatch(VARIABLE_PATTERN, value):
        raise Unfit("the name of an environment variable, such as STAGE")
    return value


def any_text(value: Any) -> str:
    """A text, which may be empty."""
    if not isinstance(value, str):
        raise Unfit("a text")
    return value


def session_kind(value: Any) -> SessionKind:
    """A kind of session, by the name of the SDK's class."""
    if value not in SESSION_KINDS:
        raise Unfit(" or ".join(SESSION_KINDS), tuple(SESSION_KINDS))
    return SESSION_KINDS[value]


def reason(value: Any) -> str:
    """A text with words in it."""
    if not isinstance(value, str) or not any(map(str.isalnum, value)):
        raise Unfit("a text that says why")
    return value


def truth(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


def whole(value: Any, least: int, most: int) -> int:
    """A whole number within bounds, which belong to it."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Unfit(f"a whole number from {least} to {most}")
    return value


def number(value: Any) -> float:
    """A number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Unfit("a number")
    return value


def seconds(value: float) -> float:
    """A time bound in seconds."""
    if not 0.0 < value < 86_400.0:
        raise Unfit("a number of seconds between 0 and 86400")
    return float(value)


def score(value: float) -> float:
    """A least score."""
    if not 0.0 <= value <= 100.0:
        raise Unfit("a score from 0 to 100")
    return float(value)


def size(text: str) -> int:
    """The bytes of a size such as ``512MiB``."""
    found = re.fullmatch(SIZE_PATTERN, text)
    if found is None:
        raise Unfit("a size such as 512MiB or 2GiB")
    return int(found[1]) * _UNITS.get(found[2], 1)


def size_text(size: int) -> str:
    """A size in bytes as a settings file has it."""
    for unit, factor in _UNITS.items():
        if size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


def date(text: str) -> datetime.date:
    """A date such as ``2027-01-31``."""
    import datetime

    try:
        return datetime.date.fromisoformat(text if re.fullmatch(DATE_PATTERN, text) else "")
    except ValueError as error:
        raise Unfit("a date such as 2027-01-31") from error


def day(value: Any) -> datetime.date:
    """A date of TOML, or a text that is one."""
    import datetime

    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if not isinstance(value, str):
        raise Unfit("a date such as 2027-01-31")
    return date(value)


def choice(kind: type[_Kind], value: Any) -> _Kind:
    """The member of `kind` with this value."""
    names = [each.value for each in kind]
    if value not in names:
        raise Unfit(f"{', '.join(names[:-1])} or {names[-1]}", names)
    return kind(value)
