"""One violation of a rule, and the waiver that may accept it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cursus_tester.results.subject import NOWHERE, Place


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
