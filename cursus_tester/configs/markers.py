"""Markers that stand where a default would be: of what must be given, and of what was not given."""

from __future__ import annotations

import dataclasses
import inspect
import re
from enum import Enum

#: Types whose only value says that a field has no default, by name: pydantic 1 and 2, attrs, msgspec, typing.
_REQUIRED_TYPES = frozenset({"NoDefaultType", "PydanticUndefinedType", "UndefinedType", "_Nothing"})
#: What OmegaConf has as ``MISSING``.
_OMEGACONF_MISSING = "???"
_UNSET = re.compile(r"absent|missing|no_?default|not_?given|not_?set|omit|sentinel|undefined|unset", re.IGNORECASE)


def says_required(value: object) -> bool:
    """Whether a default says that there is none: the field must be given."""
    if isinstance(value, str):
        return value == _OMEGACONF_MISSING
    known = (dataclasses.MISSING, inspect.Parameter.empty, ...)
    return any(value is each for each in known) or type(value).__name__ in _REQUIRED_TYPES


def says_unset(value: object) -> bool:
    """Whether a default says only that nothing was given, as a bare ``object()`` does."""
    if value is None or isinstance(value, (str, bytes, int, float, list, tuple, dict, set, frozenset)):
        return False
    if isinstance(value, Enum):
        return _UNSET.search(value.name) is not None or _UNSET.search(type(value).__name__) is not None
    is_class_of_its_own = isinstance(value, type) and _UNSET.search(value.__name__) is not None
    return type(value) is object or is_class_of_its_own or _UNSET.search(type(value).__name__) is not None
