"""Read the calls that functions make, with their arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cursus_tester.results.subject import Place
from cursus_tester.source.names.scopes import Position, Scope, position_of
from cursus_tester.source.values.dictionaries import DictionaryReader
from cursus_tester.source.values.dictionary_contents import Argument
from cursus_tester.source.values.origins import ValueOrigins


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCall:
    """One call in the source, with its arguments as far as the source decides them."""

    #: The dotted name of what is called, where it is really defined; empty when undecided.
    target: str
    place: Place
    end_line: int
    #: Qualified name of the function around the call; empty at module level.
    function: str
    node: ast.Call
    positional: tuple[Argument, ...]
    #: Keywords, also those from dictionaries given by ``**``.
    keywords: Mapping[str, Argument]
    #: Whether a ``*`` or ``**`` may add or replace arguments.
    has_unknown_arguments: bool


def reachable(start: Iterable[Scope], values: ValueOrigins) -> tuple[Scope, ...]:
    """The functions `start`, those defined inside them, and all functions of the checked files that they call."""
    found: dict[int, Scope] = {}
    pending = list(start)
    while pending:
        scope = pending.pop()
        if id(scope) in found:
            continue
        found[id(scope)] = scope
        if not isinstance(scope.node, ast.Module):
            pending.extend(scope.facts.children)
        for call in scope.facts.calls:
            called = values.callee(call, position_of(call))
            if called is not None:
                pending.append(called)
    return tuple(found.values())


def read_calls(scope: Scope, values: ValueOrigins, dictionaries: DictionaryReader) -> list[SourceCall]:
    """The calls in the body of one function, or at the top level of a module."""
    return [_read_call(call, position_of(call), values, dictionaries) for call in scope.facts.calls]


def _read_call(call: ast.Call, position: Position, values: ValueOrigins, dictionaries: DictionaryReader) -> SourceCall:
    module = position.scope.module
    target = values.resolve(call.func, position)
    positional, all_known = _positional(call, position, values)
    keywords: dict[str, Argument] = {}
    for keyword in call.keywords:
        if keyword.arg is not None:
            keywords[keyword.arg] = Argument(
                node=keyword.value, place=module.place(keyword), alternatives=(keyword.value,)
            )
            continue
        contents = dictionaries.contents(keyword.value)
        all_known = all_known and not contents.is_open
        for name, argument in contents.entries.items():
            keywords.setdefault(name, argument)
    return SourceCall(
        target=target.name if target is not None else "",
        place=module.place(call),
        end_line=call.end_lineno or call.lineno,
        function=position.scope.qualified_name,
        node=call,
        positional=positional,
        keywords=keywords,
        has_unknown_arguments=not all_known,
    )


def _positional(call: ast.Call, position: Position, values: ValueOrigins) -> tuple[tuple[Argument, ...], bool]:
    """The positional arguments up to the first undecided one, and whether these are all."""
    place = position.scope.module.place
    found: list[Argument] = []
    for each in call.args:
        if not isinstance(each, ast.Starred):
            found.append(Argument(node=each, place=place(each), alternatives=(each,)))
            continue
        match values.origins(each.value):
            case (ast.Tuple(elts=elements) | ast.List(elts=elements),) if not any(
                isinstance(element, ast.Starred) for element in elements
            ):
                found += [Argument(node=element, place=place(each), alternatives=(element,)) for element in elements]
            case _:
                return tuple(found), False
    return tuple(found), True
