"""Find ``except`` clauses that swallow every error of the code that builds a step."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cursus_tester.results.subject import Place
from cursus_tester.sdk.names import BUILDING_SYMBOL
from cursus_tester.source.builder_source import Source
from cursus_tester.source.names.scopes import Scope
from cursus_tester.source.syntax import child_nodes, source_text
from cursus_tester.step_pack import packs

_BROAD = frozenset({"Exception", "BaseException"})
#: Calls that only report an error.
_LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"})
#: Methods that build on an object whose name contains a word.
_BUILDING_ON = {"create": "model", "resolve": "resolver"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SwallowingHandler:
    """An ``except`` clause or ``suppress`` that swallows every error."""

    place: Place
    #: As written: ``except Exception``, ``except:``, ``suppress(Exception)``.
    caught: str
    #: What it guards, for messages.
    doing: str


def _building_methods() -> frozenset[str]:
    """Methods that always build."""
    return frozenset({"create_step"}).union(*(pack.building_methods for pack in packs()))


def swallowing_handlers(source: Source) -> tuple[SwallowingHandler, ...]:
    """The swallowing handlers in the functions of a subject, in the order of their lines."""
    reading = _Reading(source)
    found = [handler for scope in source.scopes for handler in reading.handlers(scope)]
    return tuple(sorted(found, key=lambda each: (each.place.path, each.place.line)))


class _Reading:
    """The functions of one subject, and which of them build."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._by_name: dict[str, list[Scope]] = {}
        #: Whether functions of this name lead to building, as far as known.
        self._leading: dict[str, bool] = {}
        for scope in source.scopes:
            self._by_name.setdefault(scope.qualified_name.rpartition(".")[2], []).append(scope)

    def handlers(self, scope: Scope) -> Iterator[SwallowingHandler]:
        for node in scope.facts.statements:
            if isinstance(node, ast.Try):
                doing = self._doing(node.body)
                for handler in node.handlers:
                    if doing and self._is_broad(handler.type) and _swallows(handler, scope):
                        name = f"except {source_text(handler.type)}" if handler.type is not None else "except:"
                        yield SwallowingHandler(place=scope.module.place(handler), caught=name, doing=doing)
            elif isinstance(node, ast.With):
                for item in node.items:
                    call = item.context_expr
                    if self._suppresses(call):
                        doing = self._doing(node.body)
                        if doing:
                            yield SwallowingHandler(
                                place=scope.module.place(call), caught=source_text(call), doing=doing
                            )

    def _is_broad(self, caught: ast.expr | None) -> bool:
        if caught is None:
            return True
        each = caught.elts if isinstance(caught, ast.Tuple) else [caught]
        return any(self._source.dotted(one).rpartition(".")[2] in _BROAD for one in each)

    def _suppresses(self, call: ast.expr) -> bool:
        if not isinstance(call, ast.Call):
            return False
        name = self._source.dotted(call.func).rpartition(".")[2]
        return name == "suppress" and any(self._is_broad(argument) for argument in call.args)

    def _doing(self, body: Sequence[ast.stmt]) -> str:
        """What `body`, or a function of the subject that it calls, does to build a step; empty: nothing."""
        for node in _own_nodes(body):
            if _reads_properties(node):
                return "reading a dependency's properties"
            if isinstance(node, ast.Call):
                name = self._called(node)
                if self._builds(node, name) or self._leads_to_building(name):
                    return f"{name}(…)"
        return ""

    def _called(self, call: ast.Call) -> str:
        """The last part of the called name."""
        target = self._source.dotted(call.func)
        return target.rpartition(".")[2] if target else call.func.attr if isinstance(call.func, ast.Attribute) else ""

    def _builds(self, call: ast.Call, name: str) -> bool:
        """Whether a call of `name` builds by itself."""
        if BUILDING_SYMBOL.fullmatch(self._source.dotted(call.func)) or name in _building_methods():
            return True
        on = source_text(call.func.value).lower() if isinstance(call.func, ast.Attribute) else ""
        return name in _BUILDING_ON and _BUILDING_ON[name] in on

    def _leads_to_building(self, name: str) -> bool:
        """Whether a function `name` of the subject builds, directly or through other functions."""
        if name not in self._leading:
            seen, pending = {name}, [name]
            while pending:
                for does_build, called in self._steps(pending.pop()):
                    if does_build:
                        self._leading[name] = True
                        return True
                    if called not in seen:
                        seen.add(called)
                        pending.append(called)
            self._leading[name] = False
        return self._leading[name]

    def _steps(self, name: str) -> Iterator[tuple[bool, str]]:
        """For each call in the functions `name`: whether it builds, and the called name."""
        for scope in self._by_name.get(name, ()):
            for node in _own_nodes(scope.node.body):
                if _reads_properties(node):
                    yield True, ""
                elif isinstance(node, ast.Call):
                    called = self._called(node)
                    yield self._builds(node, called), called


def _reads_properties(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "properties"


def _own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Every node of a body, without functions and classes defined in it."""
    pending = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        yield node
        pending.extend(reversed(child_nodes(node)))


#: Calls that end the program.
_ENDS = frozenset({"exit", "quit", "sys.exit", "os._exit"})


def _swallows(handler: ast.ExceptHandler, scope: Scope) -> bool:
    """Whether a handler neither raises, nor keeps the error, nor ends the program.

    A variable that a retry stores the error in, and that nothing but logs and tests reads, keeps none.
    """
    for node in _own_nodes(handler.body):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and source_text(node.func) in _ENDS):
            return False
    if handler.name is None:
        return True
    stored: set[str] = set()
    used = _uses(handler.body, handler.name)
    for node in _own_nodes(handler.body):
        match node:
            case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Name(id=value)) if value == handler.name:
                stored.add(variable)
                used.discard(id(node.value))
    if used or isinstance(scope.node, ast.Module):
        return not used
    return not any(_uses(scope.node.body, name) for name in stored)


def _uses(body: Sequence[ast.stmt], name: str) -> set[int]:
    """Where a variable is read for anything but a log line and a test."""
    found = {
        id(node)
        for node in _own_nodes(body)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    }
    for node in _own_nodes(body):
        if isinstance(node, ast.Call) and _is_logging(node):
            found -= {id(each) for each in ast.walk(node)}
        elif isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert)):
            found -= {id(each) for each in ast.walk(node.test)}
    return found


def _is_logging(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            pass
        case _:
            return False
    return name in _LOGGING or name.startswith(("log_", "_log"))
