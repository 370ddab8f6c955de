"""Values that scenarios give to a config's fields of any name, by what the fields are declared as.

Optional fields, flags, numbers that are 0, and lists that are empty: what a builder does with them shows only where
they are set. What a field is for nobody knows, so the values are ones that any use takes: no text where the name says
that a service, a file or a place reads it.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, allows_none, alternatives
from cursus_tester.configs.constraints import allowed_values
from cursus_tester.configs.fields import Field, fields_of, is_config_like
from cursus_tester.evidence.field_names import (
    ANY_TEXT as _TEXT,
)
from cursus_tester.evidence.field_names import (
    OTHER_VPC_CONFIG,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
)

#: What a field's text names that is no free text: the service, the SDK or a file system has its say.
_NO_FREE_TEXT = re.compile(
    r"name|type|mode|format|filter|join|split|assembl|compress|algorithm|metric|objective|protocol|strategy|metho"
    r"|s3|ur[il]|path|dir|file|folder|prefix|bucket|key|image|ecr|arn|role|account|region|profile|session|endpoint"
    r"|version|package|model|artifact|archive|(?<!meta)data|source|(?<!de)script|program|handler|entry|module|class|function|command"
    r"|cache|expir|duration|schedule|time|date|step|framework|instance|accelerator|vpc|subnet|group|tags?|env|kms"
    r"|encrypt|email|host|domain|port|depend|requirement|layer|container"
)
#: Numbers of the service that have bounds of their own, or that must suit another one.
_NO_FREE_NUMBER = re.compile(r"wait|port|memory|volume|storage|size|version|timestamp|epoch_time|date|count")
_SECONDS = re.compile(r"second|timeout|period|max_run|runtime|duration|interval|ttl")
#: The most fields that vary by what they are declared as.
_MOST = 8


def telling_values(config: Any, declared: Sequence[Field], taken: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Plain values for the fields of a config, and of configs inside it; those that list their values have all.

    Args:
        config: The config.
        declared: Its fields, also of a config that is a mapping.
        taken: Fields that scenarios change for another reason.
    """
    found: dict[str, tuple[Any, ...]] = {}
    open_ones: dict[str, tuple[Any, ...]] = {}
    for holder, fields in _holders(config, declared):
        for field in fields:
            listed = tuple(value for part in alternatives(field.annotation) for value in _listed(part))
            texts = tuple(value for value in listed if isinstance(value, str))
            if len(texts) > 1:
                found.setdefault(field.name, texts)
            elif not listed and field.name not in taken and not field.required:
                values = tuple(_values(field, _held(holder, field.name)))
                if values:
                    open_ones.setdefault(field.name, values)
    return found | dict([each for each in open_ones.items() if each[0] not in found][:_MOST])


def _holders(config: Any, declared: Sequence[Field]) -> Iterator[tuple[Any, Sequence[Field]]]:
    yield config, declared
    for field in declared if not isinstance(config, Mapping) else ():
        inner = _held(config, field.name)
        if is_config_like(type(inner)):
            yield inner, fields_of(type(inner))


def _held(config: Any, name: str) -> Any:
    try:
        return config.get(name) if isinstance(config, Mapping) else getattr(config, name, None)
    except Exception:  # A property of the team's own.
        return None


def _values(field: Field, before: Any) -> Iterator[Any]:
    """What a field takes that is absent, zero or empty."""
    name = field.name.strip("_").lower()
    parts = [part for part in alternatives(field.annotation) if part is not UNKNOWN]
    kinds = [typing.get_origin(part) or part for part in parts]
    if before is None and bool in kinds:
        yield from (True, False)
    elif before is None and any(isinstance(kind, type) and is_config_like(kind) for kind in kinds):
        yield from _nested(next(kind for kind in kinds if isinstance(kind, type) and is_config_like(kind)))
    elif (before is None or (not before and not isinstance(before, bool))) and {int, float} & set(kinds):
        yield from allowed_values(list(_numbers(name, kinds)), field)[:1]
    elif before is None and str in kinds and allows_none(field.annotation) and not _NO_FREE_TEXT.search(name):
        yield from allowed_values([_TEXT], field)
    elif not before and _holds_texts(parts, list) and not _NO_FREE_TEXT.search(name):
        yield from allowed_values([[_TEXT, f"{_TEXT} 2"]], field)
    elif not before and _holds_texts(parts, dict) and not _NO_FREE_TEXT.search(name):
        yield from allowed_values([{_TEXT: f"{_TEXT} 2"}], field)


def _holds_texts(parts: Sequence[Any], kind: type) -> bool:
    """Whether one of the types is a list of texts, or a dictionary of texts."""
    return any(typing.get_origin(each) is kind and set(typing.get_args(each)) == {str} for each in parts)


def _numbers(name: str, kinds: Sequence[Any]) -> Iterator[float]:
    if not _NO_FREE_NUMBER.search(name):
        yield from (600,) if _SECONDS.search(name) else (0.5, 3) if int not in kinds else (3, 1)


def _nested(cls: type) -> Iterator[dict[str, Any]]:
    """The plain fields of a config inside the config, where each can be told from its name and type."""
    found: dict[str, Any] = {}
    for field in fields_of(cls):
        network = _of_network(field.name)
        if network:
            found[field.name] = network
        elif field.required:
            values = list(_required(field))
            if not values:
                return
            found[field.name] = values[0]
    if found:
        yield found


def _required(field: Field) -> Iterator[Any]:
    """A value for a required field of a config inside the config."""
    name, kinds = field.name.lower(), [typing.get_origin(part) or part for part in alternatives(field.annotation)]
    if bool in kinds:
        yield False
    elif {int, float} & set(kinds):
        yield from allowed_values(list(_numbers(name, kinds)), field)[:1]
    elif str in kinds and not _NO_FREE_TEXT.search(name):
        yield from allowed_values([_TEXT], field)


def _of_network(name: str) -> list[str]:
    if name in SUBNET_FIELDS:
        return list(OTHER_VPC_CONFIG["Subnets"])
    return list(OTHER_VPC_CONFIG["SecurityGroupIds"]) if name in SECURITY_GROUP_FIELDS else []


def _listed(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (member.value for member in annotation)
    elif typing.get_origin(annotation) is typing.Literal:
        yield from typing.get_args(annotation)
