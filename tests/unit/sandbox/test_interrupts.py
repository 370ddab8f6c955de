"""Ctrl-C is heard at any moment, and acted on where that leaves nothing behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from cursus_tester.sandbox.interrupts import ENDING, defer_interrupts, interrupt_socket, raise_if_interrupted


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """These signals raise as in the command line, also where these tests are a background job of a script."""
    previous = {number: signal.signal(number, signal.default_int_handler) for number in ENDING}
    yield
    for number, handler in previous.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", ENDING)
def test_an_interrupt_waits_for_the_end_of_what_must_not_be_torn(number: int) -> None:
    done = []

    @defer_interrupts()
    def start() -> None:
        signal.raise_signal(number)
        done.append("all")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["all"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


@pytest.mark.parametrize("number", ENDING)
def test_an_interrupt_that_python_lost_is_noticed(number: int) -> None:
    with interrupt_socket() as signals:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            raise_if_interrupted(signals)


def test_an_interrupt_that_somebody_else_handles_is_theirs() -> None:
    caught: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: caught.append(number))

    with defer_interrupts(), interrupt_socket() as signals:
        signal.raise_signal(signal.SIGINT)
        assert caught == [signal.SIGINT]
        raise_if_interrupted(signals)
