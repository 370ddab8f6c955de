"""Write the arguments of ``create_step`` as the Python source that makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cursus_tester.evidence.account_names import bucket_name
from cursus_tester.evidence.code import StepCode, variable_of
from cursus_tester.probe.scripts.values import UnwritableError, Writer
from cursus_tester.sdk.expressions import New, PropertyReference
from cursus_tester.sdk.installed import sdk


def step_code(
    region: str,
    made: Mapping[str, New],
    steps: Mapping[str, Any],
    parameters: Iterable[Any],
    arguments: Mapping[str, Any],
) -> StepCode:
    """The source of the arguments of ``create_step``.

    Args:
        region: The scenario's.
        made: What each of `steps` was made of.
        steps: The steps by name, in the order in which they were made.
        parameters: The pipeline's parameters.
        arguments: Keywords for ``create_step``.
    """
    parameters = tuple(parameters)
    variables = {id(step): variable_of(name, "step") for name, step in steps.items()}
    variables |= {id(each): variable_of(each.name, "parameter") for each in parameters}
    writer = _Writer(region, variables)
    written_parameters = {variables[id(each)]: writer.write(sdk().pipelines.written(each)) for each in parameters}
    written_steps = {variable_of(name, "step"): writer.write(how) for name, how in made.items()}
    return StepCode(
        parameters=written_parameters,
        steps=written_steps,
        specifications={variables[id(step)]: writer.specification(step) for step in steps.values() if _has_own(step)},
        arguments={name: writer.write(value) for name, value in arguments.items()},
        imports=tuple(sorted(writer.imports)),
    )


class _Writer(Writer):
    """Writes the parts of a pipeline as source, under the variables of the script."""

    def __init__(self, region: str, variables: Mapping[int, str]) -> None:
        super().__init__()
        self._variables = variables
        self._bucket = bucket_name(region)

    def write(self, value: Any) -> str:
        if id(value) in self._variables:
            return self._variables[id(value)]
        if type(value) is str and self._bucket in value and not set(value) & set("{}\\\"'"):
            return f'f"{value}"'.replace(self._bucket, "{bucket}")
        if sdk().sessions.is_session(value):
            return "session"
        written = sdk().pipelines.written(value)
        if isinstance(written, PropertyReference):
            return f"{variable_of(written.step, 'step')}.properties{written.path}"
        return super().write(value if written is None else written)

    def specification(self, step: Any) -> str:
        """The specification that a step carries; empty where it cannot be written."""
        try:
            return self.write(vars(step)["_spec"])
        except UnwritableError:
            return ""


def _has_own(step: Any) -> bool:
    return vars(step).get("_spec") is not None
