"""The scenarios of builders of conditions beside those of any builder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from cursus_tester.evidence.scenario import BRANCHES, Scenario
from cursus_tester.scenarios.builder_profile import BuilderProfile


def condition_scenarios(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with a step for each branch, where ``create_step`` takes them by the SDK's own names."""
    if all(_takes(profile, keyword) for keyword, _ in BRANCHES):
        yield dataclasses.replace(baseline, name="a step in each branch", has_branches=True)


def _takes(profile: BuilderProfile, keyword: str) -> bool:
    """Whether it takes a keyword: of one that takes any, whether its code mentions it."""
    return profile.accepts(keyword) and (profile.accepted is not None or keyword in profile.mentioned)
