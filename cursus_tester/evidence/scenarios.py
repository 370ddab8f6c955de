"""Which situations a builder is put in: a baseline, and the baseline with one thing changed at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence import image_registry
from cursus_tester.evidence.dependency_steps import VPC_CONFIG, source_kind
from cursus_tester.evidence.trace import Dependency, Route, Scenario, SessionKind, SourceKind, Specification

#: Names under which configs keep the region.
REGION_FIELDS = ("aws_region", "region", "region_name")
#: What the other region of a scenario is.
OTHER_REGION = "eu-west-1"
#: An environment variable that only a config can have brought into a request.
MARK = "CONFORMANCE_MARK"
#: A configured model name.
MODEL_NAME = "conformance-explicit-name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of a builder before its scenarios are chosen."""

    specification: Specification | None
    framework: str | None
    #: Whether the builder makes its model from a trained estimator: it then always gets its training step.
    from_estimator: bool
    #: Keywords that ``create_step`` takes; ``None``: any.
    accepted: frozenset[str] | None
    #: The generated config's plain values, by field.
    config: Mapping[str, Any]

    def accepts(self, keyword: str) -> bool:
        """Whether ``create_step`` takes the keyword."""
        return self.accepted is None or keyword in self.accepted


def plan(situation: Situation) -> tuple[Scenario, ...]:
    """The scenarios of a builder, the baseline first; names are unique."""
    baseline = _baseline(situation)
    scenarios = {baseline.name: baseline}
    for scenario in (
        *_sources(situation, baseline),
        *_routes(situation, baseline),
        *_options(situation, baseline),
        *_config_changes(situation, baseline),
        *_missing_inputs(situation, baseline),
    ):
        scenarios.setdefault(scenario.name, scenario)
    return tuple(scenarios.values())


def _model_inputs(specification: Specification | None) -> tuple[Dependency, ...]:
    """The required inputs, the one that ``create_step(model_data=…)`` means first."""
    declared = tuple(each for each in specification.dependencies if each.required) if specification else ()
    if not declared:
        return (Dependency(name="model_data", type="model_artifacts", required=True),)
    return tuple(sorted(declared, key=lambda each: each.name != "model_data"))


def _sources_of(dependency: Dependency, situation: Situation) -> tuple[tuple[SourceKind, str], ...]:
    """The steps that a dependency may come from, training steps first."""
    names = dependency.compatible_sources
    if not names:
        framework = {"xgboost": "XGBoost", "pytorch": "PyTorch", "tensorflow": "TensorFlow", "sklearn": "SKLearn"}
        names = (f"{framework.get(situation.framework or '', '')}Training",)
    pairs = [(source_kind(name), name) for name in names]
    return tuple(sorted(pairs, key=lambda pair: pair[0] is not SourceKind.TRAINING))


def _baseline(situation: Situation) -> Scenario:
    varied, *others = _model_inputs(situation.specification)
    kind, name = _sources_of(varied, situation)[0]
    routes = {
        Route.DEPENDENCIES: situation.accepts("dependencies"),
        Route.INPUTS: situation.accepts("inputs"),
        Route.MODEL_DATA: situation.accepts("model_data"),
    }
    forced = situation.specification.forced_region if situation.specification else None
    configured = next((situation.config[name] for name in REGION_FIELDS if situation.config.get(name)), None)
    return Scenario(
        name="baseline",
        session=SessionKind.PIPELINE_SESSION,
        source=kind,
        source_name=name,
        input_name=varied.name,
        route=next((route for route, accepted in routes.items() if accepted), Route.DEPENDENCIES),
        other_inputs=tuple((other.name, *_sources_of(other, situation)[0]) for other in others),
        training_dependency=_training_dependency(varied, situation) if situation.from_estimator else "",
        region=forced or configured or "us-east-1",
    )


def _training_dependency(varied: Dependency, situation: Situation) -> str:
    for kind, name in _sources_of(varied, situation):
        if kind is SourceKind.TRAINING:
            return name
    return "Training"


