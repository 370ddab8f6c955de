"""SB201, SB202, SB204, SB205: the builder and the specification that it declares say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.absent import Blocked, NotApplicable
from cursus_tester.evidence.source import Source
from cursus_tester.evidence.trace import Builder, Specification, Stage, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.model import NOWHERE, Finding, Subject
from cursus_tester.rules.common.shape import derives_from_base, require_class
from cursus_tester.rules.registry import rule


@rule("SB201", "has-specification")
def has_specification(subject: Subject, source: Source, builder: Builder | None = None) -> Iterator[Finding]:
    """Carries a specification.

    What it checks: a builder that derives from a step builder base has a specification object at `self.spec` once it
    is constructed.

    Why: dependencies, outputs and the script contract are read from it; without one the step cannot be wired up.

    How to fix: pass the specification on: `super().__init__(config=config, spec=MY_SPECIFICATION, …)`.

    How to waive: `# cursus-tester: waive SB201 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    require_class(source)
    if not derives_from_base(source):
        raise NotApplicable("judges classes that derive from a step builder base; this one does not")
    if builder is None:
        raise NotApplicable("which specification a builder carries shows only when it runs; --static runs nothing")
    if builder.problem is not None or builder.death is not None:
        raise Blocked("the builder could not be loaded")
    if builder.specification is None:
        yield Finding(
            message=f"{subject.name} carries no specification: neither self.spec nor self.specification is set",
            hint="pass one on: super().__init__(config=config, spec=MY_SPECIFICATION, …)",
        )


@rule("SB202", "specification-attached")
def specification_attached(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Attaches its specification to the step as `_spec`.

    What it checks: the step that `create_step` returns has an attribute `_spec`, and it is the very object that the
    builder carries, not a copy and not another one.

    Why: what assembles the pipeline reads a step's outputs from there.

    How to fix: before you return the step: `setattr(step, "_spec", self.spec)`.

    How to waive: `# cursus-tester: waive SB202 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    for trace in traces.returning():
        assert trace.step is not None
        if not trace.step.value.is_a("Step"):
            continue
        if trace.step.specification_attached is None:
            message = "the step that create_step returns has no attribute _spec"
        elif not trace.step.specification_attached:
            message = "the step's _spec is not the object that the builder carries as its specification"
        else:
            continue
        yield Finding(
            message=message,
            hint='attach it before you return the step: setattr(step, "_spec", self.spec)',
            place=step_place(trace),
            scenario=trace.scenario.name,
        )


@rule("SB204", "missing-input-named")
def missing_input_named(traces: Traces) -> Iterator[Finding]:
    """Refuses a missing required input with a `ValueError` that names it.

    What it checks: `create_step` without a required input, and with `None` or `""` in its place, raises a
    `ValueError` whose text has the input's name, before any AWS call.

    Why: the SDK takes `None` for model data and compiles a request without `ModelDataUrl`; the endpoint then fails
    hours later, with no word of the input that was forgotten.

    How to fix: `if not inputs.get("model_data"): raise ValueError("required input 'model_data' not found")`.

    How to waive: `# cursus-tester: waive SB204 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    missing = traces.where(
        lambda trace: trace.scenario.missing is not None, "create_step takes its input in no way that could be left out"
    )
    for trace in missing:
        name = trace.scenario.input_name
        how = {"absent": "is not given", "None": "is None", '""': 'is ""'}[str(trace.scenario.missing)]
        finding = _judge_refusal(trace, name, how)
        if finding is not None:
            yield finding


def _judge_refusal(trace: Trace, name: str, how: str) -> Finding | None:
    hint = f'check it first: if not inputs.get("{name}"): raise ValueError("required input \'{name}\' not found")'
    problem = trace.problem
    if trace.death is not None:
        return None
    if problem is None or problem.stage is Stage.COMPILE:
        then = "the pipeline compiled" if problem is None else f"compiling the pipeline raised {problem}"
        message = f"the required input {name!r} {how}, and create_step did not refuse: {then}"
        return Finding(message=message, hint=hint, scenario=trace.scenario.name)
    place = problem.place or NOWHERE
    if "ValueError" not in (problem.exception, *problem.ancestors):
        message = f"the required input {name!r} {how}, and create_step raised {problem}, which is no ValueError"
    elif not re.search(re.escape(name).replace("_", "[_ -]?"), problem.message, re.IGNORECASE):
        message = f"the required input {name!r} {how}, and the ValueError does not name it: {problem.message}"
    elif any(call.stage is Stage.CREATE_STEP for call in trace.aws_calls):
        operations = ", ".join(call.operation for call in trace.aws_calls if call.stage is Stage.CREATE_STEP)
        message = f"the required input {name!r} {how}, and create_step called AWS ({operations}) before it refused"
    else:
        return None
    return Finding(message=message, hint=hint, place=place, scenario=trace.scenario.name)


@rule("SB205", "outputs-aligned")
def outputs_aligned(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Declares only outputs that the step has.

    What it checks: every `property_path` of the specification's outputs resolves on the `properties` of the step that
    was built.

    Why: later steps refer to an output by this path; a wrong one fails when they are built, or when the pipeline runs.

    How to fix: a CreateModel step has `properties.ModelName`; correct the path in the specification.

    How to waive: `# cursus-tester: waive SB205 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    if not specification.outputs:
        raise NotApplicable("the specification declares no outputs")
    for trace in traces.returning():
        assert trace.step is not None
        for path, error in trace.step.outputs.items():
            if error is not None:
                yield Finding(
                    message=f"the specification's output {path!r} does not resolve on the step: {error}",
                    hint="name a property that the step has, such as properties.ModelName",
                    scenario=trace.scenario.name,
                )
