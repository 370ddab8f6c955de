"""Print the CPU seconds of one builder with every rule, and of building and compiling it once.

The SDK is imported before. The first number is the probe and the rules together, the second one build and compilation,
warm, in the same set-up.
"""

from __future__ import annotations

import functools
import os
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.trace import Trace
from cursus_tester.probe.job import Job
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.evidence import evidence_of
from cursus_tester.run.judging import judge
from cursus_tester.run.shrinking import Reruns
from cursus_tester.sandbox.patches import Patches
from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.modules import import_location
from cursus_tester.workers import server
from cursus_tester.workers.jobs import Bounds, Probed
from cursus_tester.workers.launching import Server
from cursus_tester.workers.messages import Finished, Message, WorkerRequest, decode, encode
from cursus_tester.workers.pool import probe_one


def main() -> None:
    (subject,) = find_subjects([sys.argv[1]]).subjects
    rules = load_rules()
    repository = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(Path(folder, "home"))
        server.use_empty_home(folder)
        patches = Patches()
        account = server.start_up(patches)
        from cursus_tester.probe import warm_up

        for _ in warm_up.make_clients(account):
            pass
        from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector
        from cursus_tester.step_pack import packs
        from cursus_tester.workers import worker

        detector = MonkeypatchDetector()
        location = import_location(subject.file)
        job = Job(
            module=location.name,
            name=subject.name,
            import_root=location.root,
            from_estimator="estimator" in location.name,
        )
        request = WorkerRequest(
            number=1,
            job=job,
            working_directory=repository,
            is_continued=False,
            password="",
            memory_limit=0,
            temporary_folder=folder,
            config_changes={},
            combines=True,
            compiled=(),
            builder=0,
        )
        os.chdir(folder)
        lines = Lines()
        started = time.process_time()
        worker.serve(request, lines.send, folder, account, None, patches, detector)
        os.chdir(repository)
        probed = lines.probed()
        assert probed.builder.problem is None, probed.builder.problem
        again = functools.partial(probe_one, Server(), bounds=Bounds())
        judge(rules, evidence_of(subject, probed, Reruns(job, again)))
        whole = time.process_time() - started
        started = time.process_time()
        for _ in range(5):
            warm_up.compile_once(account, packs())
        # Under both sessions each time.
        once = (time.process_time() - started) / 10
    print(f"{whole:.3f} {once:.4f}")


class Lines:
    """The parent's end of the connection to a worker."""

    def __init__(self) -> None:
        self._theirs, self._ours = socket.socketpair()
        self._data = bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while data := self._ours.recv(1 << 20):
            self._data += data

    def send(self, message: Message) -> None:
        """Send a message of the worker."""
        self._theirs.sendall(encode(message))

    def probed(self) -> Probed:
        """What the worker has sent."""
        self._theirs.close()
        self._thread.join()
        self._ours.close()
        messages = [decode(bytes(line)) for line in self._data.splitlines()]
        builders = [each for each in messages if isinstance(each, Builder)]
        traces = tuple(each for each in messages if isinstance(each, Trace))
        assert any(isinstance(each, Finished) for each in messages)
        return Probed(builder=builders[-1], traces=traces)


if __name__ == "__main__":
    main()
