"""The inputs that a builder is given, and the steps that they come from."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

from cursus_tester.evidence.builder import Dependency, InputKind
from cursus_tester.evidence.scenario import Scenario, SessionKind, SourceKind, source_kind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.sdk.frameworks import SPELLINGS

#: Stands for the varied input of a builder that is given none.
NO_INPUT = Dependency(name="", type="", required=False)


def required_inputs(profile: BuilderProfile) -> tuple[Dependency, ...]:
    """The required inputs, the one that ``create_step`` takes by a keyword of its own first."""
    specification, pack = profile.specification, profile.pack
    if profile.demanded_steps and not profile.takes_inputs:
        return (NO_INPUT,)
    declared = tuple(each for each in specification.dependencies if each.required) if specification else ()
    ordered = tuple(sorted(declared, key=lambda each: each.name != pack.keyword_input))
    asked = (Dependency(name=name, type="", required=True) for name in profile.asked_inputs)
    return ordered or (*pack.default_inputs, *asked) or (NO_INPUT,)


def sources_of(dependency: Dependency, profile: BuilderProfile) -> tuple[tuple[SourceKind, str], ...]:
    """The steps that a dependency may come from, training steps first."""
    if not dependency.compatible_sources:
        return tuple((kind, step_name(kind, profile)) for kind in _likely_kinds(dependency, profile))
    pairs = [(_kind_of(name, dependency, profile), name) for name in dependency.compatible_sources]
    return tuple(sorted(pairs, key=lambda pair: pair[0] is not SourceKind.TRAINING))


def explicit_kind(profile: BuilderProfile, name: str) -> SourceKind:
    """What a value of the input is that is no step's: a URI, or a parameter where the SDK would look a literal up."""
    kinds = {each.name: profile.kind_of(each) for each in required_inputs(profile)}
    return SourceKind.PARAMETER if kinds.get(name) is InputKind.MODEL_NAME else SourceKind.LITERAL


def by_value(profile: BuilderProfile, scenario: Scenario) -> tuple[tuple[str, SourceKind, str], ...]:
    """The further inputs of a scenario with plain URIs for what steps yield, where the builder takes such."""
    if not profile.accepts("inputs"):
        return scenario.other_inputs
    names = {each.name for each in required_inputs(profile) if profile.kind_of(each) is not InputKind.MODEL_NAME}
    return tuple(
        (name, SourceKind.LITERAL, "") if name in names else (name, kind, source)
        for name, kind, source in scenario.other_inputs
    )


def _likely_kinds(dependency: Dependency, profile: BuilderProfile) -> tuple[SourceKind, ...]:
    """The kinds of steps that yield an input of which no source is declared."""
    held, read = profile.kind_of(dependency), profile.kinds_read
    if held is InputKind.MODEL_NAME:
        return (SourceKind.MODEL,)
    if held is InputKind.DATA:
        return (SourceKind.PROCESSING,)
    return read or (SourceKind.TRAINING,)


#: Steps that prepare data, whatever for.
_PREPARES = re.compile("prep|process|packag|split|load", re.IGNORECASE)


def _kind_of(name: str, dependency: Dependency, profile: BuilderProfile) -> SourceKind:
    """The kind of step that a specification's source is, by its name, and where that leaves it open by the code."""
    kind, read, held = source_kind(name), profile.kinds_read, profile.kind_of(dependency)
    if held is InputKind.MODEL_NAME:
        return SourceKind.MODEL
    if held is InputKind.DATA and _PREPARES.search(name):
        return SourceKind.PROCESSING
    if re.search("tuning", name, re.IGNORECASE) and SourceKind.TUNING in read:
        return SourceKind.TUNING
    is_open = kind is SourceKind.PROCESSING and re.search("process|packag", name, re.IGNORECASE) is None
    return SourceKind.LAMBDA if is_open and SourceKind.LAMBDA in read else kind


def source_of_other(dependency: Dependency, profile: BuilderProfile) -> tuple[SourceKind, str]:
    """Where a further input comes from; one that nothing declares is a value, where no Lambda step says it."""
    if dependency.name in profile.asked_inputs and SourceKind.LAMBDA not in profile.kinds_read:
        return SourceKind.LITERAL, ""
    return sources_of(dependency, profile)[0]


#: Steps by what they are called in fields of configs that hold the name of one.
_STEP_FIELDS: Mapping[SourceKind, str] = {
    SourceKind.TRAINING: r"train|fit",
    SourceKind.TUNING: r"tun",
    SourceKind.PROCESSING: r"process|packag|prep",
    SourceKind.LAMBDA: r"lambda|look|resolv|fetch|approv|select",
    SourceKind.MODEL: r"model",
}


def step_name(kind: SourceKind, profile: BuilderProfile) -> str:
    """What a step is called that no specification names: as the config says, else after the framework."""
    for field, value in profile.config.items():
        is_name = re.search(r"(?:^|_)step(?:_name)?$", field) is not None and isinstance(value, str) and value
        if is_name and re.search(_STEP_FIELDS[kind], field):
            return str(value)
    return f"{SPELLINGS.get(profile.framework or '', '')}{kind.value.capitalize()}"


def further_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with a required input beside the varied one from each of its other sources, and data as a value."""
    others = {each.name: each for each in required_inputs(profile)[1:]}
    for index, (name, kind, source) in enumerate(baseline.other_inputs):
        if name not in others:
            continue
        forms = [(f"{name} from {each}", of, each) for of, each in _further_sources(others[name], profile)]
        # The varied input shows how an archive is taken as a value.
        if profile.accepts("inputs") and profile.kind_of(others[name]) is InputKind.DATA:
            forms.append((f"{name} as s3:// URI", SourceKind.LITERAL, ""))
        for title, of, each in forms:
            if (of, each) != (kind, source):
                given = (*baseline.other_inputs[:index], (name, of, each), *baseline.other_inputs[index + 1 :])
                yield dataclasses.replace(baseline, name=title, other_inputs=given)


def _further_sources(dependency: Dependency, profile: BuilderProfile) -> tuple[tuple[SourceKind, str], ...]:
    """The steps that a further input may come from; what neither a specification nor the code says, no training step.

    A step between may have put code into the archive.
    """
    is_declared = bool(dependency.compatible_sources) or dependency.name not in profile.asked_inputs
    if is_declared or profile.kinds_read or profile.kind_of(dependency) is InputKind.MODEL_NAME:
        return sources_of(dependency, profile)
    return ((SourceKind.PROCESSING, step_name(SourceKind.PROCESSING, profile)),)


def optional_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with each optional input, from the first of its sources."""
    declared = profile.specification.dependencies if profile.specification else ()
    for each in declared:
        if each.required or not (profile.accepts("inputs") or profile.accepts("dependencies")):
            continue
        given = (*baseline.other_inputs, (each.name, *source_of_other(each, profile)))
        yield dataclasses.replace(baseline, name=f"optional {each.name} given", other_inputs=given)
    for name in profile.optional_inputs:
        scenario = with_optional(baseline, name)
        yield scenario
        if scenario.session is not SessionKind.SESSION:
            yield dataclasses.replace(scenario, name=f"{scenario.name}, session=Session", session=SessionKind.SESSION)


def with_optional(baseline: Scenario, name: str) -> Scenario:
    """The baseline with a plain value for an input that nothing declares."""
    given = (*baseline.other_inputs, (name, SourceKind.LITERAL, ""))
    return dataclasses.replace(baseline, name=f"optional {name} given", other_inputs=given)
