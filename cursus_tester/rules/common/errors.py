"""SB411: what goes wrong while a builder builds is told."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place, Subject
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import STEP
from cursus_tester.source.builder_source import Source
from cursus_tester.source.swallowed_errors import swallowing_handlers

_INJECTED = "UnreadablePropertiesError"
_HINT = 'do not catch it, or raise an error that names the step: raise ValueError(f"{step.name}: …") from error'


@rule("SB411", "errors-not-swallowed", formerly="CM411")
def errors_not_swallowed(subject: Subject, source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Lets errors surface while it resolves dependencies and builds the step.

    What it checks: when a dependency's `properties` raise and the builder reads them, the error comes out of
    `create_step` unchanged, or as the cause of an error that names the step. In the source, no `except Exception` (or
    wider) around reading dependencies, models, images and steps continues as if nothing had happened.

    Why: a swallowed error shows up as a missing input, a default image or a missing step, and nothing tells where it
    came from.

    How to fix: catch only what you expect (`except AttributeError`), or `raise ValueError(f"{step.name}: …") from
    error`.

    How to waive: `# cursus-tester: waive SB411 reason="…" expires=YYYY-MM-DD` on the line of the `except`.
    """
    places = []
    for handler in swallowing_handlers(source):
        places.append(handler.place)
        yield Finding(
            message=f"{handler.caught} catches every error of {handler.doing} and continues",
            hint=_HINT,
            place=handler.place,
        )
    if traces is None:
        return
    failing = traces.flawed(
        lambda scenario: scenario.failing_dependency, "create_step takes no dependencies that could fail"
    )
    read = [trace for trace in failing if trace.failed_read is not None]
    if not read and not places:
        raise NotApplicable("the builder read nothing of the dependency that raises")
    for trace in read:
        message = _swallowed(trace, subject.name)
        if message:
            yield Finding(message=message, hint=_HINT, place=_place(trace, places), scenario=trace.scenario.name)


def _swallowed(trace: Trace, builder: str) -> str:
    """What became of the injected error, where it did not surface."""
    problem, step = trace.problem, trace.scenario.source_name
    said = f"reading the properties of {step} raised an error"
    if trace.death is not None:
        return ""
    if problem is None:
        return f"{said}, and create_step returned as if nothing had happened"
    if problem.exception.endswith(_INJECTED):
        return ""
    if not any(cause.split(":")[0].endswith(_INJECTED) for cause in problem.causes):
        return f"{said}, and create_step raised {problem} in its place, which does not say where it came from"
    names = (step, builder, builder.removesuffix("Builder").removesuffix(STEP))
    if not any(name.lower() in problem.message.lower() for name in names if name):
        return f"{said}, and create_step raised {problem}, which does not name the step"
    return ""


def _place(trace: Trace, handlers: list[Place]) -> Place:
    """The one handler that the source shows, else where the builder read what raised."""
    return handlers[0] if len(handlers) == 1 else trace.failed_read or NOWHERE
