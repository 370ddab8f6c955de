"""What the SDK can deploy and what its errors mean (sagemaker 2.257.7, measured with AWS faked)."""

from __future__ import annotations

import re

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, ISOLATION_FIELDS, configured
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.sdk.names import (
    CREATE_MODEL_INPUT,
    CREATE_MODEL_STEP,
    FRAMEWORK_MODELS,
    MODEL_STEP,
    PIPELINE_SESSION,
)

#: Images that download their code from ``SAGEMAKER_SUBMIT_DIRECTORY``: any model data will do.
READS_SUBMIT_DIRECTORY = frozenset({"xgboost", "sklearn"})

_EXPLANATIONS = (
    (
        r"has no attribute 'pop'",
        "step_args must be a request dict: pass model=, or model.create(…).create_model_request",
    ),
    (
        r"need_runtime_repack",
        f"under {PIPELINE_SESSION} the SDK cannot pack code into an archive that only the run knows: use "
        f"{MODEL_STEP}(name=…, step_args=model.create(…)).steps[-1], or serve an archive that already has the code",
    ),
    (
        r"mutually exclusive",
        "pass exactly one of model= and step_args=; model.create() under a plain Session creates a model in the "
        "account and returns None",
    ),
    (
        r"[Pp]ipeline variables do not support",
        "pass the pipeline variable on unchanged; to join it with text use Join of the SDK's workflow.functions",
    ),
    (r"unexpected keyword argument 'cache_config'", f"remove cache_config: {CREATE_MODEL_STEP} has no cache"),
    (r"multiple values for (keyword )?argument 'model_data'", "set model.model_data after estimator.create_model()"),
    (
        r"Must supply either an instance type",
        f"pass image_uri= to the model, or inputs={CREATE_MODEL_INPUT}(instance_type=…) to the step",
    ),
    (r"argument of type 'NoneType' is not iterable", "give the model a role; check for None in the constructor"),
    (r"Unable to import|No module named", "install what the module imports, or correct the import"),
)


def explain(problem: Problem) -> str:
    """What to do about an error of the SDK; empty when it is not a known one."""
    return next((advice for pattern, advice in _EXPLANATIONS if re.search(pattern, problem.message)), "")


def is_ordinary(scenario: Scenario) -> bool:
    """Whether a builder is given all that it needs and nothing unusual: only source, form, way and session vary."""
    unusual = scenario.idle_dependency or scenario.rival_source or scenario.clock_ahead or scenario.alone
    unusual = unusual or scenario.enable_caching is not None
    return not (scenario.is_flawed or scenario.config_changes or scenario.partner_changes is not None or unusual)


def is_variable_form(scenario: Scenario) -> bool:
    """Whether a builder is handed a pipeline variable as such, and not a step to take one from."""
    if not is_ordinary(scenario):
        return False
    by_value = scenario.route is not Route.DEPENDENCIES
    return scenario.source in (SourceKind.PARAMETER, SourceKind.JOIN) or (scenario.source.is_step and by_value)


def sdk_can_deploy(builder: Builder, trace: Trace) -> bool:
    """Whether some way of building makes the SDK deploy the scenario's model data with the builder's inference code.

    The question is asked of refusals: a builder may say no only to what cannot be done.
    """
    scenario, specification = trace.scenario, builder.specification
    if scenario.source is SourceKind.LITERAL or not _has_code(trace):
        return True
    dependency = (
        next((each for each in specification.dependencies if each.name == scenario.input_name), None)
        if (specification is not None)
        else None
    )
    if dependency is not None and dependency.packaged:
        return True
    isolated = bool(configured(trace.config, ISOLATION_FIELDS))
    frameworks = {builder.framework} | {_framework(call.target) for call in trace.calls}
    known = frameworks - {None}
    if known and known <= READS_SUBMIT_DIRECTORY and not isolated:
        return True
    return scenario.session is SessionKind.PIPELINE_SESSION and bool(scenario.training_dependency)


def is_rightly_refused(builder: Builder, trace: Trace) -> bool:
    """Whether the builder refused, in words of its own, what the SDK cannot deploy."""
    return trace.problem is not None and trace.problem.is_refusal and not sdk_can_deploy(builder, trace)


def _has_code(trace: Trace) -> bool:
    return bool(configured(trace.config, ENTRY_POINT_FIELDS)) or any(
        "entry_point" in call.arguments and call.arguments["entry_point"].type != "None" for call in trace.calls
    )


def _framework(target: str) -> str | None:
    return next((each for each in ("pytorch", "tensorflow", "huggingface") if FRAMEWORK_MODELS[each] == target), None)
