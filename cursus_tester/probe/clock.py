"""Shift the clock, so that a value that a builder derives from the time differs between two builds.

Python's own look at the clock is replaced, in the modules that everybody imports and in the names that the team's
modules, and some of the SDK's, took from them. Values are real ``datetime`` objects; only the functions that read the
clock differ.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cursus_tester.observation.loaded_modules import loaded_modules
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sdk.names import READ_THE_CLOCK


@contextmanager
def clock_ahead(seconds: int, team_code: TeamCode) -> Iterator[None]:
    """Set the clock ahead by `seconds` for the team's code and the SDK until the block ends."""
    if not seconds:
        yield
        return
    replaced = {id(original): (original, later) for original, later in _later(seconds)}
    changed: list[tuple[Any, str, object]] = []
    owners: list[Any] = [time, datetime, *(sys.modules[name] for name in READ_THE_CLOCK if name in sys.modules)]
    for _, module in loaded_modules():
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and team_code.holds(file):
            owners.append(module)
    try:
        for owner in owners:
            for name, value in tuple(vars(owner).items()):
                if id(value) in replaced:
                    changed.append((owner, name, value))
                    setattr(owner, name, replaced[id(value)][1])
        yield
    finally:
        for owner, name, value in reversed(changed):
            setattr(owner, name, value)


def _later(seconds: int) -> Iterator[tuple[object, object]]:
    real_time, real_nanoseconds = time.time, time.time_ns

    def now(given: float | None) -> float:
        return real_time() + seconds if given is None else given

    def shifted(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda given=None: function(now(given))

    yield time.time, lambda: real_time() + seconds
    yield time.time_ns, lambda: real_nanoseconds() + seconds * 1_000_000_000
    for function in (time.gmtime, time.localtime, time.ctime):
        yield function, shifted(function)
    strftime, asctime, localtime = time.strftime, time.asctime, time.localtime
    yield strftime, lambda pattern, given=None: strftime(pattern, localtime(now(None)) if given is None else given)
    yield asctime, lambda given=None: asctime(localtime(now(None)) if given is None else given)
    difference = datetime.timedelta(seconds=seconds)

    def today(real: Any) -> object:
        # Not shifted again: `today()` reads `time.time`, which is ahead already.
        return staticmethod(lambda: real.fromtimestamp(real_time() + seconds))

    moment = datetime.datetime
    readers = {name: _reader(getattr(moment, name), difference) for name in ("now", "utcnow")}
    yield moment, _substitute_class(moment, {**readers, "today": today(moment)})
    yield datetime.date, _substitute_class(datetime.date, {"today": today(datetime.date)})


def _reader(read: Callable[..., Any], difference: datetime.timedelta) -> object:
    return staticmethod(lambda *args, **kwargs: read(*args, **kwargs) + difference)


def _substitute_class(real: Any, readers: Mapping[str, object]) -> type:
    """A class that replaces `real`: it makes objects of `real` and reads the clock with `readers`."""

    class StandIn(type(real)):  # type: ignore[misc]
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return issubclass(subclass, real)

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            return real(*args, **kwargs)

    return StandIn(real.__name__, (real,), {"__module__": real.__module__, "__slots__": (), **readers})
