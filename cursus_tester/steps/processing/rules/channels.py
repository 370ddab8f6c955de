"""PR201, PR202, PR203: the inputs and outputs of a processing job are those that its specification declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.expressions import contains, references
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common.step_names import plain
from cursus_tester.rules.registry import rule
from cursus_tester.steps.processing.requests import Channel, data_inputs, inputs, outputs, repeated
from cursus_tester.steps.processing.step_types import STEP_TYPES

_OUTPUT = re.compile(r"""ProcessingOutputConfig\.Outputs\[['"]?([^'"\]]+)['"]?\]""")
_FOLDER = "/opt/ml/processing"


@rule("PR201", "outputs-declared", step_types=STEP_TYPES, each_step=True)
def outputs_declared(traces: Traces, specification: Specification | None = None) -> Iterator[Finding]:
    """Names its outputs as the specification's, and each name once.

    What it checks: the compiled job has an output for each output of the specification: of the name that stands in its
    `property_path`, else of its logical name. No two outputs have one name. Each property file of the step lies in an
    output that the job has.

    Why: later steps refer to an output by its name. The SDK (2.257.7) does not check it: a reference to an output that
    the job does not have compiles, and fails when the pipeline is created or run. The service rejects a name that is
    there twice.

    How to fix: `ProcessingOutput(output_name=…, source="/opt/ml/processing/…")` for each output that the specification
    declares.
    """
    declared = _declared_outputs(specification)
    judged = False
    for trace in traces.compiled():
        found = outputs(trace.request or {})
        names = [each.name for each in found]
        judged = judged or bool(found) or bool(declared)
        for name in repeated(found):
            yield _finding(trace, f"several outputs have the name {name!r}", "give each output a name of its own")
        for file, output in _property_files(trace):
            if output not in names:
                judged = True
                yield _finding(
                    trace,
                    f"the property file {file} is in the output {output!r}, and the job has none of that name",
                    "name an output of the job as its output_name",
                )
        missing = [name for name in declared if name not in names]
        extra = ", ".join(sorted(str(name) for name in names if name not in declared))
        for name in missing:
            has = f"; it has {extra}, which the specification does not declare" if extra else ""
            yield _finding(
                trace,
                f"the specification declares the output {name!r}, and the job has none of that name{has}",
                f"name an output {name!r}, or correct the specification",
            )
    if not judged:
        raise NotApplicable("the job has no outputs, and no specification declares any")


def _property_files(trace: Trace) -> Iterator[tuple[object, str]]:
    """The names of a builder's property files, each with its output's; those of pipelines are PL307's matter."""
    listed = (trace.definition_step or {}).get("PropertyFiles") if trace.step is not None else None
    for each in listed or ():
        if isinstance(each, Mapping) and isinstance(each.get("OutputName"), str):
            yield each.get("PropertyFileName"), each["OutputName"]


def _declared_outputs(specification: Specification | None) -> tuple[str, ...]:
    """The names of the job's outputs that a specification speaks of."""
    found = []
    for output in specification.outputs if specification is not None else ():
        named = _OUTPUT.search(output.property_path)
        if named is not None and not named[1].isdigit():
            found.append(named[1])
        elif not output.property_path:
            found.append(output.name)
    return tuple(dict.fromkeys(found))


