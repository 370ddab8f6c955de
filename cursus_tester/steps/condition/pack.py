"""The pack of condition steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.request_layout import RequestLayout
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import StepPack
from cursus_tester.steps.condition.scenarios import condition_scenarios
from cursus_tester.steps.condition.step_types import CONDITION


def _is_of_a_step(builder: Builder, trace: Trace, traces: Traces) -> bool:
    """Whether there is a step to ask: a file in its output is read by the step's name."""
    return trace.scenario.source.is_step


def _compared(request: Mapping[str, Any]) -> tuple[Any, ...]:
    """Everything that conditions compare."""
    return tuple(_values(request.get("Conditions")))


def _values(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        for each in document:
            yield from _values(each)
    elif isinstance(document, Mapping):
        for name, each in document.items():
            if name in (names.CONDITION, "Conditions"):
                yield from _values(each)
            elif name != "Type":
                yield each


PACK = StepPack(
    name=CONDITION,
    step_class=names.CONDITION_STEP,
    definition_type=CONDITION,
    aliases=frozenset({"condition", "conditional", "branch"}),
    telling_word="condition",
    builder_suffix="ConditionStepBuilder",
    listening=Listening(),
    layout=RequestLayout(inputs=_compared),
    sdk_can_make=_is_of_a_step,
    explanations=(
        (
            "duplicate step names",
            "a step of a branch is in no other list: leave it out of Pipeline(steps=…), and out of the other branch",
        ),
        ("valid step name as a string", "give it the name of the step: step_name=step.name"),
    ),
    scenarios=condition_scenarios,
    rules=("cursus_tester.steps.condition.rules",),
)
