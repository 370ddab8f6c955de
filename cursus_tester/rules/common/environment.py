"""SB340, SB341: the container's environment is made of strings, and the config has the last word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.field_names import ENVIRONMENT_FIELDS, SDK_VARIABLES
from cursus_tester.evidence.trace import Trace, Value
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import maker_place, makers_of, refused
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import is_string_variable
from cursus_tester.step_pack import StepPack


@rule("SB340", "environment-strings", fixable=True, formerly="CM340")
def environment_strings(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Gives the container an environment of strings.

    What it checks: every key and value of the environment, as passed to the SDK and as it is in the request, is a
    string or a pipeline variable of a string.

    Why: the SDK passes numbers, booleans and `None` on unchanged, and the service rejects the request when the pipeline
    runs. A path, an enum or a key that is not a string makes compiling fail.

    How to fix: `{name: str(value) for …}`; leave out values that are `None`; for a pipeline variable of a number use
    its `.to_string()`.

    How to waive: it cannot work; fix it.
    """
    hint = "make every key and value a string: str(value), or .to_string() of a pipeline variable of a number"
    makers, judged = makers_of(pack), False
    for trace in traces.loaded():
        for call in trace.calls:
            given = call.arguments.get(makers.environment)
            if call.is_nested or given is None or not given.types:
                continue
            judged = True
            for name, problem in _not_strings(given):
                yield Finding(
                    message=problem,
                    hint=hint,
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                    cause=_cause(trace, name),
                )
        for container in pack.layout.containers(trace.request or {}):
            judged = True
            for name, value in container.environment.items():
                if not (isinstance(value, str) or is_expression(value)):
                    yield Finding(
                        message=f"the environment variable {name} is {_shown(value)}, expected a string",
                        hint=hint,
                        place=maker_place(trace, makers),
                        scenario=trace.scenario.name,
                        cause=_cause(trace, name),
                    )
    if not judged:
        traces.compiled()


def _cause(trace: Trace, name: str) -> str:
    """The variable; where the SDK cannot compile it, the exception, which SB400 finds, too."""
    problem = trace.problem
    if problem is not None and problem.exception == "TypeError" and not problem.is_own:
        return causes.exception(problem)
    return causes.environment_variable(name)


def _not_strings(given: Value) -> Iterator[tuple[str, str]]:
    """The names that are wrong, or whose values are, each with what is wrong."""
    for name, type_name in given.types.items():
        if name.startswith("<"):
            yield name, f"an environment variable's name is of type {name[1:-1].rsplit('.', 1)[-1]}, expected a string"
        elif not (type_name == "str" or is_string_variable(type_name)):
            value = given.data.get(name) if isinstance(given.data, Mapping) else None
            shown = _shown(value) if _is_plain(type_name) else f"of type {type_name.rsplit('.', 1)[-1]}"
            yield name, f"the environment variable {name} is {shown}, expected a string"


def _is_plain(type_name: str) -> bool:
    return type_name in ("int", "float", "bool", "None")


def _shown(value: object) -> str:
    return "None" if value is None else f"the {type(value).__name__} {value!r}"


@rule("SB341", "environment-merged", formerly="CM341")
def environment_merged(pack: StepPack, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Lets the config's environment override the contract's.

    What it checks: each variable of `config.env` is in the request with the config's value, even if the contract has a
    default for it. Only `SAGEMAKER_PROGRAM`, `SAGEMAKER_SUBMIT_DIRECTORY`, `SAGEMAKER_REGION` and
    `SAGEMAKER_CONTAINER_LOG_LEVEL` belong to the SDK.

    Why: a variable that is lost or reset to its default gives the script a setting that nobody chose, and
    nothing reports it.

    How to fix: start with the contract's variables, then `variables.update(self.config.env)`, and pass the result to
    the model or processor as `env=`, to an estimator as `environment=`. Under SDK v3: to a `ModelBuilder` as
    `env_vars=`, to a `ModelTrainer` as `environment=`.
    """
    makers = makers_of(pack)
    marked = traces.where(
        lambda trace: any(name in trace.scenario.config_changes for name in ENVIRONMENT_FIELDS),
        "the config has no environment",
    )
    if all(refused(trace) and trace.problem is not None and trace.problem.is_refusal for trace in marked):
        raise NotApplicable(f"the builder rejects another environment: {why(marked[0])}")
    defaults = builder.specification.optional_environment if builder.specification is not None else {}
    compiled = traces.compiled(lambda trace: trace in marked)
    usual = _reached_containers(compiled, pack)
    for trace in compiled:
        field, variables = _configured(trace)
        yield from _no_longer_reached(trace, field, usual.get(field, frozenset()), pack)
        for name, value in variables.items():
            found = [each.environment.get(name) for each in pack.layout.containers(trace.request or {})]
            if name in SDK_VARIABLES or value in found:
                continue
            present = [each for each in found if each is not None]
            if not present:
                message = f"config.{field} says {name}={value}, and the request does not have it"
            else:
                default = " (the contract's default)" if defaults.get(name) == present[0] else ""
                message = f"config.{field} says {name}={value}, and the request has {present[0]!r}{default}"
            yield Finding(
                message=message,
                hint="start with the contract's variables, update them with the config's, and pass the result as "
                f"{makers.environment}",
                place=maker_place(trace, makers) or step_place(trace),
                scenario=trace.scenario.name,
            )


def _reached_containers(compiled: Sequence[Trace], pack: StepPack) -> Mapping[str, frozenset[int]]:
    """By field: the positions of the containers that its variables reach where nothing else is changed."""
    found: dict[str, frozenset[int]] = {}
    for trace in compiled:
        if len(trace.scenario.config_changes) == 1 and not trace.scenario.is_combined:
            field, variables = _configured(trace)
            found.setdefault(field, _holders(trace, variables, pack))
    return found


def _holders(trace: Trace, variables: Mapping[str, Any], pack: StepPack) -> frozenset[int]:
    """The containers that hold a configured variable with its value."""
    containers = pack.layout.containers(trace.request or {})
    return frozenset(
        at
        for at, each in enumerate(containers)
        if any(each.environment.get(name) == value for name, value in variables.items() if name not in SDK_VARIABLES)
    )


def _no_longer_reached(trace: Trace, field: str, usual: frozenset[int], pack: StepPack) -> Iterator[Finding]:
    """A container that the variables reach otherwise, and not beside the scenario's other changes."""
    variables = _configured(trace)[1]
    held = _holders(trace, variables, pack)
    lost = sorted(usual - held) if held and variables else []
    if lost:
        yield Finding(
            message=f"config.{field} does not reach the container {lost[0] + 1}, which has it without other changes",
            hint="give every container the same variables whatever else the config says",
            place=maker_place(trace, pack.makers) or step_place(trace),
            scenario=trace.scenario.name,
        )


def _configured(trace: Trace) -> tuple[str, Mapping[str, Any]]:
    """The config's field that holds the environment, and what it holds."""
    for name in ENVIRONMENT_FIELDS:
        value = trace.config.get(name)
        if name in trace.scenario.config_changes and isinstance(value, Mapping):
            return name, value
    return "", {}
