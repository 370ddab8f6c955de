"""Gather the evidence of subjects: read their source, and run the builders among them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from cursus_tester.evidence.unavailable import Absent
from cursus_tester.results.subject import Subject
from cursus_tester.run.evidence import Evidence, static_evidence
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.builder_source import Source, read_source
from cursus_tester.source.modules import forget_modules
from cursus_tester.source.names.resolution import NameResolvers

if TYPE_CHECKING:
    from cursus_tester.evidence.imported_builder import ImportedBuilder
    from cursus_tester.workers.kept import KeptServers

_Waiting = TypeVar("_Waiting")

#: How many subjects are read until what was read is forgotten.
_HELD = 64


def gather(
    subjects: Sequence[Subject],
    options: RunOptions,
    imported: ImportedBuilder | None,
    servers: KeptServers | None = None,
    resolvers: NameResolvers | None = None,
) -> Iterator[Evidence]:
    """The evidence of each subject: of those that are not run as they are read, of the others as their runs end.

    Args:
        subjects: What is looked at.
        options: How builders are run.
        imported: The one subject as an object; ``None``: its module is imported.
        servers: Where processes come from that have imported the SDK; ``None``: they are started for this run.
        resolvers: What they have read so far is not read again.
    """
    read = _read(subjects, options, resolvers)
    first = deque[tuple[Subject, Source]]()
    for each in read:
        if not isinstance(each, Evidence):
            first.append(each)
            break
        yield each
    if not first:
        return
    # What is only read needs none of this.
    from cursus_tester.run.running import job_for, run

    del each
    not_run: deque[Evidence] = deque()
    to_run = chain(_emptied(first), _others(read, not_run))
    jobs = ((subject, job_for(subject, source, options)) for subject, source in to_run)
    for evidence in run(jobs, options, imported, servers):
        yield from _emptied(not_run)
        yield evidence
    yield from _emptied(not_run)


def _read(
    subjects: Iterable[Subject], options: RunOptions, resolvers: NameResolvers | None
) -> Iterator[Evidence | tuple[Subject, Source]]:
    """Each subject when it is asked for: its evidence where it is not run, else its source."""
    known = resolvers or NameResolvers(options.settings.import_root)
    for number, subject in enumerate(subjects, 1):
        if resolvers is None and not options.static and number % _HELD == 0:
            # Not all are held that were read: each is read again soon, when it was run.
            forget_modules()
            known = NameResolvers(options.settings.import_root)
        source = read_source(subject, known)
        reason = _reason_not_to_run(subject, source, options)
        yield (subject, source) if reason is None else static_evidence(subject, source, reason)


def _others(
    read: Iterable[Evidence | tuple[Subject, Source]], not_run: deque[Evidence]
) -> Iterator[tuple[Subject, Source]]:
    """What is run; the evidence of what is not goes into `not_run`."""
    for each in read:
        if isinstance(each, Evidence):
            not_run.append(each)
        else:
            yield each


def _emptied(waiting: deque[_Waiting]) -> Iterator[_Waiting]:
    """What waits; who gives it away does not hold it."""
    while waiting:
        yield waiting.popleft()


def _reason_not_to_run(subject: Subject, source: Source, options: RunOptions) -> Absent | None:
    if options.static:
        return Absent(reason="needs the builder to run (--static)")
    if source.error is not None:
        return Absent(reason=f"the file does not parse: {source.error[0]}", is_blocked=True)
    return None
