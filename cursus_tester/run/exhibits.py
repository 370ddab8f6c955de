"""Traces as readers of a report see them: what the builder was given, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.scenario import Route, Scenario, SourceKind
from cursus_tester.evidence.stamps import hide_places
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import why
from cursus_tester.results.scorecard import Exhibit
from cursus_tester.sdk.names import JOIN, PARAMETER_STRING, REGISTER_MODEL, SESSION_CLASSES

_SOURCES = {
    SourceKind.TRAINING: "the training step",
    SourceKind.TUNING: "the tuning step",
    SourceKind.PROCESSING: "the processing step",
    SourceKind.LAMBDA: "the Lambda step",
    SourceKind.MODEL: "the CreateModel step",
    SourceKind.PACKAGE: f"the {REGISTER_MODEL} step",
    SourceKind.LITERAL: "an s3:// URI",
    SourceKind.PARAMETER: f"a {PARAMETER_STRING}",
    SourceKind.JOIN: f"a {JOIN}",
}


def exhibits(traces: Iterable[Trace], named: Iterable[str]) -> tuple[Exhibit, ...]:
    """The baseline, and the scenarios `named`, in the order of `traces`, whose first is the baseline."""
    wanted = frozenset(named)
    shown: dict[str, Exhibit] = {}
    for index, trace in enumerate(traces):
        name = trace.scenario.name
        if (index == 0 or name in wanted) and name not in shown:
            shown[name] = _exhibit(trace)
    return tuple(shown.values())


def build_exhibits(traces: Iterable[Trace]) -> tuple[Exhibit, ...]:
    """What the first run of code that makes a pipeline was given, and the definition of each pipeline."""
    trace = next(iter(traces), None)
    build = trace.build if trace is not None else None
    if trace is None or build is None:
        return ()
    given = {"arguments": dict(build.arguments)} if build.arguments else {}
    told = [f"in {trace.scenario.region}"]
    told += [f"stood in for: {', '.join(build.stand_ins)}"] if build.stand_ins else []
    told += [f"stood in for the objects {', '.join(build.objects)}"] if build.objects else []
    told += [f"made up: {', '.join(each.name for each in build.made_up)}"] if build.made_up else []
    told += [f"answers made up: {', '.join(each.question for each in build.answers)}"] if build.answers else []
    found = []
    for each in build.pipelines:
        problem = each.problem if each.definition is None else None
        found.append(
            Exhibit(
                scenario=trace.scenario.name if each.is_own and len(build.pipelines) == 1 else each.name,
                situation="; ".join(told),
                config=given,
                request=_without_stamps(each.definition) if each.definition is not None else None,
                problem=hide_places(str(problem)) if problem is not None else None,
            )
        )
    return tuple(found)


def _exhibit(trace: Trace) -> Exhibit:
    return Exhibit(
        scenario=trace.scenario.name,
        situation=situation(trace.scenario),
        config=_without_stamps(trace.config),
        request=_without_stamps(trace.request) if trace.request is not None else None,
        problem=hide_places(why(trace)) if trace.request is None else None,
    )


def _without_stamps(document: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(hide_places(json.dumps(document, ensure_ascii=False)))
    return shown


def situation(scenario: Scenario) -> str:
    """What the builder is given, in words."""
    return "; ".join(_situation(scenario))


def _situation(scenario: Scenario) -> Iterator[str]:
    """The situation in words, one piece for each thing that the builder was given."""
    yield f"{SESSION_CLASSES[scenario.session]} in {scenario.region}"
    if scenario.input_name:
        yield _input(scenario)
    for name, kind, step in scenario.other_inputs:
        yield f"{name} from {_SOURCES[kind]} {step}" if name else f"the dependency {step}"
    for name in scenario.extra_inputs:
        yield f"an undeclared input {name}"
    if scenario.idle_dependency:
        yield f"the dependencies {' and '.join(scenario.idle_steps)}, which yield no input"
    if scenario.rival_source is not None:
        yield f"the dependency {scenario.rival_source[1]}, which could yield {scenario.input_name} too"
    if scenario.failing_dependency:
        yield "a dependency whose properties raise when they are read"
    if scenario.enable_caching is not None:
        yield f"enable_caching={scenario.enable_caching}"
    if scenario.config_changes:
        yield "config with " + ", ".join(f"{name}={value!r}" for name, value in scenario.config_changes.items())
    if scenario.gap is not None:
        yield f"a config whose {scenario.gap.field} is {scenario.gap.how or 'an empty string'}"
    if scenario.training_version:
        yield f"trained with framework version {scenario.training_version}"
    if not scenario.with_role:
        yield "no role"
    if scenario.clock_ahead:
        yield f"the clock {scenario.clock_ahead} s ahead"
    if scenario.partner_changes is not None:
        yield "a second builder of the class, with another config, builds its step first"
    if scenario.alone:
        yield "a process of its own"


def _input(scenario: Scenario) -> str:
    if scenario.missing is not None:
        return f"{scenario.input_name} is missing ({scenario.missing or 'an empty string'})"
    step = f" {scenario.source_name}" if scenario.source.is_step else ""
    how = {
        Route.DEPENDENCIES: "by dependencies=[…]",
        Route.INPUTS: f"by inputs={{{scenario.input_name!r}: …}}",
        Route.KEYWORD: f"by {scenario.keyword_input}=…",
    }[scenario.route]
    return f"{scenario.input_name} from {_SOURCES[scenario.source]}{step}, {how}"
