"""Record which modules Python looks for, found or not: a new file at such a place would change the result."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from types import ModuleType

from cursus_tester.files import dependencies


class ModuleLookups(MetaPathFinder):
    """A finder that finds nothing and records what Python asks it for."""

    def __init__(self) -> None:
        self._asked: set[tuple[str, tuple[str, ...]]] = set()

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Record the lookup; Python goes on to the next finder."""
        self._asked.add((fullname.rpartition(".")[2], tuple(sys.path if path is None else path)))

    def paths(self) -> Iterator[str]:
        """Every path at which the modules could be."""
        for name, folders in self._asked:
            yield from dependencies.module_candidates(name, folders)


@contextmanager
def record_lookups() -> Iterator[ModuleLookups]:
    """Record module lookups until the block ends."""
    lookups = ModuleLookups()
    sys.meta_path.insert(0, lookups)
    try:
        yield lookups
    finally:
        sys.meta_path.remove(lookups)
