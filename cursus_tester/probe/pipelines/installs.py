"""Let code that installs packages before it makes a pipeline go on: nothing is installed while it is tested."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_INSTALLERS = frozenset({"conda", "mamba", "pip", "pip3", "uv"})
#: The functions that run a program, with what they return of one that succeeds and prints nothing.
_RUNNERS: tuple[tuple[Any, str, Callable[[Any, dict[str, Any]], Any]], ...] = (
    (subprocess, "run", lambda command, keywords: subprocess.CompletedProcess(command, 0, *_printed(keywords))),
    (subprocess, "call", lambda command, keywords: 0),
    (subprocess, "check_call", lambda command, keywords: 0),
    (subprocess, "check_output", lambda command, keywords: _printed(keywords)[0]),
    (os, "system", lambda command, keywords: 0),
)


def _printed(keywords: dict[str, Any]) -> tuple[Any, Any]:
    is_text = any(keywords.get(name) for name in ("text", "universal_newlines", "encoding"))
    return ("", "") if is_text else (b"", b"")


def _installs(command: Any) -> bool:
    words = command.split() if isinstance(command, str) else list(map(str, command)) if command else []
    return "install" in words and any(os.path.basename(word) in _INSTALLERS for word in words)


@contextmanager
def without_installing() -> Iterator[None]:
    """Until the block ends, a program that would install packages is taken to have done so."""
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in _RUNNERS]
    for owner, name, succeeds in _RUNNERS:
        setattr(owner, name, _skipping(getattr(owner, name), succeeds))
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def _skipping(run: Callable[..., Any], succeeds: Callable[[Any, dict[str, Any]], Any]) -> Callable[..., Any]:
    @functools.wraps(run)
    def run_unless_it_installs(*args: Any, **kwargs: Any) -> Any:
        command = args[0] if args else kwargs.get("args", kwargs.get("command"))
        try:
            skipped = _installs(command)
        except TypeError:
            skipped = False
        return succeeds(command, kwargs) if skipped else run(*args, **kwargs)

    return run_unless_it_installs
