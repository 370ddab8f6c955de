"""Read the fields of a config class: pydantic, dataclass, attrs, named tuple, ``TypedDict`` or plain."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from cursus_tester.configs.annotations import UNKNOWN, evaluate, hints_of, is_not_required, is_required
from cursus_tester.configs.markers import says_required, says_unset


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a config class."""

    #: As an attribute of the config.
    name: str
    #: As a keyword of its constructor, which an alias changes.
    key: str
    annotation: Any
    required: bool
    default: Any = None
    #: Constraints outside the annotation, as pydantic keeps them.
    metadata: tuple[Any, ...] = ()
    #: The values that a validator lists, as ``attrs.validators.in_`` does.
    listed: tuple[Any, ...] = ()
    #: Whether the class has a marker in place of a default: it takes configs without the field.
    has_marker: bool = False


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a pydantic model, dataclass, attrs class, named tuple, ``TypedDict`` or plain class."""
    return _without_markers(cls)


def field_names(cls: type) -> Mapping[str, None]:
    """The names of these fields, in order."""
    return _names(cls)


@functools.cache
def _names(cls: type) -> Mapping[str, None]:
    return dict.fromkeys(field.name for field in fields_of(cls))


@functools.cache
def _without_markers(cls: type) -> tuple[Field, ...]:
    """The fields with ``None`` in place of defaults that are none."""
    return tuple(_without_marker(field) for field in _fields_of(cls))


def _without_marker(field: Field) -> Field:
    if field.required or not (says_required(field.default) or says_unset(field.default)):
        return field
    must_be_given = says_required(field.default)
    return dataclasses.replace(field, required=must_be_given, default=None, has_marker=True)


def _fields_of(cls: type) -> tuple[Field, ...]:
    if is_pydantic(cls):
        return tuple(_pydantic_fields(cls))
    if is_pydantic_v1(cls):
        return tuple(_pydantic_v1_fields(cls))
    if dataclasses.is_dataclass(cls):
        return tuple(_dataclass_fields(cls))
    if is_attrs(cls):
        return tuple(_attrs_fields(cls))
    hints = hints_of(cls)
    if typing.is_typeddict(cls):
        keys = getattr(cls, "__required_keys__", frozenset(hints))
        # Under ``from __future__ import annotations`` Python 3.11 takes every key of a total class for required.
        required = {
            name: is_required(hint) or (name in keys and not is_not_required(hint)) for name, hint in hints.items()
        }
        return tuple(_field(name, hint, required=required[name]) for name, hint in hints.items())
    if issubclass(cls, tuple) and hasattr(cls, "_field_defaults"):
        defaults = cls._field_defaults
        return tuple(
            _field(name, hint, required=name not in defaults, default=defaults.get(name))
            for name, hint in hints.items()
        )
    return tuple(_plain_fields(cls, hints))


def is_pydantic(cls: type) -> bool:
    """Whether `cls` is a pydantic 2 model."""
    return isinstance(getattr(cls, "model_fields", None), dict) and hasattr(cls, "model_validate")


def is_pydantic_v1(cls: type) -> bool:
    """Whether `cls` is a model of pydantic 1, which pydantic 2 brings along as ``pydantic.v1``."""
    return not is_pydantic(cls) and hasattr(cls, "parse_obj") and isinstance(getattr(cls, "__fields__", None), dict)


def explicit_fields(config: Any) -> frozenset[str]:
    """The fields of a pydantic model that were set explicitly."""
    return frozenset(config.model_fields_set if is_pydantic(type(config)) else config.__fields_set__)


def is_attrs(cls: type) -> bool:
    """Whether `cls` was made by attrs."""
    return hasattr(cls, "__attrs_attrs__")


#: By the ``id`` of a class, which need not be able to hash: the class, and whether it declares fields.
_config_like: dict[int, tuple[type, bool]] = {}


def is_config_like(cls: type) -> bool:
    """Whether `cls` is of a kind that declares fields."""
    known = _config_like.get(id(cls))
    if known is None:
        known = _config_like[id(cls)] = cls, _declares_fields(cls)
    return known[1]


def _declares_fields(cls: type) -> bool:
    return (
        is_pydantic(cls)
        or is_pydantic_v1(cls)
        or dataclasses.is_dataclass(cls)
        or is_attrs(cls)
        or typing.is_typeddict(cls)
        or (issubclass(cls, tuple) and hasattr(cls, "_field_defaults"))
    )


def parameters_of(cls: type) -> tuple[inspect.Parameter, ...]:
    """The named parameters of a class's constructor; ``*args`` and ``**kwargs`` lead on to that of its base."""
    found: dict[str, inspect.Parameter] = {}
    for each, parameters in _constructors(cls):
        module = inspect.getmodule(each)
        for parameter in parameters:
            if parameter.kind not in _VARIADIC:
                resolved = parameter.replace(annotation=evaluate(parameter.annotation, module))
                found.setdefault(parameter.name, resolved)
    return tuple(found.values())


