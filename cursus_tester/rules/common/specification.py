"""SB201, SB202, SB205: the builder carries its specification, and the step has what that declares."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import Subject
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.house_style import derives_from_base
from cursus_tester.rules.common.shape import require_class
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import STEP, STEP_COLLECTION
from cursus_tester.source.builder_source import Source

#: What a CreateModel step yields.
_OWN_OUTPUT = "properties.ModelName"
_STEPS = (STEP, STEP_COLLECTION)


@rule("SB201", "has-specification", convention=True)
def has_specification(subject: Subject, source: Source, builder: Builder | None = None) -> Iterator[Finding]:
    """Has a specification.

    What it checks: a builder that derives from a step builder base class has a specification object at `self.spec`
    after construction.

    Why: pipelines read dependencies, outputs and the script contract from it. Without it the step cannot be connected.

    How to fix: pass the specification to the base class: `super().__init__(config=config, spec=MY_SPECIFICATION, …)`.
    """
    require_class(source)
    if not derives_from_base(source, builder):
        raise NotApplicable("the rule is about classes that derive from a step builder base class; this one does not")
    if builder is None:
        raise NotApplicable("which specification a builder has shows only when it is run")
    builder.require_loaded()
    if builder.specification is None or not builder.carries_specification:
        yield Finding(
            message=f"{subject.name} has no specification: neither self.spec nor self.specification is set",
            hint="pass one, and leave it in self.spec: super().__init__(config=config, spec=MY_SPECIFICATION, …)",
        )


@rule("SB202", "specification-attached", convention=True)
def specification_attached(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Attaches its specification to the step as `_spec`.

    What it checks: the step that `create_step` returns has an attribute `_spec`, which is the builder's own
    specification object and not a copy or another one.

    Why: the code that assembles the pipeline reads a step's outputs from `_spec`.

    How to fix: before you return the step: `step._spec = self.spec`.
    """
    steps = [trace for trace in traces.returning() if trace.step is not None and trace.step.value.is_a(*_STEPS)]
    if not steps:
        raise Blocked("create_step returned no step in any scenario")
    for trace in steps:
        assert trace.step is not None
        if trace.step.specification_attached is None:
            message = "the step that create_step returns has no attribute _spec"
        elif not trace.step.specification_attached:
            message = "the step's _spec is not the builder's own specification object"
        else:
            continue
        yield Finding(
            message=message,
            hint='attach it before you return the step: setattr(step, "_spec", self.spec)',
            place=step_place(trace),
            scenario=trace.scenario.name,
        )


@rule("SB205", "outputs-aligned")
def outputs_aligned(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Declares only outputs that the step has.

    What it checks: every `property_path` of the specification's outputs exists on the `properties` of the step that was
    built.

    Why: later steps refer to an output by this path. A wrong path fails when they are built or when the pipeline runs.

    How to fix: correct the path in the specification. A CreateModel step has `properties.ModelName`.
    """
    if not any(each.property_path for each in specification.outputs):
        raise NotApplicable("the specification declares no output with a property_path")
    steps = [trace.step for trace in traces.returning() if trace.step is not None and trace.step.outputs]
    if not steps:
        raise Blocked("create_step returned no step in any scenario")
    for trace in traces.returning():
        assert trace.step is not None
        for path, error in trace.step.outputs.items():
            if error is not None:
                yield Finding(
                    message=f"the specification's output {path!r} does not resolve on the step: {error}",
                    hint="return the step that has it: of a collection the last one, .steps[-1]"
                    if path == _OWN_OUTPUT
                    else f"name a property that the step has, such as {_OWN_OUTPUT}",
                    scenario=trace.scenario.name,
                    cause=causes.output(path),
                )
