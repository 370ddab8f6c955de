"""Results that are kept in one entry, each with the paths that it rests on beside those that all of them rest on.

Where few files change, few results are made again. Most results rest on the same paths but for their own file: these
are written once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from cursus_tester.files import dependencies
from cursus_tester.run.cache import Store, beside_the_builders

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rested(Generic[_Result]):
    """A result with what it rests on; all paths as results name them or absolute."""

    result: _Result
    #: Its own file.
    file: str
    #: What else.
    rests_on: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What is written: paths by their place among the fingerprints."""

    ids: tuple[str, ...]
    #: Of each, the path of its file, and which of `sets` it rests on.
    files: tuple[int, ...]
    rests: tuple[int, ...]
    #: Distinct ones.
    sets: tuple[tuple[int, ...], ...]
    #: What all of them rest on.
    shared: tuple[int, ...]
    #: The results in the order of their ids.
    results: msgspec.Raw


class KeptTogether(Generic[_Result]):
    """The results that a store has under one name, by id."""

    def __init__(
        self,
        store: Store,
        asked: str,
        shared: Iterable[str],
        decode: Callable[[msgspec.Raw], Sequence[_Result]],
        encode: Callable[[Sequence[_Result]], bytes],
    ) -> None:
        """Read what still counts.

        Args:
            store: Where they are.
            asked: What tells them from others.
            shared: What all of them rest on, as far as it is known.
            decode: Results as they were written.
            encode: Results as they are to be written. Both raise `ValueError` or `IndexError` where they cannot.
        """
        self._store = store
        self._asked = asked
        self._encode = encode
        self._shared = {*shared, *beside_the_builders()}
        self._states: dict[str, str] = {}
        self._kept: dict[str, Rested[_Result]] = {}
        self._fresh: dict[str, Rested[_Result]] = {}
        #: Sets of paths: each once, as many results share one; and those that are recorded already.
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        self._recorded: set[frozenset[str]] = set()
        self._read(decode)

    def _read(self, decode: Callable[[msgspec.Raw], Sequence[_Result]]) -> None:
        kept = self._store.read(self._asked)
        if kept is None:
            return
        states, content = kept
        paths, changed = tuple(states), self._store.changed(states)
        try:
            entry = msgspec.json.decode(content, type=_Entry)
            shared = [paths[index] for index in entry.shared]
            if not changed.isdisjoint(shared):
                return
            sets = [frozenset(paths[index] for index in each) for each in entry.sets]
            counts = [each.isdisjoint(changed) for each in sets]
            found = zip(entry.ids, entry.files, entry.rests, decode(entry.results), strict=True)
            self._kept = {
                id: Rested(result=result, file=paths[file], rests_on=sets[rests])
                for id, file, rests, result in found
                if counts[rests] and paths[file] not in changed
            }
        except (IndexError, ValueError, msgspec.MsgspecError):
            self._kept = {}
            return
        self._states = states
        self._shared.update(shared)

    def __contains__(self, id: str) -> bool:
        """Whether a result is kept."""
        return id in self._fresh or id in self._kept

    def get(self, id: str) -> _Result | None:
        """A result that still counts; ``None`` where there is none."""
        found = self._fresh.get(id) or self._kept.get(id)
        if found is None:
            return None
        dependencies.record(found.file)
        if found.rests_on not in self._recorded:
            self._recorded.add(found.rests_on)
            dependencies.record(*found.rests_on)
        return found.result

    def put(self, id: str, result: _Result, file: str, seen: Iterable[str], imported: Iterable[str]) -> None:
        """Keep a result; it is written at the end.

        Args:
            id: What it is of.
            result: What is kept.
            file: Its own file.
            seen: The paths that were looked at for it. What was looked at for others before need not be among them.
            imported: Those where Python looks for what its file imports.
        """
        rests_on = frozenset(imported) - {file}
        self._shared.update(path for path in seen if path != file and path not in rests_on)
        self._fresh[id] = Rested(result=result, file=file, rests_on=self._sets.setdefault(rests_on, rests_on))

    def finish(self) -> None:
        """Write what counts, where something is new."""
        self._shared |= dependencies.recorded_for_all()
        if not self._fresh:
            dependencies.record(*self._shared)
            return
        new = _all_paths(self._fresh.values()) | self._shared
        states = self._store.states(new)
        if states is None:
            return
        kept = {id: each for id, each in self._kept.items() if id not in self._fresh}
        everything = {**{path: self._states[path] for path in sorted(_all_paths(kept.values()))}, **states}
        places = {path: index for index, path in enumerate(everything)}
        shown = {path: dependencies.shown(path) for path in new}
        sets: dict[frozenset[str], int] = {}
        results = {**kept, **self._fresh}
        try:
            entry = _Entry(
                ids=tuple(results),
                files=tuple(places[shown.get(each.file, each.file)] for each in results.values()),
                rests=tuple(sets.setdefault(each.rests_on, len(sets)) for each in results.values()),
                sets=tuple(tuple(sorted(places[shown.get(path, path)] for path in each)) for each in sets),
                shared=tuple(sorted({places[shown[path]] for path in self._shared})),
                results=msgspec.Raw(self._encode([each.result for each in results.values()])),
            )
            content = msgspec.json.encode(entry)
        except ValueError:  # JSON has no lone surrogates.
            return
        self._store.write(self._asked, everything, content)


def _all_paths(results: Collection[Rested[_Result]]) -> set[str]:
    found = {each.file for each in results}
    return found.union(*{each.rests_on for each in results})
