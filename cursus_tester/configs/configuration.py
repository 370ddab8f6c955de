"""Make the config of a builder: from the factory that the settings name, else by generation."""

from __future__ import annotations

import importlib
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from inspect import Parameter
from pathlib import PurePath
from typing import Any

from cursus_tester.configs import generation as configs
from cursus_tester.configs.annotations import allows_none, alternatives
from cursus_tester.configs.classes import Recipe, config_recipes, recipe_of, recipe_of_settings
from cursus_tester.configs.constructors import Constructor
from cursus_tester.configs.fields import Field
from cursus_tester.configs.generation import ConfigError, Refused
from cursus_tester.configs.reads import is_read
from cursus_tester.configs.values import ValueContext
from cursus_tester.evidence.builder import ConfigField
from cursus_tester.evidence.imported_builder import GENERATED_CONFIG
from cursus_tester.observation.describe import plain, qualified_name
from cursus_tester.observation.team_code import TeamCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A config that the builder accepts."""

    config: Any
    #: Qualified name of its class.
    type: str
    fields: tuple[Field, ...]
    #: The generated values, by field.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: Generated fields for which there are other values.
    open_fields: tuple[str, ...] = ()


def configure(
    cls: type,
    constructor: Constructor,
    config: object,
    factory: str,
    context: ValueContext,
    accepts: Callable[[Any], None],
    team_code: TeamCode,
    refused: Refused,
) -> Configuration:
    """A config for the builder `cls`.

    Args:
        cls: The builder's class.
        constructor: What its constructor takes.
        config: A config object, or `GENERATED_CONFIG`.
        factory: ``module:function`` that makes one; empty: it is generated.
        context: What generated values may refer to.
        accepts: Raises when the builder refuses a config.
        team_code: The code that is being checked.
        refused: Generated values that the builder refused before.

    Raises:
        ConfigError: No valid config was found.
    """
    if config is not GENERATED_CONFIG:
        return _ready(config, accepts)
    if factory:
        return _from_factory(factory, accepts)
    if constructor.config is None:
        if not constructor.spreads:
            return _ready(None, accepts)
        recipes = recipe_of_settings(cls, constructor.settings, constructor.open_settings)
        return _first_valid(recipes, context, accepts, refused)
    recipes = config_recipes(cls, constructor.config, team_code.holds)
    if not recipes and constructor.config.default is not Parameter.empty and not is_read(cls, constructor.config.name):
        # A parameter for the sake of the signature.
        return _ready(constructor.config.default, accepts)
    if not recipes:
        raise ConfigError(
            f"the parameter {constructor.config.name!r} of {cls.__name__}'s constructor has no annotation that names "
            f"its class, and neither its module nor the modules that it imports define exactly one config class"
        )
    return _first_valid(recipes, context, accepts, refused)


def _first_valid(
    recipes: Iterable[Recipe], context: ValueContext, accepts: Callable[[Any], None], refused: Refused
) -> Configuration:
    first: ConfigError | None = None
    for recipe in recipes:
        try:
            return _generated(recipe, configs.make_config(recipe, context, accepts, refused))
        except ConfigError as error:
            first = first or error
    assert first is not None
    raise first


def _generated(recipe: Recipe, generated: configs.Generated) -> Configuration:
    return Configuration(
        config=generated.config,
        type=recipe.name,
        fields=recipe.fields,
        values=generated.values,
        open_fields=generated.open_fields,
    )


def _from_factory(factory: str, accepts: Callable[[Any], None]) -> Configuration:
    module, _, name = factory.partition(":")
    try:
        make: Any = importlib.import_module(module)
        for part in name.split("."):
            make = getattr(make, part)
        config = make()
    except Exception as error:
        raise ConfigError(f"the config factory {factory} failed: {type(error).__name__}: {error}", factory) from error
    return _ready(config, accepts)


def _ready(config: Any, accepts: Callable[[Any], None]) -> Configuration:
    """The configuration of an existing config."""
    accepts(config)
    if config is None:
        return Configuration(config=None, type="", fields=())
    if isinstance(config, Mapping):
        return Configuration(config=config, type=qualified_name(type(config)), fields=tuple(_entries(config)))
    recipe = recipe_of(type(config))
    return Configuration(config=config, type=recipe.name, fields=recipe.fields)


def _entries(config: Mapping[Any, Any]) -> list[Field]:
    return [
        Field(name=str(name), key=str(name), annotation=Any, required=False, default=value)
        for name, value in config.items()
    ]


def described_fields(made: Configuration) -> tuple[ConfigField, ...]:
    """The fields of a config as plain data."""
    return tuple(
        ConfigField(
            name=field.name,
            # A marker is refused by whoever reads it, if by anybody.
            required=field.required and not field.has_marker,
            default=plain(field.default),
            nullable=allows_none(field.annotation),
            can_be_empty=not any(
                isinstance(part, type) and issubclass(part, (Enum, PurePath)) for part in alternatives(field.annotation)
            ),
            is_mapping=any(_is_mapping(part) for part in alternatives(field.annotation)),
        )
        for field in made.fields
    )


def _is_mapping(annotation: Any) -> bool:
    cls = typing.get_origin(annotation) or annotation
    return isinstance(cls, type) and not typing.is_typeddict(cls) and issubclass(cls, Mapping)
