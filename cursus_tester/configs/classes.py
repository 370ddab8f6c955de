"""Find the config class of a builder: the one that its constructor names, else one in its module."""

from __future__ import annotations

import copy
import dataclasses
import enum
import functools
import inspect
import re
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, alternatives, evaluate
from cursus_tester.configs.fields import Field, fields_of, is_config_like, set_by_constructor, takes_any_keyword
from cursus_tester.configs.reads import reads_of
from cursus_tester.evidence.builder import UNDECLARED_CONFIGS
from cursus_tester.observation.describe import qualified_name
from cursus_tester.observation.loaded_modules import loaded_modules

_CONFIG_SUFFIX = re.compile(r"(?:Config|Configuration|Settings|Params|Parameters|Options)$")
_NO_CONFIG_SUFFIX = re.compile(r"(?:Spec|Specification|Contract|Dependency|Output|Input|Registry|Error)$")
_BUILDER_SUFFIX = re.compile(r"(?:Step)?Builder$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The fields of a config, and the function that makes it."""

    #: Qualified name of its class.
    name: str
    fields: tuple[Field, ...]
    #: Makes one from values by field name.
    construct: Callable[[Mapping[str, Any]], Any]

    @property
    def shown(self) -> str:
        """The class's name without its module."""
        return self.name.rpartition(".")[2]


def recipe_of(cls: type, also: Iterable[Field] = ()) -> Recipe:
    """The recipe of a config class, with fields that its constructor takes and does not declare."""
    fields = (*fields_of(cls), *also)
    keys = {field.name: field.key for field in fields}

    def construct(values: Mapping[str, Any]) -> Any:
        if typing.is_typeddict(cls):
            return dict(values)
        if getattr(cls, "_is_protocol", False):
            return SimpleNamespace(**values)
        if cls.__init__ is object.__init__ and not issubclass(cls, tuple):  # type: ignore[misc]
            instance = cls()
            for name, value in values.items():
                setattr(instance, name, value)
            return instance
        return cls(**{keys[name]: value for name, value in values.items()})

    return Recipe(name=qualified_name(cls), fields=fields, construct=construct)


def config_recipes(builder: type, parameter: inspect.Parameter, holds: Callable[[str], bool]) -> tuple[Recipe, ...]:
    """The possible configs of `builder`, most likely first; empty when none is known.

    Args:
        builder: The builder's class.
        parameter: The one of its constructor that takes the config.
        holds: Whether a file belongs to the team's own code.
    """
    named = list(dict.fromkeys(_named_classes(builder, parameter)))
    if named:
        own = [each for each in _own_classes(builder, holds) if any(_derives(each, base) for base in named)]
        classes = [cls for cls in dict.fromkeys((*named, *_leaves(own))) if not inspect.isabstract(cls)]
        return _fitting(builder, parameter.name, classes)
    if any(_is_mapping(each) for each in alternatives(parameter.annotation)):
        return _recipe_of_reads(builder, parameter.name, by_key=True)
    likely = _config_like(builder, holds)
    return (
        _fitting(builder, parameter.name, likely) if likely else _recipe_of_reads(builder, parameter.name, by_key=None)
    )


def recipe_of_settings(
    builder: type, parameters: Iterable[inspect.Parameter], open_settings: str
) -> tuple[Recipe, ...]:
    """The config of a builder whose constructor takes each field of it as a keyword.

    Args:
        builder: The builder's class.
        parameters: Those of its constructor that are fields.
        open_settings: The name of its ``**settings``; empty where the fields are named.
    """
    if open_settings:
        return tuple(
            dataclasses.replace(each, name=qualified_name(builder))
            for each in _recipe_of_reads(builder, open_settings, by_key=True)
        )
    declared = [(each.name, each.annotation, _declared_default(each)) for each in parameters]
    made = dataclasses.make_dataclass(builder.__name__, declared, kw_only=True)
    return (dataclasses.replace(recipe_of(made), name=qualified_name(builder)),)


def _declared_default(parameter: inspect.Parameter) -> Any:
    if parameter.default is parameter.empty:
        return dataclasses.field()
    return dataclasses.field(default_factory=lambda: copy.copy(parameter.default))


def _fitting(builder: type, parameter: str, classes: list[type]) -> tuple[Recipe, ...]:
    """The recipes of `classes`; those with the most fields that the builder reads come first."""

    @functools.cache
    def reads() -> list[Field]:
        return [field for field in reads_of(builder, parameter).fields if field.required]

    recipes = [recipe_of(cls, _undeclared(cls, reads)) for cls in classes]
    if len(recipes) < 2:
        return tuple(recipes)
    read = {field.name for field in reads()}

    def lacking(index: int) -> int:
        has = {field.name for field in recipes[index].fields}
        return sum(name not in has and not hasattr(classes[index], name) for name in read)

    return tuple(recipes[index] for index in sorted(range(len(recipes)), key=lacking))


def _undeclared(cls: type, reads: Callable[[], Iterable[Field]]) -> Iterator[Field]:
    """The fields that a builder reads from a config whose class accepts any keyword."""
    if is_config_like(cls) or not takes_any_keyword(cls):
        return
    known = {field.name for field in fields_of(cls)} | set_by_constructor(cls)
    yield from (field for field in reads() if field.name not in known and not hasattr(cls, field.name))


def _named_classes(builder: type, parameter: inspect.Parameter) -> Iterator[type]:
    """The classes that the builder's annotations and attributes name, those of the most derived class first."""
    for cls in builder.__mro__[:-1]:
        module = inspect.getmodule(cls)
        for name in dict.fromkeys((parameter.name, "config")):
            yield from _classes(evaluate(vars(cls).get("__annotations__", {}).get(name, UNKNOWN), module))
        for name, value in vars(cls).items():
            if "config" in name.lower() and isinstance(value, type) and not name.startswith("__"):
                yield from _classes(value)
        if "__init__" in vars(cls):
            own = inspect.signature(vars(cls)["__init__"]).parameters
            if parameter.name in own:
                break
    if isinstance(parameter.annotation, typing.TypeVar):
        yield from _classes(_argument_for(builder, parameter.annotation))
    yield from _classes(parameter.annotation)


def _classes(annotation: Any) -> Iterator[type]:
    for each in alternatives(annotation):
        origin = typing.get_origin(each)
        if origin is type:
            # config_class: type[Config]
            yield from _classes(typing.get_args(each)[0])
        elif isinstance(origin, type) and not _is_mapping(each):
            # A generic model with its arguments left out.
            yield origin
        elif isinstance(each, type) and each not in (Any, object, str, SimpleNamespace) and not _is_mapping(each):
            yield each


def _is_mapping(annotation: Any) -> bool:
    cls = typing.get_origin(annotation) or annotation
    return isinstance(cls, type) and issubclass(cls, Mapping) and not typing.is_typeddict(cls)


def _argument_for(builder: type, variable: typing.TypeVar) -> Any:
    """The type that a subclass of a generic builder base gives for its type variable."""
    for cls in builder.__mro__:
        for base in getattr(cls, "__orig_bases__", ()):
            parameters = getattr(typing.get_origin(base), "__parameters__", ())
            arguments = dict(zip(parameters, typing.get_args(base), strict=False))
            if variable in arguments and not isinstance(arguments[variable], typing.TypeVar):
                return arguments[variable]
    return UNKNOWN


def _config_like(builder: type, holds: Callable[[str], bool]) -> list[type]:
    """The classes of the builder's module, else of the modules beside it, that look like its config."""
    own = list(_own_classes(builder, holds))
    here = [each for each in own if vars(sys.modules[builder.__module__]).get(each.__name__) is each]
    for scope in (here, own):
        for suits in (_is_called_config, _is_shaped_as_config):
            found = _leaves([each for each in scope if suits(each)])
            stem = _BUILDER_SUFFIX.sub("", builder.__name__)
            named = [each for each in found if _CONFIG_SUFFIX.sub("", each.__name__) == stem]
            if found:
                return named or found
    return []


def _is_called_config(cls: type) -> bool:
    return _CONFIG_SUFFIX.search(cls.__name__) is not None


def _is_shaped_as_config(cls: type) -> bool:
    names = {field.name for field in fields_of(cls)} if is_config_like(cls) else set()
    return bool(names) and not names >= {"dependencies", "outputs"} and not _NO_CONFIG_SUFFIX.search(cls.__name__)


def _own_classes(builder: type, holds: Callable[[str], bool]) -> Iterator[type]:
    """The team's classes in all its modules that are loaded, builders, exceptions, enums and abstract ones left out."""
    for _, module in loaded_modules():
        file = vars(module).get("__file__")
        if not isinstance(file, str) or not holds(file):
            continue
        for value in list(vars(module).values()):
            if not isinstance(value, type) or value.__module__ != module.__name__:
                continue
            unsuited = issubclass(value, (BaseException, enum.Enum)) or hasattr(value, "create_step")
            if not unsuited and not inspect.isabstract(value):
                yield value


def _leaves(classes: list[type]) -> list[type]:
    """The classes from which no other of `classes` derives."""
    distinct = list(dict.fromkeys(classes))
    return [each for each in distinct if not any(other is not each and _derives(other, each) for other in distinct)]


def _derives(cls: type, base: type) -> bool:
    # issubclass() is not for TypedDicts.
    return base in cls.__mro__[1:]


def _recipe_of_reads(builder: type, parameter: str, by_key: bool | None) -> tuple[Recipe, ...]:
    """A dictionary or a namespace of the names that the builder reads; empty when it reads none."""
    reads = reads_of(builder, parameter)
    if not reads.fields:
        return ()
    is_dictionary = reads.by_key if by_key is None else by_key
    optional = {field.name: field.default for field in reads.fields if not field.required}

    def construct(values: Mapping[str, Any]) -> Any:
        held = {**optional, **values}
        return held if is_dictionary else SimpleNamespace(**held)

    return (Recipe(name=UNDECLARED_CONFIGS[0 if is_dictionary else 1], fields=reads.fields, construct=construct),)
