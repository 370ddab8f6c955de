"""Evidence of one subject, by the names under which rules ask for it."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.elsewhere import Elsewhere, with_most_dependencies
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Absent
from cursus_tester.results.subject import Subject
from cursus_tester.rules.classification import step_type
from cursus_tester.source.builder_source import Source, read_source
from cursus_tester.source.modules import read_module
from cursus_tester.source.names.resolution import NameResolvers
from cursus_tester.source.set_order import depends_on_hash_seed
from cursus_tester.step_pack import DYNAMIC_EVIDENCE, PIPELINE_EVIDENCE, pack_evidence, pack_of

if TYPE_CHECKING:
    from cursus_tester.run.shrinking import Reruns
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
    #: How long it took, in seconds; what is run again to shrink findings is not in it.
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that rules may ask for of one subject: what packs declare is made when a rule first asks for it."""

    subject: Subject
    source: Source
    #: ``None`` where the builder was not run.
    execution: Execution | None
    #: Each name is in here or in `absent`, never in both.
    available: Mapping[str, object]
    absent: Mapping[str, Absent]
    #: What evidence of packs was made so far.
    _made: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, name: str) -> object:
        """The evidence of this name.

        Raises:
            Blocked: The builder kept it from being gathered.
            NotApplicable: There is nothing to gather.
        """
        if name in self.available:
            return self.available[name]
        if name in self.absent:
            raise self.absent[name].error
        if name not in self._made:
            _, make = pack_evidence()[name]
            self._made[name] = make(**{each: self[each] for each in inspect.signature(make).parameters})
        return self._made[name]

    def with_pack(self, name: str) -> Evidence:
        """The same evidence, with the pack of another type of step."""
        found, absent = _pack_named(name)
        available = {each: value for each, value in self.available.items() if each != "pack"}
        others = {each: value for each, value in self.absent.items() if each != "pack"}
        return replace(self, available={**available, **found}, absent={**others, **absent}, _made={})

    def with_traces(self, traces: Traces) -> Evidence:
        """The same evidence, of other traces."""
        found, absent = _pack(self.source, traces)
        available = {name: each for name, each in self.available.items() if name != "pack"}
        others = {name: each for name, each in self.absent.items() if name != "pack"}
        return replace(self, available={**available, **found, "traces": traces}, absent={**others, **absent}, _made={})


def static_evidence(subject: Subject, source: Source, reason: Absent) -> Evidence:
    """The evidence of a subject that is not run, for `reason`."""
    available, absent = _pack(source, None)
    return Evidence(
        subject=subject,
        source=source,
        execution=None,
        available={**available, "subject": subject, "source": source},
        absent=absent | dict.fromkeys(DYNAMIC_EVIDENCE | PIPELINE_EVIDENCE, reason),
    )


def _pack(source: Source, traces: Traces | None) -> tuple[dict[str, object], dict[str, Absent]]:
    """The pack of the step that a subject builds, or why there is none."""
    return _pack_named(step_type(source, traces))


def _pack_named(built: str | None) -> tuple[dict[str, object], dict[str, Absent]]:
    pack = pack_of(built)
    if pack is not None:
        return {"pack": pack}, {}
    said = f"the tester knows nothing of {built} steps" if built else "nothing here says what step this builds"
    return {}, {"pack": Absent(reason=said)}


def _built_elsewhere(probed: Probed, reruns: Reruns) -> Trace | None:
    """The baseline with another hash seed and, where that compiles, two dependencies.

    Only where the team's code iterates over a set or asks for a hash.
    """
    if not reruns.has_other_seed or not probed.traces or probed.traces[0].request is None:
        return None
    modules = (file for file in probed.files if file.endswith(".py") and os.path.isfile(file))
    if not any(depends_on_hash_seed(read_module(file).tree) for file in modules):
        return None
    return reruns.elsewhere(probed.builder, with_most_dependencies(probed.traces).scenario)


def evidence_of(subject: Subject, probed: Probed, reruns: Reruns) -> Evidence:
    """The evidence of a builder that was run."""
    source = read_source(subject, NameResolvers(reruns.job.import_root))
    builder, traces = probed.builder, Traces(probed.builder, probed.traces)
    execution = Execution(builder=builder, traces=traces, reruns=reruns, files=probed.files, seconds=probed.seconds)
    found, absent = _pack(source, traces)
    if not subject.is_builder:
        return Evidence(
            subject=subject,
            source=source,
            execution=execution,
            available={**found, "subject": subject, "source": source, "pipeline": Pipelines(builder, probed.traces)},
            absent=absent
            | dict.fromkeys(DYNAMIC_EVIDENCE, Absent(reason=f"judges step builders; this is a {subject.kind.value}")),
        )
    absent = absent | dict.fromkeys(PIPELINE_EVIDENCE, Absent(reason="judges pipelines; this is a step builder"))
    available = {**found, "subject": subject, "source": source, "builder": builder, "traces": traces}
    available["elsewhere"] = Elsewhere(build=functools.partial(_built_elsewhere, probed, reruns))
    if builder.specification is not None:
        available["specification"] = builder.specification
    elif builder.why_not_loaded is not None:
        absent["specification"] = Absent(reason=builder.why_not_loaded, is_blocked=True)
    else:
        absent["specification"] = Absent(reason="the builder carries no specification")
    return Evidence(
        subject=subject,
        source=source,
        execution=execution,
        available=available,
        absent=absent,
    )
