"""A Python file as libcst has it: with every blank, comment and line end, and with positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

_Node = TypeVar("_Node", bound=cst.CSTNode)


class Unparseable(Exception):
    """A file that libcst cannot read."""


class Syntax:
    """One file. What is proposed for it are other texts of it: nothing is changed here."""

    def __init__(self, data: bytes) -> None:
        """Parse a file.

        Raises:
            Unparseable: It cannot be parsed.
        """
        try:
            parsed = cst.parse_module(data)
        except (cst.ParserSyntaxError, SyntaxError, UnicodeDecodeError, RecursionError) as error:
            raise Unparseable(str(error).splitlines()[0]) from error
        wrapper = MetadataWrapper(parsed, unsafe_skip_copy=True)
        self.module = wrapper.module
        self._positions = wrapper.resolve(PositionProvider)
        self._parents = wrapper.resolve(ParentNodeProvider)

    def line(self, node: cst.CSTNode) -> int:
        """The line that a node begins on."""
        return int(self._positions[node].start.line)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Line and column of a node, both 1-based."""
        start = self._positions[node].start
        return start.line, start.column + 1

    def nodes(self, kind: type[_Node], near: int = 0) -> list[_Node]:
        """The nodes of a kind: those that reach over the line `near` first, the innermost of them first."""
        found = [node for node in self._positions if isinstance(node, kind)]

        def rank(node: cst.CSTNode) -> tuple[bool, int, int]:
            place, holds = self._positions[node], self.holds(node, near)
            return not holds, place.end.line - place.start.line if holds else 0, place.start.line

        return sorted(found, key=rank)

    def holds(self, node: cst.CSTNode, line: int) -> bool:
        """Whether a node reaches over a line."""
        place = self._positions[node]
        return bool(place.start.line <= line <= place.end.line)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, innermost first."""
        while not isinstance(node, cst.Module):
            node = self._parents[node]
            yield node

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The function that a node is in."""
        return next((each for each in self.ancestors(node) if isinstance(each, cst.FunctionDef)), None)

    def replaced(self, old: cst.CSTNode, new: cst.CSTNode) -> bytes:
        """The file with one node in place of another."""
        changed = self.module.deep_replace(old, new)
        assert isinstance(changed, cst.Module)
        return bytes(changed.bytes)

    def without_statement(self, node: cst.SimpleStatementLine) -> bytes:
        """The file without a statement; its block gets a ``pass`` where it was the only one."""
        block = self._parents[node]
        if isinstance(block, cst.IndentedBlock) and len(block.body) == 1:
            return self.replaced(node, cst.SimpleStatementLine([cst.Pass()]))
        changed = self.module.deep_remove(node)
        assert isinstance(changed, cst.Module)
        return bytes(changed.bytes)

    def without_imports_for(self, gone: cst.CSTNode) -> bytes:
        """The file without the imports of names that only `gone` used, which is in it no more."""
        names = {each.value for each in _names(gone)}
        imported = {id(each) for alias in self.nodes(cst.ImportAlias) for each in _names(alias)}
        used = {each.value for each in self.nodes(cst.Name) if id(each) not in imported}
        for statement in self.nodes(cst.SimpleStatementLine):
            match statement.body:
                case [cst.ImportFrom(names=[*aliases])]:
                    for alias in aliases:
                        bound = alias.evaluated_alias or alias.evaluated_name
                        if bound not in names - used:
                            continue
                        rest = without(aliases, alias)
                        if not rest:
                            return Syntax(self.without_statement(statement)).without_imports_for(gone)
                        rest[-1] = rest[-1].with_changes(comma=alias.comma if alias is aliases[-1] else rest[-1].comma)
                        changed = statement.body[0].with_changes(names=rest)
                        return Syntax(self.replaced(statement.body[0], changed)).without_imports_for(gone)
                case _:
                    pass
        return bytes(self.module.bytes)

    def code(self, node: cst.CSTNode) -> str:
        """The text of a node."""
        return str(self.module.code_for_node(node))


def _names(node: cst.CSTNode) -> list[cst.Name]:
    return [each for child in node.children for each in _names(child)] + ([node] if isinstance(node, cst.Name) else [])


def name_of(node: cst.BaseExpression) -> str:
    """The last part of a name such as ``image_uris.retrieve``; empty for anything else."""
    match node:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return str(name)
        case _:
            return ""


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """A keyword argument of a call."""
    return next((each for each in call.args if each.keyword is not None and each.keyword.value == name), None)


def with_keyword(call: cst.Call, name: str, value: cst.BaseExpression) -> cst.Call:
    """A call with a keyword argument that it had not: written as the one before it is."""
    bare = cst.AssignEqual(whitespace_before=cst.SimpleWhitespace(""), whitespace_after=cst.SimpleWhitespace(""))
    added = cst.Arg(keyword=cst.Name(name), equal=bare, value=value)
    if call.args and not isinstance(call.args[-1].comma, cst.Comma):
        last = call.args[-1]
        added = added.with_changes(whitespace_after_arg=last.whitespace_after_arg)
        kept = [*call.args[:-1], last.with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))]
        return call.with_changes(args=_appended(kept, added, call.whitespace_before_args))
    return call.with_changes(args=_appended(call.args, added, call.whitespace_before_args))


def with_element(items: cst.List, value: cst.BaseExpression) -> cst.List:
    """A list with one more element: written as the one before it is."""
    added = cst.Element(value=value)
    return items.with_changes(elements=_appended(items.elements, added, items.lbracket.whitespace_after))


def _appended(items: Sequence[_Node], added: _Node, opening: cst.BaseParenthesizableWhitespace) -> list[_Node]:
    """Arguments or elements with one more; `opening` is what stands before the first."""
    if not items:
        return [added]
    *before, last = items
    closing = getattr(last, "comma")  # noqa: B009
    if not isinstance(closing, cst.Comma):
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        return [*before, last.with_changes(comma=comma), added]
    between = getattr(before[-1], "comma") if before else cst.Comma(whitespace_after=opening)  # noqa: B009
    return [*before, last.with_changes(comma=between), added.with_changes(comma=closing)]


def without(items: Sequence[_Node], item: _Node) -> list[_Node]:
    """Arguments or elements without one of them; the last keeps what stood behind the last."""
    kept = [each for each in items if each is not item]
    if kept and items[-1] is item:
        kept[-1] = kept[-1].with_changes(comma=getattr(item, "comma"))  # noqa: B009
        if isinstance(item, cst.Arg):
            kept[-1] = kept[-1].with_changes(whitespace_after_arg=item.whitespace_after_arg)
    return kept
