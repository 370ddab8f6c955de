"""What model data the SDK can deploy, and what its errors mean (sagemaker 2.257.7, measured with AWS faked)."""

from __future__ import annotations

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, ISOLATION_FIELDS, configured
from cursus_tester.evidence.scenario import SessionKind, SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.sdk.names import (
    CREATE_MODEL_INPUT,
    CREATE_MODEL_REQUEST,
    CREATE_MODEL_STEP,
    CURRENT_JOB,
    MODEL_CLASSES,
    MODEL_STEP,
    MULTI_DATA_MODULE,
    PIPELINE_SESSION,
)

#: Images that download their code from ``SAGEMAKER_SUBMIT_DIRECTORY``: any model data will do.
_READS_SUBMIT_DIRECTORY = frozenset({"xgboost", "sklearn"})

_PIPELINE_SESSION_ONLY = (
    f"{MODEL_STEP} needs a {PIPELINE_SESSION}: under a plain session model.create() creates the model at once. Refuse "
    f"other sessions, or annotate the constructor with sagemaker_session: {PIPELINE_SESSION}; a settings entry "
    f'[tool.cursus-tester.sessions] "module:Class" = "{PIPELINE_SESSION}" says the same'
)
_CREATED_AT_ONCE = (
    "under a plain session model.create() creates the model at once and returns None: make the request with "
    f"session.{CREATE_MODEL_REQUEST}(name, role, model.prepare_container_def(instance_type), "
    "vpc_config=model.vpc_config, enable_network_isolation=model.enable_network_isolation()), or refuse other sessions "
    f"than a {PIPELINE_SESSION}"
)
EXPLANATIONS = (
    (f"step_args of {MODEL_STEP} must be obtained", _PIPELINE_SESSION_ONLY),
    (r"has no attribute 'decode'", _PIPELINE_SESSION_ONLY),
    (r"'NoneType' object has no attribute 'create_model_request'", _CREATED_AT_ONCE),
    (r"Object of type (?:Join|Parameter\w*|Properties\w*) is not JSON serializable", _CREATED_AT_ONCE),
    (
        r"got an unexpected keyword argument '(?:instance_type|accelerator_type)'",
        "leave it out: the instance type goes to model.create(instance_type=…) or "
        "model.prepare_container_def(instance_type=…)",
    ),
    (
        r"'dict' object has no attribute 'instance_type'",
        f"give inputs={CREATE_MODEL_INPUT}(instance_type=…) in place of the dict",
    ),
    (
        r"join\(\) argument must be str.*NoneType",
        "create_model() names the archive after output_path and job of the estimator, which no one has fitted yet: "
        f"call it on a copy.copy() of the estimator whose output_path and {CURRENT_JOB} are any texts and whose "
        "latest_training_job is None, then set model_data of the model to what the training step yields",
    ),
    (
        r"has no attribute 'pop'",
        "step_args must be a request dict, see CM303: pass the model itself, model=model, or a request",
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
    (r"unexpected keyword argument 'cache_config'", f"remove cache_config: {CREATE_MODEL_STEP} has no cache"),
    (r"multiple values for (keyword )?argument 'model_data'", "set model.model_data after estimator.create_model()"),
    (
        r"Must supply either an instance type",
        f"pass image_uri= to the model, or inputs={CREATE_MODEL_INPUT}(instance_type=…) to the step",
    ),
    (r"argument of type 'NoneType' is not iterable", "give the model a role; check for None in the constructor"),
)


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
    if known and known <= _READS_SUBMIT_DIRECTORY and not isolated:
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
