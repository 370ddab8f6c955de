"""What kind of builder a subject is: the step it builds, and by which pattern."""

from __future__ import annotations

from collections.abc import Container

from cursus_tester.evidence.traces import Traces
from cursus_tester.source.builder_source import Source, is_sdk_symbol

_CREATE_MODEL = "CreateModel"
_STEPS = ("CreateModelStep", "ModelStep")
#: The SDK's other steps that builders are written for (sagemaker 2.257.7).
_OTHER_STEPS = (
    "AutoMLStep",
    "CallbackStep",
    "ClarifyCheckStep",
    "ConditionStep",
    "EMRStep",
    "FailStep",
    "LambdaStep",
    "NotebookJobStep",
    "ProcessingStep",
    "QualityCheckStep",
    "TrainingStep",
    "TransformStep",
    "TuningStep",
)


def step_type(source: Source, traces: Traces | None) -> str | None:
    """The kind of step a subject builds, such as ``CreateModel``; ``None`` when nothing says so.

    What it returned and called tells most, then what its source says of the SDK's steps, then what it declares: some
    frameworks call the step's own name its type.
    """
    if traces is not None:
        return _step_type(source, traces)
    return source.cached(step_type, lambda: _step_type(source, None))


def _step_type(source: Source, traces: Traces | None) -> str | None:
    for trace in traces.all if traces is not None else ():
        if any(trace.calls_to(*_STEPS)) or (trace.step is not None and trace.step.value.is_a(*_STEPS)):
            return _CREATE_MODEL
        if trace.step is not None and trace.step.value.is_a("Step"):
            return _name(trace.step.value.type)
    method = source.method("create_step")
    returns = method.returns if method is not None else ""
    if returns.endswith(_STEPS):
        return _CREATE_MODEL
    if is_sdk_symbol(returns, _OTHER_STEPS):
        return _name(returns)
    if source.calls_to(*_STEPS):
        return _CREATE_MODEL
    specification = traces.builder.specification if traces is not None else None
    if specification is not None and specification.step_type:
        return _CREATE_MODEL if "model" in specification.step_type.lower() else specification.step_type
    if source.subject.name.endswith("ModelStepBuilder"):
        return _CREATE_MODEL
    return (_name(returns) or None) if returns.endswith("Step") else None


def _name(dotted: str) -> str:
    return dotted.rsplit(".", 1)[-1].removesuffix("Step")


def observed_pattern(source: Source, traces: Traces | None) -> str | None:
    """``A`` where the step was given a model, ``B`` where it was given a request; ``None`` where neither or both were.

    The source's word counts where the builder never got as far as making a step.
    """
    if traces is not None:
        return _observed_pattern(source, traces)
    return source.cached(observed_pattern, lambda: _observed_pattern(source, None))


def _observed_pattern(source: Source, traces: Traces | None) -> str | None:
    seen = {
        _pattern([name for name, value in call.arguments.items() if value.type != "None"] or [*call.arguments])
        for trace in (traces.all if traces is not None else ())
        for call in trace.calls
        if call.target == "CreateModelStep" and call.place is not None
    }
    if not seen:
        seen = {_pattern(call.keywords) for call in source.calls_to("CreateModelStep")}
        # A ModelStep makes its CreateModelStep from a request.
        seen |= {"B" for call in source.calls_to("ModelStep") if "step_args" in call.keywords}
    seen.discard(None)
    return seen.pop() if len(seen) == 1 else None


def _pattern(names: Container[str]) -> str | None:
    has_model, has_request = "model" in names, "step_args" in names
    return None if has_model == has_request else "A" if has_model else "B"
