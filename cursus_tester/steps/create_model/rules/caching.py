"""CM310, CM311, CM312: a CreateModel step has no cache, whatever the caller asks for."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

from cursus_tester.evidence.trace import LogRecord, Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.comparison import differences, shown, unsteady, whole_step, without
from cursus_tester.rules.common.left_open import are_certain, judge_only_what_is_decided
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CREATE_MODEL_STEP, LIBRARY_LOGGERS, MODEL_STEP, STEP, STEP_COLLECTION
from cursus_tester.source.builder_source import Source
from cursus_tester.source.names.scopes import Scope
from cursus_tester.steps.create_model.step_types import PACKED, STEP_TYPES

_HINT = "remove cache_config: a model step has no cache; accept enable_caching and log that it is ignored"


@rule("CM310", "no-cache-config", fixable=True, step_types=PACKED, explains=("CM311", "SB400"))
def no_cache_config(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Passes no `cache_config` to the step that makes a model.

    What it checks: no call passes `cache_config`: by keyword, in a `**` dictionary, or as an attribute set on the step
    afterwards.

    Why: neither the SDK's `CreateModelStep` (v2) nor its `ModelStep` (v3) accepts it: the constructor raises a
    `TypeError`. As an attribute it is never read, so the caller who asks for caching gets none and is not told.

    How to fix: remove it. Accept `enable_caching`, log a warning that it is ignored, and build the step without it.

    How to waive: it cannot work; fix it.
    """
    calls, found = source.calls_to(CREATE_MODEL_STEP, MODEL_STEP), False
    for written in calls:
        argument = written.keywords.get("cache_config")
        if argument is not None:
            found = True
            name = written.target.rsplit(".", 1)[-1]
            yield Finding(
                message=f"{name} receives cache_config, which it does not accept", hint=_HINT, place=argument.place
            )
    judge_only_what_is_decided(
        traces, found or (are_certain(calls) and not _names_cache_config(source)), "whether cache_config is given"
    )
    if traces is None:
        return
    for trace, call in traces.calling(CREATE_MODEL_STEP, MODEL_STEP):
        if "cache_config" in call.arguments:
            answer = f": the SDK raised {call.error}" if call.error is not None else ""
            yield Finding(
                message=f"{call.target} receives cache_config, which it does not accept{answer}",
                hint=_HINT,
                place=call.place or NOWHERE,
                scenario=trace.scenario.name,
                cause=causes.exception(call.error),
            )
    for trace in traces:
        if trace.step is not None and "cache_config" in trace.step.extra_attributes:
            yield Finding(
                message="the step was given an attribute cache_config, which the SDK never reads",
                hint=_HINT,
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _names_cache_config(source: Source) -> bool:
    """Whether an attribute of that name may be set somewhere, on whatever object."""
    bodies = source.class_scopes
    return any(source.cached_for_all(body.node, _names_cache_config, functools.partial(_sets, body)) for body in bodies)


def _sets(body: Scope, name: str = "cache_config") -> bool:
    """Whether a class's body, its methods with it, assigns an attribute of that name, or says its name in a text."""
    return any(
        name in scope.facts.texts
        or (name in scope.facts.attributes and any(map(functools.partial(_assigns, name), scope.facts.expressions)))
        for scope in body.walk()
    )


def _assigns(name: str, node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store)


@rule("CM311", "caching-request-ignored", step_types=STEP_TYPES)
def caching_request_ignored(traces: Traces) -> Iterator[Finding]:
    """Builds the same step with `enable_caching=True` as without.

    What it checks: the step compiles when the caller asks for caching, and has the same request and name as without.

    Why: pipelines ask every builder for caching in the same way. A builder that fails or changes its step breaks them
    all.

    How to fix: accept `enable_caching` and ignore it.
    """
    asked = traces.where(
        lambda trace: trace.scenario.enable_caching is True and _is_about_caching(trace),
        "create_step takes no keyword enable_caching (see SB106)",
    )
    baseline = traces.all[0]
    if baseline.request is None:
        raise Blocked(f"the baseline did not compile: {why(baseline)}")
    for trace in asked:
        changed = () if trace.scenario.is_combined else differences(whole_step(baseline), whole_step(trace))
        found = without(changed, unsteady(traces, whole_step))
        if trace.request is None:
            place = trace.problem.place if trace.problem is not None else None
            message = f"with enable_caching=True the step is not built: {why(trace)}"
        elif found:
            place, message = step_place(trace), f"with enable_caching=True another step is built: {shown(found)}"
        else:
            continue
        yield Finding(
            message=message,
            hint="accept enable_caching, log that it is ignored, and build the same step",
            place=place or NOWHERE,
            scenario=trace.scenario.name,
            cause=causes.exception(trace.problem),
        )


def _is_about_caching(trace: Trace) -> bool:
    """Whether nothing else changes, or what was raised speaks of caching."""
    problem = trace.problem
    return not trace.scenario.is_combined or (problem is not None and "cach" in problem.message.lower())


@rule("CM312", "caching-request-announced", step_types=STEP_TYPES, severity=Severity.WARNING)
def caching_request_announced(traces: Traces) -> Iterator[Finding]:
    """Logs a warning when the caller asks for caching.

    What it checks: with `enable_caching=True` the builder logs a warning about caching, or issues one with
    `warnings.warn`.

    Why: the step has no cache. A caller who asks for one explicitly must be told.

    How to fix: `if enable_caching: logger.warning("the step of a model does not support caching: it is ignored")`.
    """
    asked = traces.where(
        lambda trace: trace.scenario.enable_caching is True, "create_step takes no keyword enable_caching (see SB106)"
    )
    if not any(trace.step is not None and trace.step.value.is_a(STEP, STEP_COLLECTION) for trace in asked):
        raise Blocked(f"with enable_caching=True the step is not built: {why(asked[0])}")
    for trace in asked:
        spoken = [record for record in trace.logs if _speaks_of_caching(record)]
        if trace.step is None or any(record.level not in ("DEBUG", "INFO") for record in spoken):
            continue
        said = f"only logged as {spoken[0].level}" if spoken else "not logged"
        yield Finding(
            message=f"enable_caching=True has no effect, which is {said}; expected a warning",
            hint="log a warning that caching is ignored",
            place=step_place(trace),
            scenario=trace.scenario.name,
        )


def _speaks_of_caching(record: LogRecord) -> bool:
    return "cach" in record.message.lower() and not record.logger.startswith(LIBRARY_LOGGERS)
