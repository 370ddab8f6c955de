"""What the SDK can deploy and what its errors mean (sagemaker 2.257.7, measured with AWS faked)."""

from __future__ import annotations

import dataclasses
import re

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Handing, Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.rules.common.refusals import is_of_environment
from cursus_tester.step_pack import StepPack

_EXPLANATIONS = (
    (
        r"NoSuchKey|Not Found|404",
        "nothing is at that place in S3 while the pipeline is built: take an archive that is there, or leave it to the "
        "run",
    ),
    (
        r"mutually exclusive|not both",
        "pass exactly one of step_args= and the object itself; under a plain Session the call that makes step_args "
        "does its work at once and returns None",
    ),
    (
        r"[Pp]ipeline variables do not support",
        "pass the pipeline variable on unchanged; to join it with text use Join of the SDK's workflow.functions",
    ),
    (r"argument of type 'NoneType' is not iterable", "give it a role; check for None in the constructor"),
    (r"Unable to import|No module named", "install what the module imports, or correct the import"),
)


def explain(problem: Problem, pack: StepPack | None) -> str:
    """What to do about an error that is not the builder's own word; empty when it is not a known one."""
    if is_of_environment(problem):
        return f'set the variable for builds: [tool.cursus-tester.environment] {problem.message.strip(chr(39))} = "…"'
    if problem.exception == "PermissionError":
        return "build the step from the config and what create_step is given; SB110 says what was refused"
    explanations = (*(pack.explanations if pack is not None else ()), *_EXPLANATIONS)
    return next((advice for pattern, advice in explanations if re.search(pattern, problem.message)), "")


def is_ordinary(scenario: Scenario) -> bool:
    """Whether a builder is given all that it needs and nothing unusual: only source, form, way and session vary."""
    unusual = scenario.idle_dependency or scenario.rival_source or scenario.clock_ahead or scenario.alone
    unusual = unusual or scenario.enable_caching is not None or scenario.is_combined
    unusual = unusual or scenario.handing is not Handing.LIST or scenario.is_used_twice
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
    under_session = [each for each in traces if each.scenario.session is SessionKind.SESSION]
    if trace not in under_session or not all(_refuses_session(each) for each in under_session):
        return False
    wanted = dataclasses.replace(trace.scenario, name="", session=SessionKind.PIPELINE_SESSION)
    same = (each for each in traces if dataclasses.replace(each.scenario, name="") == wanted)
    return any(each.request is not None for each in same)


def _refuses_session(trace: Trace) -> bool:
    problem = trace.problem
    if problem is None or problem.stage is Stage.COMPILE:
        return False
    refuses = problem.is_refusal or (problem.is_own and problem.exception in ("TypeError", "RuntimeError"))
    return refuses and re.search(r"pipeline.?session", problem.message, re.IGNORECASE) is not None


def takes_no_variable(trace: Trace, pack: StepPack | None) -> bool:
    """Whether the SDK's own class looks into what it is given, so that no builder can hand it a pipeline variable."""
    return pack is not None and pack.takes_no_variable is not None and pack.takes_no_variable(trace)


def sdk_can_make(pack: StepPack | None, builder: Builder, trace: Trace, traces: Traces) -> bool:
    """Whether some way of building makes the SDK build the step from what the scenario gives.

    The question is asked of refusals: a builder may say no only to what cannot be done.
    """
    return pack is None or pack.sdk_can_make is None or pack.sdk_can_make(builder, trace, traces)


def needs_no_input(traces: Traces, pack: StepPack | None) -> str:
    """Why the builder's inputs are not judged; empty where they are."""
    return pack.needs_no_input(traces) if pack is not None and pack.needs_no_input is not None else ""


def require_input(traces: Traces, pack: StepPack) -> None:
    """Leave out builders that have no use for the input that scenarios vary.

    Raises:
        NotApplicable: The builder is one, or nothing says which inputs it has.
    """
    reason = needs_no_input(traces, pack)
    if not reason and not any(trace.scenario.input_name for trace in traces.all):
        reason = "no input of the builder is known: neither a specification nor the step type names one"
    if reason:
        raise NotApplicable(reason)
