"""Make configs with a gap: a required field that is absent, ``None`` or ``""``."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

from cursus_tester.configs.fields import explicit_fields, fields_of, is_pydantic, is_pydantic_v1
from cursus_tester.configs.variants import vary
from cursus_tester.evidence.interface import Gap


def with_gap(config: Any, gap: Gap) -> Any:
    """A copy of `config` with the gap, made by its class where possible, so that the class can refuse it."""
    if gap.how != "absent":
        return vary(config, {gap.field: None if gap.how == "None" else ""})
    if isinstance(config, dict):
        return {name: value for name, value in config.items() if name != gap.field}
    cls = type(config)
    fields = fields_of(cls)
    is_constructed = cls.__init__ is not object.__init__ or issubclass(cls, tuple)
    is_model = is_pydantic(cls) or is_pydantic_v1(cls)
    if is_model or (is_constructed and all(hasattr(config, each.name) for each in fields)):
        given = explicit_fields(config) if is_model else {each.name for each in fields}
        return cls(
            **{each.key: getattr(config, each.name) for each in fields if each.name in given and each.name != gap.field}
        )
    bare = copy.copy(config)
    with contextlib.suppress(AttributeError):
        delattr(bare, gap.field)
    return bare
