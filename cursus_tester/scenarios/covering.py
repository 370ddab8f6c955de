"""Put every pair of levels into some scenario, or every three."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cursus_tester.evidence.scenario import Route, Scenario, SourceKind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.combination import named
from cursus_tester.scenarios.config_levels import has_image
from cursus_tester.scenarios.covering_array import Allows, Row, covering_array
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
    allows = _constraint(profile, known, chosen)
    found: dict[str, Scenario] = {}
    for row in covering_array([len(each.levels) for each in chosen], allows, min(strength, len(chosen))):
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


def _constraint(profile: BuilderProfile, known: Known, chosen: Sequence[Factor]) -> Allows:
    """What cannot be: a source that the builder takes under another session only, or an image that there is not."""
    first, images = known.baseline, _Images(profile, known.baseline)
    of_image = {place for place, factor in enumerate(chosen) if factor.decides_image}

    decides = of_image | {place for place, factor in enumerate(chosen) if factor.name in ("source", "route")}
    decided: dict[Row, bool] = {}

    def decide(row: Row) -> bool:
        levels = [factor.levels[at] for factor, at in zip(chosen, row, strict=False)]
        last = len(levels) - 1
        if last in of_image:
            return images.has({name: value for each in levels for name, value in each.changes.items()})
        fields = {name: value for each in levels for name, value in each.fields.items()}
        if chosen[last].name == "source":
            source, name = fields["source"], fields["source_name"]
            if any(each.needs_literal for each in levels) and source is not SourceKind.LITERAL:
                return False
            return known.takes(fields.get("session", first.session), source, name)
        return fields["route"] is not Route.DEPENDENCIES or fields.get("source", first.source).is_step

    def allows(row: Sequence[int]) -> bool:
        if len(row) - 1 not in decides:
            return True
        key = tuple(row)
        if key not in decided:
            decided[key] = decide(key)
        return decided[key]

    return allows


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
