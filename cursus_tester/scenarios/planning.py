"""Plan the scenarios of a builder: a baseline, and the baseline with one thing changed at a time."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.builder import Dependency
from cursus_tester.evidence.field_names import (
    INSTANCE_FIELDS,
    ISOLATION_FIELDS,
    MODEL_NAME,
    MODEL_NAME_FIELDS,
    environment_names,
    names_in,
    region_names,
)
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind
from cursus_tester.results.finding import PLAIN_SCENARIO
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.config_changes import changed_environment, config_changes, other_regions, security_changes
from cursus_tester.scenarios.config_levels import further_versions
from cursus_tester.scenarios.context import context_scenarios, other_config
from cursus_tester.scenarios.inputs import (
    NO_INPUT,
    by_value,
    explicit_kind,
    further_inputs,
    optional_inputs,
    required_inputs,
    source_of_other,
    sources_of,
    step_name,
)
from cursus_tester.scenarios.invalid import explicit_inputs, invalid_scenarios, missing_inputs
from cursus_tester.sdk import images
from cursus_tester.sdk.names import JOIN, PARAMETER_STRING


def plan(profile: BuilderProfile, *, changes: bool = True, alone: bool = True) -> tuple[Scenario, ...]:
    """The scenarios of a builder, the baseline first; names are unique.

    Args:
        profile: What is known of the builder.
        changes: Whether anything changes: without, the baseline and its second build are all.
        alone: Whether there are scenarios that have a process of their own.
    """
    baseline = _baseline(profile)
    environments = {name: changed_environment(profile, name) for name in environment_names(profile.config)}
    second, regions = other_config(profile, environments), other_regions(profile)
    scenarios = {baseline.name: baseline}
    for scenario in (
        *_sources(profile, baseline),
        *_routes(profile, baseline),
        *further_inputs(profile, baseline),
        *optional_inputs(profile, baseline),
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
    wanted = (
        scenario
        for scenario in scenarios.values()
        if scenario.session in profile.sessions
        and (alone or not scenario.alone)
        and (changes or _order(scenario) == _UNCHANGED)
    )
    return tuple(sorted(wanted, key=_order))


def _of_pack(profile: BuilderProfile, baseline: Scenario) -> Iterable[Scenario]:
    scenarios = profile.pack.scenarios
    return scenarios(profile, baseline) if scenarios is not None else ()


#: Where the scenarios come that change nothing.
_UNCHANGED = 0


def _order(scenario: Scenario) -> int:
    """A sort key: the second build right after the baseline, scenarios in a process of their own last."""
    if scenario.alone:
        return 2
    return _UNCHANGED if scenario.name == PLAIN_SCENARIO or scenario.clock_ahead else 1


def _baseline(profile: BuilderProfile) -> Scenario:
    varied, *others = required_inputs(profile)
    if varied is NO_INPUT:
        return _baseline_without_input(profile)
    kind, name = sources_of(varied, profile)[0]
    forced = profile.specification.forced_region if profile.specification else None
    baseline = Scenario(
        name=PLAIN_SCENARIO,
        session=_usual_session(profile),
        source=kind,
        source_name=name,
        input_name=varied.name,
        route=_step_route(profile),
        keyword_input=profile.pack.keyword_input,
        other_inputs=tuple((other.name, *source_of_other(other, profile)) for other in others),
        demanded_steps=profile.demanded_steps,
        training_dependency=_training_dependency(varied, profile) if profile.from_estimator else "",
        region=forced or profile.region or "us-east-1",
    )
    direct = _direct_route(profile, baseline)
    if direct is None or profile.refuses_values or not (profile.refuses_steps or _ignores_steps(profile, varied)):
        return baseline
    source = explicit_kind(profile, varied.name)
    return dataclasses.replace(baseline, source=source, source_name="", route=direct)


def _baseline_without_input(profile: BuilderProfile) -> Scenario:
    """A baseline that varies no input: with a step of each kind among the dependencies that the code reads."""
    kinds = list(profile.kinds_read)
    kinds += [SourceKind.MODEL] if profile.reads_models else []
    if profile.reads_property_files and SourceKind.PROCESSING not in kinds:
        kinds.append(SourceKind.PROCESSING)
    if not profile.accepts(Route.DEPENDENCIES.value) or profile.pack.is_default:
        kinds = []
    kinds.sort(key=lambda kind: kind is not SourceKind.PROCESSING)
    read = next(iter(kinds), None)
    demanded = min(profile.demanded_steps, key=lambda each: not each.kind.trains, default=None)
    source_name = step_name(read, profile) if read is not None else ""
    if read is None and demanded is not None:
        read, source_name = demanded.kind, demanded.name
    return Scenario(
        name=PLAIN_SCENARIO,
        # Nobody says what they yield, or under what name.
        other_inputs=tuple(("", kind, step_name(kind, profile)) for kind in kinds[1:]),
        session=_usual_session(profile),
        source=read or SourceKind.LITERAL,
        source_name=source_name,
        input_name="",
        demanded_steps=profile.demanded_steps,
        route=Route.DEPENDENCIES if read is not None else Route.INPUTS,
        training_dependency="Training" if profile.from_estimator else "",
        region=profile.region or DEFAULT_REGION,
    )


def _usual_session(profile: BuilderProfile) -> SessionKind:
    return next(kind for kind in reversed(SessionKind) if kind in profile.sessions)


def _ignores_steps(profile: BuilderProfile, dependency: Dependency) -> bool:
    """Whether nothing of a step can be the model data: no source is declared, and the code reads nothing of any."""
    return not (dependency.compatible_sources or profile.reads_steps or profile.from_estimator)


def _step_route(profile: BuilderProfile) -> Route:
    """How what a step yields is handed over."""
    keywords = {
        Route.DEPENDENCIES: Route.DEPENDENCIES.value,
        Route.INPUTS: Route.INPUTS.value,
        Route.KEYWORD: profile.pack.keyword_input,
    }
    return next((route for route, each in keywords.items() if each and profile.accepts(each)), Route.DEPENDENCIES)


def _training_dependency(varied: Dependency, profile: BuilderProfile) -> str:
    for kind, name in sources_of(varied, profile):
        if kind is SourceKind.TRAINING:
            return name
    return "Training"


def _direct_route(profile: BuilderProfile, scenario: Scenario) -> Route | None:
    """How a value that no step yields is handed over; ``None`` when ``create_step`` has no way to take one."""
    if not scenario.input_name:
        return None
    routes = (Route.KEYWORD, Route.INPUTS)
    return next((route for route in routes if profile.takes(route, scenario.input_name)), None)


#: How a value is given that no step yields.
_FORMS = (
    (SourceKind.LITERAL, "s3:// URI"),
    (SourceKind.PARAMETER, PARAMETER_STRING),
    (SourceKind.JOIN, JOIN),
)


def _sources(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """Every source and form of the varied input, under both sessions."""
    if not baseline.input_name:
        if baseline.session is not SessionKind.SESSION:
            yield dataclasses.replace(baseline, name="session=Session", session=SessionKind.SESSION)
        return
    varied, step_route = required_inputs(profile)[0], _step_route(profile)
    by_value_only = _ignores_steps(profile, varied) and not baseline.source.is_step
    sources = () if by_value_only else sources_of(varied, profile)
    forms = [
        dataclasses.replace(
            baseline, name=f"{varied.name} from {name}", source=kind, source_name=name, route=step_route
        )
        for kind, name in sources
    ]
    direct = _direct_route(profile, baseline)
    if direct is not None:
        forms += [
            dataclasses.replace(baseline, name=f"{varied.name} as {label}", source=kind, source_name="", route=direct)
            for kind, label in _FORMS
            # A literal name of a model is looked up while the pipeline is compiled.
            if kind is not SourceKind.LITERAL or explicit_kind(profile, varied.name) is SourceKind.LITERAL
        ]
    for form in forms:
        is_baseline = dataclasses.replace(form, name=baseline.name) == baseline
        yield baseline if is_baseline else form
        if form.source is SourceKind.LITERAL and by_value(profile, form) != form.other_inputs:
            name = f"every input as {_FORMS[0][1]}"
            yield dataclasses.replace(form, name=name, other_inputs=by_value(profile, form))
        if form.session is not SessionKind.SESSION:
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
    for changes in (*config_changes(profile), *further_versions(profile)):
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
                    source=explicit_kind(profile, baseline.input_name),
                    source_name="",
                    route=direct,
                    other_inputs=by_value(profile, baseline),
                )


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
    for each in security_changes(profile):
        if not set(each) & {*ISOLATION_FIELDS}:
            wanted |= each
    changes = {name: value for name, value in wanted.items() if name in profile.config}
    if profile.from_estimator and direct is not None and changes:
        yield dataclasses.replace(
            baseline,
            name="all options in the config, session=Session",
            session=SessionKind.SESSION,
            source=explicit_kind(profile, baseline.input_name),
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
