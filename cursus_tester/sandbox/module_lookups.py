"""Which modules Python looked for, found or not: what a builder would import where somebody put it there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from types import ModuleType

from cursus_tester.files import dependencies


class ModuleLookups(MetaPathFinder):
    """Finds nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._asked: set[tuple[str, tuple[str, ...]]] = set()

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """As Python calls it."""
        self._asked.add((fullname.rpartition(".")[2], tuple(sys.path if path is None else path)))

    def paths(self) -> Iterator[str]:
        """Everywhere that the modules could have been."""
        for name, folders in self._asked:
            yield from dependencies.module_candidates(name, folders)


@contextmanager
def record_lookups() -> Iterator[ModuleLookups]:
    """Remember what is looked for until the block ends."""
    lookups = ModuleLookups()
    sys.meta_path.insert(0, lookups)
    try:
        yield lookups
    finally:
        sys.meta_path.remove(lookups)
