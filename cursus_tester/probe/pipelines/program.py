"""What code finds where it runs as a program: ``__main__``, the command line, an event loop."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any


def awaited(value: Any) -> Any:
    """What a coroutine brings; anything else as it is."""
    return asyncio.run(value) if inspect.iscoroutine(value) else value


@contextlib.contextmanager
def main_of(file: str) -> Iterator[dict[str, Any]]:
    """A fresh ``__main__`` of a file."""
    module = types.ModuleType("__main__")
    module.__file__ = file
    previous, sys.modules["__main__"] = sys.modules["__main__"], module
    try:
        yield vars(module)
    finally:
        sys.modules["__main__"] = previous


@contextlib.contextmanager
def command_line(file: str) -> Iterator[None]:
    """The command line of a program that is given nothing."""
    previous, sys.argv = sys.argv, [file]
    try:
        yield
    finally:
        sys.argv = previous
