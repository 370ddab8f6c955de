"""SB360: the name of the step."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import MODEL_NAME_FIELDS, configured
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.build_names import has_clock, is_same_build
from cursus_tester.rules.registry import rule
from cursus_tester.step_pack import StepPack

#: How many characters the service takes.
_LONGEST = 64
_STEP_NAME = re.compile(r"[A-Za-z0-9\-_]{1,64}")


@rule("SB360", "step-name", formerly="CM360")
def step_name(builder: Builder, traces: Traces, pack: StepPack | None = None) -> Iterator[Finding]:
    """Gives its step the standard name, and the same name on each build.

    What it checks: the name of the step is the class name without `StepBuilder`, or what the builder's own
    `_get_step_name()` or specification says, possibly with the `-CreateModel` of SDK v2. The names of the step and of
    all steps that it adds, such as the SDK's repack step, match `^[A-Za-z0-9\\-_]{1,64}$`, contain no timestamp, and
    are the same on each build.

    Why: other steps and tools refer to a step by its name. The service rejects other characters and lengths when the
    pipeline is created. A name that changes makes every build a new pipeline.

    How to fix: name the step with `self._get_step_name()`. Give a model that is repacked a name made from the content
    of its code, because the SDK's repack step uses it.
    """
    suffixes = pack.name_suffixes if pack is not None else ()
    returned = tuple(trace for trace in traces.returning() if trace.step is not None and trace.step.name is not None)
    first = returned[0] if returned else None
    given = frozenset(name for trace in traces.all for name in trace.scenario.given_steps)
    for trace in returned:
        assert trace.step is not None
        assert trace.step.name is not None
        assert first is not None
        name, brought = trace.step.name, _brought_names(trace, given)
        for each in (name, *brought):
            if len(each) <= _LONGEST or each == name or not _is_made_long(each, trace):
                yield from _finding(trace, _bad_name(each, trace))
        alike = is_same_build(trace, first)
        if alike and first.step is not None and name != first.step.name:
            yield from _finding(trace, f"the step is named {first.step.name!r} in one build and {name!r} in another")
        if (
            alike
            and brought != _brought_names(first, given)
            and trace.request is not None
            and first.request is not None
        ):
            shown = ", ".join(brought) or "none"
            yield from _finding(trace, f"the steps that it adds have different names on each build: {shown}")
        standard = _standard_names(builder, trace)
        if not (
            _is_standard(name, standard, suffixes, strict=_is_ours(builder)) or _is_configured(builder, trace, suffixes)
        ):
            yield from _finding(trace, f"the step is named {name!r}; the standard name is {standard[0]!r}")


def _finding(trace: Trace, message: str) -> Iterator[Finding]:
    if message:
        yield Finding(
            message=message,
            hint="name the step after the builder's class, as self._get_step_name() does where there is one; name a "
            "model that is repacked by a hash of its code",
            place=step_place(trace),
            scenario=trace.scenario.name,
            cause=causes.STEP_NAME,
        )


def _is_made_long(name: str, trace: Trace) -> bool:
    """Whether a name of the SDK's is too long only because the config names the model at such length."""
    named = configured(trace.config, MODEL_NAME_FIELDS)
    return isinstance(named, str) and named in name and len(named) > _LONGEST // 2


def _bad_name(name: str, trace: Trace) -> str:
    if not _STEP_NAME.fullmatch(name):
        length = f" of {len(name)} characters" if len(name) > _LONGEST else ""
        return f"the step name {name!r}{length} is rejected by the service, which requires ^[A-Za-z0-9\\-_]{{1,64}}$"
    return f"the step name {name!r} contains the time of the build" if has_clock(name, trace) else ""


def _brought_names(trace: Trace, given: Collection[str]) -> list[str]:
    """The steps that the builder brought along, and not those of another build that it kept (SB403, SB409)."""
    own = trace.step.name if trace.step is not None else None
    return [step["Name"] for step in trace.steps if "Arguments" in step and step["Name"] not in (own, *given)]


def _is_ours(builder: Builder) -> bool:
    return any(name.startswith("cursus_tester.contract.") for name in builder.ancestors[1:])


def _standard_names(builder: Builder, trace: Trace) -> list[str]:
    """What the step may be called, the most likely first; empty where nothing says so."""
    class_name = builder.ancestors[0].rsplit(".", 1)[-1] if builder.ancestors else ""
    if _is_ours(builder):
        return [class_name.removesuffix("StepBuilder")]
    declared = builder.specification.step_name if builder.specification is not None else ""
    said = trace.step.standard_name if trace.step is not None else None
    known = [name for name in (said, declared) if name]
    return [*known, class_name.removesuffix("StepBuilder").removesuffix("Builder")] if known else []


def _is_standard(name: str, standard: list[str], suffixes: tuple[str, ...], *, strict: bool) -> bool:
    if not standard:
        return True
    if strict:
        return _bare(name, suffixes) in standard
    return any(_plain(each) in _plain(name) for each in standard if each)


def _is_configured(builder: Builder, trace: Trace, suffixes: tuple[str, ...]) -> bool:
    """Whether a config of another framework than ours names the step."""
    name = trace.step.name if trace.step is not None else None
    return not _is_ours(builder) and name is not None and _bare(name, suffixes) in map(str, trace.config.values())


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _bare(name: str, suffixes: tuple[str, ...]) -> str:
    """A step's name without what the SDK puts behind it."""
    return next((name.removesuffix(each) for each in suffixes if name.endswith(each)), name)
