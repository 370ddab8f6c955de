"""Replace attributes of modules and classes, and restore them later."""

from __future__ import annotations

from typing import Any

_ABSENT = object()


class Patches:
    """The attributes that were replaced, with their original values."""

    def __init__(self) -> None:
        self._replaced: list[tuple[Any, str, object]] = []

    def replace(self, owner: Any, name: str, value: object) -> None:
        """Set the attribute `name` of a module, class or object."""
        self._replaced.append((owner, name, vars(owner).get(name, _ABSENT)))
        setattr(owner, name, value)

    def undo(self) -> None:
        """Restore all attributes, in reverse order."""
        while self._replaced:
            owner, name, value = self._replaced.pop()
            if value is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, value)
