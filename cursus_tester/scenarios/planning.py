"""Plan the scenarios of a builder: a baseline, and the baseline with one thing changed at a time."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.builder import Dependency
from cursus_tester.evidence.field_names import (
    ACCELERATOR,
    ENTRY_POINT_FIELDS,
    INSTANCE_FIELDS,
    ISOLATION_FIELDS,
    KMS_KEY,
    MARK,
    MODEL_NAME,
    MODEL_NAME_FIELDS,
    OTHER_ENTRY_POINT,
    OTHER_REGION,
    OTHER_VALUE,
    OTHER_VPC_CONFIG,
    SDK_VARIABLES,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
    TAG_FIELDS,
    VPC_FIELDS,
    environment_names,
    names_in,
    region_names,
)
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, source_kind
from cursus_tester.results.finding import PLAIN_SCENARIO
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.context import context_scenarios, other_config
from cursus_tester.scenarios.invalid import explicit_inputs, invalid_scenarios, missing_inputs
from cursus_tester.sdk import images
from cursus_tester.sdk.ecr import image_names
from cursus_tester.sdk.framework_versions import version_changes
from cursus_tester.sdk.frameworks import SPELLINGS
from cursus_tester.sdk.names import JOIN, PARAMETER_STRING

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
#: The most variables of one scenario; of a builder that mentions more, the first in order.
_MOST_VARIABLES = 40


def plan(profile: BuilderProfile) -> tuple[Scenario, ...]:
    """The scenarios of a builder, the baseline first; names are unique."""
    baseline = _baseline(profile)
    environments = {name: _environment(profile, name) for name in environment_names(profile.config)}
    second, regions = other_config(profile, environments), _other_regions(profile)
    scenarios = {baseline.name: baseline}
    for scenario in (
        *_sources(profile, baseline),
        *_routes(profile, baseline),
        *_options(profile, baseline),
        *_config_changes(profile, baseline),
        *_training_versions(profile, baseline),
        *_options_under_session(profile, baseline),
        *_missing_inputs(profile, baseline),
        *context_scenarios(profile, baseline, second, regions, ISOLATION_FIELDS),
        *missing_inputs(profile, baseline),
        *explicit_inputs(profile, baseline),
        *invalid_scenarios(profile, baseline),
        *_of_pack(profile, baseline),
    ):
        scenarios.setdefault(scenario.name, scenario)
    return tuple(sorted(scenarios.values(), key=_order))


def _of_pack(profile: BuilderProfile, baseline: Scenario) -> Iterable[Scenario]:
    scenarios = profile.pack.scenarios
    return scenarios(profile, baseline) if scenarios is not None else ()


def _order(scenario: Scenario) -> int:
    """A sort key: the second build right after the baseline, scenarios in a process of their own last."""
    return 2 if scenario.alone else 0 if scenario.name == PLAIN_SCENARIO or scenario.clock_ahead else 1


#: Stands for the varied input of a builder that is given none.
_NO_INPUT = Dependency(name="", type="", required=False)


def _required_inputs(profile: BuilderProfile) -> tuple[Dependency, ...]:
    """The required inputs, the one that ``create_step`` takes by a keyword of its own first."""
    specification, pack = profile.specification, profile.pack
    declared = tuple(each for each in specification.dependencies if each.required) if specification else ()
    ordered = tuple(sorted(declared, key=lambda each: each.name != pack.keyword_input))
    return ordered or pack.default_inputs or (_NO_INPUT,)


def _sources_of(dependency: Dependency, profile: BuilderProfile) -> tuple[tuple[SourceKind, str], ...]:
    """The steps that a dependency may come from, training steps first."""
    names = dependency.compatible_sources
    if not names:
        names = (f"{SPELLINGS.get(profile.framework or '', '')}Training",)
    pairs = [(source_kind(name), name) for name in names]
    return tuple(sorted(pairs, key=lambda pair: pair[0] is not SourceKind.TRAINING))


def _baseline(profile: BuilderProfile) -> Scenario:
    varied, *others = _required_inputs(profile)
    if varied is _NO_INPUT:
        return _baseline_without_input(profile)
    kind, name = _sources_of(varied, profile)[0]
    forced = profile.specification.forced_region if profile.specification else None
    baseline = Scenario(
        name=PLAIN_SCENARIO,
        session=SessionKind.PIPELINE_SESSION,
        source=kind,
        source_name=name,
        input_name=varied.name,
        route=_step_route(profile),
        keyword_input=profile.pack.keyword_input,
        other_inputs=tuple((other.name, *_sources_of(other, profile)[0]) for other in others),
        training_dependency=_training_dependency(varied, profile) if profile.from_estimator else "",
        region=forced or profile.region or "us-east-1",
    )
    direct = _direct_route(profile, baseline)
    if not profile.refuses_steps or direct is None:
        return baseline
    return dataclasses.replace(baseline, source=SourceKind.LITERAL, source_name="", route=direct)


def _baseline_without_input(profile: BuilderProfile) -> Scenario:
    return Scenario(
        name="baseline",
        session=SessionKind.PIPELINE_SESSION,
        source=SourceKind.LITERAL,
        source_name="",
        input_name="",
        route=Route.INPUTS,
        training_dependency="Training" if profile.from_estimator else "",
        region=profile.region or DEFAULT_REGION,
    )


def _step_route(profile: BuilderProfile) -> Route:
    """How what a step yields is handed over."""
    keywords = {
        Route.DEPENDENCIES: Route.DEPENDENCIES.value,
        Route.INPUTS: Route.INPUTS.value,
        Route.KEYWORD: profile.pack.keyword_input,
    }
    return next((route for route, each in keywords.items() if each and profile.accepts(each)), Route.DEPENDENCIES)


def _training_dependency(varied: Dependency, profile: BuilderProfile) -> str:
    for kind, name in _sources_of(varied, profile):
        if kind is SourceKind.TRAINING:
            return name
    return "Training"


def _direct_route(profile: BuilderProfile, scenario: Scenario) -> Route | None:
    """How a value that no step yields is handed over; ``None`` when ``create_step`` has no way to take one."""
    if not scenario.input_name:
        return None
    routes = (Route.KEYWORD, Route.INPUTS)
    return next((route for route in routes if profile.takes(route, scenario.input_name)), None)


def _sources(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """Every source and form of the varied input, under both sessions."""
    if not baseline.input_name:
        yield dataclasses.replace(baseline, name="session=Session", session=SessionKind.SESSION)
        return
    varied, step_route = _required_inputs(profile)[0], _step_route(profile)
    forms = [
        dataclasses.replace(
            baseline, name=f"{varied.name} from {name}", source=kind, source_name=name, route=step_route
        )
        for kind, name in _sources_of(varied, profile)
    ]
    direct = _direct_route(profile, baseline)
    if direct is not None:
        forms += [
            dataclasses.replace(baseline, name=f"{varied.name} as {label}", source=kind, source_name="", route=direct)
            for kind, label in (
                (SourceKind.LITERAL, "s3:// URI"),
                (SourceKind.PARAMETER, PARAMETER_STRING),
                (SourceKind.JOIN, JOIN),
            )
        ]
    for form in forms:
        is_baseline = dataclasses.replace(form, name=baseline.name) == baseline
        yield baseline if is_baseline else form
        name = "session=Session" if is_baseline else f"{form.name}, session=Session"
        yield dataclasses.replace(form, name=name, session=SessionKind.SESSION)


def _routes(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    for route in Route:
        takes = bool(baseline.input_name) and profile.takes(route, baseline.input_name)
        if route is not baseline.route and takes and (baseline.source.is_step or route is not Route.DEPENDENCIES):
            changed = dataclasses.replace(baseline, route=route)
            yield dataclasses.replace(changed, name=f"given by {changed.handed_by}=")


def _options(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    if profile.accepts("enable_caching"):
        for value in (True, False):
            yield dataclasses.replace(baseline, name=f"enable_caching={value}", enable_caching=value)


def _config_changes(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    config = profile.config
    for changes in _changes(profile):
        if all(name in config for name in changes) and any(config[name] != value for name, value in changes.items()):
            shown = ", ".join(f"{name}={value!r}" for name, value in changes.items())
            region = baseline.region
            forced = profile.specification.forced_region if profile.specification else None
            for name in region_names(config):
                region = forced or changes.get(name, region)
            yield dataclasses.replace(baseline, name=f"config: {shown}", config_changes=changes, region=region)
            direct = _direct_route(profile, baseline)
            if direct is not None and baseline.source.is_step and set(changes) & set(ISOLATION_FIELDS):
                # An output of a step cannot be repacked for an isolated container: builders must refuse it.
                yield dataclasses.replace(
                    baseline,
                    name=f"config: {shown}, {baseline.input_name} as s3:// URI",
                    config_changes=changes,
                    source=SourceKind.LITERAL,
                    source_name="",
                    route=direct,
                )


def _changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    for name in names_in(profile.config, INSTANCE_FIELDS):
        yield {name: "ml.c5.2xlarge"}
        yield {name: "ml.g4dn.xlarge"}
    for name in environment_names(profile.config):
        yield {name: _environment(profile, name)}
        mentioned = _mentioned_variables(profile)
        if mentioned:
            yield {name: {**(profile.config.get(name) or {}), **dict.fromkeys(mentioned, OTHER_VALUE)}}
    for name in image_names(profile.config):
        yield {name: re.sub(r":[\w.-]+$", ":conformance", profile.config[name])}
    yield from ({name: OTHER_ENTRY_POINT} for name in names_in(profile.config, ENTRY_POINT_FIELDS))
    yield from ({name: MODEL_NAME} for name in names_in(profile.config, MODEL_NAME_FIELDS))
    for name in profile.config:
        if "accelerator" in name and profile.config[name] in (None, ""):
            yield {name: ACCELERATOR}
    yield from ({name: region} for name, region in _other_regions(profile).items())
    yield from _security_changes(profile)
    yield from _version_changes(profile)


def _other_regions(profile: BuilderProfile) -> dict[str, str]:
    """Another region for each field that holds one."""
    configured = {name: profile.config[name] for name in region_names(profile.config)}
    return {name: DEFAULT_REGION if each == OTHER_REGION else OTHER_REGION for name, each in configured.items()}


def _environment(profile: BuilderProfile, name: str) -> dict[str, Any]:
    """The configured environment with a marker variable and other values for the contract's variables."""
    configured = profile.config.get(name) or {}
    contract = profile.specification.optional_environment if profile.specification else {}
    return {**configured, MARK: "1", **{variable: _other_value(default) for variable, default in contract.items()}}


