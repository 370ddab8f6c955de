"""Run one builder in a worker process, with limits and a guard, and end the process."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import mmap
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from importlib.util import source_from_cache
from types import ModuleType
from typing import NoReturn

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.trace import Breach, BreachKind, Trace
from cursus_tester.files.libraries import is_library
from cursus_tester.observation.loaded_modules import loaded_modules
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.account import Account
from cursus_tester.probe.baseline_search import find_baseline
from cursus_tester.probe.builder_target import BuilderTarget
from cursus_tester.probe.combining import combined_scenarios
from cursus_tester.probe.job import Job, PipelineJob
from cursus_tester.probe.leftovers import without_leftovers
from cursus_tester.probe.loading import load
from cursus_tester.probe.pipelines.builds import facts_of
from cursus_tester.probe.pipelines.code import Code
from cursus_tester.probe.recorder import listen_in, record_breach
from cursus_tester.probe.scenario_run import run_scenario
from cursus_tester.sandbox import guard, module_lookups
from cursus_tester.sandbox.environment import undecoded
from cursus_tester.sandbox.landlock import confine
from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector
from cursus_tester.sandbox.patches import Patches
from cursus_tester.step_pack import all_listening, default_pack, pack_of
from cursus_tester.workers import whereabouts
from cursus_tester.workers.messages import Combined, Finished, Message, WorkerRequest, encode

if sys.platform != "win32":
    import resource

#: Paths that are not files of the project.
_DEVICES = ("/dev/", "/proc/", "/sys/")


def run(
    request: WorkerRequest,
    write: Callable[[bytes], None],
    account: Account,
    imported: ImportedBuilder | None,
    patches: Patches,
    detector: MonkeypatchDetector,
) -> NoReturn:
    """Write the builder's facts, then a trace for each scenario, and end the process.

    Whatever goes wrong ends the process: it must never return into the code of the server that it was forked from.
    """
    status = 1
    try:
        _limit_process(request)
        whereabouts.prepare(request.temporary_folder, request.number)
        folder = own_folder(request)
        move_into(folder)
        confine(folder)
        # A thread of the builder may report a breach while a trace is written.
        one_at_a_time = threading.RLock()

        def send(message: Message) -> None:
            with one_at_a_time:
                write(encode(message, request.password))

        with guard.guarding(folder, request.working_directory, functools.partial(report_breach, send)):
            serve(request, send, folder, account, imported, patches, detector)
        shutil.rmtree(folder, ignore_errors=True)
        status = 0
    except BaseException:
        # Part of the worker's output; the parent sees that the worker ended before it finished.
        traceback.print_exc()
    finally:
        os._exit(status)


def report_breach(send: Callable[[Message], None], kind: BreachKind, what: str) -> None:
    """Record a refusal and send it at once."""
    breach = record_breach(kind, what)
    if breach is not None:
        send(breach)


def own_folder(request: WorkerRequest) -> str:
    """An empty folder with the same name for all processes of a builder, so that paths in requests are equal."""
    folder = os.path.join(request.temporary_folder, f"cursus-tester-builder{request.builder}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:  # Something of a killed process is left that cannot be removed.
        return tempfile.mkdtemp(prefix="cursus-tester-", dir=request.temporary_folder)
    return folder


def serve(
    request: WorkerRequest,
    send: Callable[[Message], None],
    folder: str,
    account: Account,
    imported: ImportedBuilder | None,
    patches: Patches,
    detector: MonkeypatchDetector,
) -> None:
    """Run a builder in this process.

    Args:
        request: The builder and its scenarios.
        send: Sends its facts, then its traces, then the end.
        folder: The folder of the builder.
        account: The faked account.
        imported: The builder, where this process has imported it already.
        patches: The patches that record calls of the SDK.
        detector: Finds what the builder has replaced.
    """
    job = request.job
    roots = whereabouts.roots_of(job, request.working_directory, imported.folder if imported else "")
    team_code = TeamCode(roots, request.working_directory, floor=sys._getframe())
    if imported is not None:
        listen_in(all_listening(), modules_of(team_code, imported.module), patches)
    if job.pipeline is not None:
        _serve_pipeline(job, job.pipeline, request, send, folder, account, patches, team_code)
        return
    target = BuilderTarget(
        job=job,
        working_directory=request.working_directory,
        pack=pack_of(job.step_type) or default_pack(),
        config_changes=request.config_changes,
        is_continued=request.is_continued,
        imported=imported,
    )
    os.environ.update(request.job.environment)
    process_state = _ProcessState()
    with module_lookups.record_lookups() as lookups:
        with _reporting_replacements(detector, job.module, send):
            loaded = load(target, account, team_code, folder)
            send(loaded.facts)
            baseline: Trace | None = None
            if loaded.facts.scenarios and not request.is_continued:
                loaded, baseline = find_baseline(loaded, target, account, team_code, folder)
                if loaded.facts.refused_values:
                    send(loaded.facts)
            compiled = set(request.compiled)

            def run_all(scenarios: Iterable[Scenario]) -> None:
                for scenario in scenarios:
                    process_state.restore()
                    is_known = baseline is not None and scenario is baseline.scenario
                    with without_leftovers(folder):
                        trace = baseline if is_known else run_scenario(loaded, scenario, account, team_code)
                    assert trace is not None
                    if trace.request is not None:
                        compiled.add(scenario.name)
                    send(trace)

            # Each of those that are alone has a process of its own, which the parent starts.
            scenarios = loaded.facts.scenarios
            here = [each for each in scenarios if not each.alone]
            run_all(here or scenarios[:1])
            if here and request.combines and job.strength > 1:
                process_state.restore()
                more = combined_scenarios(loaded, frozenset(compiled), job.strength)
                send(Combined(scenarios=more))
                run_all(more)
        send(Finished(files=tuple(_dependencies(lookups, request.temporary_folder))))


@contextlib.contextmanager
def _reporting_replacements(
    detector: MonkeypatchDetector, builder_module: str, send: Callable[[Message], None]
) -> Iterator[None]:
    """Send what the builder has replaced in the end, also where the tester itself fails because of it."""
    try:
        yield
    finally:
        for name in detector.replaced_names(builder_module):
            send(Breach(kind=BreachKind.TAMPERING, what=f"replacing {name}", stage=Stage.DONE, place=None))


def _serve_pipeline(
    job: Job,
    pipeline: PipelineJob,
    request: WorkerRequest,
    send: Callable[[Message], None],
    folder: str,
    account: Account,
    patches: Patches,
    team_code: TeamCode,
) -> None:
    """Run code that makes a pipeline, once for each scenario."""
    os.environ.update({**job.environment, **pipeline.environment})
    process_state = _ProcessState()
    with module_lookups.record_lookups() as lookups:
        facts = facts_of(job)
        send(facts)
        code = Code(job, pipeline, request.working_directory, folder, account, team_code, patches)
        for scenario in facts.scenarios:
            process_state.restore()
            trace = code.run(scenario)
            send(trace)
            if trace.build is None or all(each.definition is None for each in trace.build.pipelines):
                # What does not build once is not built again.
                break
        send(Finished(files=tuple(_dependencies(lookups, request.temporary_folder))))


class _ProcessState:
    """The working directory, environment and output of the process, restored before each scenario."""

    def __init__(self) -> None:
        self._folder = os.getcwd()
        self._environment, self._undecoded = dict(os.environ), undecoded()
        self._outputs = {descriptor: os.dup(descriptor) for descriptor in (1, 2)}

    def restore(self) -> None:
        os.chdir(self._folder)
        if undecoded() != self._undecoded:
            os.environ.clear()
            os.environ.update(self._environment)
        for descriptor, kept in self._outputs.items():
            os.dup2(kept, descriptor)
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            if getattr(sys, name).closed:
                stream = io.FileIO(descriptor, "w", closefd=False)
                setattr(sys, name, io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True))


def modules_of(team_code: TeamCode, further: ModuleType) -> Iterator[ModuleType]:
    """The loaded modules of the team, and `further`."""
    yield further
    for _, module in loaded_modules():
        file = getattr(module, "__file__", None)
        if module is not further and isinstance(file, str) and team_code.holds(file):
            yield module


def _dependencies(lookups: module_lookups.ModuleLookups, own: str) -> Iterator[str]:
    """The paths that were imported, read, listed or looked for, outside libraries and the folder `own`."""
    imported = (getattr(module, "__file__", None) for _, module in loaded_modules())
    for path in {*imported, *guard.paths_read(), *lookups.paths()}:
        if not isinstance(path, str) or not path or path.startswith((*_DEVICES, own)):
            continue
        if f"{os.sep}__pycache__{os.sep}" in path:
            # Python reads the compiled file in place of the source.
            with contextlib.suppress(ValueError):
                path = source_from_cache(path)
        if not is_library(path) and not is_library(os.path.realpath(path)):
            yield path


def _limit_process(request: WorkerRequest) -> None:
    """Let this process die with its parent, and limit its memory and file size."""
    sys.dont_write_bytecode = True
    if sys.platform == "win32":
        return
    if os.getsid(0) != os.getpid():
        os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    guard.adopt_orphans()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if request.memory_limit:
        bound = _address_space() + request.memory_limit
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or bound < hard:
            resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        if hard == resource.RLIM_INFINITY or request.memory_limit < hard:
            resource.setrlimit(resource.RLIMIT_FSIZE, (request.memory_limit, request.memory_limit))


def _address_space() -> int:
    """The address space of this process, in bytes (Linux)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as numbers:
            return int(numbers.read().split()[0]) * mmap.PAGESIZE
    except OSError:
        return 0


def move_into(folder: str) -> None:
    """Use a folder as working directory, home and folder for temporary files."""
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder, XDG_CONFIG_HOME=folder, XDG_CONFIG_DIRS=folder)
    tempfile.tempdir = None
