"""LA301, LA302, LA390: what a Lambda step calls, gives and declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import LAMBDA_FUNCTION, LAMBDA_OUTPUT
from cursus_tester.steps.lambda_step.step_types import STEP_TYPES

#: How a specification names an output of the step.
_OUTPUT = re.compile(r"""(?:Outputs|OutputParameters)\[['"]([^'"]+)['"]\]""")
#: A function of Lambda, with or without a version or an alias.
_FUNCTION_ARN = re.compile(r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9$_-]+)?")
_WRITES = re.compile(r"^(?:Create|Update|Publish|Delete)")


@rule("LA301", "outputs-declared", step_types=STEP_TYPES)
def outputs_declared(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Declares what others read of it as outputs of the step.

    What it checks: every output of the specification at `properties.Outputs["…"]` is among the `LambdaOutput`s of the
    compiled step.

    Why: the SDK (2.257.7) knows only the outputs that the step declares: reading another one raises a `KeyError` in the
    builder of a later step.

    How to fix: `LambdaStep(…, outputs=[LambdaOutput(output_name=…, output_type=LambdaOutputTypeEnum.String)])`.
    """
    named = [match[1] for each in specification.outputs if (match := _OUTPUT.search(each.property_path))]
    if not named:
        raise NotApplicable("the specification names no output of the function")
    for trace in traces.compiled():
        declared = _declared_outputs(trace)
        for name in named:
            if name not in declared:
                has = ", ".join(declared) or "none"
                yield Finding(
                    message=f"the specification declares the output {name!r}; the step declares {has}",
                    hint=f"add {LAMBDA_OUTPUT}(output_name={name!r}, …) to outputs=",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )


def _declared_outputs(trace: Trace) -> list[str]:
    found = (trace.definition_step or {}).get("OutputParameters")
    return [str(each.get("OutputName")) for each in found] if isinstance(found, list) else []


@rule("LA302", "call-valid", step_types=STEP_TYPES, each_step=True)
def call_valid(traces: Traces) -> Iterator[Finding]:
    """Calls a function by its ARN, with plain values.

    What it checks: `FunctionArn` of the compiled step is the ARN of a Lambda function or a pipeline variable. Every
    input is a string, a number, a boolean or a pipeline variable. The function's `timeout` is at most 900 seconds, its
    `memory_size` 128 to 10240 MB (v2).

    Why: the SDK (2.257.7) passes anything on. The service takes no name for an ARN and no nested value or `None` as an
    input, and the step fails when the pipeline runs.

    How to fix: `Lambda(function_arn="arn:aws:lambda:…:function:…")`; put nested values into one string with
    `json.dumps`.
    """
    for trace in traces.compiled():
        problems = list(_beyond_limits(trace))
        arn = _without_repetition((trace.definition_step or {}).get("FunctionArn"))
        if not (is_expression(arn) or (isinstance(arn, str) and _FUNCTION_ARN.fullmatch(arn))):
            problems.append((f"FunctionArn is {arn!r}, which is no ARN of a function", "pass function_arn= to Lambda"))
        for name, value in (trace.request or {}).items():
            if not (isinstance(value, (str, int, float)) or is_expression(value)):
                problems.append(
                    (
                        f"the input {name!r} is {value!r}; a string, a number or a pipeline variable was expected",
                        "pass a plain value, or json.dumps of a nested one",
                    )
                )
        for message, hint in problems:
            yield Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)


#: What Lambda takes of a function: the least and the most.
_LIMITS = (("timeout", 1, 900, "seconds"), ("memory_size", 128, 10240, "MB"))


def _beyond_limits(trace: Trace) -> Iterator[tuple[str, str]]:
    """What a function is given that Lambda does not take."""
    for call in trace.calls_to(LAMBDA_FUNCTION):
        for name, least, most, unit in _LIMITS:
            value = call.arguments.get(name)
            if value is not None and type(value.data) is int and not least <= value.data <= most:
                message = f"the function's {name} is {value.data}; Lambda takes {least} to {most} {unit}"
                yield message, f"pass {name}={most} at most; leave what takes longer to a job"


def _without_repetition(arn: Any) -> Any:
    """An ARN without what moto puts before one that it is given as the name of a function (5.2.5)."""
    return re.sub(r"^arn:\S+:function:(?=arn:)", "", arn) if isinstance(arn, str) else arn


@rule("LA390", "function-made-at-build", step_types=STEP_TYPES, severity=Severity.INFO)
def function_made_at_build(traces: Traces) -> Iterator[Finding]:
    """Makes or changes its function while the pipeline is compiled.

    What it checks: building and compiling the step call no operation of Lambda that creates or updates a function.

    Why: given a script or a folder, the SDK (2.257.7) creates the function, or replaces its code, whenever a definition
    is compiled: in each review and test, and before the pipeline is changed.

    How to fix: deploy the function by itself and pass its `function_arn`.

    How to waive: not needed: a note never blocks.
    """
    for trace in traces.returning():
        for call in trace.aws_calls:
            at_build = call.stage in (Stage.CONSTRUCT, Stage.CREATE_STEP, Stage.COMPILE)
            if call.service == "lambda" and _WRITES.match(call.operation) and at_build:
                yield Finding(
                    message=f"compiling the step calls {call.operation} of Lambda",
                    hint="deploy the function by itself and pass its function_arn",
                    place=call.place or step_place(trace) or NOWHERE,
                    scenario=trace.scenario.name,
                )
