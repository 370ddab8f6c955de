"""SB300: what the builder hands back."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import STEP_COLLECTION
from cursus_tester.step_pack import StepPack


@rule("SB300", "returns-its-step", fixable=True, formerly="CM300")
def returns_its_step(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Returns one step of its type.

    What it checks: what `create_step` returns is a step of the type that the builder is for, such as `CreateModelStep`
    or `ProcessingStep`, or of a subclass: not a list, not `None`, not another step, not a model or a processor. For
    CreateModel it is not the `ModelStep` collection of SDK v2 either, but its last step. Under SDK v3 a `ModelStep` is
    the step.

    Why: the code that assembles the pipeline adds one step per builder and reads its `properties`.

    How to fix: return the step itself; of a `ModelStep` of SDK v2 its last step: `ModelStep(…).steps[-1]`. Under SDK v3
    return the `ModelStep`: its `steps` hold the repack step or nothing.
    """
    expected = pack.returned or (pack.step_class,)
    for trace in traces.returning():
        assert trace.step is not None
        if not trace.step.value.is_a(*expected):
            hint = f"return the {expected[0]} that you made"
            # Of a collection for models, the repack step is the one before the last.
            if trace.step.value.is_a(STEP_COLLECTION, *pack.brought):
                hint = f"return its {pack.makers.noun if pack.makers is not None else pack.name} step: .steps[-1]"
            if trace.step.value.is_a("coroutine"):
                hint = "drop async: create_step awaits nothing, and its caller gets no step"
            yield Finding(
                message=f"create_step returned {article(trace.step.value.type)}; {article(expected[0])} was expected",
                hint=hint,
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def article(type_name: str) -> str:
    """The name of a class with its article: ``an XGBoostModel``; of ``None`` just that."""
    name = type_name.rsplit(".", 1)[-1]
    if name == "None":
        return "None"
    sounds_like_vowel = name[:1] in "AEIOUaeio" or name.startswith(("XG", "SK", "MX"))
    return f"{'an' if sounds_like_vowel else 'a'} {name}"
