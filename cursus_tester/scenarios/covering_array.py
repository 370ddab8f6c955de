"""Covering arrays: few rows in which every pair of levels is found, or every three, where some exclude each other.

Rows are made greedily, as AETG makes them (Cohen et al., 1997). Each begins with a combination that is still missing.
Factor by factor it gets the level that meets most others for the first time; of levels that are as good as each other
the one that lets most threes meet, so that pairs show more than pairs. Of a few such rows the best is taken.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

#: One level of each factor, as positions in its levels.
Row = tuple[int, ...]
#: Whether the first levels of a row are possible together.
Allows = Callable[[Sequence[int]], bool]

#: Whether levels of some factors, by place, are impossible together.
Excludes = Callable[[Sequence[tuple[int, int]]], bool]

#: How many rows are made of which the best is taken.
_CANDIDATES = 3
#: The strength of an array in which every pair is found.
_PAIRS = 2


def covering_array(
    sizes: Sequence[int], allows: Allows, strength: int, excludes: Excludes = lambda combination: False
) -> tuple[Row, ...]:
    """Rows in which every possible combination of `strength` levels is found.

    Args:
        sizes: How many levels each factor has.
        allows: Whether the levels of the first factors are possible together.
        strength: From 2.
        excludes: Tells at once of combinations that they are impossible, so that no row is looked for; it need not of
            all.
    """
    missing = _Missing(sizes, strength)
    rows: list[Row] = []
    while missing.combinations:
        best: tuple[int, Row] | None = None
        for wanted in missing.most_wanted(_CANDIDATES):
            row = _row_with(dict(wanted), sizes, allows, missing) if not excludes(wanted) else None
            if row is None:
                missing.remove(wanted)
                continue
            met = missing.met_by(row)
            if best is None or met > best[0]:
                best = met, row
        if best is not None:
            rows.append(best[1])
            missing.take(best[1])
    return tuple(rows)


#: A level of a factor: its place, and its position among the levels.
_Item = tuple[int, int]
#: Levels of some factors, in the order of their places.
_Combination = tuple[_Item, ...]


class _Missing:
    """The combinations that no row has so far."""

    def __init__(self, sizes: Sequence[int], strength: int) -> None:
        self._strength = strength
        items = [[(place, value) for value in range(size)] for place, size in enumerate(sizes)]
        #: Each level as one bit of a whole number, so that a set of levels is a number, too.
        self.bit = {item: 1 << number for number, item in enumerate(itertools.chain.from_iterable(items))}
        #: Where a number of all these bits begins, one for each level, in the numbers of `_beside`.
        self.place = {item: 1 << number * len(self.bit) for number, item in enumerate(self.bit)}
        #: The combinations themselves.
        self.combinations: set[_Combination] = set()
        #: In how many of them an item is.
        self.count = dict.fromkeys(self.bit, 0)
        #: By item: what it has been in a row with beside each other one, as bits at the place of that one.
        self._beside = dict.fromkeys(self.bit, 0)
        #: All of a combination but one item, and the bits of the items that complete it.
        self._completing: dict[_Combination, int] = {}
        for chosen in itertools.combinations(items, strength):
            for combination in itertools.product(*chosen):
                self.combinations.add(combination)
                self._flip(combination, 1)

    def _flip(self, combination: _Combination, by: int) -> None:
        for at, item in enumerate(combination):
            self.count[item] += by
            rest = (*combination[:at], *combination[at + 1 :])
            self._completing[rest] = self._completing.get(rest, 0) ^ self.bit[item]

    def take(self, row: Row) -> None:
        """Remove what a row has."""
        items = tuple(enumerate(row))
        # A product puts the bits of the row once at each of its places.
        together = sum(map(self.bit.__getitem__, items)) * sum(map(self.place.__getitem__, items))
        for item in items:
            self._beside[item] |= together
        for combination in itertools.combinations(items, self._strength):
            self.remove(combination)

    def remove(self, combination: _Combination) -> None:
        """Take a combination for found, or for impossible."""
        if combination in self.combinations:
            self.combinations.remove(combination)
            self._flip(combination, -1)

    def most_wanted(self, most: int) -> list[_Combination]:
        """A few combinations: those whose items are in most others."""
        count = self.count.__getitem__
        found = heapq.nsmallest(most, [(-sum(map(count, each)), each) for each in self.combinations])
        return [combination for _, combination in found]

    def met_by(self, row: Row) -> int:
        """How many of them a row has."""
        return sum(each in self.combinations for each in itertools.combinations(enumerate(row), self._strength))

    def met_with(self, item: _Item, known: Sequence[_Item], bits: int) -> int:
        """How many of them an item completes beside known levels of other factors, which are also given as bits."""
        if self._strength == _PAIRS:
            return (self._completing[(item,)] & bits).bit_count()
        return sum(
            (self._completing.get(tuple(sorted((*some, item))), 0) & bits).bit_count()
            for some in itertools.combinations(known, self._strength - 2)
        )

    def threes_with(self, item: _Item, repeated: int) -> int:
        """How many threes of an item and two known levels no row has so far, each counted twice.

        Args:
            item: The level of another factor.
            repeated: The known levels as bits, once at the place of each.
        """
        return (repeated & ~self._beside[item]).bit_count()


def _row_with(fixed: Mapping[int, int], sizes: Sequence[int], allows: Allows, missing: _Missing) -> Row | None:
    """A possible row with these levels, and otherwise with those that meet most; ``None``: no row is possible."""
    begun: list[int] = []
    known: list[_Item] = list(fixed.items())

    def ordered(place: int, bits: int, places: int) -> Iterator[int]:
        gains: dict[int, list[_Item]] = {}
        for value in range(sizes[place]):
            item = (place, value)
            gains.setdefault(missing.met_with(item, known, bits), []).append(item)
        for gain in sorted(gains, reverse=True):
            # Of those that are as good as each other the one that lets most threes meet.
            tied = gains[gain]
            if len(tied) > 1:
                repeated = bits * places
                tied.sort(key=lambda each: (-missing.threes_with(each, repeated), -missing.count[each], each))
            for _, value in tied:
                yield value

    def complete(place: int, bits: int, places: int) -> bool:
        if place == len(sizes):
            return True
        if place in fixed:
            begun.append(fixed[place])
            if allows(begun) and complete(place + 1, bits, places):
                return True
            begun.pop()
            return False
        for value in ordered(place, bits, places):
            item = (place, value)
            begun.append(value)
            known.append(item)
            if allows(begun) and complete(place + 1, bits | missing.bit[item], places | missing.place[item]):
                return True
            begun.pop()
            known.pop()
        return False

    bits, places = (sum(of[each] for each in known) for of in (missing.bit, missing.place))
    return tuple(begun) if complete(0, bits, places) else None
