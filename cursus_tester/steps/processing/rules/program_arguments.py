"""PR204: the program of a processing job gets the arguments that its contract lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import rule
from cursus_tester.steps.processing.code import untaken_options
from cursus_tester.steps.processing.requests import arguments
from cursus_tester.steps.processing.step_types import STEP_TYPES


@rule("PR204", "contract-arguments", step_types=STEP_TYPES, each_step=True)
def contract_arguments(traces: Traces, specification: Specification | None = None) -> Iterator[Finding]:
    """Passes the arguments that its script's contract lists, as strings.

    What it checks: every argument of the container's program is a string or a pipeline variable. Each name that the
    contract of the specification lists (`expected_arguments`) is there as `--name`. Each option is one that the script
    takes, where its source shows one `ArgumentParser` with all of them.

    Why: the SDK (2.257.7) passes numbers and `None` on, and the service rejects the job when the pipeline runs. An
    argument that is not there stops the script, or leaves it with a default that nobody chose; so does one that
    `parse_args()` does not know.

    How to fix: `arguments=["--job-type", str(self.config.job_type)]`.
    """
    wanted = specification.arguments if specification is not None else ()
    judged = False
    for trace in traces.compiled():
        found = arguments(trace.request or {})
        judged = judged or bool(found) or bool(wanted)
        problems = [
            (f"the argument {each!r} is no string", "make it a string: str(value)")
            for each in found
            if not (isinstance(each, str) or is_expression(each))
        ]
        flags = {_flag(each) for each in found if isinstance(each, str) and each.startswith("-")}
        problems += [
            (f"the contract lists the argument --{name}, which is not passed", f'pass "--{name}" and its value')
            for name in wanted
            if _flag(name) not in flags
        ]
        problems += [
            (f"the script takes no argument {flag}", "pass what its ArgumentParser takes, or add the argument there")
            for flag in untaken_options(trace)
        ]
        for message, hint in problems:
            yield Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)
    if not judged:
        raise NotApplicable("the program gets no arguments, and no contract lists any")


def _flag(text: str) -> str:
    return re.sub(r"^-+", "", text.partition("=")[0]).replace("-", "_").lower()
