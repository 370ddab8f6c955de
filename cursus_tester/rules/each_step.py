"""Judge each step of a pipeline by a rule that asks for nothing but a compiled step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.outcome import FOR_OTHER_STEP_TYPES
from cursus_tester.sdk.names import RETRIEVE
from cursus_tester.step_pack import packs

#: A rule that looks at compiled steps.
_Judges = Callable[..., Iterable[Finding]]


def of_each_step(judges: _Judges, step_types: Sequence[str]) -> Callable[[Pipelines], Iterator[Finding]]:
    """The rule `judges` for pipelines: what it says of each compiled step of these types."""

    def judge_steps(pipeline: Pipelines) -> Iterator[Finding]:
        types = {pack.definition_type for pack in packs() if pack.name in step_types}
        compiled, is_judged = pipeline.compiled(), False
        present = {step.type for defined in compiled for step in defined.steps}
        made = dict.fromkeys(pack.name for pack in packs() if pack.definition_type in present and not pack.is_generic)
        made.update(dict.fromkeys(sorted(present - {pack.definition_type for pack in packs() if pack.name in made})))
        # In the words of `cursus_tester.run.judging`, so that it is one line.
        reason = f"{FOR_OTHER_STEP_TYPES}; this makes {', '.join(made)} steps"
        for defined in compiled:
            for step in (each for each in defined.steps if each.type in types):
                found: list[Finding] = []
                try:
                    found.extend(judges(Traces(pipeline.facts, (trace_of(pipeline, defined, step),))))
                    is_judged = True
                except NotApplicable as error:
                    is_judged, reason = is_judged or bool(found), str(error)
                yield from (_of_step(each, defined, step) for each in found)
        if not is_judged:
            raise NotApplicable(reason)

    return judge_steps


def trace_of(pipeline: Pipelines, defined: Defined, step: DefinedStep) -> Trace:
    """A step as it is in the trace of a builder: its request, and the steps beside it."""
    entry = step.entry
    beside = (defined.pipeline.definition or {}).get("Steps") or ()
    return Trace(
        scenario=pipeline.all[0].scenario,
        stage=Stage.DONE,
        request=entry.get("Arguments") or {},
        definition_step={key: value for key, value in entry.items() if key != "Arguments"},
        steps=tuple({"Name": each.get("Name"), "Type": each.get("Type")} for each in beside),
        archives=defined.pipeline.archives,
        # Which step a call made is not known; what images were looked up is.
        calls=tuple(call for call in pipeline.all[0].calls if call.target == RETRIEVE),
    )


def _of_step(finding: Finding, defined: Defined, step: DefinedStep) -> Finding:
    message = f"{step.name}: {finding.message}"
    return replace(finding, message=message, place=defined.place_of(step.name), scenario=PLAIN_SCENARIO)