def _direct_route(situation: Situation, scenario: Scenario) -> Route | None:
    """How a value that no step yields is handed over; ``None`` when ``create_step`` has no way to take one."""
    if situation.accepts("model_data") and scenario.input_name == "model_data":
        return Route.MODEL_DATA
    return Route.INPUTS if situation.accepts("inputs") else None


def _sources(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    """Every source and form of model data, under both sessions."""
    varied = _model_inputs(situation.specification)[0]
    forms = [
        dataclasses.replace(baseline, name=f"{varied.name} from {name}", source=kind, source_name=name)
        for kind, name in _sources_of(varied, situation)
    ]
    forms[0] = baseline
    direct = _direct_route(situation, baseline)
    if direct is not None:
        forms += [
            dataclasses.replace(baseline, name=f"{varied.name} as {label}", source=kind, source_name="", route=direct)
            for kind, label in (
                (SourceKind.LITERAL, "s3:// URI"),
                (SourceKind.PARAMETER, "ParameterString"),
                (SourceKind.JOIN, "Join"),
            )
        ]
    for form in forms:
        yield form
        name = "session=Session" if form is baseline else f"{form.name}, session=Session"
        yield dataclasses.replace(form, name=name, session=SessionKind.SESSION)


def _routes(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    for route in Route:
        takes = situation.accepts(route.value) and (
            route is not Route.MODEL_DATA or baseline.input_name == "model_data"
        )
        if route is not baseline.route and takes:
            yield dataclasses.replace(baseline, name=f"given by {route.value}=", route=route)


def _options(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    if situation.accepts("enable_caching"):
        for value in (True, False):
            yield dataclasses.replace(baseline, name=f"enable_caching={value}", enable_caching=value)


def _config_changes(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    config = situation.config
    for changes in _changes(situation):
        if all(name in config for name in changes) and any(config[name] != value for name, value in changes.items()):
            shown = ", ".join(f"{name}={value!r}" for name, value in changes.items())
            region = baseline.region
            forced = situation.specification.forced_region if situation.specification else None
            for name in REGION_FIELDS:
                region = forced or changes.get(name, region)
            yield dataclasses.replace(baseline, name=f"config: {shown}", config_changes=changes, region=region)


def _changes(situation: Situation) -> Iterator[dict[str, Any]]:
    yield {"instance_type": "ml.c5.2xlarge"}
    yield {"instance_type": "ml.g4dn.xlarge"}
    yield {"env": {MARK: "1"}}
    yield {"model_name": MODEL_NAME}
    yield {"accelerator_type": "ml.eia2.medium"}
    for name in REGION_FIELDS:
        if name in situation.config:
            yield {name: OTHER_REGION}
    yield {"vpc_config": {key: list(value) for key, value in VPC_CONFIG.items()}}
    yield {"enable_network_isolation": True}
    yield {"tags": [{"Key": "team", "Value": "conformance"}]}
    yield from _version_changes(situation)


def _version_changes(situation: Situation) -> Iterator[dict[str, Any]]:
    specification, framework = situation.specification, situation.framework
    if specification is None or framework is None or not image_registry.has_framework(framework):
        return
    known = image_registry.versions(framework)
    for version in specification.framework_versions:
        change: dict[str, Any] = {"framework_version": version}
        pythons = image_registry.python_versions(framework, version) if version in known else ()
        if pythons and "py_version" in situation.config:
            change["py_version"] = pythons[-1]
        yield change


def _missing_inputs(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    direct = _direct_route(situation, baseline)
    yield dataclasses.replace(
        baseline, name=f"{baseline.input_name} absent", missing="absent", route=direct or baseline.route
    )
    if direct is not None:
        for missing in ("None", '""'):
            yield dataclasses.replace(baseline, name=f"{baseline.input_name}={missing}", missing=missing, route=direct)