def takes_any_keyword(cls: type) -> bool:
    """Whether a class's constructor takes keywords by any name, and no base's refuses them in the end."""
    found = list(_constructors(cls))
    return bool(found) and any(parameter.kind is parameter.VAR_KEYWORD for parameter in found[-1][1])


def set_by_constructor(cls: type) -> frozenset[str]:
    """Names that a class's constructor may set by itself: all that its code mentions."""
    codes = (getattr(vars(each)["__init__"], "__code__", None) for each, _ in _constructors(cls))
    return frozenset(name for code in codes if code is not None for name in code.co_names)


_VARIADIC = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


def _constructors(cls: type) -> Iterator[tuple[type, list[inspect.Parameter]]]:
    """A class's constructor and those of its bases that its ``*args`` and ``**kwargs`` lead on to."""
    for each in cls.__mro__:
        constructor = vars(each).get("__init__")
        if constructor is None or each is object:
            continue
        try:
            parameters = list(inspect.signature(constructor).parameters.values())[1:]
        except (TypeError, ValueError):
            return
        yield each, parameters
        if not any(parameter.kind in _VARIADIC for parameter in parameters):
            return


def _field(name: str, annotation: Any, *, required: bool, default: Any = None) -> Field:
    return Field(name=name, key=name, annotation=annotation, required=required, default=default)


def _pydantic_fields(cls: Any) -> Iterator[Field]:
    settings: Mapping[str, Any] = cls.model_config
    by_name = settings.get("populate_by_name") or settings.get("validate_by_name")
    for name, field in cls.model_fields.items():
        if field.init is False:
            continue
        required = field.is_required()
        yield Field(
            name=name,
            key=name if by_name else _alias(name, field.validation_alias or field.alias),
            annotation=field.annotation,
            required=required,
            default=None if required else _pydantic_default(field),
            metadata=tuple(field.metadata),
        )


def _alias(name: str, alias: Any) -> str:
    """The keyword that an alias makes of a field; of several choices the first that is a word."""
    choices = getattr(alias, "choices", (alias,))
    return next((each for each in choices if isinstance(each, str)), name)


def _pydantic_default(field: Any) -> Any:
    try:
        return field.get_default(call_default_factory=True)
    except Exception:  # A factory of the team's, or one that wants the data validated so far.
        return None


def _pydantic_v1_fields(cls: Any) -> Iterator[Field]:
    for name, field in cls.__fields__.items():
        annotation = _unconstrained(field.outer_type_)
        yield Field(
            name=name,
            key=name if cls.__config__.allow_population_by_field_name else field.alias,
            annotation=annotation | None if field.allow_none else annotation,
            required=field.required is True,
            default=None if field.required is True else field.get_default(),
            metadata=_pydantic_v1_bounds(field.outer_type_),
        )


