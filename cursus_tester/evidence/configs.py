"""A config for a builder, made from its annotation with values that a SageMaker user would write.

The class's own defaults come first, so that a default that cannot work shows. A field without one gets declared, listed
and literal values, in that order; nothing beyond that is guessed: the user names a factory.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
import itertools
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from cursus_tester.evidence.aws import ROLE, bucket_name

_MISSING = object()

#: Script-mode versions that the SDK registry has, newest sensible first, with their Python.
_VERSIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "xgboost": (("1.7-1", "py3"), ("1.5-1", "py3")),
    "sklearn": (("1.2-1", "py3"), ("1.0-1", "py3")),
    "pytorch": (("2.1", "py310"), ("2.0", "py310"), ("1.13", "py39")),
    "tensorflow": (("2.13", "py310"), ("2.12", "py310")),
    "huggingface": (("4.37.0", "py310"),),
    "mxnet": (("1.9.0", "py38"),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What generated values may refer to."""

    #: Such as ``xgboost``; ``None`` when it cannot be told.
    framework: str | None
    #: Versions that the builder's specification lists.
    framework_versions: tuple[str, ...]
    region: str
    #: An existing folder with the inference code.
    source_dir: str
    #: A file in it.
    entry_point: str = "inference.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a config class, whatever made the class."""

    name: str
    annotation: Any
    required: bool
    default: Any = None


class ConfigError(Exception):
    """No valid config was found; the text names the field that was the obstacle."""


def config_class(builder: type) -> type | None:
    """The annotation of the constructor's ``config``, through ``Optional``; ``None`` when there is none."""
    for cls in builder.__mro__:
        constructor = vars(cls).get("__init__")
        if constructor is None:
            continue
        try:
            annotation = typing.get_type_hints(constructor).get("config", _MISSING)
        except (NameError, TypeError, AttributeError):
            annotation = inspect.signature(constructor).parameters.get("config", None)
            annotation = getattr(annotation, "annotation", _MISSING)
        for candidate in _alternatives(annotation):
            if isinstance(candidate, type) and candidate not in (object, dict, type(None)):
                return candidate
    return None


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a pydantic model, dataclass, attrs class, ``TypedDict`` or annotated class."""
    if hasattr(cls, "model_fields"):  # pydantic 2
        return tuple(
            Field(
                name=field.alias or name,
                annotation=field.annotation,
                required=field.is_required(),
                default=None if field.is_required() else field.get_default(call_default_factory=True),
            )
            for name, field in cls.model_fields.items()
        )
    hints = _hints(cls)
    if dataclasses.is_dataclass(cls):
        return tuple(
            Field(
                name=field.name,
                annotation=hints.get(field.name, Any),
                required=field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
                default=_dataclass_default(field),
            )
            for field in dataclasses.fields(cls)
            if field.init
        )
    if hasattr(cls, "__attrs_attrs__"):
        import attr

        return tuple(
            Field(
                name=field.alias,
                annotation=hints.get(field.name, Any),
                required=field.default is attr.NOTHING,
                default=field.default if not isinstance(field.default, attr.Factory) else None,  # type: ignore[arg-type]
            )
            for field in attr.fields(cls)
            if field.init
        )
    if typing.is_typeddict(cls):
        required = getattr(cls, "__required_keys__", frozenset(hints))
        return tuple(Field(name=name, annotation=hint, required=name in required) for name, hint in hints.items())
    return _constructor_fields(cls, hints)


def _constructor_fields(cls: type, hints: Mapping[str, Any]) -> tuple[Field, ...]:
    if "__init__" not in vars(cls) and not any("__init__" in vars(base) for base in cls.__mro__[1:-1]):
        return tuple(
            Field(name=name, annotation=hint, required=not hasattr(cls, name), default=getattr(cls, name, None))
            for name, hint in hints.items()
        )
    try:
        constructor_hints = typing.get_type_hints(cls.__init__)  # type: ignore[misc]
    except (NameError, TypeError):
        constructor_hints = {}
    return tuple(
        Field(
            name=parameter.name,
            annotation=constructor_hints.get(parameter.name, Any),
            required=parameter.default is parameter.empty,
            default=None if parameter.default is parameter.empty else parameter.default,
        )
        for parameter in list(inspect.signature(cls.__init__).parameters.values())[1:]  # type: ignore[misc]
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    )


def make_config(cls: type, surroundings: Surroundings, accepts: Callable[[Any], None]) -> Any:
    """A config that its class and the builder accept.

    Args:
        cls: The config's class.
        surroundings: What generated values may refer to.
        accepts: Raises when the builder refuses the config; refusals are answered with another value of the field that
            their text names.

    Raises:
        ConfigError: Every combination that was tried is refused. ``__cause__`` is the last refusal.
    """
    fields = fields_of(cls)
    candidates = {field.name: list(_candidates(field, surroundings)) for field in fields if field.required}
    chosen = dict.fromkeys(candidates, 0)
    empty = [name for name, values in candidates.items() if not values]
    if empty:
        raise ConfigError(f"no value is known for the required field {empty[0]!r} of {cls.__name__}")
    last: Exception | None = None
    for _ in range(40):
        values = {name: copy.deepcopy(candidates[name][index]) for name, index in chosen.items()}
        try:
            config = construct(cls, values)
            accepts(config)
            return config
        except Exception as error:
            last = error
        obstacle = _field_named_in(last, [name for name in chosen if chosen[name] + 1 < len(candidates[name])])
        if obstacle is None:
            break
        chosen[obstacle] += 1
    raise ConfigError(f"{cls.__name__} could not be made: {type(last).__name__}: {last}") from last


def construct(cls: type, values: Mapping[str, Any]) -> Any:
    """An instance of `cls` with `values`; a plain class without constructor gets them as attributes."""
    if typing.is_typeddict(cls):
        return dict(values)
    if cls.__init__ is object.__init__:  # type: ignore[misc]
        instance = cls()
        for name, value in values.items():
            setattr(instance, name, value)
        return instance
    return cls(**values)


def vary(config: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of `config` with `changes`, validated again where its class can."""
    if not changes:
        return config
    cls = type(config)
    if hasattr(cls, "model_fields"):
        values = {name: getattr(config, name) for name in cls.model_fields if name in config.model_fields_set}
        return cls(**{**values, **changes})
    if dataclasses.is_dataclass(config) and not isinstance(config, type):
        return dataclasses.replace(config, **changes)
    if hasattr(cls, "__attrs_attrs__"):
        import attr

        return attr.evolve(config, **changes)
    varied = copy.copy(config)
    if isinstance(varied, dict):
        varied.update(changes)
        return varied
    for name, value in changes.items():
        setattr(varied, name, value)
    return varied


