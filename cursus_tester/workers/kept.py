"""Servers that outlive a run: each takes seconds to import the SDK."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cursus_tester.workers.launching import Launcher, Server, can_fork
from cursus_tester.workers.spawning import Spawner


class KeptServers:
    """Lends servers to one run after another, until the end of the block."""

    def __init__(self) -> None:
        #: Those that nobody has, by hash seed.
        self._idle: dict[int, list[Launcher]] = {}

    def __enter__(self) -> KeptServers:
        return self

    def __exit__(self, *_: object) -> None:
        for servers in self._idle.values():
            while servers:
                servers.pop().__exit__(None, None, None)

    def start_ahead(self) -> None:
        """Start a server that is soon asked for: it imports the SDK while this process looks for builders."""
        if not can_fork() or self._idle.get(0):
            return
        server = Server()
        try:
            server.start()
        except OSError:  # Said where it is asked for, if it is.
            return
        self._idle.setdefault(0, []).append(server)

    @contextmanager
    def lent(self, hash_seed: int = 0) -> Iterator[Launcher]:
        """A server with this hash seed that nobody else has until the end of the block.

        One that a run breaks off with is not lent again: its workers may live.
        """
        idle = self._idle.setdefault(hash_seed, [])
        server = idle.pop() if idle else Server(hash_seed) if can_fork() else Spawner()
        try:
            yield server
        except BaseException:
            server.__exit__(None, None, None)
            raise
        idle.append(server)
