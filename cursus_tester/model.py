"""The nouns: what is checked, what was found, and how it is summed up.

Frozen data only. This module imports nothing of ours, so that every other module may import it.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any


class Level(enum.Enum):
    """The four levels of the rule catalogue, in the order in which they are shown."""

    INTERFACE = "interface"
    SPECIFICATION = "specification"
    STEP_CREATION = "step_creation"
    INTEGRATION = "integration"

    @property
    def title(self) -> str:
        """The level's name for people, such as ``Step creation``."""
        return self.value.replace("_", " ").capitalize()


class Severity(enum.Enum):
    """How much a failed rule weighs: errors block, warnings may, infos never do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def reaches(self, least: Severity) -> bool:
        """Whether it weighs as much as `least`, or more."""
        order = list(Severity)
        return order.index(self) <= order.index(least)


class FailOn(enum.Enum):
    """When findings block: those of rules of this severity or worse."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"

    @property
    def severity(self) -> Severity | None:
        """The least severity that blocks; ``None`` when none does."""
        return None if self is FailOn.NEVER else Severity(self.value)


class OutcomeKind(enum.Enum):
    """What a rule said of a subject."""

    PASSED = "passed"
    FAILED = "failed"
    #: The builder raised, hung or died before the rule could look; the cause is a finding of another rule.
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    #: The rule itself crashed.
    ERROR = "error"
    #: A waiver that is no longer needed.
    UNEXPECTED_PASS = "unexpected_pass"


