"""Judge the source of subjects, one after the other, in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cursus_tester.files import dependencies
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.run.gathering import gather
from cursus_tester.run.judging import judge
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.imports.transitive import ImportedPaths
from cursus_tester.source.names.resolution import NameResolvers


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A scorecard, and the paths that it rests on: what was looked at beside that where its imports lead to."""

    scorecard: Scorecard
    #: In seconds.
    took: float
    seen: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()


def judged(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: RunOptions,
    imports: ImportedPaths | None = None,
    resolvers: NameResolvers | None = None,
) -> Iterator[Judged]:
    """The scorecard of each subject, in their order.

    Args:
        subjects: What is judged.
        rules: By what.
        options: How.
        imports: Where it matters what a scorecard rests on.
        resolvers: What they have read so far is not read again.
    """
    gathered = gather(subjects, options, None, resolvers=resolvers)
    while True:
        started = time.monotonic()
        with dependencies.recording() as seen:
            evidence = next(gathered, None)
            if evidence is None:
                return
            scorecard = judge(rules, evidence, options.settings.conventions)
        took = time.monotonic() - started
        if imports is None:
            yield Judged(scorecard=scorecard, took=took)
            continue
        imported = imports.of(evidence.subject.file)
        dependencies.record(*imported)
        yield Judged(scorecard=scorecard, took=took, seen=frozenset(seen - imported), imported=imported)
