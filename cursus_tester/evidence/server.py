"""The process that runs builders: it imports the SDK once, then forks a worker for each request.

Started by `cursus_tester.evidence.isolation` with a scrubbed environment. Requests and the ends of workers go over its
control socket, facts and traces over each worker's own (`cursus_tester.evidence.messages`).
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
from typing import TYPE_CHECKING, NoReturn

import msgspec

from cursus_tester.evidence.messages import Ended, Finished, Forked, Request, Started, encode

if TYPE_CHECKING:
    from cursus_tester.evidence.aws import Account


def main() -> None:
    """Serve until the control socket closes; then end every worker that is left."""
    control = socket.socket(fileno=int(sys.argv[1]))
    _settle(sys.argv[2])
    account, sdk_version = warm_up()
    selector = selectors.DefaultSelector()
    wake_read, wake_write = socket.socketpair()
    wake_write.setblocking(False)
    signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    workers: dict[int, int] = {}
    control.sendall(encode(Started(sdk_version=sdk_version)))
    while True:
        for key, _ in selector.select():
            if key.fileobj is wake_read:
                wake_read.recv(4096)
                _reap(control, workers)
                continue
            message, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 1)
            if not message:
                _end_all(workers)
                return
            request = msgspec.json.decode(message, type=Request)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                selector.close()
                for each in (control, wake_read, wake_write):
                    each.close()
                run_worker(request, socket.socket(fileno=descriptors[0]), account)
            os.close(descriptors[0])
            workers[pid] = request.number
            control.sendall(encode(Forked(number=request.number, pid=pid)))


def _reap(control: socket.socket, workers: dict[int, int]) -> None:
    while workers:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        number = workers.pop(pid, None)
        if number is not None:
            control.sendall(encode(Ended(number=number, status=os.waitstatus_to_exitcode(status))))


def _end_all(workers: dict[int, int]) -> None:
    for pid in workers:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _settle(home: str) -> None:
    """Make an empty folder the home, so that neither the SDK nor boto3 finds anything of the user's."""
    from cursus_tester.evidence.environment import ENVIRONMENT

    os.environ.update(ENVIRONMENT)
    os.environ.update(HOME=home, XDG_CONFIG_HOME=home, XDG_CONFIG_DIRS=home, TMPDIR=home)
    tempfile.tempdir = None


def warm_up() -> tuple[Account, str]:
    """Import the SDK, listen to it, make the faked account and compile one pipeline, so that no worker needs to."""
    logging.getLogger("sagemaker").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import sagemaker

        from cursus_tester.evidence import aws, recorder, warm_pipeline

        aws.quicken()
        recorder.install()
        account = aws.Account()
        warm_pipeline.compile_once(account)
    gc.collect()
    gc.freeze()
    return account, sagemaker.__version__


def run_worker(request: Request, connection: socket.socket, account: Account) -> NoReturn:
    """Load one builder, send its facts, then a trace for each scenario from `request.first` on; never returns."""
    from cursus_tester.evidence.describe import Tree
    from cursus_tester.evidence.loading import Target, load
    from cursus_tester.evidence.probe import run_scenario

    os.setsid()
    folder = tempfile.mkdtemp(prefix="cursus-tester-", dir=request.temporary_folder)
    os.chdir(folder)
    output = os.open(os.path.join(folder, "output"), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    tree = Tree((request.import_root, request.working_directory), request.working_directory)
    target = Target(
        module=request.module,
        name=request.name,
        import_root=request.import_root,
        working_directory=request.working_directory,
        from_estimator=request.from_estimator,
    )
    loaded = load(target, account, tree, folder)
    connection.sendall(encode(loaded.facts))
    for scenario in loaded.facts.scenarios[request.first :]:
        connection.sendall(encode(run_scenario(loaded, scenario, account, tree)))
    connection.sendall(encode(Finished()))
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
