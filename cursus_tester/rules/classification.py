"""Classify a builder: the type of step that it builds, and the pattern by which it does."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.sdk.names import STEP, STEP_COLLECTION, STEPS_OF_BUILDERS
from cursus_tester.source.builder_source import Source, is_sdk_symbol
from cursus_tester.source.syntax import source_text
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
    return next((built for built in map(_built_type, traces) if built is not None), None)


def _built_type(trace: Trace) -> str | None:
    """The type of the step that was made and returned, else of the one that was made, else of what was returned."""
    step = trace.step.value if trace.step is not None else None
    made = [(call, pack) for call in trace.calls if not call.is_nested and (pack := _made_by(call, trace)) is not None]
    for call, pack in made:
        if step is not None and call.result is not None and call.result.identity == step.identity:
            return pack.name
    if made:
        return made[-1][1].name
    if step is None or not step.is_a(STEP, STEP_COLLECTION):
        return None
    pack = next((pack for pack in packs() if step.is_a(*pack.step_classes)), None)
    return pack.name if pack is not None else _name(step.type) if step.is_a(STEP) else None


def _made_by(call: Call, trace: Trace) -> StepPack | None:
    """The pack whose step a call makes; of a collection that several packs know, the one whose step is made in it.

    Where the call failed before it made one, the pack whose request the builder made.
    """
    candidates = [pack for pack in packs() if call.target in pack.step_classes]
    if len(candidates) > 1:
        inner = {each.target for each in trace.calls[trace.calls.index(call) :] if each.is_nested} - {call.target}
        requested = {
            each.target.rpartition(".")[2] for each in trace.calls if "." in each.target and not each.is_nested
        }
        candidates = (
            [pack for pack in candidates if pack.step_class in inner]
            or [pack for pack in candidates if requested.intersection(pack.request_methods)]
            or candidates
        )
    return candidates[0] if candidates else None


def _declared_type(source: Source, traces: Traces | None) -> str | None:
    method = source.method("create_step")
    returns = method.returns if method is not None else ""
    pack = _first(source, lambda pack: returns.endswith(pack.step_classes))
    if pack is not None:
        return pack.name
    if is_sdk_symbol(returns, STEPS_OF_BUILDERS):
        return _name(returns)
    pack = _first(source, lambda pack: bool(source.calls_to(*pack.step_classes)))
    if pack is not None:
        return pack.name
    pack = _first(source, lambda pack: any(each.endswith(pack.step_classes) for each in _inherited_returns(source)))
    if pack is not None:
        return pack.name
    specification = traces.builder.specification if traces is not None else None
    if specification is not None and specification.step_type:
        return _said_type(specification.step_type)
    suffixed = [pack for pack in packs() if pack.builder_suffix and source.subject.name.endswith(pack.builder_suffix)]
    if suffixed:
        return max(suffixed, key=lambda pack: len(pack.builder_suffix)).name
    if returns.endswith(STEP):
        return _name(returns) or None
    called = {name for name in STEPS_OF_BUILDERS if source.calls_to(name)}
    return _name(called.pop()) if len(called) == 1 else None


def _inherited_returns(source: Source) -> Iterator[str]:
    """What the methods that `create_step` overrides say that they return: it may call them by ``super()``."""
    for statement in source.class_statements:
        for node in statement.body:
            if isinstance(node, ast.FunctionDef) and node.name == "create_step" and node.returns is not None:
                yield source_text(node.returns).strip("\"'")


def _said_type(said: str) -> str:
    """The type that a specification names: by one of its names, else by the word that tells it."""
    plain = re.sub(r"[\W_]", "", said).lower()
    # The default pack is told by a word that others have in their names too.
    ordered = sorted(packs(), key=lambda pack: pack.is_default)
    named = (pack for pack in ordered if plain == pack.name.lower() or plain in pack.aliases)
    told = (pack for pack in ordered if pack.telling_word and pack.telling_word in plain)
    return next((pack.name for pack in (*named, *told)), said)


def _first(source: Source, fits: Callable[[StepPack], bool]) -> StepPack | None:
    """The first pack that fits; of several, one whose request the source makes."""
    found = [pack for pack in packs() if fits(pack)]
    told = [
        pack
        for pack in found
        # On a model, or as a function of a class: Model.register(model, …).
        if any(source.method_calls(name) or source.calls_to(name) for name in pack.request_methods)
    ]
    candidates = (told if len(found) > 1 else []) or found
    named = [pack for pack in candidates if pack.builder_suffix and source.subject.name.endswith(pack.builder_suffix)]
    # RegisterModelStepBuilder ends as ModelStepBuilder does.
    return max(named, key=lambda pack: len(pack.builder_suffix)) if named else next(iter(candidates), None)


def _name(dotted: str) -> str:
    return dotted.rsplit(".", 1)[-1].removesuffix(STEP)


def planning_pack(source: Source, traces: Traces | None = None) -> StepPack:
    """The pack of the step that a subject builds; the default one where there is none."""
    return pack_of(step_type(source, traces)) or default_pack()


def observed_pattern(source: Source, traces: Traces | None) -> str | None:
    """Which of the ways to build its step a subject uses, as its pack calls them; ``None`` where that is not told."""
    pattern = planning_pack(source, traces).pattern
    return pattern(source, traces) if pattern is not None else None


def made_types(source: Source) -> tuple[str, ...]:
    """The types of steps that code which is no builder makes, by the names of their packs; the SDK's for others."""
    found = [pack for pack in packs() if source.calls_to(*pack.step_classes)]
    packed = tuple(pack.name for pack in found if _is_made(pack, found, source))
    return (
        *packed,
        *(_name(name) for name in STEPS_OF_BUILDERS if source.calls_to(name) and _name(name) not in packed),
    )


def _is_made(pack: StepPack, found: Iterable[StepPack], source: Source) -> bool:
    """Whether the step of a pack is made, and not only a collection that several packs know: its requests tell."""
    others = {name for other in found if other is not pack for name in other.step_classes}
    if source.calls_to(*(name for name in pack.step_classes if name not in others)):
        return True
    rivals = [each for each in found if not set(each.step_classes).isdisjoint({*pack.step_classes} & others)]
    told = [each for each in rivals if any(source.method_calls(name) for name in each.request_methods)]
    return not told or pack in told
