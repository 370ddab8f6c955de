"""What a dictionary with string keys holds, as far as the text decides it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from cursus_tester.results.subject import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a call."""

    #: The value; where different branches give different ones, the first.
    node: ast.expr
    #: Where it is given, which for a dictionary built beforehand is there.
    place: Place
    #: Given on some ways through the code only.
    conditional: bool = False
    #: All values that it may have, `node` among them.
    alternatives: tuple[ast.expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a dictionary with string keys holds."""

    entries: Mapping[str, Argument] = field(default_factory=dict)
    #: There may be more in it, or less, than `entries`.
    is_open: bool = False
    #: Nothing was assigned yet.
    is_unbound: bool = False

    def with_entry(self, key: str, argument: Argument) -> Contents:
        """The same with `key` set, for certain unless `argument` is conditional."""
        before = self.entries.get(key)
        if argument.conditional and before is not None:
            argument = either_argument(before, argument, conditional=before.conditional)
        return Contents(entries={**self.entries, key: argument}, is_open=self.is_open)

    def updated(self, other: Contents) -> Contents:
        """The same after ``.update(other)``."""
        result = Contents(entries=self.entries, is_open=self.is_open or other.is_open)
        for key, argument in other.entries.items():
            result = result.with_entry(key, argument)
        return result

    def without(self, key: str) -> Contents:
        """The same with `key` removed."""
        kept = {each: argument for each, argument in self.entries.items() if each != key}
        return Contents(entries=kept, is_open=self.is_open)

    def opened(self) -> Contents:
        """The same after something that may have changed it."""
        return Contents(entries=self.entries, is_open=True)

    def joined(self, other: Contents) -> Contents:
        """What it holds after one of two ways: what only one of them gives is conditional."""
        if self.is_unbound or other.is_unbound:
            return other if self.is_unbound else self
        entries: dict[str, Argument] = {}
        for key in (*self.entries, *(key for key in other.entries if key not in self.entries)):
            given = [side.entries[key] for side in (self, other) if key in side.entries]
            if len(given) == 2:
                entries[key] = either_argument(*given, conditional=any(each.conditional for each in given))
            else:
                entries[key] = conditional_argument(given[0])
        return Contents(entries=entries, is_open=self.is_open or other.is_open)


EMPTY = Contents()
OPEN = Contents(is_open=True)
UNBOUND = Contents(is_unbound=True)


def either_argument(first: Argument, second: Argument, *, conditional: bool) -> Argument:
    """An argument that has the values of both, and the place of the first."""
    alternatives = tuple({id(each): each for each in (*first.alternatives, *second.alternatives)}.values())
    return Argument(node=first.node, place=first.place, conditional=conditional, alternatives=alternatives)


def conditional_argument(argument: Argument) -> Argument:
    """The same argument, given on some ways only."""
    return Argument(node=argument.node, place=argument.place, conditional=True, alternatives=argument.alternatives)
