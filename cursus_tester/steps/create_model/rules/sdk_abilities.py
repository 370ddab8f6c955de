"""What the SDK can deploy and what its errors mean (sagemaker 2.257.7, measured with AWS faked)."""

from __future__ import annotations

import dataclasses
import re

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, ISOLATION_FIELDS, configured
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.rules.common.refusals import is_of_environment
from cursus_tester.sdk.names import (
    CREATE_MODEL_INPUT,
    CREATE_MODEL_STEP,
    MODEL_CLASSES,
    MODEL_STEP,
    MULTI_DATA_MODULE,
    PIPELINE_SESSION,
)

#: Images that download their code from ``SAGEMAKER_SUBMIT_DIRECTORY``: any model data will do.
READS_SUBMIT_DIRECTORY = frozenset({"xgboost", "sklearn"})

_PIPELINE_SESSION_ONLY = (
    f"{MODEL_STEP} needs a {PIPELINE_SESSION}: under a plain session model.create() creates the model at once. Refuse "
    f"other sessions, or annotate the constructor with sagemaker_session: {PIPELINE_SESSION}; a settings entry "
    f'[tool.cursus-tester.sessions] "module:Class" = "{PIPELINE_SESSION}" says the same'
)
_EXPLANATIONS = (
    (f"step_args of {MODEL_STEP} must be obtained", _PIPELINE_SESSION_ONLY),
    (r"has no attribute 'decode'", _PIPELINE_SESSION_ONLY),
    (
        r"NoSuchKey|Not Found|404",
        "nothing is at that place in S3 while the pipeline is built: take an archive that is there, or leave it to the "
        "run",
    ),
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
    """What to do about an error that is not the builder's own word; empty when it is not a known one."""
    if is_of_environment(problem):
        return f'set the variable for builds: [tool.cursus-tester.environment] {problem.message.strip(chr(39))} = "…"'
    if problem.exception == "PermissionError":
        return "build the step from the config and what create_step is given; SB110 says what was refused"
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


def says_no_to_session(trace: Trace, traces: Traces) -> bool:
    """Whether a builder refuses any plain ``Session``, says which one it wants, and builds under that one.

    One that takes a plain session for some model data refuses the rest for what it is.
    """
    wanted = dataclasses.replace(trace.scenario, name="", session=SessionKind.PIPELINE_SESSION)
    same = [each for each in traces if dataclasses.replace(each.scenario, name="") == wanted]
    under_session = [each for each in traces if each.scenario.session is SessionKind.SESSION]
    return (
        trace in under_session
        and all(_refuses_session(each) for each in under_session)
        and any(each.request is not None for each in same)
    )


def _refuses_session(trace: Trace) -> bool:
    problem = trace.problem
    if problem is None or problem.stage is Stage.COMPILE:
        return False
    refuses = problem.is_refusal or (problem.is_own and problem.exception in ("TypeError", "RuntimeError"))
    return refuses and re.search(r"pipeline.?session", problem.message, re.IGNORECASE) is not None


def takes_no_variable(trace: Trace) -> bool:
    """Whether the SDK's own class looks into what it is given, so that no builder can hand it a pipeline variable."""
    problem = trace.problem
    return problem is not None and not problem.is_own and problem.raised_in == MULTI_DATA_MODULE


def sdk_can_deploy(builder: Builder, trace: Trace, traces: Traces) -> bool:
    """Whether some way of building makes the SDK deploy the scenario's model data with the builder's inference code.

    The question is asked of refusals: a builder may say no only to what cannot be done.
    """
    scenario, specification = trace.scenario, builder.specification
    if scenario.source is SourceKind.LITERAL or not _has_code(trace, traces):
        return True
    dependency = (
        next((each for each in specification.dependencies if each.name == scenario.input_name), None)
        if (specification is not None)
        else None
    )
    if dependency is not None and dependency.packaged:
        return True
    isolated = bool(configured(trace.config, ISOLATION_FIELDS))
    # What refuses has often not come to its model yet: how it makes one shows where it builds.
    frameworks = {builder.framework} | {_framework(call.target) for each in (trace, *traces.all) for call in each.calls}
    known = frameworks - {None}
    if known and known <= READS_SUBMIT_DIRECTORY and not isolated:
        return True
    return scenario.session is SessionKind.PIPELINE_SESSION and bool(scenario.training_dependency)


def is_rightly_refused(builder: Builder, trace: Trace, traces: Traces) -> bool:
    """Whether the builder refused, in words of its own, what the SDK cannot deploy."""
    return trace.problem is not None and trace.problem.is_refusal and not sdk_can_deploy(builder, trace, traces)


def _has_code(trace: Trace, traces: Traces) -> bool:
    """Whether inference code is configured, or was handed to the SDK wherever the builder came to its model."""
    return bool(configured(trace.config, ENTRY_POINT_FIELDS)) or any(
        "entry_point" in call.arguments and call.arguments["entry_point"].type != "None"
        for each in (trace, *traces.all)
        for call in each.calls
        if call.place is not None
    )


def _framework(target: str) -> str | None:
    return MODEL_CLASSES.get(target)
