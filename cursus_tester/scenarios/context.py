"""Scenarios that change the context of a builder: other steps, other builders, the time, errors, a missing role."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.field_names import INSTANCE_FIELDS, names_in
from cursus_tester.evidence.scenario import ANOTHER_TIME, Handing, Route, Scenario, SessionKind, SourceKind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.inputs import explicit_kind, step_name
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import version_changes, version_field

#: A step that others depend on and that yields nothing.
IDLE_STEP = "ManualApproval"
#: Names of config fields that hold the role.
ROLE_FIELDS = ("role", "role_arn", "execution_role", "execution_role_arn", "iam_role", "sagemaker_role")


def context_scenarios(
    profile: BuilderProfile,
    baseline: Scenario,
    other_config: Mapping[str, Any],
    other_regions: Mapping[str, str],
    isolation_fields: tuple[str, ...],
) -> Iterator[Scenario]:
    """The scenarios that change the context; those in a process of their own come last.

    Args:
        profile: What is known of the builder.
        baseline: The baseline.
        other_config: Config fields that differ in a second builder of the class; empty where none can differ.
        other_regions: Another region, by the config's fields for it; empty where it has none.
        isolation_fields: Names of config fields that hold network isolation.
    """
    if profile.accepts("dependencies"):
        idle = dataclasses.replace(baseline, name="a dependency that yields nothing", idle_dependency=IDLE_STEP)
        yield idle
        if baseline.route is not Route.DEPENDENCIES and not baseline.training_dependency:
            yield dataclasses.replace(idle, name="a single dependency, that yields nothing", is_idle_single=True)
        for handing in Handing:
            if handing in profile.handings - {baseline.handing}:
                article = "an" if handing is Handing.ITERATOR else "a"
                yield dataclasses.replace(baseline, name=f"dependencies as {article} {handing.value}", handing=handing)
    yield from _competing_inputs(profile, baseline)
    yield from _competing_further_inputs(profile, baseline)
    yield dataclasses.replace(baseline, name="built again at another time", clock_ahead=ANOTHER_TIME)
    if baseline.route is Route.DEPENDENCIES:
        yield dataclasses.replace(baseline, name="a dependency that cannot be read", failing_dependency=True)
    yield dataclasses.replace(baseline, name="after another step of the same builder", is_used_twice=True)
    roles = {name: None for name in ROLE_FIELDS if ":role/" in str(profile.config.get(name))}
    if profile.takes_role or roles:
        yield dataclasses.replace(baseline, name="role=None", with_role=False, config_changes=roles)
    for name in isolation_fields:
        if name in profile.config:
            yield dataclasses.replace(
                baseline,
                name=f"config: {name}=True, session=Session",
                session=SessionKind.SESSION,
                config_changes={name: True},
            )
    if other_config:
        yield from _two_builders(baseline, "a second builder", other_config, baseline.region)
    if other_regions:
        # The region changes alone: with two versions, even a cache that ignores the region would differ.
        forced = profile.specification.forced_region if profile.specification else None
        region = forced or next(iter(other_regions.values()))
        yield from _two_builders(baseline, f"a second builder in {region}", other_regions, region)


def earlier(scenario: Scenario) -> Scenario:
    """The scenario of another pipeline: its steps have other names."""

    def renamed(name: str) -> str:
        return f"Earlier{name}" if name else ""

    return dataclasses.replace(
        scenario,
        source_name=renamed(scenario.source_name),
        other_inputs=tuple((name, kind, renamed(source)) for name, kind, source in scenario.other_inputs),
        training_dependency=renamed(scenario.training_dependency),
        is_used_twice=False,
    )


def _two_builders(baseline: Scenario, second: str, changes: Mapping[str, Any], region: str) -> Iterator[Scenario]:
    """Two builders in one process, and the second one alone in a process."""
    yield dataclasses.replace(baseline, name=f"beside {second}", partner_changes=changes, partner_region=region)
    changed = dataclasses.replace(baseline, config_changes=changes, region=region)
    # The other way round: the one that is built first has less in its config.
    yield dataclasses.replace(
        changed, name=f"{second} beside the first", partner_changes={}, partner_region=baseline.region
    )
    yield dataclasses.replace(changed, name=f"{second} in a process of its own", alone=True)


def _competing_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """An explicit input beside a dependency that could provide it."""
    if not profile.accepts("dependencies") or profile.from_estimator or not baseline.source.is_step:
        # Builders that need an estimator get a training step beside every explicit input.
        return
    for route in (Route.KEYWORD, Route.INPUTS):
        if profile.takes(route, baseline.input_name):
            rival = dataclasses.replace(
                baseline,
                source=explicit_kind(profile, baseline.input_name),
                source_name="",
                route=route,
                rival_source=(baseline.source, baseline.source_name),
            )
            yield dataclasses.replace(rival, name=f"{rival.handed_by}= beside dependencies=")


def _competing_further_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """A further input that is given explicitly beside a dependency that could provide it, too."""
    if not (profile.accepts("dependencies") and profile.accepts("inputs")) or profile.from_estimator:
        return
    first = (baseline.input_name, baseline.source, baseline.source_name)
    rivals = [each for each in baseline.other_inputs if each[0] and each[1].is_step]
    if SourceKind.PROCESSING in profile.kinds_read and baseline.source is not SourceKind.PROCESSING:
        step = step_name(SourceKind.PROCESSING, profile)
        known = [name for name, kind, _ in baseline.other_inputs if kind is SourceKind.LITERAL]
        rivals += [(name, SourceKind.PROCESSING, step) for name in (*profile.optional_inputs, *known)]
    for name, kind, step in rivals:
        others = tuple(each for each in baseline.other_inputs if each[0] != name)
        yield dataclasses.replace(
            baseline,
            name=f"{name} as s3:// URI beside dependencies=",
            input_name=name,
            source=SourceKind.LITERAL,
            source_name="",
            other_inputs=(*((first,) if first[0] else ()), *others),
            route=Route.INPUTS,
            rival_source=(kind, step),
        )


def other_config(profile: BuilderProfile, environment: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Config fields for a second builder, each with another valid value that changes the request.

    Args:
        profile: What is known of the builder.
        environment: Another environment for each field that may hold one.
    """
    config = profile.config
    wanted: dict[str, Any] = {**environment, **dict.fromkeys(names_in(config, INSTANCE_FIELDS), "ml.c5.2xlarge")}
    listed = profile.specification.framework_versions if profile.specification else ()
    field = version_field(profile.framework, config)
    versions = version_changes(profile.framework, listed, config) if listed else ()
    others = [change for change in versions if field and change[field] != config[field]]
    known = images.versions(str(profile.framework)) if others else ()
    wanted |= next((change for change in reversed(others) if change[str(field)] in known), {})
    return {name: value for name, value in wanted.items() if name in config and config[name] != value}


def configured_role(config: Mapping[str, Any]) -> str | None:
    """The role that a config's values name; ``None`` where they name none."""
    found = (config.get(name) for name in ROLE_FIELDS)
    return next((each for each in found if isinstance(each, str) and ":role/" in each), None)
