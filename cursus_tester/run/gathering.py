"""Gather the evidence of subjects: read their source, and run the builders among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cursus_tester.evidence.unavailable import Absent
from cursus_tester.results.subject import Subject
from cursus_tester.run.evidence import Evidence, static_evidence
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.builder_source import Source, read_source
from cursus_tester.source.names.resolution import NameResolvers

if TYPE_CHECKING:
    from cursus_tester.evidence.imported_builder import ImportedBuilder
    from cursus_tester.workers.kept import KeptServers


def gather(
    subjects: Sequence[Subject],
    options: RunOptions,
    imported: ImportedBuilder | None,
    servers: KeptServers | None = None,
    resolvers: NameResolvers | None = None,
) -> Iterator[Evidence]:
    """The evidence of each subject: first of those that are not run, then of the others, as their runs end.

    Args:
        subjects: What is looked at.
        options: How builders are run.
        imported: The one subject as an object; ``None``: its module is imported.
        servers: Where processes come from that have imported the SDK; ``None``: they are started for this run.
        resolvers: What they have read so far is not read again.
    """
    to_run: list[tuple[Subject, Source]] = []
    resolvers = resolvers or NameResolvers(options.settings.import_root)
    for subject in subjects:
        source = read_source(subject, resolvers)
        reason = _reason_not_to_run(subject, source, options)
        if reason is not None:
            yield static_evidence(subject, source, reason)
        else:
            to_run.append((subject, source))
    if to_run:
        # What is only read needs none of this.
        from cursus_tester.run.running import job_for, run

        jobs = [(subject, job_for(subject, source, options)) for subject, source in to_run]
        yield from run(jobs, options, imported, servers)


def _reason_not_to_run(subject: Subject, source: Source, options: RunOptions) -> Absent | None:
    if options.static:
        return Absent(reason="needs the builder to run (--static)")
    if source.error is not None:
        return Absent(reason=f"the file does not parse: {source.error[0]}", is_blocked=True)
    return None