def _mentioned_variables(profile: BuilderProfile) -> tuple[str, ...]:
    """Names in the builder's code that may be environment variables, without those of the contract."""
    contract = profile.specification.optional_environment if profile.specification else {}
    known = SDK_VARIABLES | set(contract)
    found = (name for name in profile.mentioned if _VARIABLE.fullmatch(name) and name not in known)
    return tuple(found)[:_MOST_VARIABLES]


def _other_value(text: str) -> str:
    """Another value of the same kind."""
    if text.isdigit():
        return str(int(text) + 1)
    flipped = {"true": "false", "false": "true", "True": "False", "False": "True", "TRUE": "FALSE", "FALSE": "TRUE"}
    return flipped.get(text, "conformance")


def _security_changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    """Changes of VPC, isolation, encryption and tags, one at a time."""
    config, vpc = profile.config, {key: list(value) for key, value in OTHER_VPC_CONFIG.items()}
    yield from ({name: vpc} for name in names_in(config, VPC_FIELDS))
    for subnets in SUBNET_FIELDS:
        for groups in SECURITY_GROUP_FIELDS:
            yield {subnets: vpc["Subnets"], groups: vpc["SecurityGroupIds"]}
    for name in ISOLATION_FIELDS:
        yield {name: True}
    for name in config:
        if re.search("kms|encryption_key", name) and config[name] in (None, ""):
            yield {name: KMS_KEY}
    for name in names_in(config, TAG_FIELDS):
        as_mapping = isinstance(config[name], dict)
        yield {name: {"team": "conformance"} if as_mapping else [{"Key": "team", "Value": "conformance"}]}


