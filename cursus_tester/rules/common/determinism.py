"""SB408, SB409: a builder gives the same step for the same input, whoever built before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.elsewhere import Elsewhere, with_most_dependencies
from cursus_tester.evidence.stamps import hide_places, hide_stamps
from cursus_tester.evidence.trace import EVERY_VARIABLE, Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.comparison import Difference, differences, shown, unsteady, whole_step, without
from cursus_tester.rules.common.refusals import is_of_environment
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import JOB_NAME_HYPERPARAMETER
from cursus_tester.source.builder_source import Source
from cursus_tester.source.set_order import lists_a_set

_UPLOAD = re.compile(r"s3://[^\s\"]+")


@rule("SB408", "deterministic", formerly="CM408", severity=Severity.WARNING, explained_by=("SB360",))
def deterministic(source: Source, traces: Traces, elsewhere: Elsewhere | None = None) -> Iterator[Finding]:
    """Compiles equal inputs to equal definitions.

    What it checks: the baseline, built twice, the second time with the clock in another year, in another folder and
    time zone, on another host and with files of another date, has the same request, name and attributes of the step,
    and adds the same steps. The timestamps in the SDK's upload prefixes do not count. So has the baseline in a Python
    with another hash seed, which orders sets in another way; this is tried where the team's code iterates over a set
    or calls `hash` or `id`. The list of what the step waits for is not made of a set. The team's code reads no
    environment variable but those that the settings give it and those for logging.

    Why: a definition that changes on each build makes every deployment look like a change, and nothing can be cached or
    compared in a review. One that depends on the environment is another on each machine.

    How to fix: keep the clock, `uuid`, `random`, the machine and the environment out of names and values; sort sets.
    Take what must vary from the config, or give a variable to every build: `[tool.cursus-tester.environment]` in the
    settings. A repack step is named after its model: give the model a name that is a hash of its code.
    """
    traces.loaded()
    yield from _environment_reads(traces)
    again = traces.where(lambda trace: bool(trace.scenario.clock_ahead), "the baseline was built once only")[0]
    base = _compiled_baseline(traces)
    if again.request is None:
        raise Blocked(f"the second build did not compile: {why(again)}")
    unlike = differences(whole_step(base), whole_step(again), _hide_upload_stamps)
    # The SDK's own, which no builder can leave out.
    found = tuple(each for each in unlike if not each[0].endswith(f".{JOB_NAME_HYPERPARAMETER}"))
    if found:
        yield Finding(
            message=f"two builds from equal inputs differ: {shown(found)}",
            hint="keep the clock, uuid, random, the working directory, the host and dates of files out of names and "
            "values; name the model by a hash of its code",
            place=step_place(again),
            scenario=again.scenario.name,
            cause=causes.STEP_NAME if all(map(_is_of_name, found)) else "",
        )
    of_order = tuple(_other_order(traces, found, elsewhere))
    # Two elements have the same order under every second hash seed.
    yield from of_order or _waits_for_a_set(source)


def _other_order(
    traces: Traces, unsteady_anyway: Iterable[Difference], elsewhere: Elsewhere | None
) -> Iterator[Finding]:
    """What differs only in a process with another hash seed."""
    built = elsewhere.build() if elsewhere is not None else None
    if built is None or built.request is None:
        return
    found = differences(whole_step(with_most_dependencies(traces.all)), whole_step(built), _hide_places_of_uploads)
    found = without(found, [path for path, _, _ in unsteady_anyway])
    if found:
        yield Finding(
            message=f"two processes build different steps from equal inputs: {shown(found)}",
            hint="sort what comes out of a set; use hashlib in place of hash() and id()",
            place=step_place(built),
            scenario=built.scenario.name,
        )


def _waits_for_a_set(source: Source) -> Iterator[Finding]:
    for call in source.calls:
        waits = call.keywords.get("depends_on")
        if waits is not None and any(lists_a_set(source, each) for each in waits.alternatives):
            yield Finding(
                message="depends_on is a list that is made of a set: each process may order it in another way",
                hint="keep the order of the dependencies: list(dict.fromkeys(…)); or sort them by name",
                place=waits.place,
            )


#: Names of variables that decide what is logged.
_OF_LOGGING = re.compile(r"LOG|DEBUG|VERBOS|QUIET|TRACE|COLOR", re.IGNORECASE)


def _environment_reads(traces: Traces) -> Iterator[Finding]:
    """A finding for each variable that is read, of the scenario that shows it first."""
    seen: dict[str, tuple[Place, str | None]] = {}
    for reads, scenario in (
        (traces.builder.environment_reads, None),
        *((trace.environment_reads, trace.scenario.name) for trace in traces.all),
    ):
        # Who reads all of them reads each.
        names = [EVERY_VARIABLE] if EVERY_VARIABLE in reads else list(reads)
        for name in names:
            seen.setdefault(name, (reads[name], scenario))
    # Where a variable is missing and the builder fails for it, SB400 says so.
    problems = (trace.problem for trace in traces.all)
    missing = {each.message for each in problems if each is not None and is_of_environment(each)}
    for name, (place, scenario) in seen.items():
        if _OF_LOGGING.search(name) or repr(name) in missing:
            continue
        what = "the whole environment" if name == EVERY_VARIABLE else f"the environment variable {name}"
        give = "the variables" if name == EVERY_VARIABLE else f'{name} = "…"'
        yield Finding(
            message=f"it reads {what}: the step depends on the machine that builds it",
            hint=f"take the value from the config, or give it to every build: [tool.cursus-tester.environment] {give}",
            place=place,
            scenario=scenario,
        )


def _is_of_name(difference: Difference) -> bool:
    """Whether what differs is the name of a step, or a reference to it."""
    path, one, _ = difference
    return path.rpartition(".")[2] in ("Name", "DependsOn") or str(one).startswith("Steps.")


def _hide_upload_stamps(text: str) -> str:
    return _UPLOAD.sub(lambda match: hide_stamps(match.group()), text)


def _hide_places_of_uploads(text: str) -> str:
    """As above, and without the hash of code, in which the path of the process's own folder is."""
    return _UPLOAD.sub(lambda match: hide_places(match.group()), text)


