"""Explore combinations of config values with Hypothesis.

All values are drawn from lists, so that the choice depends only on the builder and the seed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, configuration
from hypothesis import strategies as st

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.exploration import MAX_CHANGES, Changes, Exploration, atoms, explored
from cursus_tester.evidence.field_names import (
    INSTANCE_FIELDS,
    OTHER_REGION,
    configured,
    environment_names,
    names_in,
    region_names,
)
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import pythons_of, suitable_versions
from cursus_tester.sdk.images import RegistryError

#: Only regions that other scenarios use: each region costs the faked account 0.2 s.
_REGIONS = (DEFAULT_REGION, OTHER_REGION)
#: Valid for the service, and unusual in tests.
_VARIABLES = ("_x", "LOG_LEVEL", "lower_case", "A1_b2", "MODEL_CACHE_ROOT")
_VALUES = ("0", "None", "false", "a=b", '{"a": [1, null]}', "${HOME}", "ü → 模型", "line\nbreak")


class _Enough(BaseException):
    """Raised to stop drawing. Not an ``Exception``, for which Hypothesis would search the simplest cause."""


def explore(
    profile: BuilderProfile, baseline: Scenario, accepts: Callable[[Changes], None], exploration: Exploration
) -> tuple[Scenario, ...]:
    """Scenarios that change several config fields at once.

    Args:
        profile: What is known of the builder.
        baseline: The scenario that is changed.
        accepts: Raises when the config class refuses the changes.
        exploration: How many, and from which seed.
    """
    groups = dict(_groups(profile))
    if exploration.examples == 0 or len(groups) < 2:
        return ()
    found: dict[str, Scenario] = {}

    def collect(drawn: Mapping[str, Changes]) -> None:
        drawn_changes = {name: value for part in drawn.values() for name, value in part.items()}
        changes = {name: value for name, value in drawn_changes.items() if profile.config.get(name) != value}
        scenario = scenario_for(profile, baseline, changes)
        if scenario.name not in found and 1 < len(atoms(changes)) <= MAX_CHANGES and _has_image(profile, scenario):
            try:
                accepts(changes)
            except Exception:  # The config refuses it.
                return
            found[scenario.name] = scenario
        if len(found) == exploration.examples:
            raise _Enough

    _draw(st.fixed_dictionaries({}, optional=groups), collect, exploration)
    return tuple(found.values())


def _draw(strategy: st.SearchStrategy[Any], collect: Callable[[Any], None], exploration: Exploration) -> None:
    # Hypothesis may write files: they go into the working directory, which is temporary.
    previous = vars(configuration).get("__hypothesis_home_directory")
    configuration.set_hypothesis_home_dir(os.path.join(os.getcwd(), ".hypothesis"))
    settings = hypothesis.settings(
        max_examples=4 * exploration.examples,
        derandomize=exploration.seed is None,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    test = hypothesis.given(strategy)(lambda drawn: collect(drawn))
    if exploration.seed is not None:
        test = hypothesis.seed(exploration.seed)(test)
    try:
        with contextlib.suppress(_Enough):
            settings(test)()
    finally:
        configuration.set_hypothesis_home_dir(previous)


def load_hypothesis() -> None:
    """Draw a small example, so that Hypothesis imports what it loads on first use."""
    _draw(st.dictionaries(st.sampled_from(_VARIABLES), st.sampled_from(_VALUES)), lambda _: None, Exploration())


def scenario_for(profile: BuilderProfile, baseline: Scenario, changes: Changes) -> Scenario:
    """The baseline with `changes` to the config, in the region that they select."""
    region = baseline.region
    forced = profile.specification.forced_region if profile.specification else None
    for name in region_names(profile.config):
        region = forced or changes.get(name, region)
    return explored(baseline, changes, region)


def _groups(profile: BuilderProfile) -> Iterator[tuple[str, st.SearchStrategy[dict[str, Any]]]]:
    """The parts of the config that can change, each with its possible changes."""
    config = profile.config
    versions = list(_version_changes(profile))
    if len(versions) > 1:
        yield "version", st.sampled_from(versions)
    for name in names_in(config, INSTANCE_FIELDS):
        yield name, st.sampled_from([{name: value} for value in profile.pack.instance_types])
    for name in region_names(config):
        if config[name]:
            yield name, st.sampled_from([{name: value} for value in _REGIONS])
    for name in environment_names(config):
        if not config[name]:
            contract = profile.specification.optional_environment if profile.specification else {}
            variables = st.sampled_from((*_VARIABLES, *sorted(contract)))
            environments = st.dictionaries(
                variables, st.sampled_from((*_VALUES, "v" * profile.pack.longest_variable)), min_size=1, max_size=2
            )
            yield name, environments.map(lambda drawn, field=name: {field: drawn})  # type: ignore[misc]


def _version_changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    framework, config = profile.framework, profile.config
    # Three versions of huggingface images must fit each other; the builder's own are kept.
    if framework in (None, "huggingface") or not isinstance(config.get("framework_version"), str):
        return
    listed = profile.specification.framework_versions if profile.specification else ()
    for version in suitable_versions(framework, listed) if listed else ():
        pythons = pythons_of(framework, version)
        if isinstance(config.get("py_version"), str) and pythons:
            yield {"framework_version": version, "py_version": pythons[0]}
        elif config.get("py_version") is None:
            yield {"framework_version": version}


def _has_image(profile: BuilderProfile, scenario: Scenario) -> bool:
    """Whether the SDK's registry has the image that the config selects; ``True`` where it does not select one."""
    config = {**profile.config, **scenario.config_changes}
    framework, version = config.get("framework") or profile.framework, config.get("framework_version")
    if framework == "huggingface" or not (isinstance(framework, str) and isinstance(version, str)):
        return True
    python, instance_type = config.get("py_version"), configured(config, INSTANCE_FIELDS)
    try:
        images.serving_image(
            framework=framework,
            version=version,
            python=python if isinstance(python, str) else None,
            instance_type=instance_type if isinstance(instance_type, str) else "ml.m5.large",
            region=scenario.region,
        )
    except RegistryError:
        return not images.has_framework(framework)
    return True
