"""The parts of a scenario that differ from the baseline, the name that they make, and scenarios with fewer parts."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.field_names import REGION_FIELDS
from cursus_tester.evidence.scenario import Handing, Route, Scenario, SourceKind
from cursus_tester.results.finding import COMBINED, WITH
from cursus_tester.sdk.names import JOIN, PARAMETER_STRING, SESSION_CLASSES

_FORMS = {
    SourceKind.LITERAL: "an s3:// URI",
    SourceKind.PARAMETER: f"a {PARAMETER_STRING}",
    SourceKind.JOIN: f"a {JOIN}",
}
#: The fields of a scenario that vary, those together that make one part.
_FIELDS = (
    ("session",),
    ("source", "source_name", "other_inputs"),
    ("route",),
    ("enable_caching",),
    ("handing",),
    ("idle_dependency",),
    ("are_dependencies_reversed",),
)
#: The longest value that a name shows in full.
_SHOWN = 60
#: The most parts of a scenario whose name tells them all.
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing in which a scenario differs from the baseline."""

    #: Such as ``session=Session``.
    label: str
    #: Its fields of the scenario.
    fields: tuple[str, ...] = ()
    #: Its fields of the config.
    settings: tuple[str, ...] = ()


def parts(scenario: Scenario, baseline: Scenario) -> tuple[Part, ...]:
    """The things in which a scenario differs from the baseline."""
    found = []
    for fields in _FIELDS:
        if any(getattr(scenario, name) != getattr(baseline, name) for name in fields):
            if fields == ("route",) and not scenario.source.is_step and baseline.route is Route.DEPENDENCIES:
                # No step yields the value: it cannot be handed over like one.
                continue
            found.append(Part(label=_label(fields[0], scenario), fields=fields))
    grouped = {name for group in scenario.together for name in group}
    groups = [*scenario.together, *((name,) for name in scenario.config_changes if name not in grouped)]
    for group in sorted(groups, key=lambda each: list(scenario.config_changes).index(each[0])):
        label = ", ".join(f"{name}={_shown(scenario.config_changes[name])}" for name in group)
        found.append(Part(label=label, settings=group))
    return tuple(found)


def named(scenario: Scenario, baseline: Scenario) -> Scenario:
    """The scenario with the name that its parts give it."""
    labels = [part.label for part in parts(scenario, baseline)]
    if len(labels) > _FEW:
        return dataclasses.replace(scenario, name=COMBINED + ", ".join(labels))
    *others, last = labels or [""]
    return dataclasses.replace(scenario, name=WITH + (f"{', '.join(others)} and {last}" if others else last))


def with_parts(scenario: Scenario, baseline: Scenario, chosen: Iterable[Part]) -> Scenario:
    """The baseline with some of the parts of a scenario."""
    kept = tuple(chosen)
    fields: dict[str, Any] = {name: getattr(scenario, name) for part in kept for name in part.fields}
    settings = [name for part in kept for name in part.settings]
    if not fields.get("source", baseline.source).is_step:
        fields.setdefault("route", scenario.route if baseline.route is Route.DEPENDENCIES else baseline.route)
        if fields["route"] is Route.DEPENDENCIES:
            fields["route"] = Route.KEYWORD
    smaller = dataclasses.replace(
        baseline,
        **fields,
        config_changes={name: scenario.config_changes[name] for name in settings},
        together=tuple(group for group in scenario.together if set(group) <= set(settings)),
        is_combined=True,
        region=scenario.region if set(settings) & set(REGION_FIELDS) else baseline.region,
    )
    return named(smaller, baseline)


def smaller(scenario: Scenario, baseline: Scenario, most: int = 3) -> Iterator[tuple[frozenset[str], Scenario]]:
    """The scenarios with up to `most` of the parts, the fewest first, each with the labels of its parts."""
    found = parts(scenario, baseline)
    for size in range(1, min(most, len(found) - 1) + 1):
        for chosen in itertools.combinations(found, size):
            yield labels(chosen), with_parts(scenario, baseline, chosen)


def labels(found: Iterable[Part]) -> frozenset[str]:
    """The labels of parts."""
    return frozenset(part.label for part in found)


def _label(field: str, scenario: Scenario) -> str:
    if field == "session":
        return f"session={SESSION_CLASSES[scenario.session]}"
    if field == "source":
        form = f"from {scenario.source_name}" if scenario.source.is_step else f"as {_FORMS[scenario.source]}"
        return f"{scenario.input_name} {form}"
    if field == "route":
        return f"{scenario.handed_by}="
    if field == "handing":
        return {Handing.TUPLE: "dependencies as a tuple", Handing.ITERATOR: "dependencies as an iterator"}.get(
            scenario.handing, "dependencies as a list"
        )
    if field == "idle_dependency":
        return "a dependency that yields nothing"
    if field == "are_dependencies_reversed":
        return "dependencies in reverse order"
    return f"{field}={getattr(scenario, field)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:40]}…{text[-5:]} ({len(text)} characters)"
