"""A server that is started ahead is the one that is lent, and ends at once where nobody needs it."""

from __future__ import annotations

import os
import signal

import pytest

from cursus_tester.workers.kept import KeptServers
from cursus_tester.workers.launching import Server, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="servers are forked from on Linux only")


def test_a_server_that_is_started_ahead_is_lent() -> None:
    with KeptServers() as servers:
        servers.start_ahead()
        (ahead,) = servers._idle[0]

        with servers.lent(hash_seed=0) as lent, servers.lent(hash_seed=0) as other:
            assert lent is ahead
            assert other is not ahead


def test_a_server_that_nobody_needs_ends_at_once() -> None:
    with KeptServers() as servers:
        servers.start_ahead()
        (ahead,) = servers._idle[0]
        assert isinstance(ahead, Server)
        folder, process = ahead.folder, ahead._process

    assert process.returncode == -signal.SIGKILL
    assert not os.path.exists(folder)


def test_where_no_server_can_be_started_it_is_said_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Server) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Server, "start", fail)
    with KeptServers() as servers:
        servers.start_ahead()

        assert servers._idle == {}
