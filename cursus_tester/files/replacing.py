"""Replace the content of a file that belongs to the user: completely or not at all, with its permissions kept."""

from __future__ import annotations

import errno
import os
import shutil


def replace_content(file: str, data: bytes, expected: bytes | None) -> None:
    """Write `data` to a file, through a temporary file beside it.

    Args:
        file: The file; a link stays a link, and its target is replaced.
        data: What it will contain.
        expected: What it contains as far as the caller knows; ``None``: it is not there.

    Raises:
        OSError: It cannot be written: it is read-only (``EACCES``), it has changed (``ESTALE``), or the folder refuses.
    """
    place = os.path.realpath(file)
    if _content(place) != expected:
        raise OSError(errno.ESTALE, "it changed meanwhile", file)
    if expected is not None and not os.stat(place).st_mode & 0o222:
        # Whoever may write into its folder could replace it, and root too; its mode says that it is to stay.
        raise OSError(errno.EACCES, "it is read-only", file)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    beside = f"{place}.{os.getpid()}.tmp"
    try:
        with open(beside, "wb") as stream:
            stream.write(data)
        if expected is not None:
            shutil.copymode(place, beside)
        os.replace(beside, place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, file) from error
    finally:
        if os.path.exists(beside):
            os.remove(beside)


def _content(place: str) -> bytes | None:
    try:
        with open(place, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
