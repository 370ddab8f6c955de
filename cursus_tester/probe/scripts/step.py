"""What ``create_step`` is given in a scenario, written down as the Python that makes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sagemaker.session import Session
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import Properties

from cursus_tester.evidence.account_names import bucket_name
from cursus_tester.evidence.code import StepCode, bracketed, variable_of
from cursus_tester.evidence.scenario import SourceKind
from cursus_tester.probe.dependency_steps import (
    IDLE_ARGUMENTS,
    Job,
    estimator_arguments,
    output_arguments,
    processor_arguments,
    training_data,
)
from cursus_tester.probe.scripts.values import UnwritableError, Writer
from cursus_tester.sdk.frameworks import framework_in

#: The steps that were made, by name: the kind, and the names of a processing step's outputs; no kind: an idle one.
Made = Mapping[str, tuple[SourceKind | None, tuple[str, ...]]]


def step_code(
    job: Job, made: Made, steps: Mapping[str, Any], parameters: Iterable[ParameterString], arguments: Mapping[str, Any]
) -> StepCode:
    """What ``create_step`` is given.

    Args:
        job: What the jobs of the scenario share.
        made: How each of `steps` was made.
        steps: The steps by name, in the order in which they were made.
        parameters: The pipeline's parameters.
        arguments: Keywords for ``create_step``.
    """
    variables = {id(step): variable_of(name, "step") for name, step in steps.items()}
    writer = _Writer(job, variables)
    written_parameters = {variable_of(each.name, "parameter"): writer.parameter(each) for each in parameters}
    written_steps = {variable_of(name, "step"): writer.step(name, *how) for name, how in made.items()}
    return StepCode(
        parameters=written_parameters,
        steps=written_steps,
        specifications={variables[id(step)]: writer.specification(step) for step in steps.values() if _has_own(step)},
        arguments={name: writer.write(value) for name, value in arguments.items()},
        imports=tuple(sorted(writer.imports)),
    )


class _Writer(Writer):
    """Writes down what a pipeline is made of, under the variables of the script that it goes into."""

    def __init__(self, job: Job, variables: Mapping[int, str]) -> None:
        super().__init__()
        self._job = job
        self._variables = variables
        self._bucket = bucket_name(job.region)

    def write(self, value: Any) -> str:
        if id(value) in self._variables:
            return self._variables[id(value)]
        if isinstance(value, Session):
            return "session"
        if isinstance(value, ParameterString):
            return variable_of(value.name, "parameter")
        if isinstance(value, Join):
            return self.call(self.name_of(Join), {"on": value.on, "values": list(value.values)})
        if isinstance(value, Properties):
            return re.sub(r"^Steps\.([^.]+)", lambda found: f"{variable_of(found[1], 'step')}.properties", _path(value))
        if type(value) is str and self._bucket in value and not set(value) & set("{}\\\"'"):
            return f'f"{value}"'.replace(self._bucket, "{bucket}")
        return super().write(value)

    def specification(self, step: Any) -> str:
        """The specification that a step carries; empty where it cannot be written down."""
        try:
            return self.write(vars(step)["_spec"])
        except UnwritableError:
            return ""

    def parameter(self, parameter: ParameterString) -> str:
        """How a parameter is made."""
        return self.call(
            self.name_of(ParameterString), {"name": parameter.name, "default_value": parameter.default_value}
        )

    def step(self, name: str, kind: SourceKind | None, output_names: tuple[str, ...]) -> str:
        """How a step is made."""
        if kind is None:
            self.imports.add("from sagemaker.workflow.callback_step import CallbackStep")
            return self.call("CallbackStep", {"name": name, **IDLE_ARGUMENTS})
        return self._training(name) if kind is SourceKind.TRAINING else self._processing(name, output_names)

    def _training(self, name: str) -> str:
        cls, given = estimator_arguments(framework_in(name) or self._job.framework, self._job)
        estimator = self.call(self.name_of(cls), given)
        inputs = f'{{"train": TrainingInput({self.write(training_data(self._job))})}}'
        self.imports |= {
            "from sagemaker.inputs import TrainingInput",
            "from sagemaker.workflow.steps import TrainingStep",
        }
        if isinstance(self._job.session, PipelineSession):
            arguments = [f"name={name!r}", f"step_args={estimator}.fit({inputs})"]
        else:
            arguments = [f"name={name!r}", f"estimator={estimator}", f"inputs={inputs}"]
        return bracketed("TrainingStep(", arguments, ")")

    def _processing(self, name: str, output_names: tuple[str, ...]) -> str:
        processor = self.call("Processor", processor_arguments(self._job))
        made = (self.call("ProcessingOutput", output_arguments(name, each, self._job)) for each in output_names)
        outputs = f"[{', '.join(made)}]"
        self.imports |= {
            "from sagemaker.processing import ProcessingOutput, Processor",
            "from sagemaker.workflow.steps import ProcessingStep",
        }
        if isinstance(self._job.session, PipelineSession):
            arguments = [f"name={name!r}", f"step_args={processor}.run(outputs={outputs})"]
        else:
            arguments = [f"name={name!r}", f"processor={processor}", f"outputs={outputs}"]
        return bracketed("ProcessingStep(", arguments, ")")


def _has_own(step: Any) -> bool:
    return vars(step).get("_spec") is not None


def _path(value: Properties) -> str:
    return str(value.expr["Get"])
