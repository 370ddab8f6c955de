"""Tell Pattern A, ``CreateModelStep(model=…)``, from Pattern B, ``CreateModelStep(step_args=…)``.

Under SDK v3 there is Pattern M only, ``ModelStep(step_args=ModelBuilder(…).build())``.
"""

from __future__ import annotations

from collections.abc import Container

from cursus_tester.evidence.traces import Traces
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.sdk.names import CREATE_MODEL_STEP, MODEL_STEP
from cursus_tester.source.builder_source import Source

#: How ``ModelStep(step_args=…)`` is called by the SDK's major version: from 3 on it takes what a ModelBuilder builds.
_OF_MODEL_STEP = {2: "B", 3: "M"}


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
        if call.target == CREATE_MODEL_STEP and call.place is not None
    }
    if not seen:
        seen = {_pattern(call.keywords) for call in source.calls_to(CREATE_MODEL_STEP)}
        # A ModelStep makes its CreateModelStep from a request.
        seen |= {
            _OF_MODEL_STEP.get(installed_major(), "B")
            for call in source.calls_to(MODEL_STEP)
            if "step_args" in call.keywords
        }
    seen.discard(None)
    return seen.pop() if len(seen) == 1 else None


def _pattern(names: Container[str]) -> str | None:
    has_model, has_request = "model" in names, "step_args" in names
    return None if has_model == has_request else "A" if has_model else "B"
