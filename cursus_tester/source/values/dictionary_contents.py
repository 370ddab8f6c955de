"""The known contents of a dictionary with string keys, and how operations change them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from cursus_tester.results.subject import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a call."""

    #: The value; where branches give different values, the first.
    node: ast.expr
    #: Where it is given; for a dictionary that was built before, the place of the entry.
    place: Place
    #: Whether only some paths through the code give it.
    conditional: bool = False
    #: All values that it may have, `node` among them.
    alternatives: tuple[ast.expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The known contents of a dictionary."""

    entries: Mapping[str, Argument] = field(default_factory=dict)
    #: Whether it may hold more or less than `entries`.
    is_open: bool = False
    #: Whether nothing was assigned yet.
    is_unbound: bool = False

    def with_entry(self, key: str, argument: Argument) -> Contents:
        """The contents after `key` is set, only on some paths where `argument` is conditional."""
        before = self.entries.get(key)
        if argument.conditional and before is not None:
            argument = either_argument(before, argument, conditional=before.conditional)
        return Contents(entries={**self.entries, key: argument}, is_open=self.is_open)

    def updated(self, other: Contents) -> Contents:
        """The contents after ``.update(other)``."""
        result = Contents(entries=self.entries, is_open=self.is_open or other.is_open)
        for key, argument in other.entries.items():
            result = result.with_entry(key, argument)
        return result

    def without(self, key: str) -> Contents:
        """The contents after `key` is removed."""
        kept = {each: argument for each, argument in self.entries.items() if each != key}
        return Contents(entries=kept, is_open=self.is_open)

    def opened(self) -> Contents:
        """The contents after code that may have changed them."""
        return Contents(entries=self.entries, is_open=True)

    def joined(self, other: Contents) -> Contents:
        """The contents where two branches meet: an entry of only one of them is conditional."""
        if self.is_unbound or other.is_unbound:
            return other if self.is_unbound else self
        entries: dict[str, Argument] = {}
        for key in (*self.entries, *(key for key in other.entries if key not in self.entries)):
            found = [each.entries[key] for each in (self, other) if key in each.entries]
            if len(found) == 2:
                entries[key] = either_argument(*found, conditional=any(each.conditional for each in found))
            else:
                entries[key] = conditional_argument(found[0])
        return Contents(entries=entries, is_open=self.is_open or other.is_open)


EMPTY = Contents()
OPEN = Contents(is_open=True)
UNBOUND = Contents(is_unbound=True)


def either_argument(first: Argument, second: Argument, *, conditional: bool) -> Argument:
    """An argument with the values of both, at the place of the first."""
    alternatives = tuple({id(each): each for each in (*first.alternatives, *second.alternatives)}.values())
    return Argument(node=first.node, place=first.place, conditional=conditional, alternatives=alternatives)


def conditional_argument(argument: Argument) -> Argument:
    """The same argument, given on some paths only."""
    return Argument(node=argument.node, place=argument.place, conditional=True, alternatives=argument.alternatives)
