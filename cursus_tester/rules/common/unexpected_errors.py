"""Errors under a config and in a situation that a builder need not refuse.

A builder may refuse a setting on purpose: with an exception of its own whose text names the setting. Anything else that
it raises, such as the `KeyError` of a dictionary, is a defect that shows only with that setting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.field_names import OTHER_ENTRY_POINT, REGION_FIELDS
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.stamps import hide_generated
from cursus_tester.evidence.trace import Call, Problem, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.rules.common.own_code import lacks_other_script
from cursus_tester.rules.common.refusals import FAILURES, LOOKUPS, alike, has_failed, is_in_time
from cursus_tester.sdk.names import IMAGE_URIS, NO_PROCESSOR, PACKAGE, RETRIEVE

#: Whether the SDK can deploy what a scenario gives.
CanDeploy = Callable[[Trace], bool]

#: What a refusal may call a setting, by the setting's name.
_TOPICS: tuple[tuple[str, str], ...] = (
    ("instance|machine|accelerator", r"instance|machine|hardware|[cg]pu|graviton|inferentia|neuron|accelerat|famil"),
    ("region", r"region|\b[a-z]{2}(?:-[a-z]+)+-\d"),
    ("vpc|subnet|security_group", r"vpc|subnet|security.?group|network"),
    ("isolat", r"isolat|network"),
    ("kms|encrypt", r"kms|encrypt"),
    ("env", r"\benv|variable"),
    ("version", r"version"),
)
#: Words in names of settings that say nothing of the setting.
_COMMON_WORDS = frozenset({"config", "enable", "endpoint", "hosting", "inference", "model", PACKAGE, "serving"})
#: The longest value, and the most settings, that a message shows.
_SHOWN = 80
_MOST_SHOWN = 2


def unexpected_errors(traces: Traces, can_deploy: CanDeploy, is_judged: Callable[[Scenario], bool]) -> Iterator[Trace]:
    """Yield a trace for each error that the builder need not raise, of the scenario that changes the least.

    Args:
        traces: What the builder did.
        can_deploy: Whether the SDK can deploy what a trace's scenario gives.
        is_judged: Whether all that is raised in a scenario is judged already. So is the same error in another scenario.
    """
    judged = [trace.problem for trace in traces.all if trace.problem is not None and is_judged(trace.scenario)]
    found: dict[object, Trace] = {}
    for trace in sorted(traces.all, key=lambda trace: len(trace.scenario.config_changes)):
        problem = trace.problem
        if problem is None or is_judged(trace.scenario) or any(_is_same(problem, each) for each in judged):
            continue
        if _is_unexpected(problem, trace, can_deploy):
            found.setdefault((problem.stage, problem.exception, problem.place, hide_generated(problem.message)), trace)
    yield from found.values()


def said_of(trace: Trace) -> str:
    """What is special about a scenario, in words."""
    changes = trace.scenario.config_changes
    if not changes:
        return f"in the scenario {trace.scenario.name!r}"
    if len(changes) > _MOST_SHOWN:
        return f"with other {', '.join(changes)} in the config"
    shown = (f"{name}={_shortened(repr(value))}" for name, value in changes.items())
    return f"with {', '.join(shown)} in the config"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _is_same(problem: Problem, other: Problem) -> bool:
    """Whether an error was seen elsewhere already. One place refuses for several reasons, and fails for one."""
    is_one_fault = problem.place is not None and not problem.is_own_word
    return alike(problem, other) and (is_one_fault or hide_generated(problem.message) == hide_generated(other.message))


def _is_unexpected(problem: Problem, trace: Trace, can_deploy: CanDeploy) -> bool:
    scenario = trace.scenario
    if scenario.is_flawed:
        return _is_unexpected_in_flawed(problem, trace)
    if problem.stage is Stage.CONFIGURE:
        # The config class does not take what the scenario wants: there is no such config.
        return has_failed(problem) and problem.place is not None
    if scenario.partner_changes is not None:
        return False  # SB409
    if problem.raised_in in IMAGE_URIS and _is_asked_by_config(trace):
        return False
    if lacks_other_script(trace) and OTHER_ENTRY_POINT in problem.message:
        return False
    return not _is_refused_on_purpose(problem, trace, can_deploy)


def _is_unexpected_in_flawed(problem: Problem, trace: Trace) -> bool:
    """Whether an error in a scenario that may be refused is no refusal, and no other rule judges it."""
    scenario = trace.scenario
    if scenario.failing_dependency:
        return trace.failed_read is None and has_failed(problem)  # else SB411
    is_others_matter = scenario.gap is not None or not scenario.with_role  # SB208, SB415
    is_missing = scenario.missing is not None and not scenario.extra_inputs  # SB204
    return not (is_others_matter or is_missing or bool(scenario.unlisted_version)) and has_failed(problem)


def _is_refused_on_purpose(problem: Problem, trace: Trace, can_deploy: CanDeploy) -> bool:
    scenario = trace.scenario
    if not problem.is_own_word or not is_in_time(problem) or problem.exception in LOOKUPS:
        return False
    if problem.is_refusal and not can_deploy(trace):
        return True
    if not scenario.is_combined and (scenario.idle_dependency or scenario.rival_source or scenario.enable_caching):
        return True  # SB403, SB405, CM311
    own = _own_words(problem, scenario.config_changes)
    if scenario.training_version and re.search(r"version|train", own, re.IGNORECASE):
        return True
    if scenario.is_combined and problem.is_refusal and own == problem.message:
        return True  # Of a combination of settings the builder may think what it likes.
    return any(_names(own, name, value) for name, value in scenario.config_changes.items())


def _own_words(problem: Problem, changes: Mapping[str, Any]) -> str:
    """The message without the text of an error that it wraps, unless that is the look-up of a setting's value."""
    message = problem.message
    for cause in problem.causes:
        name, _, text = cause.partition(": ")
        if name in FAILURES and text and text not in {repr(value) for value in changes.values()}:
            message = message.replace(text, "")
    return message


def _names(message: str, name: str, value: Any) -> bool:
    """Whether a message names a setting: by its name, its topic or its value."""
    words = [word for word in name.split("_") if len(word) > 2 and word not in _COMMON_WORDS]
    topics = [pattern for names, pattern in _TOPICS if re.search(names, name)]
    pattern = "|".join((*map(re.escape, words), *topics))
    if pattern and re.search(pattern, message, re.IGNORECASE):
        return True
    return any(text in message for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    """The texts in a setting's value that are long enough to tell it from another."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str) and len(value) > 2:
        yield value


def _is_asked_by_config(trace: Trace) -> bool:
    """Whether the SDK has no image for what the config says: its registry decides, and no builder can help it."""
    failed = [call for call in trace.calls if call.target == RETRIEVE and call.error is not None]
    return bool(failed) and all(_fits_config(call, trace) for call in failed)


def _fits_config(call: Call, trace: Trace) -> bool:
    given = {name: value.data for name, value in call.arguments.items() if isinstance(value.data, str)}
    configured = [value for value in trace.config.values() if isinstance(value, str)]
    regions = {trace.scenario.region, *(trace.config.get(name) for name in REGION_FIELDS)}
    machine, version = given.get("instance_type"), given.get("version")
    if machine is not None and machine not in configured:
        return False
    if call.error is not None and NO_PROCESSOR in call.error.message:
        # Whatever version it is, and whoever chose it: there is no image for such instances.
        return machine is not None
    if version is not None and not any(each.startswith(version) or version.startswith(each) for each in configured):
        return False
    return given.get("region") is None or given["region"] in regions