def _compiled_baseline(traces: Traces) -> Trace:
    base = traces.baseline
    if base is None or base.request is None:
        raise Blocked(f"the baseline did not compile: {why(base)}" if base is not None else "there is no baseline")
    return base


@rule("SB409", "no-shared-state", formerly="CM409")
def no_shared_state(traces: Traces) -> Iterator[Finding]:
    """Does not affect other builders of its class.

    What it checks: two builders with different configs, both constructed before either builds its step, give the same
    requests as each gives alone, in both orders. "Alone" is the baseline for the first and a new process for the
    second. A builder that has made a step from other inputs before makes this one as if it were its first. Differences
    between two builds of the same builder (SB408) do not count.

    Why: all builders of a process share what is stored on the class, in the module or in a default argument. The second
    model is then served with the image or environment of the first.

    How to fix: store what a config decides on `self`; copy dictionaries and lists before you add to them; make cache
    keys of everything that the value depends on.
    """
    yield from _after_another_step(traces)
    pairs = traces.where(
        lambda trace: trace.scenario.partner_changes is not None,
        "the config has no field that could differ between two builders",
    )
    base = _compiled_baseline(traces)

    def alone_with(changes: Mapping[str, Any]) -> Trace | None:
        return next((each for each in traces if each.scenario.alone and each.scenario.config_changes == changes), None)

    for beside in pairs:
        own, others = beside.scenario.config_changes, beside.scenario.partner_changes or {}
        first = alone_with(own) if own else base
        second = alone_with(others) if others else base
        if first is None or first.request is None:
            continue
        unlike = _unsteady_paths(traces, base, second if own == {} else first)
        for message in _influences(beside, first, second, unlike):
            yield Finding(
                message=message,
                hint="keep it on self, not on the class, in the module or in a default argument; copy before you add "
                "to it; cache by all that a value depends on",
                place=step_place(beside),
                scenario=beside.scenario.name,
            )


def _after_another_step(traces: Traces) -> Iterator[Finding]:
    """What one step of a builder leaves in the next one."""
    base = traces.baseline
    for trace in traces:
        if not trace.scenario.is_used_twice or base is None or base.request is None:
            continue
        found = without(differences(whole_step(base), whole_step(trace)), unsteady(traces, whole_step))
        if trace.request is None:
            message = f"a builder that has made another step before does not build this one: {why(trace)}"
        elif found:
            message = f"a builder that has made another step before builds this one differently: {shown(found)}"
        else:
            continue
        yield Finding(
            message=message,
            hint="keep nothing of one create_step for the next: what depends on its arguments stays in local variables",
            place=step_place(trace),
            scenario=trace.scenario.name,
        )


def _influences(beside: Trace, base: Trace, alone: Trace | None, unlike_anyway: tuple[str, ...]) -> Iterator[str]:
    """What one of two builders does to the other, in words."""
    listed = (beside.scenario.partner_changes or {}).items()
    changes = ", ".join(f"{name}={value!r}" for name, value in listed) or "the plain config"
    if beside.request is None:
        yield f"together with a second builder with {changes} the step is not built: {why(beside)}"
    else:
        found = without(differences(whole_step(base), whole_step(beside)), unlike_anyway)
        if found:
            yield f"a second builder with {changes} changes the first one's step: {shown(found)}"
    if alone is None or alone.request is None:
        return
    if beside.partner_request is None:
        yield f"a builder with {changes} builds its step in a new process, but not next to another builder"
        return
    found = without(differences({"Arguments": alone.request}, {"Arguments": beside.partner_request}), unlike_anyway)
    if found:
        yield f"after others a builder with {changes} builds another request than it does alone: {shown(found)}"


def _unsteady_paths(traces: Traces, base: Trace, alone: Trace | None) -> tuple[str, ...]:
    """Where a step is different each time, by clock or chance: again in this process, and in a fresh one too.

    What only the second build in one process changes is what the first has left behind.
    """
    found = unsteady(traces, whole_step)
    if alone is None or alone.request is None:
        return found
    elsewhere = {path for path, _, _ in differences(whole_step(base), whole_step(alone))}
    return tuple(path for path in found if path in elsewhere)