@rule("PR202", "inputs-declared", step_types=STEP_TYPES, each_step=True)
def inputs_declared(traces: Traces, specification: Specification | None = None) -> Iterator[Finding]:
    """Names its inputs as the specification's dependencies, and each name once.

    What it checks: the input of the compiled job that holds the value of a dependency has the dependency's name. No two
    inputs have one name.

    Why: who reads the job in the console, and the script's contract, know an input by this name; with two names swapped
    the script reads one data set as the other. The service rejects a name that is there twice.

    How to fix: `ProcessingInput(input_name=…, source=…, destination="/opt/ml/processing/…")` for each dependency, in
    the order of the specification.
    """
    names = [each.name for each in specification.dependencies] if specification is not None else []
    judged = False
    for trace in traces.compiled():
        found = data_inputs(trace.request or {})
        judged = judged or bool(found)
        for name in repeated(inputs(trace.request or {})):
            yield _finding(trace, f"several inputs have the name {name!r}", "give each input a name of its own")
        for name, channel in _holders(trace, found):
            if name in names and plain(str(channel.name)) != plain(name):
                yield _finding(
                    trace,
                    f"the value of {name!r} is in the input {channel.name!r}",
                    f"name the input {name!r}, as the specification does",
                )
    if not judged:
        raise NotApplicable("the job has no inputs but its code")


def _holders(trace: Trace, found: tuple[Channel, ...]) -> Iterator[tuple[str, Channel]]:
    """The inputs that hold what was given: the name of what was given, and the only input that has it."""
    steps = {name: source for name, _, source in trace.scenario.other_inputs}
    steps[trace.scenario.input_name] = trace.scenario.source_name
    for name, step in steps.items():
        given = trace.given_model_data.get(name)
        holding = [each for each in found if given is not None and contains(each.uri, given)]
        if not holding and step and len(trace.scenario.yielded_by(step)) == 1:
            holding = [each for each in found if references(each.uri, f"Steps.{step}.")]
        if len(holding) == 1:
            yield name, holding[0]


@rule("PR203", "contract-paths", step_types=STEP_TYPES, each_step=True)
def contract_paths(traces: Traces, specification: Specification | None = None) -> Iterator[Finding]:
    """Reads and writes below /opt/ml/processing, where the script's contract says.

    What it checks: the path of every input and output in the container is absolute and below `/opt/ml/processing`. For
    the names that the contract of the specification lists (`expected_input_paths`, `expected_output_paths`), it is the
    listed path. No two inputs have one path, and no two outputs.

    Why: the service only puts data there and takes it from there, and the script reads and writes at the paths of its
    contract. A job with two inputs at one path the service refuses with a validation error that says nothing more (its
    support said so in December 2024: issue 4939 of aws/sagemaker-python-sdk). The SDK (2.257.7) passes any path on.

    How to fix: `destination=` of an input and `source=` of an output are the contract's paths.
    """
    wanted_inputs: Mapping[str, str] = specification.input_paths if specification is not None else {}
    wanted_outputs: Mapping[str, str] = specification.output_paths if specification is not None else {}
    judged = False
    for trace in traces.compiled():
        request = trace.request or {}
        for what, argument, channels, wanted in (
            ("input", "destination", data_inputs(request), wanted_inputs),
            ("output", "source", outputs(request), wanted_outputs),
        ):
            for channel in (each for each in channels if not each.is_managed):
                judged = True
                problem = _wrong_path(channel, wanted)
                if problem:
                    yield _finding(trace, f"the {what} {channel.name!r} {problem}", f"correct its {argument}=")
        for what, channels in (("inputs", inputs(request)), ("outputs", outputs(request))):
            paths = [each.path.rstrip("/") for each in channels if isinstance(each.path, str)]
            for path in sorted({each for each in paths if paths.count(each) > 1}):
                yield _finding(trace, f"several {what} are at {path}", f"give each of the {what} a folder of its own")
    if not judged:
        raise NotApplicable("the job has neither inputs nor outputs")


def _wrong_path(channel: Channel, wanted: Mapping[str, str]) -> str:
    if not isinstance(channel.path, str):
        return ""
    expected = wanted.get(str(channel.name))
    if expected and channel.path.rstrip("/") != expected.rstrip("/"):
        return f"is at {channel.path}; the contract says {expected}"
    if channel.path != _FOLDER and not channel.path.startswith(f"{_FOLDER}/"):
        return f"is at {channel.path}; expected an absolute path below {_FOLDER}"
    return ""


def _finding(trace: Trace, message: str, hint: str) -> Finding:
    return Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)
