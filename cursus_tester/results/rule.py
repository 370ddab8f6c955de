"""What the catalogue says of a rule: level, severity, texts."""

from __future__ import annotations

import enum
from dataclasses import dataclass


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

    @property
    def rank(self) -> int:
        """Its place among severities; 0 is the worst."""
        return _RANKS[self]

    def reaches(self, least: Severity) -> bool:
        """Whether it weighs as much as `least`, or more."""
        return self.rank <= least.rank


#: Reports ask for the rank once for each outcome: listing the members each time takes longer than all else of it.
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Conventions(enum.Enum):
    """Which builders the conventions are for, where not those that take part in them: every one, or none."""

    ALL = "all"
    NONE = "none"


class FailOn(enum.Enum):
    """When findings block: those of rules of this severity or worse."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"

    @property
    def severity(self) -> Severity | None:
        """The least severity that blocks; ``None`` when none does."""
        return None if self is FailOn.NEVER else Severity(self.value)


#: What a rule applies to that is for no step type in particular, and one that looks at pipelines only.
ALL_STEP_TYPES, PIPELINES = "All step types", "Pipelines"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """What the catalogue says of a rule; the rule's function lives elsewhere."""

    #: Stable: its number never changes its meaning. Such as ``CM310``.
    id: str
    #: Such as ``no-cache-config``.
    slug: str
    #: One line that completes "a builder …".
    title: str
    level: Level
    severity: Severity
    #: Share in the score of the level; 0 for info rules.
    weight: float = 1.0
    #: What it judges, as the heading of a group of rules: all step types, ``CreateModel steps``, ``Pipelines``.
    applies_to: str = ALL_STEP_TYPES
    #: What it checks, why, how to fix and to waive what it finds; empty where that is not known.
    documentation: str = ""
    #: A page that says the same; empty where there is none.
    help_uri: str = ""
    #: The id that it had before, which still names it; empty where there is none.
    formerly: str = ""
    #: Whether ``check --fix`` may mend what it finds.
    fixable: bool = False
    #: The ids of the rules whose findings can explain its own (`cursus_tester.results.explanations`).
    explained_by: tuple[str, ...] = ()
    #: The ids of the rules whose findings its own can explain: what a rule for one step type says of one for all.
    explains: tuple[str, ...] = ()

    def __hash__(self) -> int:
        # Outcomes are shared by their rule: hashing all its texts each time takes longer than looking them up.
        return hash(self.id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, then the one that it had before, if any."""
        return (self.id, self.formerly) if self.formerly else (self.id,)

    @property
    def lasting_id(self) -> str:
        """The id that what is stored about its findings is known by: a new id changes no fingerprint."""
        return self.formerly or self.id

    def begins_with(self, name: str) -> bool:
        """Whether one of its ids is `name` or begins with it, in capitals or not."""
        return any(id.startswith(name.upper()) for id in self.ids)

    def can_explain(self, other: RuleInfo) -> bool:
        """Whether findings of it can explain those of `other`: it weighs as much, and one of the two says so."""
        return self.severity.reaches(other.severity) and (self.id in other.explained_by or other.id in self.explains)


def by_group(applies_to: str) -> tuple[bool, str]:
    """Sort groups of rules by what they apply to: those for all step types first."""
    return applies_to != ALL_STEP_TYPES, applies_to