class SubjectKind(enum.Enum):
    """What kind of code a subject is."""

    BUILDER = "builder"
    FACTORY = "factory"
    CALL_SITE = "call_site"
    #: A file that cannot be parsed.
    MODULE = "module"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A position in a source file."""

    #: Relative to the working directory with ``/``; outside it with ``../``.
    path: str
    #: 1-based.
    line: int = 1
    #: 1-based.
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


#: Where the engine puts the subject's own place.
NOWHERE = Place(path="", line=0, column=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One builder, found in a file."""

    #: The class's name; empty for a module that cannot be parsed.
    name: str
    kind: SubjectKind
    #: Where the class statement stands.
    place: Place
    #: The file, absolute. Never shown in a report.
    file: str

    @property
    def id(self) -> str:
        """``path::Class``, unique in a report."""
        return f"{self.place.path}::{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """What the catalogue says of a rule; the rule's function lives elsewhere."""

    #: Stable: its meaning never changes. Such as ``CM310``.
    id: str
    #: Such as ``no-cache-config``.
    slug: str
    #: One line that completes "a builder …".
    title: str
    level: Level
    severity: Severity
    #: Share in the score of the level; 0 for info rules.
    weight: float = 1.0
    #: What it checks, why, how to fix and to waive what it finds; empty where that is not known.
    documentation: str = ""
    #: A page that says the same; empty where there is none.
    help_uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One violation of a rule: where, what was found, and the way out."""

    #: What was found and what was expected.
    message: str
    #: What to change.
    hint: str
    #: A rule that cannot tell leaves it out: the engine then puts the subject's.
    place: Place = NOWHERE
    #: The first situation that showed it; ``None`` when the source alone shows it.
    scenario: str | None = None
    #: How many further situations showed the same.
    more_scenarios: int = 0
    #: Whether the baseline has it: it is shown and does not block.
    known: bool = False
    #: Why a waiver accepts it: it is shown and does not block; ``None`` where none does.
    waiver: str | None = None
    #: Identity across moved lines and a renamed or moved class, set by the engine; unique together with the subject's
    #: id (`cursus_tester.decisions.fingerprints`).
    fingerprint: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it is waived or in the baseline: it then does not block."""
        return self.known or self.waiver is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """The decision to accept what a rule finds in a builder."""

    #: The rule's id.
    rule: str
    reason: str
    #: The last day on which it holds; ``None``: it has no end.
    expires: datetime.date | None = None
    owner: str = ""
    ticket: str = ""
    #: Its builders, as ``module:Class``, ``path::Class`` or a pattern of either; empty for one in a source.
    builder: str = ""
    #: The line of a source that it stands on; ``None`` for one in the settings.
    place: Place | None = None
    #: Where it is written, for messages.
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule said of one subject."""

    rule: RuleInfo
    kind: OutcomeKind
    #: Why the rule was not judged, was waived or crashed; ``None`` for passed and failed.
    reason: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether all that it found is waived or in the baseline."""
        return bool(self.findings) and all(finding.is_accepted for finding in self.findings)

    def blocks(self, fail_on: Severity | None) -> bool:
        """Whether a builder does not conform because of it: it failed, or kept a rule of that weight from looking."""
        if self.kind not in (OutcomeKind.FAILED, OutcomeKind.BLOCKED) or self.is_accepted:
            return False
        return fail_on is not None and self.rule.severity.reaches(fail_on)


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
    rating: str | None
    #: The baseline, and the scenarios that findings name, in the order in which they ran; empty when nothing ran.
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All scorecards in numbers."""

    subjects: int
    #: How many outcomes of each kind; every kind is a key.
    counts: Mapping[OutcomeKind, int]
    #: How many findings block; those that are waived or in the baseline do not.
    blocking: int
    #: Findings of rules of this severity or worse block; ``None``: none do.
    fail_on: Severity | None = Severity.ERROR
    #: Mean of the subjects' scores; ``None`` when no subject has one.
    score: float | None
    rating: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of the parts that a run is split into, to be merged again."""

    #: 1 to `count`.
    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything one run found out."""

    tool_version: str
    #: The installed SageMaker SDK; ``None`` when it is not installed.
    sdk_version: str | None
    #: Sorted by subject id.
    scorecards: tuple[Scorecard, ...]
    summary: Summary
    #: Which part of a run it is; ``None``: all of it.
    shard: Shard | None = None
    #: What is amiss with waivers, one message each, with the way out: every format shows them.
    notes: tuple[str, ...] = ()
    #: The lines of the files that findings are in, by path, for renderers that show an excerpt.
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def raise_for_findings(self, fail_on: FailOn | str | None = None) -> None:
        """Raise unless rules ran, none of them crashed, and none of a severity that counts failed or was blocked.

        Args:
            fail_on: What counts: ``"error"``, ``"warning"`` or ``"never"``; ``None``: as `Summary.fail_on` says.

        Raises:
            ConformanceError: Its text names each finding: rule, place, what was found, what to do.
            ValueError: `fail_on` is none of these.
        """
        __tracebackhide__ = True  # For pytest: what matters is who called it.
        least = FailOn(fail_on).severity if fail_on is not None else self.summary.fail_on
        against = [
            (card, outcome)
            for card in self.scorecards
            for outcome in card.outcomes
            if outcome.blocks(least) or outcome.kind is OutcomeKind.ERROR
        ]
        if against:
            raise ConformanceError("\n".join(_told(against)), self)
        if not any(
            outcome.kind is not OutcomeKind.NOT_APPLICABLE for card in self.scorecards for outcome in card.outcomes
        ):
            raise ConformanceError("\n".join(_nothing_tested(self)), self)


class ConformanceError(AssertionError):
    """A builder does not conform, or nothing shows that it does; `report` says all that is known."""

    def __init__(self, text: str, report: Report | None = None) -> None:
        super().__init__(text)
        self.report = report


class ConformanceWarning(UserWarning):
    """In a pytest run: something is amiss that makes no test fail."""


def _told(against: Sequence[tuple[Scorecard, Outcome]]) -> Iterator[str]:
    """Lines on outcomes, subject by subject: what was found, then what could not be judged, by reason."""
    for subject, group in groupby(against, key=lambda each: each[0].subject.id):
        outcomes = [outcome for _, outcome in group]
        failed = [each for each in outcomes if each.kind is OutcomeKind.FAILED]
        yield _plain(f"{subject} does not conform" if failed else f"{subject} could not be judged")
        for each in failed:
            yield from _findings(each)
        others = sorted(
            (each for each in outcomes if each.kind is not OutcomeKind.FAILED),
            key=lambda each: (each.kind.value, each.reason or "", each.rule.id),
        )
        for reason, members in groupby(others, key=lambda each: each.reason):
            yield _plain(f"  {', '.join(each.rule.id for each in members)} could not be judged: {reason}")


def _findings(outcome: Outcome) -> Iterator[str]:
    rule = outcome.rule
    named = f"  {rule.id} {rule.slug} ({rule.severity.value})"
    if not outcome.findings:
        yield f"{named}: failed"
    for finding in outcome.findings:
        if not finding.is_accepted:
            scenario = f", scenario {finding.scenario}" if finding.scenario else ""
            yield _plain(f"{named} at {finding.place}{scenario}")
            yield _plain(f"    {finding.message}")
            if finding.hint:
                yield _plain(f"    what to do: {finding.hint}")


def _nothing_tested(report: Report) -> Iterator[str]:
    yield "nothing was tested: no rule ran"
    outcomes = [outcome for card in report.scorecards for outcome in card.outcomes]
    by_reason = sorted(outcomes, key=lambda each: (each.reason or "", each.rule.id))
    for reason, members in groupby(by_reason, key=lambda each: each.reason):
        yield _plain(f"  {', '.join(dict.fromkeys(each.rule.id for each in members))}: {reason}")


def _plain(text: str) -> str:
    """`text` with control characters escaped: names and messages come from the code under test."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
