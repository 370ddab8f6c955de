"""The dependencies that a builder is given: which, and in what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cursus_tester.evidence.scenario import Handing, Scenario
from cursus_tester.probe.builder_target import Loaded
from cursus_tester.sdk.protocol import JobSettings


def handed(dependencies: list[Any], handing: Handing) -> Any:
    """The dependencies in what they are handed over in."""
    if handing is Handing.LIST:
        return dependencies
    return tuple(dependencies) if handing is Handing.TUPLE else iter(dependencies)


def lacks_training(scenario: Scenario) -> bool:
    """Whether the scenario leaves out its usual training step, since it could yield the missing input."""
    if scenario.missing is None or scenario.keeps_training:
        return False
    return not any(name == scenario.training_dependency for _, _, name in scenario.other_inputs)


def job_settings(loaded: Loaded, scenario: Scenario, config: Mapping[str, Any], session: Any) -> JobSettings:
    """What the jobs of the steps before the builder's share with its config."""
    looks_for_file = loaded.profile is not None and loaded.profile.reads_property_files
    return JobSettings(
        framework=loaded.trained_framework,
        framework_version=text_or_none(config.get("framework_version")),
        python_version=text_or_none(config.get("py_version")),
        session=session,
        region=scenario.region,
        training_version=scenario.training_version,
        output_names=loaded.mentioned,
        property_file=_property_file(config) if looks_for_file else "",
    )


def _property_file(config: Mapping[str, Any]) -> str:
    """The name that the config has for a property file; a usual one where it has none."""
    named = (text_or_none(config[name]) for name in config if re.search("property_file|report", name))
    return next((name for name in named if name), "EvaluationReport")


def text_or_none(value: object) -> str | None:
    """The value where it is a text."""
    return value if isinstance(value, str) else None
