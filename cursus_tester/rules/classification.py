"""Classify a builder: the type of step that it builds, and the pattern by which it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.sdk.names import STEP, STEPS_OF_BUILDERS
from cursus_tester.source.builder_source import Source, is_sdk_symbol
from cursus_tester.step_pack import StepPack, default_pack, pack_of, packs


def step_type(source: Source, traces: Traces | None) -> str | None:
    """The type of step that a subject builds, such as ``CreateModel``; ``None`` when nothing says so.

    What it returned and called tells most, then what its source says of the SDK's steps, then what it declares: some
    frameworks call the step's own name its type.
    """
    if traces is not None:
        return _step_type(source, traces)
    return source.cached(step_type, lambda: _step_type(source, None))


def _step_type(source: Source, traces: Traces | None) -> str | None:
    built = built_type(traces.all) if traces is not None else None
    return built or _declared_type(source, traces)


def built_type(traces: Iterable[Trace]) -> str | None:
    """The type of the first step that was made or returned; ``None`` where none was."""
    for trace in traces:
        step = trace.step.value if trace.step is not None else None
        for pack in packs():
            if any(trace.calls_to(*pack.step_classes)) or (step is not None and step.is_a(*pack.step_classes)):
                return pack.name
        if step is not None and step.is_a(STEP):
            return _name(step.type)
    return None


def _declared_type(source: Source, traces: Traces | None) -> str | None:
    method = source.method("create_step")
    returns = method.returns if method is not None else ""
    pack = _first(lambda pack: returns.endswith(pack.step_classes))
    if pack is not None:
        return pack.name
    if is_sdk_symbol(returns, STEPS_OF_BUILDERS):
        return _name(returns)
    pack = _first(lambda pack: bool(source.calls_to(*pack.step_classes)))
    if pack is not None:
        return pack.name
    specification = traces.builder.specification if traces is not None else None
    if specification is not None and specification.step_type:
        said = specification.step_type
        pack = _first(lambda pack: bool(pack.telling_word) and pack.telling_word in said.lower())
        return pack.name if pack is not None else said
    pack = _first(lambda pack: bool(pack.builder_suffix) and source.subject.name.endswith(pack.builder_suffix))
    if pack is not None:
        return pack.name
    if returns.endswith(STEP):
        return _name(returns) or None
    called = {name for name in STEPS_OF_BUILDERS if source.calls_to(name)}
    return _name(called.pop()) if len(called) == 1 else None


def _first(fits: Callable[[StepPack], bool]) -> StepPack | None:
    return next((pack for pack in packs() if fits(pack)), None)


def _name(dotted: str) -> str:
    return dotted.rsplit(".", 1)[-1].removesuffix(STEP)


def planning_pack(source: Source, traces: Traces | None = None) -> StepPack:
    """The pack of the step that a subject builds; the default one where there is none."""
    return pack_of(step_type(source, traces)) or default_pack()


def observed_pattern(source: Source, traces: Traces | None) -> str | None:
    """Which of the ways to build its step a subject uses, as its pack calls them; ``None`` where that is not told."""
    pattern = planning_pack(source, traces).pattern
    return pattern(source, traces) if pattern is not None else None
