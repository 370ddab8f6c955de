"""How a builder says no: by itself, with an exception that tells what is wrong."""

from __future__ import annotations

import re

from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.sdk.names import PREFIX

#: Libraries that a builder calls: what they raise is not the builder's own word.
_NOT_ITS_OWN = (PREFIX, "boto3.", "botocore.", "moto.")
#: Exceptions of look-ups that fail; nobody refuses anything with one of these.
LOOKUPS = frozenset({"AttributeError", "IndexError", "KeyError", "NameError", "UnboundLocalError"})
#: Exceptions of expressions that fail, unless somebody raises them on purpose.
FAILURES = LOOKUPS | {"AssertionError", "RecursionError", "TypeError", "ZeroDivisionError"}


def is_value_error(problem: Problem) -> bool:
    """Whether the exception is a `ValueError`."""
    return "ValueError" in (problem.exception, *problem.ancestors)


def has_failed(problem: Problem) -> bool:
    """Whether an expression failed, rather than anybody refusing anything."""
    return problem.exception in FAILURES and not problem.is_deliberate


def is_in_time(problem: Problem) -> bool:
    """Whether it was raised before the pipeline was compiled."""
    return problem.stage is not Stage.COMPILE


def is_from_sdk(problem: Problem) -> bool:
    """Whether the SDK or a library below it raised it."""
    return problem.raised_in.startswith(_NOT_ITS_OWN)


def is_of_environment(problem: Problem) -> bool:
    """Whether a variable of the process is missing: ``os.environ["X"]``."""
    return problem.exception == "KeyError" and problem.raised_in == "os"


def names(problem: Problem, name: str) -> bool:
    """Whether the exception's text has `name`, also written with a space or a hyphen, and not as a part of a word."""
    written = re.escape(name).replace("_", "[_ -]?")
    return re.search(f"(?<![A-Za-z]){written}(?![A-Za-z])", problem.message, re.IGNORECASE) is not None


def raises_anyway(trace: Trace, traces: Traces) -> bool:
    """Whether the builder raises the same in the baseline before it has a step: it says nothing of the scenario."""
    usual = traces.baseline.problem if traces.baseline is not None else None
    return usual is not None and is_in_time(usual) and fails_as_usual(trace, traces)


def says_missing(trace: Trace, traces: Traces) -> bool:
    """Whether the builder says of what it is given what it says where nothing is given: it did not see it."""
    absent = {
        str(other.problem)
        for other in traces.all
        if other.scenario.missing == "absent"
        and not other.scenario.extra_inputs
        and other.scenario.input_name == trace.scenario.input_name
    }
    return trace.problem is not None and str(trace.problem) in absent


def alike(one: Problem | None, other: Problem | None) -> bool:
    """Whether two exceptions are of one type and come from one place; texts may name the scenario's own values."""
    if one is None or other is None:
        return False
    return (one.stage, one.exception, one.place) == (other.stage, other.exception, other.place)


def fails_to_compile(trace: Trace) -> bool:
    """Whether what was given was taken, and the pipeline did not compile with the step that was made of it."""
    return trace.problem is not None and not is_in_time(trace.problem)


def fails_as_usual(trace: Trace, traces: Traces) -> bool:
    """Whether the baseline ends with the same exception at the same place."""
    return alike(traces.baseline.problem if traces.baseline is not None else None, trace.problem)