def _unconstrained(annotation: Any) -> Any:
    """The type that a constrained one of pydantic 1 is made of, such as ``str``; any other annotation as it is."""
    if not isinstance(annotation, type) or not annotation.__module__.startswith("pydantic"):
        return annotation
    return next((each for each in annotation.__mro__ if each in (str, int, float, bytes, list, set)), annotation)


def _pydantic_v1_bounds(annotation: Any) -> tuple[Any, ...]:
    """The bounds of a constrained type, which pydantic 1 keeps as attributes, as pydantic 2 writes them."""
    from pydantic import Field as declare

    names = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length")
    found: dict[str, Any] = {name: getattr(annotation, name, None) for name in names}
    pattern = getattr(annotation, "regex", None)
    if pattern is not None:
        # pydantic 1 matches from the start, pydantic 2 anywhere.
        found["pattern"] = f"^(?:{getattr(pattern, 'pattern', pattern)})"
    bounds = {name: value for name, value in found.items() if value is not None}
    return tuple(declare(**bounds).metadata) if bounds else ()


def _dataclass_fields(cls: type) -> Iterator[Field]:
    hints = hints_of(cls)
    for field in dataclasses.fields(cast(Any, cls)):
        if not field.init:
            continue
        has_value = field.default is not dataclasses.MISSING
        has_factory = field.default_factory is not dataclasses.MISSING
        make: Any = field.default_factory
        default = field.default if has_value else make() if has_factory else None
        yield _field(
            field.name, hints.get(field.name, UNKNOWN), required=not (has_value or has_factory), default=default
        )


def _attrs_fields(cls: type) -> Iterator[Field]:
    import attr

    hints = hints_of(cls)
    for field in attr.fields(cls):
        if not field.init:
            continue
        required = field.default is attr.NOTHING
        factory = field.default if isinstance(field.default, attr.Factory) else None  # type: ignore[arg-type]
        default = None if required else field.default
        if factory is not None:
            default = None if factory.takes_self else factory.factory()
        yield Field(
            name=field.name,
            key=field.alias or field.name,
            annotation=hints.get(field.name, evaluate(field.type or UNKNOWN, inspect.getmodule(cls))),
            required=required,
            default=default,
            listed=_listed_by(field.validator),
        )


def _listed_by(validator: Any) -> tuple[Any, ...]:
    """The options of ``attrs.validators.in_``, also as one of several validators."""
    for each in (validator, getattr(validator, "validator", None), *getattr(validator, "_validators", ())):
        options = getattr(each, "options", None)
        if options is not None and not isinstance(options, str):
            return tuple(options)
    return ()


def _plain_fields(cls: type, hints: Mapping[str, Any]) -> Iterator[Field]:
    """The parameters of the constructor; the annotated names and class attributes where it has none, or takes any."""
    has_constructor = cls.__init__ is not object.__init__  # type: ignore[misc]
    if has_constructor and not getattr(cls, "_is_protocol", False):
        parameters = parameters_of(cls)
        for parameter in parameters:
            required = parameter.default is parameter.empty
            annotation = (
                parameter.annotation if parameter.annotation is not UNKNOWN else hints.get(parameter.name, UNKNOWN)
            )
            yield _field(parameter.name, annotation, required=required, default=None if required else parameter.default)
        if not takes_any_keyword(cls):
            return
        known = {parameter.name for parameter in parameters} | set_by_constructor(cls)
        yield from (each for each in _annotated_fields(cls, hints) if each.name in hints and each.name not in known)
        return
    yield from _annotated_fields(cls, hints)


def _annotated_fields(cls: type, hints: Mapping[str, Any]) -> Iterator[Field]:
    attributes = {
        name: value
        for each in reversed(cls.__mro__[:-1])
        for name, value in vars(each).items()
        if not name.startswith("_")
        and not callable(value)
        and not isinstance(value, (property, classmethod, staticmethod))
    }
    for name in dict.fromkeys((*hints, *attributes)):
        if not name.startswith("_"):
            yield _field(name, hints.get(name, UNKNOWN), required=name not in attributes, default=attributes.get(name))
