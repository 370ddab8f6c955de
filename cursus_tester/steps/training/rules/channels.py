"""TR201: a training job gets the channels that its script reads."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import rule
from cursus_tester.steps.training.requests import CHANNELS_FOLDER, channels
from cursus_tester.steps.training.step_types import STEP_TYPES


@rule("TR201", "channels-declared", step_types=STEP_TYPES)
def channels_declared(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Gives its job the channels that its specification and contract declare, and no others.

    What it checks: for each input that the builder was given there is a channel. Its name is the folder below
    `/opt/ml/input/data` from which the contract says that the script reads the input; without such a path it is the
    input's own name. There is no channel that nothing declares.

    Why: SageMaker puts each channel into `/opt/ml/input/data/<channel>`. A script that looks into another folder finds
    nothing, minutes after the job started; data that no script reads is copied to every instance in vain.

    How to fix: name the channels as the contract's `expected_input_paths` do, and declare every input in the
    specification.
    """
    if not specification.dependencies:
        raise NotApplicable("the specification declares no inputs")
    for trace in traces.compiled():
        found = [name for name, _ in channels(trace.request or {})]
        for name in _given(trace, specification):
            wanted = _channels_of(name, specification)
            if wanted and not wanted & {*found}:
                names = _listed(wanted)
                yield Finding(
                    message=f"the input {name!r} is in no channel {names}; the job has {_listed(set(found))}",
                    hint=f"give the job the input in a channel {names}, as the contract says",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )
        for name in sorted({*found} - _declared(specification)) if not _declares_root(specification) else ():
            yield Finding(
                message=f"the job has a channel {name!r}, which neither the specification nor the contract declares",
                hint="declare the input and where the script reads it, or do not pass the channel",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _given(trace: Trace, specification: Specification) -> list[str]:
    """The declared inputs that the builder was given in a scenario."""
    declared = {each.name for each in specification.dependencies}
    names = [trace.scenario.input_name, *(name for name, _, _ in trace.scenario.other_inputs)]
    return [name for name in dict.fromkeys(names) if name in declared]


def _channels_of(name: str, specification: Specification) -> set[str]:
    """The channels that may hold an input; empty: any."""
    path = specification.input_paths.get(name)
    if path is None:
        return {name}
    channel = _channel_at(path)
    return {channel} if channel else set()


def _channel_at(path: str) -> str:
    """The channel that is mounted at, or above, a path; empty where that is no one channel's."""
    return path.removeprefix(CHANNELS_FOLDER).strip("/").partition("/")[0] if path.startswith(CHANNELS_FOLDER) else ""


def _declares_root(specification: Specification) -> bool:
    """Whether the script finds its channels by itself, below the folder of all."""
    return any(path.rstrip("/") == CHANNELS_FOLDER for path in specification.input_paths.values())


def _declared(specification: Specification) -> set[str]:
    names = {each.name for each in specification.dependencies} - specification.input_paths.keys()
    return names | {_channel_at(path) for path in specification.input_paths.values()}


def _listed(names: set[str]) -> str:
    return ", ".join(map(repr, sorted(names))) or "none"
