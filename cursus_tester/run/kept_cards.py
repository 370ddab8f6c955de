"""The scorecards of earlier runs, as long as nothing changed that could change them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Protocol

from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.run.cache import Store, beside_the_builders


class KeptCards(Protocol):
    """Scorecards that are looked up and kept, for one set of rules and options."""

    def get(self, subject: Subject) -> Scorecard | None:
        """The scorecard of an earlier run; ``None`` when there is none that still counts."""

    def put(self, subject: Subject, scorecard: Scorecard, seen: Iterable[str], imported: Iterable[str]) -> None:
        """Keep a scorecard, where that can be done.

        Args:
            subject: What it is of.
            scorecard: What is kept.
            seen: The paths that were looked at for it. What was looked at for others before need not be among them.
            imported: Those where Python looks for what its file imports.
        """

    def has_all(self, report: Report) -> bool:
        """Whether each scorecard of a report is kept."""

    def finish(self) -> None:
        """Write what is not yet written, at the end of a run."""


class ResultCache:
    """The scorecards that a store has: one entry each."""

    def __init__(self, store: Store, circumstances: object) -> None:
        self._store = store
        self._circumstances = told_apart(circumstances)
        self._known: set[str] = set()

    def get(self, subject: Subject) -> Scorecard | None:
        """As `KeptCards.get`."""
        scorecard = self._store.get(self._asked(subject), Scorecard)
        if scorecard is None or scorecard.subject != subject:
            return None
        self._known.add(subject.id)
        return scorecard

    def put(self, subject: Subject, scorecard: Scorecard, seen: Iterable[str], imported: Iterable[str]) -> None:
        """As `KeptCards.put`."""
        everything = (*seen, *imported, *beside_the_builders(), subject.file)
        if self._store.put(self._asked(subject), scorecard, everything):
            self._known.add(subject.id)

    def has_all(self, report: Report) -> bool:
        """As `KeptCards.has_all`."""
        return all(card.subject.id in self._known for card in report.scorecards)

    def finish(self) -> None:
        """Each scorecard is written when it is put."""

    def _asked(self, subject: Subject) -> str:
        return repr((os.getcwd(), subject.id, subject.file, self._circumstances))


def told_apart(circumstances: object) -> str:
    """A short text that tells circumstances from others."""
    return hashlib.sha256(repr(circumstances).encode(errors="surrogatepass")).hexdigest()
