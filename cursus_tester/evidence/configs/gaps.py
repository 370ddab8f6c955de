"""Configs with a gap: a required field left out, ``None`` or ``""``, made the way a user would make one."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import ConfigField
from cursus_tester.evidence.configs.fields import fields_of, given_fields, is_pydantic, is_pydantic_v1
from cursus_tester.evidence.configs.names import ENTRY_POINT_FIELDS, INSTANCE_FIELDS, SOURCE_FIELDS, names_in
from cursus_tester.evidence.configs.variants import vary
from cursus_tester.evidence.observation.interface_facts import Gap


def gaps(fields: Iterable[ConfigField], values: Mapping[str, Any]) -> Iterator[Gap]:
    """The gaps that a config must not have, by its fields and the values that the builder was built with.

    Judged are fields that hold text; what ``None`` means to a flag or a number is the team's to say.
    """
    known, needed = {each.name: each for each in fields}, names_in(values, ("framework_version",))
    for names in (INSTANCE_FIELDS, ENTRY_POINT_FIELDS, SOURCE_FIELDS):
        needed += names_in(values, names)
    for name in dict.fromkeys((*known, *needed)):
        field = known.get(name, ConfigField(name=name, required=False, default=values.get(name)))
        is_text = isinstance(values.get(name), str)
        empty = ("None", '""') if field.can_be_empty else ("None",)
        if field.required:
            if is_text or name not in values:
                yield Gap(field=name, how="absent")
            # A field that must be given and may be None: of most of them the class may say so.
            if is_text and (not field.nullable or name in needed):
                yield from (Gap(field=name, how=how) for how in empty)
        elif name in needed and (is_text or not field.nullable):
            yield from (Gap(field=name, how=how) for how in empty)


def with_gap(config: Any, gap: Gap) -> Any:
    """A copy of `config` with the gap, made by its class where the class makes it, so that it can refuse."""
    if gap.how != "absent":
        return vary(config, {gap.field: None if gap.how == "None" else ""})
    if isinstance(config, dict):
        return {name: value for name, value in config.items() if name != gap.field}
    cls = type(config)
    fields = fields_of(cls)
    is_constructed = cls.__init__ is not object.__init__ or issubclass(cls, tuple)
    is_model = is_pydantic(cls) or is_pydantic_v1(cls)
    if is_model or (is_constructed and all(hasattr(config, each.name) for each in fields)):
        given = given_fields(config) if is_model else {each.name for each in fields}
        return cls(
            **{each.key: getattr(config, each.name) for each in fields if each.name in given and each.name != gap.field}
        )
    bare = copy.copy(config)
    with contextlib.suppress(AttributeError):
        delattr(bare, gap.field)
    return bare
