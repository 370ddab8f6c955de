"""The scorecards of all builders that are only read, in one entry: where few files change, few are judged again.

Each scorecard rests on its file and on all that its imports lead to, found or missing. Whatever else was looked at
holds for all of them: what one builder needed may have been at hand when the next one was judged.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import msgspec

from cursus_tester.files import dependencies
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.run.cache import Store
from cursus_tester.run.kept_cards import told_apart
from cursus_tester.run.kept_run import PackedCards, pack_cards, unpack_cards
from cursus_tester.run.kept_together import KeptTogether
from cursus_tester.source.discovery import is_searched


class Ledger:
    """The scorecards that a store has of what is only read, for one set of rules and options."""

    def __init__(self, store: Store, circumstances: object) -> None:
        """Read what still counts. The builders have to be found before: that is looked at, too."""
        asked = repr(("ledger", os.getcwd(), told_apart(circumstances)))
        # Which files there are decides which builders are judged, not how: their names are looked at, and their text
        # where something imports them.
        shared = (path for path in dependencies.recorded() if not is_searched(path))
        self._kept = KeptTogether[Scorecard](store, asked, shared, _decoded, _encoded)

    def get(self, subject: Subject) -> Scorecard | None:
        """As `KeptCards.get`."""
        card = self._kept.get(subject.id)
        return card if card is not None and card.subject == subject else None

    def put(self, subject: Subject, scorecard: Scorecard, seen: Iterable[str], imported: Iterable[str]) -> None:
        """As `KeptCards.put`; it is written at the end."""
        self._kept.put(subject.id, scorecard, subject.file, seen, imported)

    def has_all(self, report: Report) -> bool:
        """As `KeptCards.has_all`."""
        return all(card.subject.id in self._kept for card in report.scorecards)

    def finish(self) -> None:
        """As `KeptCards.finish`."""
        self._kept.finish()


def _decoded(content: msgspec.Raw) -> Sequence[Scorecard]:
    return unpack_cards(msgspec.json.decode(content, type=PackedCards))


def _encoded(scorecards: Sequence[Scorecard]) -> bytes:
    return msgspec.json.encode(pack_cards(scorecards))
