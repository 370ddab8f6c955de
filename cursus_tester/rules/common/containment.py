"""SB110: a builder puts a step together and does nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Breach, BreachKind
from cursus_tester.evidence.traces import Traces
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common.causes import DEATH
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source

_HINTS = {
    BreachKind.CONNECTION: "build the step from the config and the arguments of create_step; look nothing up",
    BreachKind.WRITE: "write no files; if you must, write them into a temporary folder (tempfile)",
    BreachKind.LEFTOVER: "wait for the processes and threads that you start, or start none",
    BreachKind.PROGRAM: "build the step from the config and the arguments of create_step; run programs before that",
    BreachKind.SIGNAL: "send no signals",
    BreachKind.SECRET: "leave credentials to boto3 and to the session that the builder receives",
    BreachKind.NATIVE: "call it through a library, or not at all",
    BreachKind.PROCESS: "pass paths and values on, or restore what you change before you return",
    BreachKind.TAMPERING: "derive a class or pass an argument instead; patch nothing",
}

_ENDLESS = (
    "this line was running when the time was over: end the loop or the wait here; the SDK's properties, read as a "
    "list, never end"
)

#: Where the tester watches builders.
_WATCHING = tuple(
    f"cursus_tester.{folder}"
    for folder in ("configs", "evidence", "observation", "probe", "sandbox", "scenarios", "sdk", "source", "workers")
)


@rule("SB110", "contained")
def contained(source: Source, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Ends by itself and affects nothing outside its own folder.

    What it checks: in every scenario the builder returns or raises in time. It opens no connection, leaves no process
    or thread running that keeps Python from ending, writes nothing outside its temporary folder, starts no program,
    sends no signal to another process, reads no credentials, calls no native code by `ctypes`, and replaces no function
    or class of the SDK, botocore, moto or the tester. It leaves the working directory and the environment variables as
    they were, but for those that the settings give it. An attempt counts even if the builder catches the error that it
    gets. A builder whose process dies or is killed fails.

    Why: builders run wherever a pipeline is assembled, on laptops and in CI. One that hangs, connects or writes
    elsewhere makes the pipeline depend on the machine. One that patches the SDK changes it for the whole process, and
    the tester then no longer sees what the SDK does.

    How to fix: compute what you need from the config and the arguments of `create_step`.
    """
    # A builder of a test module shares it with the tests.
    for each in () if builder.is_already_imported else source.imports:
        if each.module.startswith(_WATCHING):
            kind = BreachKind.TAMPERING
            yield Finding(
                message=f"it imports {each.module}: a builder under test {kind.value}",
                hint="import only from cursus_tester itself or from cursus_tester.contract",
                place=each.place,
            )
    for breach in dict.fromkeys(builder.breaches):
        yield _refused(breach, "all" if breach.stage is Stage.DONE else f"while {breach.stage.value}")
    if builder.death is not None:
        yield Finding(
            message=f"loading the builder failed: {builder.death}",
            hint="importing and constructing a builder must only define and check things",
            place=builder.death_place or NOWHERE,
        )
    traces.loaded()
    for trace in traces.all:
        for breach in trace.breaches:
            yield _refused(breach, trace.scenario.name)
        if trace.death is not None:
            yield Finding(
                message=f"the scenario failed: {trace.death}",
                hint=_ENDLESS
                if trace.death_place is not None
                else "create_step must build a step and return, or raise",
                place=trace.death_place or NOWHERE,
                scenario=trace.scenario.name,
                cause=DEATH,
            )


def _refused(breach: Breach, scenario: str) -> Finding:
    return Finding(
        message=f"{breach.what}: a builder under test {breach.kind.value}",
        hint=_HINTS[breach.kind],
        place=breach.place or NOWHERE,
        scenario=scenario,
    )
