"""What steps read of the loops of SDK v3 (`ForEachStep`, mlops 1.27.0): the item, each round, the selected round."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.definition import LOOP_BODY, DefinedStep, gets_in
from cursus_tester.evidence.pipelines import Defined
from cursus_tester.sdk.service_shapes import parts_of

_CURRENT_ITEM = "ForEach.CurrentItem"
_ROUNDS, _SELECTED, _SELECTOR = "IterationOutputs", "Selected", "Selector"


def faults_of_items(step: DefinedStep) -> Iterator[tuple[str, str, str]]:
    """What a step outside of every loop reads of a current item, why it gets nothing, and what to do."""
    if any(key == LOOP_BODY for _, key in step.branch):
        return
    for each in dict.fromkeys(gets_in(step.own_entry)):
        if each.startswith(_CURRENT_ITEM):
            yield each, "it is in no loop", "read the current item in the for_each_body only"


def fault_of_loop(defined: Defined, loop: DefinedStep, path: str) -> tuple[str, str] | None:
    """Why a path of a loop's properties leads to nothing, and what to do; ``None`` where it may lead somewhere."""
    parts = parts_of(path)
    if parts[:1] == (_SELECTED,) and _SELECTOR not in loop.arguments:
        return f"{loop.name} selects none of its rounds", "give the loop a selector, or read one of IterationOutputs[…]"
    body = [step.name for step in defined.steps if step.branch and step.branch[-1] == (loop.name, LOOP_BODY)]
    if parts[:1] == (_ROUNDS,) and len(parts) > 2 and parts[2] not in body:
        return f"the body of {loop.name} has no step {parts[2]}; there is {', '.join(body)}", "name a step of the body"
    return None
