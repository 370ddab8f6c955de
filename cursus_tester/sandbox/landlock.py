"""What the kernel refuses a process and all that it starts, for good: Landlock (Linux 5.19 and later).

It holds for native code and other programs too, which Python's audit hooks do not see. Where the kernel has none, or an
older one that can refuse less, the audit hooks are alone (`cursus_tester.sandbox.guard`).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

#: The same on all architectures.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS

#: Rights on files, as bits (linux/landlock.h): to write one; everything that changes a folder; to truncate.
_WRITE_FILE = 1 << 1
_CHANGE_FOLDER = sum(1 << bit for bit in (4, 5, 6, 7, 8, 9, 10, 11, 12, 13))
_TRUNCATE = 1 << 14
#: To listen on a TCP port and to connect to one.
_TCP = 0b11
#: Out of reach: abstract sockets and processes that are not confined along with this one.
_SCOPES = 0b11

#: What may be written to beside the own folder.
_DEVICES = ("/dev/null", "/dev/shm", "/dev/tty")


def landlock_version() -> int:
    """Which version of Landlock the kernel has; 0: none that is of use."""
    if sys.platform != "linux":
        return 0
    version: int = ctypes.CDLL(None).syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    # The first cannot allow a file to be moved from one folder to another.
    return version if version >= 2 else 0


def confine(folder: str) -> None:
    """Let this process, and all that it starts, write below `folder` only, use no TCP and signal no other process.

    It cannot be taken back. Where the kernel cannot do it, nothing happens.
    """
    version = landlock_version()
    if not version:
        return
    libc = ctypes.CDLL(None)
    files = _WRITE_FILE | _CHANGE_FOLDER | (_TRUNCATE if version >= 3 else 0)
    handled = (files, *((_TCP,) if version >= 4 else ()), *((_SCOPES,) if version >= 6 else ()))
    attributes = (ctypes.c_uint64 * len(handled))(*handled)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(ctypes.sizeof(attributes)), 0)
    if ruleset < 0:
        return
    try:
        for path in (folder, *_DEVICES):
            _allow(libc, ruleset, path, files)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        libc.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, files: int) -> None:
    """Allow `files` at `path` and below it."""
    rights = files if os.path.isdir(path) else files & (_WRITE_FILE | _TRUNCATE)
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = rights.to_bytes(8, sys.byteorder) + descriptor.to_bytes(4, sys.byteorder)
            libc.syscall(_ADD_RULE, ruleset, _BENEATH, rule, 0)
        finally:
            os.close(descriptor)
