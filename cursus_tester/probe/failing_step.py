"""A dependency whose properties raise, to see whether a builder swallows errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cursus_tester.observation.describe import caller
from cursus_tester.results.subject import Place


class UnreadablePropertiesError(Exception):
    """Raised by the tester's own step. Only a builder that catches every error catches it."""


def make_unreadable(
    step: Any, record_read: Callable[[Place | None], None], nearest: Callable[[Any], Place | None]
) -> None:
    """Let `step` raise when its ``properties`` are read, and call `record_read` with the reading line.

    It stays an instance of its class, and its class keeps its name.
    """
    cls = type(step)
    message = f"the properties of {step.name} cannot be read"

    def properties(self: object) -> Any:
        record_read(nearest(caller(1)))
        raise UnreadablePropertiesError(message)

    namespace = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "properties": property(properties)}
    step.__class__ = type(cls.__name__, (cls,), namespace)
