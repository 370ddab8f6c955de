"""The process that runs builders: it imports the SDK once, then forks a worker for each request.

Started by `cursus_tester.workers.pool` with a scrubbed environment. Requests and the ends of workers go over its
control socket, facts and traces over each worker's own (`cursus_tester.workers.messages`).
"""

from __future__ import annotations

import gc
import logging
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import warnings
from typing import TYPE_CHECKING

import msgspec

from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.names import LOGGER
from cursus_tester.workers.messages import Ended, Forked, Started, WorkerRequest, encode

if TYPE_CHECKING:
    from cursus_tester.evidence.imported_builder import ImportedBuilder
    from cursus_tester.probe.account import Account

#: Says that nothing is left to make before builders need it.
_WARM = object()


def serve(control: socket.socket, folder: str, imported: ImportedBuilder | None = None) -> None:
    """Serve until the control socket closes; then kill every remaining worker.

    Args:
        control: Receives requests, and sends the ends of workers.
        folder: Where workers make their own.
        imported: The builder of all requests, where this process has imported it already.
    """
    use_empty_home(folder)
    patches = Patches()
    account = start_up(patches)
    from cursus_tester.probe import warm_up
    from cursus_tester.sandbox import guard
    from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector
    from cursus_tester.workers import worker

    detector = MonkeypatchDetector()
    gc.freeze()
    from cursus_tester.observation.loaded_modules import leave_out_libraries

    if imported is None:
        leave_out_libraries()
    # Processes that a dying worker leaves behind become children of this one, which kills them.
    guard.adopt_orphans()
    selector = selectors.DefaultSelector()
    wake_read, wake_write = socket.socketpair()
    wake_write.setblocking(False)
    signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    workers: dict[int, int] = {}
    control.sendall(encode(Started()))
    warming = warm_up.make_clients(account)
    is_warm = False
    while True:
        # While the first workers run, this process has nothing else to do.
        events = selector.select(None if is_warm or not workers else 0)
        if not events:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                is_warm = next(warming, _WARM) is _WARM
            gc.freeze()
        for key, _ in events:
            if key.fileobj is wake_read:
                wake_read.recv(4096)
                _reap(control, workers)
                continue
            message, descriptors = _receive(control)
            if not message:
                _end_all(workers)
                shutil.rmtree(folder, ignore_errors=True)
                return
            request = msgspec.json.decode(message, type=WorkerRequest)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                selector.close()
                for each in (control, wake_read, wake_write):
                    each.close()
                connection = socket.socket(fileno=descriptors[0])
                for descriptor in (1, 2):
                    os.dup2(descriptors[1], descriptor)
                os.close(descriptors[1])
                worker.run(request, connection.sendall, account, imported, patches, detector)
            for descriptor in descriptors:
                os.close(descriptor)
            workers[pid] = request.number
            control.sendall(encode(Forked(number=request.number, pid=pid)))


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """A request, which is one line, and the descriptors that its first part brings; empty at the end."""
    message, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 2)
    while message and not message.endswith(b"\n"):
        part = control.recv(1 << 20)
        message = message + part if part else b""
    return message, descriptors


def _reap(control: socket.socket, workers: dict[int, int]) -> None:
    from cursus_tester.sandbox import guard

    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        number = workers.pop(pid, None)
        if number is not None:
            left = guard.kill_children(spare=workers)
            control.sendall(encode(Ended(number=number, status=os.waitstatus_to_exitcode(status), left=left)))


def _end_all(workers: dict[int, int]) -> None:
    for pid in workers:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def use_empty_home(folder: str) -> None:
    """Use an empty folder as home, so that the SDK and boto3 find no configuration of the user."""
    from cursus_tester.sandbox.environment import ENVIRONMENT

    os.environ.update(ENVIRONMENT)
    home = os.path.join(folder, "home")
    os.environ.update(HOME=home, XDG_CONFIG_HOME=home, XDG_CONFIG_DIRS=home, TMPDIR=home)
    tempfile.tempdir = None


def start_up(patches: Patches) -> Account:
    """Warm up a process that only runs builders.

    What is loaded stays until it ends, so nobody looks for garbage in it: that took 40 % of the start. A worker is
    short-lived and makes little garbage: to look for it every 20,000 objects took 4 % of its time.
    """
    gc.disable()
    try:
        account = warm_up(patches)
    finally:
        # The SDK (2.257.7) has rich print tracebacks, which folds the message that says why this process ends.
        sys.excepthook = sys.__excepthook__
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    gc.enable()
    return account


def warm_up(patches: Patches) -> Account:
    """Import the SDK, wrap it, make the faked account and compile one pipeline, so that no worker needs to."""
    logging.getLogger(LOGGER).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from cursus_tester.probe import service_models

        service_models.read_once(patches)
        from cursus_tester.probe import recorder, warm_up
        from cursus_tester.probe.account import Account, cache_sdk_lookups
        from cursus_tester.step_pack import all_listening, packs

        cache_sdk_lookups(patches)
        recorder.install(all_listening(), patches)
        account = Account()
        warm_up.compile_once(account, packs())
        warm_up.import_contract()
    return account


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
    # Exit at once: Python would free everything that the SDK has loaded, while the parent waits.
    os._exit(0)