def value_of(config: Any, name: str, default: Any = None) -> Any:
    """A config's field, whether the config is an object or a mapping."""
    if isinstance(config, Mapping):
        return config.get(name, default)
    return getattr(config, name, default)


def names_of(config: Any) -> tuple[str, ...]:
    """The names of a config's fields, in order."""
    if isinstance(config, Mapping):
        return tuple(str(name) for name in config)
    names = [field.name for field in fields_of(type(config))]
    names += [name for name in getattr(config, "__dict__", ()) if name not in names and not name.startswith("_")]
    return tuple(name for name in names if hasattr(config, name))


def _candidates(field: Field, surroundings: Surroundings) -> Iterator[Any]:
    """Values for a required field, the most likely first; unhashable ones included, duplicates left in."""
    listed = list(_listed(field.annotation))
    domain = list(_domain_values(field.name, surroundings))
    if listed:
        yield from (value for value in domain if value in listed)
        yield from listed
        return
    yield from domain
    for alternative in _alternatives(field.annotation):
        yield from _by_type(alternative, field.name, surroundings)


def _listed(annotation: Any) -> Iterator[Any]:
    for alternative in _alternatives(annotation):
        if typing.get_origin(alternative) is typing.Literal:
            yield from typing.get_args(alternative)
        elif isinstance(alternative, type) and issubclass(alternative, Enum):
            yield from alternative


