"""Find the config fields that must not be absent, ``None`` or ``""``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import ConfigField
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, INSTANCE_FIELDS, SOURCE_FIELDS, names_in
from cursus_tester.evidence.interface import Gap


def gaps(fields: Iterable[ConfigField], values: Mapping[str, Any]) -> Iterator[Gap]:
    """The gaps that a config must not have, by its fields and the values that the builder was built with.

    Only fields that hold text count; for flags and numbers the team decides what ``None`` means.
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
            # A required field that may be None: the class allows it, unless a model needs the field.
            if is_text and (not field.nullable or name in needed):
                yield from (Gap(field=name, how=how) for how in empty)
        elif name in needed and (is_text or not field.nullable):
            yield from (Gap(field=name, how=how) for how in empty)
