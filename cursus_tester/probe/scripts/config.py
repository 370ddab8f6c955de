"""Write a config as the Python source that makes it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import PurePath
from typing import Any

from cursus_tester.configs.annotations import alternatives
from cursus_tester.configs.configuration import Configuration
from cursus_tester.configs.constructors import Constructor
from cursus_tester.configs.fields import Field, explicit_fields, fields_of, is_config_like, is_pydantic, is_pydantic_v1
from cursus_tester.evidence.code import CODE_FOLDER, SPREAD, BuilderCode, ConfigStyle, FieldCode
from cursus_tester.probe.scripts.values import UnwritableError, Writer


def builder_code(
    made: Configuration,
    constructor: Constructor,
    *,
    factory: str,
    code_folder: str,
    scripts: tuple[str, ...],
    step_keywords: frozenset[str] | None,
) -> BuilderCode:
    """The source that makes the builder with the config `made`.

    Args:
        made: The config, and what it was made of.
        constructor: What the builder's constructor takes.
        factory: ``module:function`` that made the config; empty: it was generated.
        code_folder: The folder of generated inference code.
        scripts: The files of inference code that the config names, relative to the folder where pipelines are built.
        step_keywords: Keywords of ``create_step``; ``None``: any.
    """
    writer = _Writer(code_folder)
    style, maker = _style(made, constructor, factory, writer)
    fields = {} if style is ConfigStyle.NONE else dict(writer.fields(made))
    keyword = None
    if constructor.config is not None:
        positional = constructor.config.kind is inspect.Parameter.POSITIONAL_ONLY
        keyword = "" if positional else constructor.config.name
    elif constructor.spreads:
        keyword = SPREAD
    return BuilderCode(
        style=style,
        imports=tuple(sorted(writer.imports)),
        maker=maker,
        fields=fields,
        inner=dict(_inner(made.config)),
        remade=_copy_keywords(made.config) if style is ConfigStyle.FACTORY else {},
        unwritable=tuple(writer.unwritable),
        config_keyword=keyword,
        session_keyword=constructor.session,
        role_keyword=constructor.role,
        step_keywords=step_keywords,
        scripts=scripts,
    )


def _style(made: Configuration, constructor: Constructor, factory: str, writer: _Writer) -> tuple[ConfigStyle, str]:
    config = made.config
    if factory:
        module, _, name = factory.partition(":")
        writer.imports.add(f"from {module} import {name.partition('.')[0]}")
        return ConfigStyle.FACTORY, name
    if constructor.spreads:
        return ConfigStyle.MAPPING, ""
    if constructor.config is None:
        return ConfigStyle.NONE, ""
    if isinstance(config, Mapping):
        return ConfigStyle.MAPPING, ""
    cls = type(config)
    has_constructor = cls.__init__ is not object.__init__ or issubclass(cls, tuple)
    try:
        return ConfigStyle.CALL if has_constructor else ConfigStyle.ATTRIBUTES, writer.name_of(cls)
    except UnwritableError:
        return ConfigStyle.UNWRITABLE, cls.__qualname__


def _copy_keywords(config: Any) -> dict[str, str]:
    """The keywords with which the class makes a changed config, each with its attribute; empty for none."""
    cls, held = type(config), _attributes(config)
    fields = fields_of(cls) if is_config_like(cls) or "__init__" in vars(cls) else ()
    if isinstance(config, Mapping) or any(each.name not in held for each in fields):
        return {}
    is_model = is_pydantic(cls) or is_pydantic_v1(cls)
    given = explicit_fields(config) if is_model else {each.name for each in fields}
    return {each.key: each.name for each in fields if each.name in given}


def _attributes(config: Any) -> Mapping[str, Any]:
    """The attributes of a config, without calling properties of the team."""
    found: Mapping[str, Any] = getattr(config, "__dict__", {})
    return found


def _inner(config: Any) -> Iterator[tuple[str, str]]:
    """The fields of configs inside `config`, each with the attribute that holds the inner config."""
    for name, value in _attributes(config).items():
        if is_config_like(type(value)):
            yield from ((field.name, name) for field in fields_of(type(value)))


class _Writer(Writer):
    """Writes configs as source."""

    def __init__(self, code_folder: str) -> None:
        super().__init__()
        self._code_folder = code_folder
        self.unwritable: list[str] = []

    def write(self, value: Any) -> str:
        """As for any value; the folder of generated code, which is gone then, is the one that the script makes."""
        path = str(value) if isinstance(value, (str, PurePath)) else ""
        if not self._code_folder or not os.path.join(path, "").startswith(os.path.join(self._code_folder, "")):
            return super().write(value)
        below = os.path.relpath(path, self._code_folder)
        here = f"os.path.abspath({os.path.normpath(os.path.join(CODE_FOLDER, below))!r})"
        if isinstance(value, str):
            return here
        self.imports.add("from pathlib import Path")
        return f"Path({here})"

    def fields(self, made: Configuration) -> Iterator[tuple[str, FieldCode]]:
        for each in made.fields:
            value = made.values.get(each.name)
            written = ""
            if each.name in made.values:
                try:
                    written = self.write(value)
                except UnwritableError:
                    self.unwritable.append(each.name)
            yield (
                each.name,
                FieldCode(
                    key=each.key,
                    value=written,
                    wrapper=self._wrapper(each, _attributes(made.config).get(each.name, value)),
                    is_code_folder=isinstance(value, (str, PurePath)) and str(value) == self._code_folder,
                ),
            )

    def _wrapper(self, each: Field, value: Any) -> str:
        """The call that wraps the plain value of a field; empty for none."""
        if isinstance(value, PurePath):
            self.imports.add("from pathlib import Path")
            return "Path"
        if type(value) is tuple:
            return "tuple"
        for cls in (type(value), *alternatives(each.annotation)):
            if isinstance(cls, type) and issubclass(cls, Enum):
                try:
                    return self.name_of(cls)
                except UnwritableError:
                    return ""
        return ""
