"""Run builders, and the code that makes pipelines: what is asked of the process that runs each, and what comes back."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.probe.job import Job, PipelineJob
from cursus_tester.results.subject import Subject
from cursus_tester.rules.classification import planning_pack
from cursus_tester.run.evidence import Evidence, evidence_of
from cursus_tester.run.shrinking import Reruns
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.settings.settings import Settings
from cursus_tester.source.builder_source import Source
from cursus_tester.source.modules import ImportLocation, read_module, running_location
from cursus_tester.workers.forking import ForkedServer
from cursus_tester.workers.jobs import Bounds
from cursus_tester.workers.kept import KeptServers
from cursus_tester.workers.launching import Launcher, Server, can_fork
from cursus_tester.workers.pool import probe_all, probe_one
from cursus_tester.workers.spawning import Spawner

#: The hash seed of the processes that run builders again. Of 1 to 24 it orders the most sets in another way than seed 0
#: does: 15 of 20 sets of two texts, 38 of 39 sets of three and four (CPython 3.11).
_OTHER_SEED = 15


def job_for(subject: Subject, source: Source, options: RunOptions) -> Job:
    """What is asked of the process that runs a builder."""
    location = running_location(read_module(subject.file), options.settings.import_root)
    if not subject.is_builder:
        return pipeline_job(subject, location, options.settings)
    pack = planning_pack(source)
    factory = options.settings.config_factory(module=location.name, file=subject.file, name=subject.name)
    return Job(
        module=location.name,
        name=subject.name,
        import_root=location.root,
        from_estimator=any(source.method_calls(name) for name in pack.estimator_methods),
        step_type=pack.name,
        config_factory=factory,
        settings_folder=options.settings.folder if factory else "",
        session=options.settings.session_kind(module=location.name, file=subject.file, name=subject.name),
        environment=options.settings.environment,
        strength=options.strength,
        alone=options.alone,
    )


def pipeline_job(subject: Subject, location: ImportLocation, settings: Settings) -> Job:
    """What is asked of the process that runs code that makes a pipeline."""
    said = settings.pipeline_settings(module=location.name, file=subject.file, name=subject.name)
    return Job(
        module=location.name,
        name=subject.name,
        import_root=location.root,
        from_estimator=False,
        settings_folder=settings.folder if said.arguments_factory else "",
        environment=settings.environment,
        pipeline=PipelineJob(
            kind=subject.kind,
            file=subject.file,
            arguments_factory=said.arguments_factory,
            arguments=said.arguments,
            environment=said.environment,
            working_directory=os.path.abspath(said.working_directory) if said.working_directory else "",
            buckets={name: os.path.abspath(folder) if folder else "" for name, folder in said.buckets.items()},
            packages_missing=said.packages_missing,
            files_missing=said.files_missing,
        ),
    )


def bounds_of(options: RunOptions) -> Bounds:
    """What one builder may take."""
    return Bounds(builder=options.settings.timeout, memory=options.settings.memory_limit)


def run(
    to_run: Iterable[tuple[Subject, Job]],
    options: RunOptions,
    imported: ImportedBuilder | None,
    servers: KeptServers | None = None,
) -> Iterator[Evidence]:
    """The evidence of each subject, as its run ends; `servers` are those of `gather`."""
    if options.in_process or (imported is not None and not can_fork()):
        from cursus_tester.workers.in_process import probe_here

        here = functools.partial(probe_here, imported=imported)
        for subject, job in to_run:
            yield evidence_of(subject, here(job), Reruns(job, here))
        return
    bounds = bounds_of(options)
    workers, running = options.jobs or os.cpu_count() or 1, dict[int, tuple[Subject, Job]]()

    def jobs() -> Iterator[Job]:
        for number, each in enumerate(to_run):
            running[number] = each
            yield each[1]

    launch = servers.lent if servers is not None and imported is None else functools.partial(_launcher, imported)
    # What is run again to shrink it runs beside the others; each server starts when it is first needed.
    with (
        launch() as launcher,
        launch() as spare,
        launch(hash_seed=_OTHER_SEED) as other,
    ):
        elsewhere = functools.partial(probe_one, other, bounds=bounds) if imported is None and can_fork() else None
        for index, probed in probe_all(launcher, jobs(), workers=workers, bounds=bounds):
            subject, job = running.pop(index)
            # The first server is free once it has run all builders.
            again = functools.partial(probe_one, spare if running else launcher, bounds=bounds)
            yield evidence_of(subject, probed, Reruns(job, again, probe_elsewhere=elsewhere))


def _launcher(imported: ImportedBuilder | None, hash_seed: int = 0) -> Launcher:
    if imported is not None:
        return ForkedServer(imported)
    return Server(hash_seed) if can_fork() else Spawner()
