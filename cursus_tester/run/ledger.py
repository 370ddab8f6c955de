"""The scorecards of all builders that are only read, in one entry: where few files change, few are judged again.

Each scorecard rests on its file and on all that its imports lead to, found or missing. Whatever else was looked at
holds for all of them: what one builder needed may have been at hand when the next one was judged.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from cursus_tester.files import dependencies
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.run.cache import Store, beside_the_builders
from cursus_tester.run.kept_cards import told_apart
from cursus_tester.run.kept_run import PackedCards, pack_cards, unpack_cards
from cursus_tester.source.discovery import is_searched


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What is written: paths by their place among the fingerprints."""

    cards: PackedCards
    #: What each of the cards rests on.
    rests: tuple[tuple[int, ...], ...]
    #: What all of them rest on.
    shared: tuple[int, ...]


class Ledger:
    """The scorecards that a store has of what is only read, for one set of rules and options."""

    def __init__(self, store: Store, circumstances: object) -> None:
        """Read what still counts. The builders have to be found before: that is looked at, too."""
        self._store = store
        self._asked = repr(("ledger", os.getcwd(), told_apart(circumstances)))
        #: Which files there are decides which builders are judged, not how: their names are looked at, and their text
        #: where something imports them.
        self._shared = {path for path in dependencies.recorded() if not is_searched(path)}
        self._shared.update(beside_the_builders())
        #: Scorecards that count, with what they rest on; by id.
        self._kept: dict[str, tuple[Scorecard, frozenset[str]]] = {}
        self._states: dict[str, str] = {}
        self._fresh: dict[str, tuple[Scorecard, frozenset[str]]] = {}
        self._read()

    def _read(self) -> None:
        kept = self._store.read(self._asked)
        if kept is None:
            return
        states, content = kept
        paths, changed = tuple(states), self._store.changed(states)
        try:
            entry = msgspec.json.decode(content, type=_Entry)
            if any(paths[index] in changed for index in entry.shared):
                return
            for card, rests in zip(unpack_cards(entry.cards), entry.rests, strict=True):
                rests_on = frozenset(paths[index] for index in rests)
                if rests_on.isdisjoint(changed):
                    self._kept[card.subject.id] = (card, rests_on)
        except (IndexError, ValueError, msgspec.MsgspecError):
            self._kept = {}
            return
        self._states = states
        self._shared.update(paths[index] for index in entry.shared)

    def get(self, subject: Subject) -> Scorecard | None:
        """As `KeptCards.get`."""
        card, rests_on = self._kept.get(subject.id, (None, frozenset[str]()))
        if card is None or card.subject != subject:
            return None
        dependencies.record(*rests_on)
        return card

    def put(self, subject: Subject, scorecard: Scorecard, seen: Iterable[str], imported: Iterable[str]) -> None:
        """As `KeptCards.put`; it is written at the end."""
        rests_on = frozenset((*imported, subject.file))
        self._shared.update(path for path in seen if path not in rests_on)
        self._fresh[subject.id] = (scorecard, rests_on)

    def has_all(self, report: Report) -> bool:
        """As `KeptCards.has_all`."""
        return all(card.subject.id in self._kept or card.subject.id in self._fresh for card in report.scorecards)

    def finish(self) -> None:
        """Write what counts, where something is new."""
        self._shared |= dependencies.recorded_for_all()
        if not self._fresh:
            dependencies.record(*self._shared)
            return
        new = {path for _, rests_on in self._fresh.values() for path in rests_on}
        states = self._store.states(new | self._shared)
        if states is None:
            return
        kept = {id: each for id, each in self._kept.items() if id not in self._fresh}
        old = {path: self._states[path] for _, rests_on in kept.values() for path in rests_on}
        everything = {**old, **states}
        places = {path: index for index, path in enumerate(everything)}
        shown = {path: dependencies.shown(path) for path in new | self._shared}
        cards, rests = [], []
        for card, rests_on in (*kept.values(), *self._fresh.values()):
            cards.append(card)
            rests.append(tuple(sorted(places[shown.get(path, path)] for path in rests_on)))
        shared = tuple(sorted({places[shown[path]] for path in self._shared}))
        try:
            content = msgspec.json.encode(_Entry(cards=pack_cards(cards), rests=tuple(rests), shared=shared))
        except ValueError:  # JSON has no lone surrogates.
            return
        self._store.write(self._asked, everything, content)
