"""Read the contents of a dictionary where it is used, so that ``**arguments`` can be read like keywords."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from cursus_tester.results.subject import Place
from cursus_tester.source.names.bindings import header_expressions, relevant_statements
from cursus_tester.source.names.flow import Flow, Undecidable
from cursus_tester.source.names.resolution import NameResolver
from cursus_tester.source.names.scopes import Position, Scope
from cursus_tester.source.values.dictionary_contents import (
    EMPTY,
    OPEN,
    UNBOUND,
    Argument,
    Contents,
    conditional_argument,
    either_argument,
)
from cursus_tester.source.values.origins import ValueOrigins

#: Methods of a dictionary, or of a logger, that leave their argument and object as they are.
_READING = frozenset({"get", "items", "keys", "values", "copy", "debug", "info", "warning", "error", "exception"})
#: Built-in functions that leave a dictionary given to them as it is.
_HARMLESS = frozenset(
    {"bool", "dict", "frozenset", "isinstance", "len", "list", "print", "repr", "set", "sorted", "str"}
)


class DictionaryReader:
    """Reads the contents of dictionaries in the checked files."""

    def __init__(self, resolver: NameResolver, values: ValueOrigins) -> None:
        self._resolver = resolver
        self._values = values
        #: What is being read, to detect cycles: an expression, or a variable at a statement.
        self._active: set[object] = set()
        #: Results by the same keys: without them each branch would double the work.
        self._known: dict[object, Contents] = {}

    def contents(self, expression: ast.expr) -> Contents:
        """The contents of the dictionary that `expression` evaluates to; open where the source does not decide them."""
        position = self._values.position(expression)
        if position is None:
            return OPEN
        return self._cached(id(expression), lambda: self._contents(expression, position))

    def _cached(self, key: object, compute: Callable[[], Contents]) -> Contents:
        """The result of `compute`, computed once; open in a cycle, and where the source does not decide it."""
        if key in self._active:
            return OPEN
        if key not in self._known:
            self._active.add(key)
            try:
                self._known[key] = compute()
            except (Undecidable, RecursionError):
                self._known[key] = OPEN
            finally:
                self._active.discard(key)
        return self._known[key]

    def _contents(self, expression: ast.expr, position: Position) -> Contents:
        match expression:
            case ast.Dict(keys=keys, values=values):
                return self._literal(keys, values, position)
            case ast.Name(id=name):
                return self._variable(name, position)
            case ast.IfExp(body=body, orelse=orelse):
                return self.contents(body).joined(self.contents(orelse))
            case ast.BoolOp(op=ast.Or(), values=values):
                result = self.contents(values[0])
                for each in values[1:]:
                    result = result.joined(self.contents(each))
                return result
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.contents(left).updated(self.contents(right))
            case ast.NamedExpr(value=value):
                return self.contents(value)
            case ast.DictComp():
                return self._comprehension(expression)
            case ast.Call():
                return self._call(expression, position)
            case ast.Constant(value=None):
                return EMPTY
            case _:
                return self._origins(expression)

    def _literal(self, keys: list[ast.expr | None], values: list[ast.expr], position: Position) -> Contents:
        result = EMPTY
        for key, value in zip(keys, values, strict=True):
            if key is None:
                result = result.updated(self.contents(value))
                continue
            name = self._string(key)
            if name is None:
                result = result.opened()
            else:
                result = result.with_entry(name, _argument(value, position.scope.module.place(key)))
        return result

    def _string(self, key: ast.expr) -> str | None:
        origins = self._values.origins(key)
        if origins is not None and len(origins) == 1 and isinstance(origins[0], ast.Constant):
            value = origins[0].value
            return value if isinstance(value, str) else None
        return None

    def _comprehension(self, expression: ast.DictComp) -> Contents:
        """The contents of ``{key: value for key, value in other.items() if …}``."""
        match expression:
            case ast.DictComp(
                key=ast.Name(id=key),
                value=ast.Name(id=value),
                generators=[
                    ast.comprehension(
                        target=ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]),
                        iter=ast.Call(func=ast.Attribute(value=source, attr="items"), args=[]),
                        ifs=conditions,
                    )
                ],
            ) if (key, value) == (first, second):
                whole = self.contents(source)
                if not conditions:
                    return whole
                some = {name: conditional_argument(argument) for name, argument in whole.entries.items()}
                return Contents(entries=some, is_open=whole.is_open)
        return OPEN

    def _call(self, call: ast.Call, position: Position) -> Contents:
        match call.func:
            case ast.Attribute(value=source, attr="copy") if not call.args:
                return self.contents(source)
        target = self._values.resolve(call.func, position)
        name = target.name if target is not None else ""
        if name in {"copy.copy", "copy.deepcopy"} and len(call.args) == 1:
            return self.contents(call.args[0])
        if name == "builtins.dict":
            return self._updated(EMPTY, call, position)
        scope = self._values.callee(call, position)
        returned = self._values.returned(scope) if scope is not None else None
        if not returned:
            return OPEN
        result = UNBOUND
        for each in returned:
            result = result.joined(self.contents(each))
        return result

    def _updated(self, before: Contents, call: ast.Call, position: Position) -> Contents:
        """The contents after ``before.update(…)``, which reads its arguments as ``dict(…)`` does."""
        for each in call.args:
            before = before.updated(self.contents(each))
        for keyword in call.keywords:
            if keyword.arg is None:
                before = before.updated(self.contents(keyword.value))
            else:
                place = position.scope.module.place(keyword)
                before = before.with_entry(keyword.arg, _argument(keyword.value, place))
        return before

    def _origins(self, expression: ast.expr) -> Contents:
        """The contents of an attribute: open, since other code may have changed it."""
        result = UNBOUND
        for each in self._values.origins(expression) or ():
            if each is not expression:
                result = result.joined(self.contents(each))
        return OPEN if result.is_unbound else result.opened()

    def _variable(self, name: str, position: Position) -> Contents:
        definitions = self._resolver.reaching.of(name, position)
        start: Scope | None = position.scope
        scope = start
        while scope is not None and (
            name not in scope.facts.bound
            or name in scope.facts.declared_global
            or (isinstance(scope.node, ast.ClassDef) and scope is not start)
        ):
            scope = scope.parent
        if scope is None or name in position.shadowed or any(each.imported for each in definitions):
            return self._imported(name, position)
        statement = position.statement if scope is position.scope else None
        return self._cached((id(scope), name, id(statement)), lambda: self._flow(scope, name, statement))

    def _imported(self, name: str, position: Position) -> Contents:
        """The contents of a constant of another module."""
        target = self._resolver.resolve(ast.Name(id=name, ctx=ast.Load()), position)
        if target is None or not isinstance(target.node, ast.expr):
            return OPEN
        return self.contents(target.node)

    def _flow(self, scope: Scope, name: str, statement: ast.stmt | None) -> Contents:
        is_parameter = any(each.arg == name for each in scope.parameters)
        flow = Flow[Contents](
            name=name,
            relevant=relevant_statements(scope, name, statement),
            target=statement,
            apply=lambda each, state: self._after(each, state, name, scope),
            merge=Contents.joined,
        )
        end = flow.block(scope.node.body, OPEN if is_parameter else UNBOUND)
        found = end if statement is None else flow.reached
        return OPEN if found is None or found.is_unbound else found

    def _after(
        self, statement: ast.stmt | ast.ExceptHandler | ast.match_case, state: Contents, name: str, scope: Scope
    ) -> Contents:
        """The contents of `name` after a statement that mentions it."""
        if not isinstance(statement, ast.stmt):
            return state
        position = Position(scope=scope, statement=statement)
        for expression in header_expressions(statement):
            for parent in ast.walk(expression):
                state = self._after_expression(parent, state, name, position)
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    state = self._after_assignment(target, value, state, name, position)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                state = self._after_assignment(target, value, state, name, position)
            case ast.AugAssign(target=ast.Name(id=bound), op=ast.BitOr(), value=value) if bound == name:
                state = state.updated(self.contents(value))
            case ast.Delete(targets=targets):
                for target in targets:
                    match target:
                        case ast.Subscript(value=ast.Name(id=owner), slice=key) if owner == name:
                            removed = self._string(key)
                            state = state.opened() if removed is None else state.without(removed)
            case ast.For(target=target) | ast.AsyncFor(target=target) | ast.AugAssign(target=target):
                state = OPEN if name in _stored_names(target) else state
            case ast.With(items=items) | ast.AsyncWith(items=items):
                stored = (item.optional_vars for item in items if item.optional_vars is not None)
                state = OPEN if any(name in _stored_names(each) for each in stored) else state
            case _:
                pass
        return state

    def _after_assignment(
        self, target: ast.expr, value: ast.expr, state: Contents, name: str, position: Position
    ) -> Contents:
        match target:
            case ast.Name(id=bound) if bound == name:
                contents = self.contents(value)
                # A second name for the same dictionary: it may be changed through the other name.
                return contents.opened() if isinstance(value, ast.Name) else contents
            case ast.Subscript(value=ast.Name(id=owner), slice=key) if owner == name:
                entry = self._string(key)
                if entry is None:
                    return state.opened()
                return state.with_entry(entry, _argument(value, position.scope.module.place(target)))
            case ast.Tuple() | ast.List() if name in _stored_names(target):
                return OPEN
        return state

    def _after_expression(self, parent: ast.AST, state: Contents, name: str, position: Position) -> Contents:
        """The contents of `name` after one node of an expression that may change it, or pass it to code that may."""

        def is_it(node: ast.AST) -> bool:
            return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)

        match parent:
            case ast.Call(func=ast.Attribute(value=owner, attr=method), args=arguments) if is_it(owner):
                key = self._string(arguments[0]) if arguments else None
                if method == "update":
                    return self._updated(state, parent, position)
                if method == "setdefault" and key is not None and len(arguments) == 2:
                    before = state.entries.get(key)
                    if before is not None and not before.conditional:
                        return state
                    new = _argument(arguments[1], position.scope.module.place(parent))
                    return state.with_entry(
                        key, new if before is None else either_argument(before, new, conditional=False)
                    )
                if method == "pop" and key is not None:
                    return state.without(key)
                if method == "clear":
                    return EMPTY
                return state if method in _READING else state.opened()
            case ast.Call(func=function, args=arguments, keywords=keywords):
                given = (*arguments, *(keyword.value for keyword in keywords if keyword.arg is not None))
                if any(map(is_it, given)) and not _is_harmless(function):
                    return state.opened()
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) if any(map(is_it, parts)):
                return state.opened()
            case ast.Dict(keys=keys, values=values):
                if any(key is not None and is_it(value) for key, value in zip(keys, values, strict=True)):
                    return state.opened()
            case ast.NamedExpr(target=ast.Name(id=bound), value=value) if bound == name:
                return self.contents(value)
            case _:
                pass
        return state


def _stored_names(expression: ast.expr) -> Iterator[str]:
    return (
        each.id for each in ast.walk(expression) if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
    )


def _is_harmless(function: ast.expr) -> bool:
    match function:
        case ast.Name(id=name):
            return name in _HARMLESS
        case ast.Attribute(attr=name):
            return name in _READING or name.startswith("log")
    return False


def _argument(value: ast.expr, place: Place) -> Argument:
    return Argument(node=value, place=place, alternatives=(value,))
