"""Build as another machine would: in another folder, with files of another date, another host, process and time zone.

What the working directory holds is there under another path; its files are the same ones.
"""

from __future__ import annotations

import os
import platform
import socket
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

#: Who builds there.
_OTHER_HOST = "another-host"
_OTHER_ZONE = "Asia/Kathmandu"
#: How far the dates of files lie back there, in seconds.
_OLDER = 40 * 86_400
#: The most files that get another date.
_MOST_FILES = 500


@contextmanager
def another_place(wanted: bool) -> Iterator[None]:
    """Move to another place until the block ends, where that is `wanted`."""
    if not wanted:
        yield
        return
    here, zone = os.getcwd(), os.environ.get("TZ")
    replacements = _replacements()
    replaced = [(owner, name, getattr(owner, name)) for owner, name, _ in replacements]
    with tempfile.TemporaryDirectory(dir=here, prefix="elsewhere-") as there:
        _mirror(here, there)
        _age(here)
        os.environ["TZ"] = _OTHER_ZONE
        time.tzset()
        for owner, name, value in replacements:
            setattr(owner, name, value)
        os.chdir(there)
        try:
            yield
        finally:
            os.chdir(here)
            for owner, name, value in replaced:
                setattr(owner, name, value)
            if zone is None:
                os.environ.pop("TZ", None)
            else:
                os.environ["TZ"] = zone
            time.tzset()


def _replacements() -> tuple[tuple[Any, str, Callable[[], object]], ...]:
    number = os.getpid() + 1
    return (
        (socket, "gethostname", lambda: _OTHER_HOST),
        (platform, "node", lambda: _OTHER_HOST),
        (uuid, "getnode", lambda: 0x0A0B0C0D0E0F),
        (os, "getpid", lambda: number),
    )


def _mirror(here: str, there: str) -> None:
    """Hold what `here` holds, files as themselves and folders by links."""
    for name in os.listdir(here):
        source, target = os.path.join(here, name), os.path.join(there, name)
        if source == there:
            continue
        with suppress(OSError):
            if os.path.isdir(source):
                os.symlink(source, target)
            else:
                os.link(source, target)


def _age(folder: str) -> None:
    """Give the files of a folder another date, each another one."""
    count = 0
    for root, _, names in os.walk(folder):
        for name in names:
            count += 1
            if count > _MOST_FILES:
                return
            with suppress(OSError):
                path = os.path.join(root, name)
                date = os.lstat(path).st_mtime - _OLDER - count
                os.utime(path, (date, date), follow_symlinks=False)
