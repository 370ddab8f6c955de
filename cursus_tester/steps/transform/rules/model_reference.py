"""TF302: the model that a transform job runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.names import CREATE_MODEL_TYPE
from cursus_tester.steps.transform.step_types import STEP_TYPES

_WHOLE_STEP = re.compile(r"Steps\.[^.\[]+")
#: Types of steps in a definition.
_MAKES_MODEL, _TRANSFORMS = CREATE_MODEL_TYPE, "Transform"
_HINT = "pass model_name=model_step.properties.ModelName"
#: What the SDK says of a step, or of the name of a model that is not created yet (2.257.7).
_BAD_NAME = re.compile(r"parameter ModelName|DescribeModel|Could not find model", re.IGNORECASE)


@rule("TF302", "model-by-reference", step_types=STEP_TYPES)
def model_by_reference(traces: Traces) -> Iterator[Finding]:
    """Names its model by what the model step yields.

    What it checks: the compiled `ModelName` is the `ModelName` of a step, or another pipeline variable. It is neither
    empty nor a step as a whole, and a literal only where the config has it and no model step was given. In a pipeline
    it is not the name of one of its model steps.

    Why: SageMaker makes up the name of a model that a pipeline creates. `model.name` is `None` while the pipeline is
    built, a literal makes the SDK call DescribeModel when it compiles (sagemaker 2.257.7), and
    `model_step.properties` without `.ModelName` compiles to something that no run can resolve.

    How to fix: `Transformer(model_name=model_step.properties.ModelName, …)`.
    """
    for trace in traces.loaded():
        problem = trace.problem
        if problem is not None and not problem.is_own and _BAD_NAME.search(problem.message):
            yield Finding(
                message=f"the SDK cannot use the model's name: {problem.message}",
                hint=_HINT,
                place=problem.place or step_place(trace) or NOWHERE,
                scenario=trace.scenario.name,
            )
    for trace in traces.compiled():
        what = _wrong(trace, (trace.request or {}).get("ModelName"))
        if what:
            yield Finding(
                message=f"the model's name is {what}", hint=_HINT, place=step_place(trace), scenario=trace.scenario.name
            )


def _wrong(trace: Trace, name: Any) -> str:
    if isinstance(name, Mapping):
        return f"the whole step {name['Get']}" if _WHOLE_STEP.fullmatch(str(name.get("Get"))) else ""
    if not name:
        return f"{name!r}"
    given = trace.given_model_data.values()
    if name in given or (name in trace.config.values() and not any(isinstance(each, Mapping) for each in given)):
        return ""
    return f"the literal {name!r}"


@for_pipelines("TF302")
def models_of_pipelines_by_reference(pipeline: Pipelines) -> Iterator[Finding]:
    """No transform job of a pipeline takes the name of a step for that of a model."""
    for defined in pipeline.compiled():
        made = [step.name for step in defined.steps if step.type == _MAKES_MODEL]
        for step in defined.steps:
            name = step.arguments.get("ModelName")
            if step.type != _TRANSFORMS or not isinstance(name, str):
                continue
            # A model step of the SDK's has a longer name in the definition.
            if any(each == name or each.startswith(f"{name}-") for each in made):
                yield Finding(
                    message=f"{step.name}: {name!r} is the name of a step, and not of the model that it makes",
                    hint=_HINT,
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )
