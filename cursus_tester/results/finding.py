"""One violation of a rule, and the waiver that may accept it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from cursus_tester.results.subject import NOWHERE, Place

#: The scenario that all others differ from in one thing. What it shows is wrong with the builder as such.
PLAIN_SCENARIO = "baseline"
#: How the names of scenarios begin that combine changes: of many, which differ when the config gets another field, and
#: of a few, which are those that a finding needs.
COMBINED = "combined: "
WITH = "with "
#: The scenarios in which something is accepted; ``None``: wherever it is found.
Scenarios = frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The finding that says already what another one says."""

    #: The id of its rule.
    rule: str
    fingerprint: str


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
    #: All situations that showed it, set by the engine, in the order in which they ran.
    scenarios: tuple[str, ...] = ()
    #: What is wrong, in words that findings on the same thing in other scenarios and of other rules have too, such as
    #: ``role`` and ``image``. Those of one rule at one place are one finding; empty: the message says what is wrong.
    cause: str = ""
    #: The finding of another rule that this one only repeats: it is shown there and does not count; ``None``: none.
    explained_by: Explanation | None = None
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

    @property
    def counts(self) -> bool:
        """Whether it is a finding of its own: neither accepted, nor explained by another one."""
        return not self.is_accepted and self.explained_by is None

    @property
    def more_scenarios(self) -> int:
        """How many situations showed it beside `scenario`."""
        return max(len(self.scenarios) - 1, 0)

    @property
    def reach(self) -> Scenarios:
        """Where accepting this finding accepts it: in its scenarios, or wherever it is found.

        What the source alone or the plain scenario shows is wrong with the builder as such: a further scenario that
        shows it is no further fault.
        """
        if not self.scenarios or PLAIN_SCENARIO in self.scenarios:
            return None
        return frozenset(map(_lasting, self.scenarios))

    def beyond(self, accepted: Scenarios) -> tuple[str, ...]:
        """Its scenarios that are not among the `accepted` ones."""
        if accepted is None:
            return ()
        return tuple(name for name in self.scenarios if _lasting(name) not in accepted)

    def within(self, scenarios: tuple[str, ...]) -> Finding:
        """The same finding with these of its scenarios only."""
        return replace(self, scenario=scenarios[0], scenarios=scenarios)


def _lasting(scenario: str) -> str:
    return COMBINED if scenario.startswith(COMBINED) else scenario


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
    #: The only scenario that it means, or a pattern of its names; empty: whatever shows what the rule finds.
    scenario: str = ""
    #: The only message that it means, or a pattern; empty: any.
    message: str = ""
    #: Its builders, as ``module:Class``, ``path::Class`` or a pattern of either; empty for one in a source.
    builder: str = ""
    #: The line of a source that it stands on; ``None`` for one in the settings.
    place: Place | None = None
    #: Where it is written, for messages.
    origin: str
