"""The kinds of values that settings have: how each is read from a file and from a flag, described and shown."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.results.rule import Conventions, FailOn, Severity
from cursus_tester.sdk.names import PIPELINE_SESSION
from cursus_tester.settings import values
from cursus_tester.settings.table_reader import ReadValue, TableReader


class Layout(enum.Enum):
    """What a value is in a TOML file."""

    VALUE = "value"
    #: A table of its own.
    TABLE = "table"
    #: An array of tables.
    TABLES = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of value."""

    #: Reads it from a settings file; raises `cursus_tester.settings.values.Unfit`.
    read: ReadValue
    #: A JSON Schema of it; definitions are those of `cursus_tester.settings.schema`.
    schema: Mapping[str, Any]
    #: Reads it from the command line; raises `cursus_tester.settings.values.Unfit`.
    from_flag: Callable[[str], Any] = str
    #: A value as it stands in a settings file.
    shown: Callable[[Any], Any] = lambda value: value
    #: What it may be, where only these values fit.
    choices: tuple[str, ...] = ()
    layout: Layout = Layout.VALUE


def _alone(read: Callable[[Any], Any]) -> ReadValue:
    """A reader that needs neither the key nor the file."""
    return lambda reader, key, value: read(value)


def _from_digits(text: str, least: int, most: int) -> int:
    is_number = text.isascii() and text.isdigit()
    return values.whole(int(text) if is_number else None, least, most)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def whole(least: int, most: int) -> Kind:
    """A whole number from `least` to `most`."""
    return Kind(
        read=_alone(lambda value: values.whole(value, least, most)),
        schema={"type": "integer", "minimum": least, "maximum": most},
        from_flag=lambda text: _from_digits(text, least, most),
    )


PATH = Kind(read=TableReader.path, schema={"$ref": "#/definitions/text"})
PATHS = Kind(read=TableReader.paths, schema={"$ref": "#/definitions/texts"})
PATTERNS = Kind(read=_alone(values.texts), schema={"$ref": "#/definitions/texts"})
RULES = Kind(read=_alone(values.rule_prefixes), schema={"$ref": "#/definitions/rules"})
TRUTH = Kind(read=_alone(values.truth), schema={"type": "boolean"})
SECONDS = Kind(
    read=_alone(lambda value: values.seconds(values.number(value))),
    schema={"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 86400},
    from_flag=lambda text: values.seconds(_float(text)),
)
SCORE = Kind(
    read=_alone(lambda value: values.score(values.number(value))),
    schema={"type": "number", "minimum": 0, "maximum": 100},
    from_flag=lambda text: values.score(_float(text)),
)
SIZE = Kind(
    read=_alone(lambda value: values.size(values.text(value))),
    schema={"type": "string", "pattern": f"^{values.SIZE_PATTERN}$"},
    from_flag=values.size,
    shown=values.size_text,
)
FAIL_ON = Kind(
    read=_alone(lambda value: values.choice(FailOn, value)),
    schema={"enum": [each.value for each in FailOn]},
    from_flag=lambda text: values.choice(FailOn, text),
    choices=tuple(each.value for each in FailOn),
)
CONVENTIONS = Kind(
    read=_alone(lambda value: values.choice(Conventions, value)),
    schema={"enum": [each.value for each in Conventions]},
    from_flag=lambda text: values.choice(Conventions, text),
    choices=tuple(each.value for each in Conventions),
)
FORMATS = Kind(
    read=TableReader.formats,
    schema={"type": "array", "items": {"type": "string", "pattern": f"^{values.FORMAT_PATTERN}$"}},
)
SEVERITIES = Kind(
    read=lambda reader, key, value: reader.entries(
        key, value, 'SB408 = "error"', values.rule, lambda each: values.choice(Severity, each)
    ),
    schema={
        "type": "object",
        "propertyNames": {"$ref": "#/definitions/rule"},
        "additionalProperties": {"enum": [each.value for each in Severity]},
    },
    choices=tuple(each.value for each in Severity),
    layout=Layout.TABLE,
)
CONFIG_FACTORIES = Kind(
    read=lambda reader, key, value: reader.entries(
        key, value, '"module:Class" = "module:function"', values.builder, values.factory
    ),
    schema={
        "type": "object",
        "propertyNames": {"$ref": "#/definitions/builder"},
        "additionalProperties": {
            "description": "module:function",
            "type": "string",
            "pattern": f"^{values.FACTORY_PATTERN}$",
        },
    },
    layout=Layout.TABLE,
)
SESSIONS = Kind(
    read=lambda reader, key, value: reader.entries(
        key, value, f'"module:Class" = "{PIPELINE_SESSION}"', values.builder, values.session_kind
    ),
    schema={
        "type": "object",
        "propertyNames": {"$ref": "#/definitions/builder"},
        "additionalProperties": {"enum": [*values.SESSION_KINDS]},
    },
    choices=tuple(values.SESSION_KINDS),
    layout=Layout.TABLE,
)
ENVIRONMENT = Kind(
    read=lambda reader, key, value: reader.entries(key, value, 'STAGE = "test"', values.variable, values.any_text),
    schema={
        "type": "object",
        "propertyNames": {"pattern": f"^{values.VARIABLE_PATTERN}$"},
        "additionalProperties": {"type": "string"},
    },
    layout=Layout.TABLE,
)
PIPELINES = Kind(
    read=TableReader.pipelines,
    schema={
        "type": "object",
        "propertyNames": {"$ref": "#/definitions/builder"},
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "arguments": {
                    "description": "values by parameter, or module:function that returns them",
                    "anyOf": [{"type": "object"}, {"type": "string", "pattern": f"^{values.FACTORY_PATTERN}$"}],
                },
                "environment": {"type": "object", "additionalProperties": {"type": "string"}},
                "working-directory": {"$ref": "#/definitions/text"},
                "buckets": {
                    "type": "object",
                    "propertyNames": {"minLength": 3, "maxLength": 63},
                    "additionalProperties": {"type": "string"},
                },
                "packages-missing": {"$ref": "#/definitions/texts"},
                "files-missing": {"$ref": "#/definitions/texts"},
            },
        },
    },
    layout=Layout.TABLE,
)
WAIVERS = Kind(
    read=TableReader.waivers,
    schema={"type": "array", "items": {"$ref": "#/definitions/waiver"}},
    layout=Layout.TABLES,
)
