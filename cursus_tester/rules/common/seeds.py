"""SB417: a seed of zero is a seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.expressions import values_in
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Call
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import ONLY_V3, for_pipelines, rule
from cursus_tester.sdk.names import SHUFFLE_MEMBER

_NO_SEED = "gives no seed to a search or to the shuffling of a channel"
#: Where a seed is said, and where the request has it: of a search, and of the shuffling of a channel.
_OF_SEARCH, _IN_SEARCH = "random_seed", ("HyperParameterTuningJobConfig", "RandomSeed")
_OF_CHANNEL, _IN_CHANNEL = ("shuffle_config", "seed"), (SHUFFLE_MEMBER, "Seed")


@rule("SB417", "seed-kept", not_under=ONLY_V3)
def seed_kept(traces: Traces) -> Iterator[Finding]:
    """Searches and shuffles by the seed that it gives.

    What it checks: a `random_seed=0` of a `HyperparameterTuner`, and a `ShuffleConfig(seed=0)` of a channel, are in the
    compiled request.

    Why: SDK v3 (core 2.27.0) leaves a zero out of the request. The search draws other values each time, and the channel
    is not shuffled at all. Nothing says so.

    How to fix: take another number, such as 1.
    """
    judged = False
    for trace in traces.compiled():
        for call, said, sent in _zeros(trace.calls):
            judged = True
            if not _has(trace.request or {}, *sent):
                yield _finding(call, said, trace.scenario.name)
        judged = judged or any(True for _ in _seeds(trace.calls))
    if not judged:
        raise NotApplicable(_NO_SEED)


@for_pipelines("SB417")
def seed_kept_in_pipelines(pipeline: Pipelines) -> Iterator[Finding]:
    """The steps of a pipeline have the seeds that its code gives."""
    requests = [step.arguments for defined in pipeline.compiled() for step in defined.steps]
    calls = pipeline.all[0].calls
    if not any(True for _ in _seeds(calls)):
        raise NotApplicable(_NO_SEED)
    for call, said, sent in _zeros(calls):
        if not any(_has(request, *sent) for request in requests):
            yield _finding(call, said, PLAIN_SCENARIO)


def _finding(call: Call, said: str, scenario: str) -> Finding:
    return Finding(
        message=f"{said} is 0, which the SDK leaves out of the request",
        hint="take another number, such as 1",
        place=call.place or NOWHERE,
        scenario=scenario,
    )


def _zeros(calls: Iterable[Call]) -> Iterator[tuple[Call, str, tuple[str, str]]]:
    return ((call, said, sent) for call, said, sent, seed in _seeds(calls) if seed == 0)


def _seeds(calls: Iterable[Call]) -> Iterator[tuple[Call, str, tuple[str, str], int]]:
    """Each seed that the code gives the SDK: the call, its name, its place in a request, and what it is."""
    for call in calls:
        if call.is_nested:
            continue
        for name, value in call.arguments.items():
            seed = value.data
            if name == _OF_SEARCH and isinstance(seed, int) and not isinstance(seed, bool):
                yield call, _OF_SEARCH, _IN_SEARCH, seed
            for of_channel in _seeds_of_channels(value.data):
                yield call, ".".join(_OF_CHANNEL), _IN_CHANNEL, of_channel


def _seeds_of_channels(data: Any) -> Iterator[int]:
    for each in values_in(data):
        shuffle = each.get(_OF_CHANNEL[0]) if isinstance(each, Mapping) else None
        seed = shuffle.get(_OF_CHANNEL[1]) if isinstance(shuffle, Mapping) else None
        if isinstance(seed, int) and not isinstance(seed, bool):
            yield seed


def _has(request: Mapping[str, Any], outer: str, inner: str) -> bool:
    """Whether a request has a zero in the member `inner` of a member `outer`, wherever that stands."""
    held = (each.get(outer) for each in values_in(request) if isinstance(each, Mapping))
    return any(isinstance(each, Mapping) and each.get(inner) == 0 for each in held)
