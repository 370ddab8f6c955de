"""Archives of code. The SDK packs the same files anew for each step that carries them (2.257.7, core 2.27.0)."""

from __future__ import annotations

import functools
import os
import stat
import time
from collections.abc import Callable, Iterator
from typing import Any

#: The most that one archive may take and be kept, in bytes, and the most archives.
_LONGEST = 1 << 20
_MOST = 16


def packing_once(pack: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``create_tar_file`` write what it wrote before where it would write the same bytes.

    An archive has the names, dates and rights of its files, its own name, and the second in which it was made.
    """
    packed: dict[tuple[object, ...], bytes] = {}

    @functools.wraps(pack)
    def create_tar_file(source_files: Any, target: Any = None) -> Any:
        is_usual = isinstance(source_files, list) and isinstance(target, str) and bool(target)
        key = _key(source_files, os.path.basename(target)) if is_usual else None
        if key is None:
            return pack(source_files, target)
        if key in packed:
            with open(target, "wb") as stream:
                stream.write(packed[key])
            return target
        filename = pack(source_files, target)
        if os.path.getsize(filename) <= _LONGEST:
            if len(packed) >= _MOST:
                packed.clear()
            with open(filename, "rb") as stream:
                packed[key] = stream.read()
        return filename

    return create_tar_file


def _key(paths: list[Any], name: str) -> tuple[object, ...] | None:
    """What an archive of these paths depends on; ``None`` where that is hard to tell."""
    key: list[object] = [name, int(time.time())]
    try:
        for path in paths:
            key.append(path)
            for file, status in _files(path):
                if status is None:
                    return None
                key += (file, status.st_dev, status.st_ino, status.st_mode, status.st_size)
                key += (status.st_mtime_ns, status.st_ctime_ns)
    except (OSError, TypeError, ValueError):
        return None
    return tuple(key)


def _files(path: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """The names and states of a file, or of a folder and all that lies in it; ``None``: it is neither."""
    status = os.stat(path)
    yield path, status if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else None
    if stat.S_ISDIR(status.st_mode):
        for name in os.listdir(path):
            inner = os.path.join(path, name)
            # A link may lead to a folder around it.
            yield from [(inner, None)] if os.path.islink(inner) else _files(inner)
