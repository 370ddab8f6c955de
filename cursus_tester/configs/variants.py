"""Change configs for scenarios, and read their values, for every kind of config class."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import PurePath
from typing import Any

from cursus_tester.configs.annotations import alternatives
from cursus_tester.configs.fields import (
    explicit_fields,
    field_names,
    fields_of,
    is_attrs,
    is_config_like,
    is_pydantic,
    is_pydantic_v1,
)
from cursus_tester.configs.markers import says_required, says_unset
from cursus_tester.observation.describe import plain


def vary(config: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of `config` with `changes`, validated again where its class can.

    A name that is no field of `config` itself but of a config inside it is changed there.
    """
    if not changes:
        return config
    changes = {name: _as_before(config, name, value) for name, value in changes.items()}
    own = {name: value for name, value in changes.items() if _has(config, name)}
    for name, inner in _inner_configs(config):
        meant = {key: value for key, value in changes.items() if key not in own and _has(inner, key)}
        if meant:
            own[name] = vary(inner, meant)
    own |= {name: value for name, value in changes.items() if name not in own and not _found_inside(config, name)}
    return _vary_own(config, own)


def _as_before(config: Any, name: str, value: Any) -> Any:
    """A plain value in the type that the field has or says: an enumeration's member, a path, a tuple.

    Raises:
        ValueError: The enumeration has no member of this value.
    """
    before = value_of(config, name)
    if isinstance(before, Mapping) and isinstance(value, Mapping):
        # Changes are made of plain values: what stays stays itself, such as a pipeline variable.
        return {key: before[key] if _stays(before, key, each) else each for key, each in value.items()}
    if isinstance(before, tuple) and isinstance(value, list):
        return type(before)(value)
    declared = [
        part for field in fields_of(type(config)) if field.name == name for part in alternatives(field.annotation)
    ]
    if isinstance(value, dict) and before is None:
        return next((_made(part, value) for part in declared if isinstance(part, type) and is_config_like(part)), value)
    if isinstance(value, list):
        return _as_declared(value, [typing.get_origin(part) or part for part in declared])
    if not isinstance(value, str) or not value:
        return value
    for cls in (type(before), *declared):
        if isinstance(cls, type) and issubclass(cls, Enum):
            return cls(value)
        if isinstance(cls, type) and issubclass(cls, PurePath) and not isinstance(before, str):
            return cls(value)
    return value


def _made(cls: type, values: Mapping[str, Any]) -> Any:
    """A config inside the config, of plain values."""
    fields = {field.name: field for field in fields_of(cls)}
    given = {}
    for name, value in values.items():
        kinds = [typing.get_origin(part) or part for part in alternatives(fields[name].annotation)]
        given[fields[name].key] = _as_declared(value, kinds) if isinstance(value, list) else value
    return cls(**given)


def _as_declared(value: list[Any], declared: Sequence[Any]) -> Any:
    """A list in what the field says that it holds: a mapping of tags, a tuple or a set."""
    kinds = [each for each in declared if isinstance(each, type) and issubclass(each, Collection)]
    if any(issubclass(list, each) for each in kinds):
        return value
    for kind in kinds:
        if issubclass(dict, kind) and all(isinstance(each, dict) and {"Key", "Value"} <= set(each) for each in value):
            return {each["Key"]: each["Value"] for each in value}
        if issubclass(kind, (tuple, set, frozenset)) and all(isinstance(each, str) for each in value):
            return kind(value)
    return value


def _stays(before: Mapping[Any, Any], key: Any, value: Any) -> bool:
    return key in before and plain(before[key]) == value


