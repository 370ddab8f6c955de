"""The scenarios of a loaded builder that combine several changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cursus_tester.configs.variants import vary
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.probe.builder_target import Loaded
from cursus_tester.probe.loading import fresh_config
from cursus_tester.scenarios.covering import combined
from cursus_tester.scenarios.factors import Known
from cursus_tester.scenarios.planning import plan


def combined_scenarios(loaded: Loaded, compiled: frozenset[str], strength: int) -> tuple[Scenario, ...]:
    """The scenarios that combine what those that change one thing have shown to be possible.

    Args:
        loaded: The builder.
        compiled: The names of the scenarios that change one thing and whose pipeline compiled.
        strength: How many things are to meet.
    """
    if loaded.profile is None:
        return ()
    # In a run that goes on after another one, the builder's scenarios are those that were left.
    planned = plan(loaded.profile)

    def accepts(changes: Mapping[str, Any]) -> None:
        vary(fresh_config(loaded.config), changes)

    known = Known(baseline=planned[0], planned=planned, compiled=compiled)
    return combined(loaded.profile, known, accepts, strength)
