"""Servers that run builders and outlive a run: each takes three seconds to import the SDK."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.workers.launching import Server, can_fork


class WarmServers:
    """Lends servers to the runs of this process, as many as a run uses at a time, by their hash seed."""

    def __init__(self, new: Callable[..., Any]) -> None:
        """`new` makes a server of a run's own."""
        self._new = new
        self._environment = _environment()
        #: Those that no run has, by hash seed.
        self._free: dict[int, list[Server]] = {}

    def launcher(self, imported: Any, *, hash_seed: int = 0) -> Any:
        """What `cursus_tester.run.running` starts workers with; a server of its own where a builder would notice."""
        if imported is not None or not can_fork() or _environment() != self._environment:
            return self._new(imported, hash_seed=hash_seed)
        return self._lent(hash_seed)

    @contextmanager
    def _lent(self, hash_seed: int) -> Iterator[Server]:
        free = self._free.setdefault(hash_seed, [])
        server = free.pop() if free else Server(hash_seed)
        try:
            yield server
        except BaseException:
            # Its workers may not have ended.
            server.__exit__(None, None, None)
            raise
        free.append(server)

    def end(self) -> None:
        """End the servers that no run has; the next run starts new ones."""
        for servers in self._free.values():
            while servers:
                servers.pop().__exit__(None, None, None)


def _environment() -> dict[str, str]:
    return {name: value for name, value in scrubbed(os.environ).items() if name != "PYTEST_CURRENT_TEST"}