def _vary_own(config: Any, changes: Mapping[str, Any]) -> Any:
    cls = type(config)
    if is_pydantic(cls) or is_pydantic_v1(cls):
        return _vary_pydantic(config, changes)
    if dataclasses.is_dataclass(config) and not isinstance(config, type):
        return dataclasses.replace(config, **changes)
    if is_attrs(cls):
        import attr

        keys = {field.name: field.key for field in fields_of(cls)}
        return attr.evolve(config, **{keys.get(name, name): value for name, value in changes.items()})
    if hasattr(cls, "_field_defaults"):
        return config._replace(**changes)
    varied = copy.copy(config)
    if isinstance(varied, dict):
        varied.update(changes)
        return varied
    fields = fields_of(cls) if "__init__" in vars(cls) else ()
    if (
        fields
        and set(changes) <= {field.name for field in fields}
        and all(hasattr(config, each.name) for each in fields)
    ):
        # Its constructor may refuse the change.
        return cls(**{**{field.name: getattr(config, field.name) for field in fields}, **changes})
    for name, value in changes.items():
        setattr(varied, name, value)
    return varied


def _vary_pydantic(config: Any, changes: Mapping[str, Any]) -> Any:
    cls = type(config)
    keys = {field.name: field.key for field in fields_of(cls)}
    given = {name: getattr(config, name) for name in explicit_fields(config)}

    def remake(values: Mapping[str, Any]) -> Any:
        return cls(**{keys.get(name, name): value for name, value in values.items()})

    try:
        return remake({**given, **changes})
    except Exception:
        try:
            remake(given)
        except Exception:  # The unchanged config does not pass its own validation either.
            copy_with = config.model_copy if is_pydantic(cls) else config.copy
            return copy_with(update=dict(changes))
        raise


def value_of(config: Any, name: str, default: Any = None) -> Any:
    """A config's field, whether the config is an object or a mapping, also from a config inside it."""
    if _has(config, name):
        return config[name] if isinstance(config, Mapping) else getattr(config, name, default)
    for _, inner in _inner_configs(config):
        if _has(inner, name):
            return getattr(inner, name, default)
    return getattr(config, name, default)


def plain_values(config: Any) -> dict[str, Any]:
    """A config's values as JSON, by field; of an enumeration's member its value.

    Of a config inside it there are the fields, which scenarios change, and not the whole.
    """
    return {name: _plain(value) for name, value in values_of(config).items() if not is_config_like(type(value))}


def _plain(value: Any) -> Any:
    if says_required(value) or says_unset(value):
        return None
    return plain(value._value_ if isinstance(value, Enum) else value)


def markers_in(config: Any) -> dict[int, Any]:
    """The markers among a config's values by ``id``: copies keep them, since builders ask for them by identity."""
    return {id(value): value for value in values_of(config).values() if says_required(value) or says_unset(value)}


def values_of(config: Any) -> dict[str, Any]:
    """A config's values by field, in order, those of configs inside it included."""
    values = _own_values(config)
    for inner in [inner for _, inner in _inner_configs(config, values)]:
        for name, value in _own_values(inner).items():
            values.setdefault(name, value)
    return values


def _own_values(config: Any) -> dict[str, Any]:
    if isinstance(config, Mapping):
        return {name: config.get(name) for name in map(str, config)}
    declared = field_names(type(config))
    held = (name for name in getattr(config, "__dict__", ()) if not name.startswith("_"))
    values = {}
    for name in dict.fromkeys((*declared, *held)):
        # A property of the team's own may raise anything.
        with contextlib.suppress(Exception):
            values[name] = getattr(config, name)
    return values


def _is_readable(config: Any, name: str) -> bool:
    try:
        return hasattr(config, name)
    except Exception:  # A property of the team's own.
        return False


def _has(config: Any, name: str) -> bool:
    if isinstance(config, Mapping):
        return name in config
    is_held = not name.startswith("_") and name in getattr(config, "__dict__", ())
    return (is_held or name in field_names(type(config))) and _is_readable(config, name)


def _inner_configs(config: Any, own: Mapping[str, Any] | None = None) -> Iterator[tuple[str, Any]]:
    """The configs inside a config, by field; `own` are its values where they are known already."""
    if isinstance(config, Mapping):
        return
    for name, value in (_own_values(config) if own is None else own).items():
        if is_config_like(type(value)):
            yield name, value


def _found_inside(config: Any, name: str) -> bool:
    return any(_has(inner, name) for _, inner in _inner_configs(config))
