"""Exploration of configs that differ in several fields at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.scenario import Scenario
from cursus_tester.results.finding import EXPLORED

Changes = Mapping[str, Any]

#: The most changes at once: shrinking tries all subsets of a change that fails.
MAX_CHANGES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """How many generated configs to try, and which."""

    #: How many; 0: none.
    examples: int = 5
    #: The seed of the choice; ``None``: the same choice each time.
    seed: int | None = None


def explored(baseline: Scenario, changes: Changes, region: str) -> Scenario:
    """The baseline with `changes` to the config."""
    shown = ", ".join(f"{name}={_shown(value)}" for name, value in changes.items())
    return dataclasses.replace(
        baseline, name=f"{EXPLORED}{shown}", config_changes=dict(changes), region=region, is_explored=True
    )


def atoms(changes: Changes) -> tuple[tuple[str, str | None, Any], ...]:
    """The smallest parts of a change: a field, or one variable of an environment."""
    found: list[tuple[str, str | None, Any]] = []
    for name, value in changes.items():
        if isinstance(value, Mapping):
            found += [(name, key, each) for key, each in value.items()]
        else:
            found.append((name, None, value))
    return tuple(found)


def changes_of(parts: Sequence[tuple[str, str | None, Any]]) -> dict[str, Any]:
    """The changes that consist of `parts`."""
    changes: dict[str, Any] = {}
    for name, key, value in parts:
        if key is None:
            changes[name] = value
        else:
            changes.setdefault(name, {})[key] = value
    return changes


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}…{text[-5:]} ({len(text) - 2} characters)"
