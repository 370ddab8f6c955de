"""SB208: a config that cannot work is refused before anything is built from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cursus_tester.evidence.builder import UNDECLARED_CONFIGS, Builder
from cursus_tester.evidence.interface import ALWAYS_REQUIRED
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, why
from cursus_tester.evidence.unavailable import Blocked
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.refusals import is_from_sdk, is_in_time, is_value_error, names, raises_anyway
from cursus_tester.rules.registry import rule


@rule("SB208", "configuration-validated")
def configuration_validated(builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Rejects a config with an empty required field.

    What it checks: when a required text field is missing, `None` or `""`, the config class, the constructor or
    `create_step` raises a `ValueError` (pydantic's `ValidationError` is one) that names the field. Required fields are
    those without a default, and `instance_type`, `entry_point`, `source_dir` and `framework_version` if the config has
    them, unless their type allows `None`.

    Why: the SDK accepts `None` and `""` for most of them and compiles. Later the pipeline fails when it runs, or the
    endpoint when it starts, and nothing mentions the missing field.

    How to fix: check the config in the constructor: `if not config.entry_point: raise ValueError("entry_point is
    missing")`, or constrain the field in its class.
    """
    tried = traces.flawed(lambda scenario: scenario.gap is not None, "the config has no required text field")
    judged = False
    has_default, filled_in = _with_default_elsewhere(builder, tried), _filled_in(builder, tried)
    for trace in tried:
        gap = trace.scenario.gap
        if gap is not None and (gap.field in has_default or (gap.field in filled_in and gap.how == "absent")):
            judged = True
            continue
        finding = _judge(builder, trace)
        if finding is not None and (raises_anyway(trace, traces) or trace.death is not None):
            continue
        judged = True
        if finding is not None:
            yield finding
    if not judged:
        raise Blocked(f"the builder raises with every config: {why(tried[0])}")


def _with_default_elsewhere(builder: Builder, tried: Iterable[Trace]) -> frozenset[str]:
    """Fields that no class declares, and that the builder does well without: it has a default for them."""
    if builder.config_type not in UNDECLARED_CONFIGS:
        return frozenset()
    gaps = (trace.scenario.gap for trace in tried if trace.request is not None)
    return frozenset(gap.field for gap in gaps if gap and gap.how == "absent" and gap.field not in ALWAYS_REQUIRED)


def _filled_in(builder: Builder, tried: Iterable[Trace]) -> frozenset[str]:
    """Fields that no class declares, and that the builder fills in: with `None` in them it makes another step."""
    if builder.config_type not in UNDECLARED_CONFIGS:
        return frozenset()
    of_gaps = {(gap.field, gap.how): trace for trace in tried if (gap := trace.scenario.gap) is not None}
    compiled = (field for (field, how), trace in of_gaps.items() if how == "absent" and trace.request is not None)
    return frozenset(
        field
        for field in compiled
        if (empty := of_gaps.get((field, "None"))) is not None and empty.request != of_gaps[field, "absent"].request
    )


def _judge(builder: Builder, trace: Trace) -> Finding | None:
    gap, problem = trace.scenario.gap, trace.problem
    assert gap is not None
    state = {"absent": "is missing", "None": "is None", '""': 'is ""'}[gap.how]
    field = next((each for each in builder.config_fields if each.name == gap.field), None)
    if problem is None and field is not None and field.nullable and not field.required and field.default in (None, ""):
        return None
    if problem is None or not is_in_time(problem):
        then = "the pipeline compiled" if problem is None else f"compiling the pipeline raised {problem}"
        if trace.request is None and problem is None:
            then = why(trace)
        message = f"config.{gap.field} {state}, and the builder accepted it: {then}"
    elif gap.how == "absent" and problem.stage is Stage.CONFIGURE and names(problem, gap.field):
        # Python itself refuses to make the config: TypeError of a constructor's missing argument.
        return None
    elif not is_value_error(problem):
        message = f"config.{gap.field} {state}, and {problem.stage.value} raised {problem}, which is not a ValueError"
    elif is_from_sdk(problem):
        message = f"config.{gap.field} {state}, and only the SDK noticed it: {problem}"
    elif not names(problem, gap.field):
        message = f"config.{gap.field} {state}, and the ValueError does not name it: {problem.message}"
    else:
        return None
    return Finding(
        message=message,
        hint=f'check it first: if not config.{gap.field}: raise ValueError("config.{gap.field} is missing")',
        place=(problem.place if problem is not None else None) or NOWHERE,
        scenario=trace.scenario.name,
        cause=f"{causes.config_field(gap.field)} {problem.exception if problem is not None else 'accepted'}",
    )
