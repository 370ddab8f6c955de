"""All outcomes of one subject, by level, with score and rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Level
from cursus_tester.results.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelScore:
    """Outcomes of one level of one subject."""

    #: 0 to 100; ``None`` when no rule of the level ran.
    score: float | None
    #: How many outcomes of each kind; every kind is a key.
    counts: Mapping[OutcomeKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """``"A"``: ``CreateModelStep(model=…)``. ``"B"``: ``CreateModelStep(step_args=…)``. ``None``: not known."""

    declared: str | None = None
    observed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One scenario for readers of a report: what the builder was given, and what came of it.

    Stamps are hidden in all of it: the same builder has the same exhibits every time.
    """

    scenario: str
    #: In words, such as ``PipelineSession; model_data from the training step XGBoostTraining, as dependencies``.
    situation: str
    #: The config's values as JSON.
    config: Mapping[str, Any]
    #: The compiled ``CreateModel`` request; ``None`` where nothing was compiled.
    request: Mapping[str, Any] | None
    #: Why nothing was compiled; ``None`` where something was.
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Outcomes of one subject by level, with score and rating."""

    subject: Subject
    #: Such as ``CreateModel``; ``None`` when it cannot be told.
    step_type: str | None
    #: Such as ``xgboost``; ``None`` when it cannot be told.
    framework: str | None
    pattern: Pattern
    #: Sorted by rule id.
    outcomes: tuple[Outcome, ...]
    levels: Mapping[Level, LevelScore]
    #: 0 to 100; ``None`` when nothing ran.
    score: float | None
    #: ``None`` where `not_rated` says why.
    rating: str | None
    #: Why it has a score at most: the main thing was not looked at. It is then left out of the average.
    not_rated: str | None = None
    #: What was not looked at whatever the rules said, as `not_rated` says it; ``None``: nothing.
    not_looked_at: str | None = None
    #: The baseline, and the scenarios that findings name, in the order in which they ran; empty when nothing ran.
    exhibits: tuple[Exhibit, ...] = ()
