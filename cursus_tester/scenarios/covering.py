"""Put every pair of levels into some scenario, or every three."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cursus_tester.evidence.scenario import Route, Scenario, SourceKind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.combination import named
from cursus_tester.scenarios.config_levels import has_image
from cursus_tester.scenarios.covering_array import Row, covering_array
from cursus_tester.scenarios.factors import Factor, Known, Level, factors


def combined(
    profile: BuilderProfile, known: Known, accepts: Callable[[Mapping[str, Any]], None], strength: int = 2
) -> tuple[Scenario, ...]:
    """The scenarios in which every combination of `strength` levels is found; none where the baseline failed.

    Args:
        profile: What is known of the builder.
        known: What the scenarios that change one thing have shown.
        accepts: Raises where the config class refuses changes.
        strength: How many things are to meet.
    """
    if known.baseline.name not in known.compiled:
        return ()
    chosen = tuple(_accepted(each, accepts) for each in factors(profile, known))
    chosen = tuple(each for each in chosen if len(each.levels) > 1)
    if len(chosen) < 2:
        return ()
    constraint = _Constraint(profile, known, chosen)
    found: dict[str, Scenario] = {}
    sizes = [len(each.levels) for each in chosen]
    for row in covering_array(sizes, constraint.allows, min(strength, len(chosen)), constraint.excludes):
        scenario = _scenario(profile, known.baseline, [each.levels[at] for each, at in zip(chosen, row, strict=True)])
        if _is_refused(accepts, scenario.config_changes):
            continue
        found.setdefault(scenario.name, scenario)
    return tuple(found.values())


def _accepted(factor: Factor, accepts: Callable[[Mapping[str, Any]], None]) -> Factor:
    """A factor with those of its levels that the config class accepts."""
    levels = tuple(each for each in factor.levels if not each.changes or not _is_refused(accepts, each.changes))
    return dataclasses.replace(factor, levels=levels)


def _is_refused(accepts: Callable[[Mapping[str, Any]], None], changes: Mapping[str, Any]) -> bool:
    try:
        accepts(changes)
    except Exception:  # The team's own class refuses.
        return True
    return False


class _Constraint:
    """What cannot be: a source that the builder takes under another session only, or an image that there is not."""

    def __init__(self, profile: BuilderProfile, known: Known, chosen: Sequence[Factor]) -> None:
        self._known, self._factors, self._images = known, chosen, _Images(profile, known.baseline)
        self._of_image = {place for place, factor in enumerate(chosen) if factor.decides_image}
        #: The places of the factors that are no fields of the config, by the field of the scenario.
        self._places = {field: place for place, factor in enumerate(chosen) for field in factor.levels[0].fields}
        #: By the place of a factor that others may exclude, the places of all that decide about it.
        self._deciding: dict[int, tuple[int, ...]] = {}
        if "source" in self._places:
            literal = {place for place, each in enumerate(chosen) if any(level.needs_literal for level in each.levels)}
            deciding = literal | {self._places[each] for each in ("session", "source") if each in self._places}
            self._deciding[self._places["source"]] = tuple(sorted(deciding))
        if "route" in self._places:
            deciding = {self._places[each] for each in ("source", "route") if each in self._places}
            self._deciding[self._places["route"]] = tuple(sorted(deciding))
        self._decided: dict[tuple[int, Row], bool] = {}

    def allows(self, row: Sequence[int]) -> bool:
        """Whether the levels of the first factors are possible together."""
        last = len(row) - 1
        if last in self._deciding:
            return self._decide(last, tuple(row[place] for place in self._deciding[last]))
        if last not in self._of_image:
            return True
        levels = (factor.levels[at] for factor, at in zip(self._factors, row, strict=False))
        return self._images.has({name: value for each in levels for name, value in each.changes.items()})

    def excludes(self, combination: Sequence[tuple[int, int]]) -> bool:
        """Whether levels are impossible whatever is beside them, as far as that can be told without trying."""
        fixed = dict(combination)
        return any(
            not any(
                self._decide(place, row)
                for row in itertools.product(
                    *((fixed[each],) if each in fixed else range(len(self._factors[each].levels)) for each in deciding)
                )
            )
            for place, deciding in self._deciding.items()
        )

    def _decide(self, place: int, row: Row) -> bool:
        """Whether a level is possible; `row` has those of the factors that decide about it."""
        if (place, row) not in self._decided:
            levels = [self._factors[each].levels[at] for each, at in zip(self._deciding[place], row, strict=True)]
            self._decided[place, row] = self._is_possible(place, levels)
        return self._decided[place, row]

    def _is_possible(self, place: int, levels: Sequence[Level]) -> bool:
        first = self._known.baseline
        fields = {name: value for each in levels for name, value in each.fields.items()}
        source = fields.get("source", first.source)
        if place == self._places.get("route"):
            return fields["route"] is not Route.DEPENDENCIES or source.is_step
        if any(each.needs_literal for each in levels) and source is not SourceKind.LITERAL:
            return False
        return self._known.takes(fields.get("session", first.session), source, fields["source_name"])


class _Images:
    """Whether the registry has the image that a config selects."""

    def __init__(self, profile: BuilderProfile, baseline: Scenario) -> None:
        self._profile, self._baseline = profile, baseline
        self._known: dict[str, bool] = {}

    def has(self, changes: Mapping[str, Any]) -> bool:
        """Whether there is an image for the baseline's config with these changes."""
        key = repr(sorted((name, value) for name, value in changes.items() if isinstance(value, str)))
        if key not in self._known:
            self._known[key] = has_image(self._profile, self._baseline.region, changes)
        return self._known[key]


def _scenario(profile: BuilderProfile, baseline: Scenario, levels: Iterable[Level]) -> Scenario:
    """The baseline with these levels."""
    chosen = tuple(levels)
    changes = {name: value for each in chosen for name, value in each.changes.items()}
    fields = {name: value for each in chosen for name, value in each.fields.items()}
    scenario = dataclasses.replace(
        baseline,
        **fields,
        config_changes=changes,
        together=tuple(tuple(each.changes) for each in chosen if len(each.changes) > 1),
        is_combined=True,
        region=profile.region_with(changes, baseline.region),
    )
    return named(scenario, baseline)