def _version_changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    """Each listed version; one other version where none is listed, which the builder may refuse."""
    listed = profile.specification.framework_versions if profile.specification else ()
    changes = version_changes(profile.framework, listed, profile.config)
    if listed:
        yield from changes
    else:
        yield from [change for change in changes if profile.config[next(iter(change))] != next(iter(change.values()))][
            :1
        ]


def _training_versions(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """A training job with another framework version than the config's, for builders that serve what was trained."""
    framework = profile.framework
    if not profile.from_estimator or framework is None or not images.has_framework(framework):
        return
    known = set(images.versions(framework)) & set(images.versions(framework, "training"))
    listed = profile.specification.framework_versions if profile.specification else ()
    candidates = listed or [each for each in images.versions(framework) if not re.match(r"0|1$|latest", each)]
    configured = profile.config.get("framework_version")
    other = next((version for version in reversed(candidates) if version in known and version != configured), None)
    if other is not None:
        yield dataclasses.replace(baseline, name=f"trained with {framework} {other}", training_version=other)


def _options_under_session(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """All options that an estimator does not pass on, under a ``Session``, which builders often treat separately."""
    direct = _direct_route(profile, baseline)
    config = profile.config
    wanted: dict[str, Any] = dict.fromkeys(names_in(config, INSTANCE_FIELDS), "ml.c5.2xlarge")
    wanted |= dict.fromkeys(names_in(config, MODEL_NAME_FIELDS), MODEL_NAME)
    for each in _security_changes(profile):
        if not set(each) & {*ISOLATION_FIELDS}:
            wanted |= each
    changes = {name: value for name, value in wanted.items() if name in profile.config}
    if profile.from_estimator and direct is not None and changes:
        yield dataclasses.replace(
            baseline,
            name="all options in the config, session=Session",
            session=SessionKind.SESSION,
            source=SourceKind.LITERAL,
            source_name="",
            route=direct,
            config_changes=changes,
        )


def _missing_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    if not baseline.input_name:
        return
    direct = _direct_route(profile, baseline)
    yield dataclasses.replace(
        baseline, name=f"{baseline.input_name} absent", missing="absent", route=direct or baseline.route
    )
    for missing in ("None", '""') if direct is not None else ():
        empty = dataclasses.replace(
            baseline, name=f"{baseline.input_name}={missing}", missing=missing, route=direct or baseline.route
        )
        yield empty
        if profile.from_estimator:
            # Without its training step such a builder refuses any input.
            yield dataclasses.replace(empty, name=f"{empty.name} beside its training step", keeps_training=True)
