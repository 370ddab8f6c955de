"""Run a builder in the calling process, for debuggers: breakpoints work, and there are no time limits.

The tester undoes its own patches and settings afterwards, but not what the builder itself changes.
"""

from __future__ import annotations

import bdb
import functools
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, contextmanager

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.probe.job import Job
from cursus_tester.sandbox import interrupts
from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.sdk.names import CONFIG_LOGGER, LOGGER
from cursus_tester.workers.jobs import Gathered, Probed, request_for
from cursus_tester.workers.messages import Message, decode, encode


def probe_here(job: Job, imported: ImportedBuilder | None = None) -> Probed:
    """Run a builder in this process, and return the same result as a worker.

    One that hangs or ends the process does so; scenarios that want a process of their own get none. Connections and
    writes outside its temporary folder are refused all the same, to it and the threads that it starts.

    Args:
        job: The builder.
        imported: The builder as an object; left out: it is imported.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, or a debugger was told to quit.
    """
    gathered, started_in = Gathered(), os.getcwd()
    with _worker_setup() as folder, interrupts.interrupt_socket() as signals:
        from cursus_tester.sandbox import guard
        from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector
        from cursus_tester.sandbox.patches import Patches
        from cursus_tester.workers import server, worker

        def send(message: Message) -> None:
            # A scenario records every exception in its trace, Ctrl-C included.
            interrupts.raise_if_interrupted(signals)
            # Encoded and decoded as between processes.
            gathered.take(decode(encode(message).rstrip(b"\n")))

        with ExitStack() as ending:
            patches = Patches()
            ending.callback(patches.undo)
            account = server.warm_up(patches)
            ending.callback(account.close)
            while True:
                request = request_for(job, gathered, working_directory=started_in, number=1, builder=0, folder=folder)
                own = worker.own_folder(request)
                worker.move_into(own)
                tell = functools.partial(worker.report_breach, send)
                with guard.guarding(own, request.working_directory, tell), _quitting():
                    worker.serve(request, send, own, account, imported, patches, MonkeypatchDetector())
                if not gathered.goes_on:
                    break
                gathered.run_again(len(gathered.traces))
    assert gathered.builder is not None
    return Probed(builder=gathered.builder, traces=tuple(gathered.traces), files=tuple(sorted(gathered.files)))


@contextmanager
def _quitting() -> Iterator[None]:
    """End the run when the user quits the debugger."""
    try:
        yield
    except bdb.BdbQuit as quit:
        raise KeyboardInterrupt from quit


@contextmanager
def _worker_setup() -> Iterator[str]:
    """Set this process up as a worker with a temporary folder until the block ends."""
    with (
        ExitStack() as ending,
        tempfile.TemporaryDirectory(prefix="cursus-tester-", ignore_cleanup_errors=True) as folder,
    ):
        ending.enter_context(warnings.catch_warnings())
        ending.callback(os.chdir, os.getcwd())
        ending.callback(_restore_environment, os.environ, dict(os.environ))
        ending.callback(sys.path.__setitem__, slice(None), list(sys.path))
        ending.callback(setattr, tempfile, "tempdir", tempfile.tempdir)
        ending.callback(setattr, sys, "dont_write_bytecode", sys.dont_write_bytecode)
        _quieten(ending)
        _restore_environment(os.environ, scrubbed(os.environ))
        os.mkdir(os.path.join(folder, "home"))
        from cursus_tester.workers import server

        server.use_empty_home(folder)
        warnings.simplefilter("ignore")
        sys.dont_write_bytecode = True
        yield folder


def _quieten(ending: ExitStack) -> None:
    """Silence the SDK while it starts. It also configures the root logger (2.257.7) unless that has a handler."""
    for name in (None, LOGGER, CONFIG_LOGGER):
        logger = logging.getLogger(name)
        ending.callback(logger.setLevel, logger.level)
        if name is not None:
            logger.setLevel(logging.ERROR)
    root = logging.getLogger()
    ending.callback(setattr, root, "handlers", root.handlers)
    root.handlers = [*root.handlers, logging.NullHandler()]
    ending.callback(logging.disable, root.manager.disable)
    logging.disable(logging.NOTSET)


def _restore_environment(environment: MutableMapping[str, str], values: dict[str, str]) -> None:
    environment.clear()
    environment.update(values)
