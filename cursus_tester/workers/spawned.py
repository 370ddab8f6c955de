"""The main program of a worker that was not forked (`cursus_tester.workers.spawning`).

The request comes by stdin, messages go by stdout, and what the builder prints by stderr.
"""

from __future__ import annotations

import os
import sys
import traceback

import msgspec

from cursus_tester.sandbox.patches import Patches
from cursus_tester.workers import server
from cursus_tester.workers.messages import Started, WorkerRequest, encode


def main() -> None:
    """Run one builder, from one of its scenarios on."""
    messages, printed = os.dup(1), os.dup(2)
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=WorkerRequest)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    try:
        server.use_empty_home(request.temporary_folder)
        patches = Patches()
        account = server.start_up(patches)
        from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector
        from cursus_tester.workers import worker
    except BaseException as error:
        _write(printed, traceback.format_exception_only(error)[-1].encode())
        raise
    _write(messages, encode(Started(), request.password))
    for descriptor in (1, 2):
        os.dup2(printed, descriptor)
    worker.run(request, lambda data: _write(messages, data), account, None, patches, MonkeypatchDetector())


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main()
