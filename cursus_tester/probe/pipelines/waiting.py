"""Let code go on that waits: nothing comes of waiting for a faked account."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import SupportsIndex

#: So long a piece of code may wait, in seconds; then whatever it waits for never comes.
_LONGEST = 3_600.0


class Waited(TimeoutError):
    """Raised in code that waits for what never comes."""


@contextmanager
def without_waiting() -> Iterator[None]:
    """Until the block ends, `time.sleep` takes no time, and raises `Waited` after an hour of it in all."""
    sleep, left = time.sleep, _LONGEST

    def skip(seconds: float | SupportsIndex) -> None:
        nonlocal left
        left -= float(seconds)
        if left < 0:
            left = _LONGEST
            raise Waited(f"it waits for more than {_LONGEST:.0f} s: what it waits for never comes in a faked account")

    time.sleep = skip
    try:
        yield
    finally:
        time.sleep = sleep
