"""Further scenarios of training builders: spot instances and hyperparameters."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.scenario import Scenario
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.jobs import job_scenarios
from cursus_tester.steps.training.hyperparameters import ADDED, hyperparameter_fields

#: Names of fields for spot instances, and for the times that a job may run and wait.
_SPOT = re.compile(r"spot")
_MAX_RUN = re.compile(r"max_?run(?:time)?|max_?train")
_MAX_WAIT = re.compile(r"max_?wait")
#: The longest run of a job that says none (sagemaker 2.257.7).
_USUAL_RUN = 86_400


def scenarios(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline on other machines, on spot instances, and with a further hyperparameter."""
    yield from job_scenarios(profile, baseline)
    for changes in (*_on_spot_instances(profile.config), *_more_hyperparameters(profile.config)):
        shown = ", ".join(f"{name}={value!r}" for name, value in changes.items())
        yield dataclasses.replace(baseline, name=f"config: {shown}", config_changes=changes)


def _on_spot_instances(config: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Spot instances with the waiting time that they need, where the config has a field for it."""
    longest = next(
        (value for name, value in config.items() if _MAX_RUN.search(name) and type(value) is int), _USUAL_RUN
    )
    waits = {name: longest + 3_600 for name in config if _MAX_WAIT.search(name)}
    for name, value in config.items():
        if _SPOT.search(name) and value is False:
            yield {name: True, **waits}


def _more_hyperparameters(config: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in hyperparameter_fields(config):
        yield {name: {**config[name], ADDED: 0.5}}
