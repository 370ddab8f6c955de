"""The pack of Fail steps: a pipeline that reaches one stops with a message."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.scenario import Scenario
from cursus_tester.evidence.traces import Traces
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.step_pack import StepPack

#: Another owner than any config has by itself.
OTHER_OWNER = "another-team@acme.example"


def other_owner(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with another owner, where the config has one."""
    if "owner" in profile.config:
        yield dataclasses.replace(baseline, name="config: another owner", config_changes={"owner": OTHER_OWNER})


def details(step: Any) -> Mapping[str, Any]:
    """What the rules want to know of a step object; it runs where the builder runs."""
    return {"has_message": bool(step.error_message)}


def error_messages(traces: Traces) -> dict[str, str]:
    """The message that the pipeline stops with, by scenario."""
    return {trace.scenario.name: str((trace.request or {})["ErrorMessage"]) for trace in traces.compiled()}


PACK = StepPack(
    name="Fail",
    step_class="FailStep",
    definition_type="Fail",
    scenarios=other_owner,
    details=details,
    evidence={"error_messages": error_messages},
    rules=("acme_fail_steps.rules",),
)
