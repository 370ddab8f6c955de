"""Match what was there before with what is there now: step by step, by keys that are unique on either side."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

_Item = TypeVar("_Item")
#: What identifies an item; ``None`` where nothing does.
Key = Callable[[_Item], Hashable | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Generic[_Item]):
    """Items before and after, and those without a counterpart."""

    pairs: tuple[tuple[_Item, _Item], ...]
    gone: tuple[_Item, ...]
    new: tuple[_Item, ...]


def match(
    before: Iterable[_Item], after: Iterable[_Item], keys: Iterable[tuple[Key[_Item], Key[_Item]]]
) -> Matching[_Item]:
    """Match the items that share a key which no other item of their side has.

    Args:
        before: Items that differ from each other.
        after: As well.
        keys: For the items before and for those after. What one pair of keys leaves unmatched the next one looks at.
    """
    gone, new, pairs = list(before), list(after), list[tuple[_Item, _Item]]()
    for key_before, key_after in keys:
        sole = _sole_by(key_after, new)
        found = [(item, sole[key]) for key, item in _sole_by(key_before, gone).items() if key in sole]
        # Items may be large, and equal only after a long comparison.
        matched = {id(item) for pair in found for item in pair}
        gone, new = ([item for item in items if id(item) not in matched] for items in (gone, new))
        pairs += found
    return Matching(pairs=tuple(pairs), gone=tuple(gone), new=tuple(new))


def _sole_by(key: Key[_Item], items: Iterable[_Item]) -> dict[Hashable, _Item]:
    groups: dict[Hashable, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {found: group[0] for found, group in groups.items() if found is not None and len(group) == 1}
