"""Print the CPU seconds of a pipeline function of seven steps with every rule, and of making and compiling it once.

The SDK is imported before, and the pipeline was compiled before: both numbers are of a warm process.
"""

from __future__ import annotations

import functools
import os
import tempfile
import time
from pathlib import Path

from benchmarks.one_builder import Lines
from cursus_tester.evidence.account_names import DEFAULT_REGION, ROLE
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.observation.loaded_modules import leave_out_libraries
from cursus_tester.probe import warm_up
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.evidence import evidence_of
from cursus_tester.run.judging import judge
from cursus_tester.run.running import job_for
from cursus_tester.run.shrinking import Reruns
from cursus_tester.sandbox.patches import Patches
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.builder_source import read_source
from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.names.resolution import NameResolvers
from cursus_tester.workers import server
from cursus_tester.workers.jobs import Bounds
from cursus_tester.workers.launching import Server
from cursus_tester.workers.messages import WorkerRequest
from cursus_tester.workers.pool import probe_one

#: How often it is compiled.
_TIMES = 5


def main() -> None:
    """Measure the pipeline of `benchmarks.seven_steps`."""
    (subject,) = find_subjects(["benchmarks/seven_steps.py"]).subjects
    rules, options, repository = load_rules(), RunOptions(), os.getcwd()
    job = job_for(subject, read_source(subject, NameResolvers(options.settings.import_root)), options)
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(Path(folder, "home"))
        server.use_empty_home(folder)
        patches = Patches()
        account = server.start_up(patches)
        for _ in warm_up.make_clients(account):
            pass
        leave_out_libraries()
        from benchmarks.seven_steps import get_pipeline
        from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector
        from cursus_tester.workers import worker

        def compile_once() -> None:
            get_pipeline(ROLE, account.session(DEFAULT_REGION, SessionKind.PIPELINE_SESSION)).definition()

        detector = MonkeypatchDetector()
        compile_once()
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
        card = judge(
            rules, evidence_of(subject, probed, Reruns(job, functools.partial(probe_one, Server(), bounds=Bounds())))
        )
        whole = time.process_time() - started
        assert card.score == 100.0, card
        started = time.process_time()
        for _ in range(_TIMES):
            compile_once()
        once = (time.process_time() - started) / _TIMES
    print(f"{whole:.3f} {once:.4f}")


if __name__ == "__main__":
    main()
