"""Evidence of one subject, by the names under which rules ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Absent
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import DYNAMIC_EVIDENCE
from cursus_tester.run.shrinking import Reruns
from cursus_tester.source.builder_source import Source, read_source
from cursus_tester.source.names.resolution import NameResolvers
from cursus_tester.workers.jobs import Probed


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What running a builder brought."""

    builder: Builder
    traces: Traces
    #: Runs the builder again where findings are shrunk.
    reruns: Reruns
    #: What it rests on that is no library's, absolute.
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that rules may ask for of one subject: each name is in `available` or in `absent`, never in both."""

    subject: Subject
    source: Source
    #: ``None`` where the builder was not run.
    execution: Execution | None
    available: Mapping[str, object]
    absent: Mapping[str, Absent]


def static_evidence(subject: Subject, source: Source, reason: Absent) -> Evidence:
    """The evidence of a subject that is not run, for `reason`."""
    return Evidence(
        subject=subject,
        source=source,
        execution=None,
        available={"subject": subject, "source": source},
        absent=dict.fromkeys(DYNAMIC_EVIDENCE, reason),
    )


def evidence_of(subject: Subject, probed: Probed, reruns: Reruns) -> Evidence:
    """The evidence of a builder that was run."""
    source = read_source(subject, NameResolvers(reruns.job.import_root))
    builder, traces = probed.builder, Traces(probed.builder, probed.traces)
    available = {"subject": subject, "source": source, "builder": builder, "traces": traces}
    absent = {}
    if builder.specification is not None:
        available["specification"] = builder.specification
    elif builder.why_not_loaded is not None:
        absent["specification"] = Absent(reason=builder.why_not_loaded, is_blocked=True)
    else:
        absent["specification"] = Absent(reason="the builder carries no specification")
    return Evidence(
        subject=subject,
        source=source,
        execution=Execution(builder=builder, traces=traces, reruns=reruns, files=probed.files),
        available=available,
        absent=absent,
    )
