"""Comparing compiled documents: where two of them differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces

#: What stands at one place of two documents: path, the one, the other.
Difference = tuple[str, object, object]

_ABSENT = "absent"
_SHOWN = 120


def differences(one: object, other: object, hide: Callable[[str], str] = hide_stamps) -> tuple[Difference, ...]:
    """Where two documents differ; texts are compared after `hide`."""
    return tuple(_differences(one, other, hide, ""))


def _differences(one: object, other: object, hide: Callable[[str], str], path: str) -> Iterator[Difference]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys((*one, *other)):
            below = f"{path}.{name}".lstrip(".")
            if name not in one or name not in other:
                yield below, one.get(name, _ABSENT), other.get(name, _ABSENT)
            else:
                yield from _differences(one[name], other[name], hide, below)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from _differences(first, second, hide, f"{path}[{index}]")
    elif isinstance(one, str) and isinstance(other, str):
        if hide(one) != hide(other):
            yield path, one, other
    elif one != other:
        yield path, one, other


def without(found: Iterable[Difference], paths: Iterable[str]) -> tuple[Difference, ...]:
    """Those that lie at none of `paths`, nor below one."""
    left_out = tuple(paths)
    return tuple(
        each
        for each in found
        if not any(each[0] == path or each[0].startswith((f"{path}.", f"{path}[")) for path in left_out)
    )


def request_of(trace: Trace) -> object:
    """The request that a trace compiled to."""
    return trace.request


def whole_step(trace: Trace) -> object:
    """All that the builder brought into the definition."""
    # In their order: a name may be what differs.
    brought = [step for step in trace.steps if "Arguments" in step]
    return {"Arguments": trace.request, "step": trace.definition_step, "steps": brought}


def unsteady(traces: Traces, view: Callable[[Trace], object]) -> tuple[str, ...]:
    """Where what `view` shows is different when the baseline is built again: clock and chance, SB408's matter."""
    base = traces.baseline
    again = next((trace for trace in traces if trace.scenario.clock_ahead), None)
    if base is None or base.request is None or again is None or again.request is None:
        return ()
    return tuple(path for path, _, _ in differences(view(base), view(again)))


def shown(found: Iterable[Difference]) -> str:
    """The differences in one line."""
    return "; ".join(f"{path} is {_short(one)} and {_short(other)}" for path, one, other in list(found)[:3])


def _short(value: object) -> str:
    text = value if value == _ABSENT else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = str(text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
