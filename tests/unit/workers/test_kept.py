"""Servers that outlive a run."""

from __future__ import annotations

import pytest

from cursus_tester.workers.kept import KeptServers
from cursus_tester.workers.launching import Server


def test_servers_are_lent_again_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[object] = []
    monkeypatch.setattr(Server, "__exit__", lambda self, *_: ended.append(self))

    with KeptServers() as servers:
        # Two at a time are two, also of one hash seed: a server runs one batch at a time.
        with servers.lent() as first, servers.lent() as second, servers.lent(15) as other:
            pass
        with servers.lent() as one, servers.lent() as two, servers.lent(15) as again:
            pass
        assert ended == []
        with pytest.raises(KeyboardInterrupt), servers.lent(15) as broken:
            raise KeyboardInterrupt
        assert ended == [broken]
        with servers.lent(15) as new:
            pass

    assert {id(first), id(second)} == {id(one), id(two)}
    assert again is other is broken
    assert len({id(first), id(second), id(other), id(new)}) == 4
    assert {*map(id, ended)} == {id(first), id(second), id(other), id(new)}
