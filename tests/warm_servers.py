"""Servers that run builders and outlive a run: each takes three seconds to import the SDK."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.workers.launching import Server, can_fork

#: A run has one server, and one for what is run again while the first is busy.
_SERVERS_OF_A_RUN = 2


class WarmServers:
    """Lends servers to the runs of this process, one run at a time."""

    def __init__(self, new: Callable[..., Any]) -> None:
        """`new` makes a server of a run's own."""
        self._new = new
        self._environment = _environment()
        self._servers = [Server() for _ in range(_SERVERS_OF_A_RUN)]
        self._next = itertools.cycle(range(_SERVERS_OF_A_RUN))

    def launcher(self, imported: Any, *, hash_seed: int = 0) -> Any:
        """What `cursus_tester.run.gathering` starts workers with; a server of its own where a builder would notice."""
        if hash_seed:
            return self._new(imported, hash_seed=hash_seed)
        if imported is not None or not can_fork() or _environment() != self._environment:
            return self._new(imported)
        return self._lent(next(self._next))

    @contextmanager
    def _lent(self, index: int) -> Iterator[Server]:
        try:
            yield self._servers[index]
        except BaseException:
            # Its workers may not have ended.
            self._renew(index)
            raise

    def _renew(self, index: int) -> None:
        self._servers[index].__exit__(None, None, None)
        self._servers[index] = Server()

    def end(self) -> None:
        """End the servers; the next run starts new ones."""
        for index in range(_SERVERS_OF_A_RUN):
            self._renew(index)


def _environment() -> dict[str, str]:
    return {name: value for name, value in scrubbed(os.environ).items() if name != "PYTEST_CURRENT_TEST"}
