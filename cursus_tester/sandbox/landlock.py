"""Confine a process and everything that it starts with Landlock (Linux 5.19 and later).

Landlock also binds native code and other programs, which Python's audit hooks do not see. Where the kernel lacks it, or
has an older version that can refuse less, the audit hooks remain (`cursus_tester.sandbox.guard`).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

#: System call numbers, the same on all architectures.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS

#: Rights on files, as bits (linux/landlock.h): write a file; change a folder in any way; truncate.
_WRITE_FILE = 1 << 1
_CHANGE_FOLDER = sum(1 << bit for bit in (4, 5, 6, 7, 8, 9, 10, 11, 12, 13))
_TRUNCATE = 1 << 14
#: Bind a TCP port, and connect to one.
_TCP = 0b11
#: Scopes that keep abstract sockets and signals of unconfined processes out of reach.
_SCOPES = 0b11

#: Devices that may be written to.
_DEVICES = ("/dev/null", "/dev/shm", "/dev/tty")


def landlock_version() -> int:
    """The version of Landlock that the kernel has; 0: none, or one that is too old."""
    if sys.platform != "linux":
        return 0
    version: int = ctypes.CDLL(None).syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    # Version 1 cannot allow moving a file from one folder to another.
    return version if version >= 2 else 0


def confine(folder: str) -> None:
    """Let this process and everything that it starts write only below `folder`, use no TCP and signal no other process.

    This cannot be undone. Where the kernel does not support it, nothing happens.
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
    """Allow the rights `files` at `path` and below it."""
    rights = files if os.path.isdir(path) else files & (_WRITE_FILE | _TRUNCATE)
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = rights.to_bytes(8, sys.byteorder) + descriptor.to_bytes(4, sys.byteorder)
            libc.syscall(_ADD_RULE, ruleset, _BENEATH, rule, 0)
        finally:
            os.close(descriptor)