def _domain_values(name: str, surroundings: Surroundings) -> Iterator[Any]:
    versions = _VERSIONS.get(surroundings.framework or "", _VERSIONS["xgboost"])
    bucket = bucket_name(surroundings.region)
    known: dict[str, tuple[Any, ...]] = {
        "instance_type": ("ml.m5.xlarge",),
        "inference_instance_type": ("ml.m5.xlarge",),
        "instance_count": (1,),
        "framework": (surroundings.framework or "xgboost",),
        "framework_name": (surroundings.framework or "xgboost",),
        "framework_version": (*surroundings.framework_versions, *(version for version, _ in versions)),
        "transformers_version": ("4.37.0",),
        "pytorch_version": ("2.1.0",),
        "py_version": tuple(dict.fromkeys((*(python for _, python in versions), "py3", "py310", "py39", "py38"))),
        "python_version": tuple(python for _, python in versions),
        "entry_point": (surroundings.entry_point,),
        "source_dir": (surroundings.source_dir,),
        "source_directory": (surroundings.source_dir,),
        "code_dir": (surroundings.source_dir,),
        "role": (ROLE,),
        "role_arn": (ROLE,),
        "execution_role": (ROLE,),
        "region": (surroundings.region,),
        "aws_region": (surroundings.region,),
        "region_name": (surroundings.region,),
        "bucket": (bucket,),
        "bucket_name": (bucket,),
        "s3_bucket": (bucket,),
        "model_data": (f"s3://{bucket}/models/model.tar.gz",),
        "env": ({},),
        "environment": ({},),
        "tags": ([],),
        "model_name": ("conformance-model",),
        "pipeline_name": ("conformance",),
        "project_name": ("conformance",),
        "project_root_folder": (str(Path(surroundings.source_dir).parent),),
        "pipeline_version": ("1.0.0",),
        "author": ("conformance",),
        "service_name": ("conformance",),
        "step_name": ("CreateModel",),
        "image_uri": (f"123456789012.dkr.ecr.{surroundings.region}.amazonaws.com/conformance:1",),
    }
    yield from known.get(name, ())


def _by_type(annotation: Any, name: str, surroundings: Surroundings) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if annotation is bool:
        yield from (False, True)
    elif annotation is int:
        yield from (1, 2, 10)
    elif annotation is float:
        yield from (1.0, 0.5)
    elif annotation in (dict, Mapping) or origin in (dict, types.MappingProxyType) or _is(origin, "Mapping"):
        yield {}
    elif annotation is list or origin in (list, set, frozenset, tuple) or _is(origin, "Sequence"):
        yield from _sequences(annotation, origin, name, surroundings)
    elif annotation is Path:
        yield Path(surroundings.source_dir)
    elif annotation in (str, Any) or annotation is inspect.Parameter.empty:
        yield from (name.replace("_", "-"), "1")
    elif isinstance(annotation, type) and fields_of(annotation):
        values = {}
        for field in fields_of(annotation):
            if field.required:
                first = next(_candidates(field, surroundings), _MISSING)
                if first is _MISSING:
                    return
                values[field.name] = first
        yield construct(annotation, values)


def _sequences(annotation: Any, origin: Any, name: str, surroundings: Surroundings) -> Iterator[Any]:
    cls = origin if origin in (list, set, frozenset, tuple) else list
    arguments = [each for each in typing.get_args(annotation) if each is not Ellipsis]
    if arguments and isinstance(arguments[0], type) and fields_of(arguments[0]) and arguments[0] is not str:
        item = next(_by_type(arguments[0], name, surroundings), _MISSING)
        if item is not _MISSING:
            yield cls([item])
            yield cls([item, copy.deepcopy(item)])
    yield cls()


def _is(origin: Any, name: str) -> bool:
    return getattr(origin, "__name__", "") == name


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types that an annotation allows: through ``Optional``, unions, ``Annotated`` and new types."""
    if annotation is _MISSING or annotation is inspect.Parameter.empty:
        return ()
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return tuple(itertools.chain.from_iterable(_alternatives(each) for each in typing.get_args(annotation)))
    if origin is typing.Annotated or _is(origin, "Required") or _is(origin, "NotRequired"):
        return _alternatives(typing.get_args(annotation)[0])
    if hasattr(annotation, "__supertype__"):
        return _alternatives(annotation.__supertype__)
    return (annotation,) if annotation is not type(None) else ()


def _field_named_in(error: Exception, names: list[str]) -> str | None:
    locations = [str(part) for each in _pydantic_errors(error) for part in each.get("loc", ())]
    text = str(error)
    for name in names:
        if name in locations:
            return name
    spelled = {name: (name, name.replace("_", " ")) for name in names}
    return next((name for name in sorted(names, key=len, reverse=True) if any(s in text for s in spelled[name])), None)


def _pydantic_errors(error: Exception) -> list[dict[str, Any]]:
    errors = getattr(error, "errors", None)
    if not callable(errors) or not type(error).__module__.startswith("pydantic"):
        return []
    return list(errors())


def _hints(cls: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except (NameError, TypeError):
        return dict(getattr(cls, "__annotations__", {}))


def _dataclass_default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else None
