"""Find the expressions that a value comes from: through variables, attributes, branches and function calls."""

from __future__ import annotations

import ast

from cursus_tester.source.definitions.classes import ClassFacts
from cursus_tester.source.definitions.methods import decorator_names
from cursus_tester.source.names.bindings import Definition, split_dotted
from cursus_tester.source.names.flow import Undecidable, falls_through
from cursus_tester.source.names.resolution import NameResolver, ResolvedName
from cursus_tester.source.names.scopes import FunctionNode, Position, Scope, known_position_of, outline_of

#: Decorators that leave what a function returns as it is.
_TRANSPARENT_DECORATORS = frozenset(
    {
        "builtins.staticmethod",
        "builtins.classmethod",
        "builtins.property",
        "functools.cached_property",
        "functools.cache",
        "functools.lru_cache",
        "typing.override",
        "typing_extensions.override",
        "abc.abstractmethod",
    }
)
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
#: The most expressions followed for one value, and for one subject: a source may lead to endlessly many.
_MAX_STEPS = 2_000
_MAX_STEPS_PER_SUBJECT = 200_000


class ValueOrigins:
    """Follows values to their origins in the checked files, for one class where there is one."""

    def __init__(self, resolver: NameResolver, facts: ClassFacts | None) -> None:
        self._resolver = resolver
        self._facts = facts
        #: Positions of the constants that represent a function's implicit ``return None``.
        self._implicit: dict[int, tuple[ast.Constant, Position]] = {}
        self._steps = 0
        self._found: dict[int, tuple[ast.expr, ...] | None] = {}
        self._returned: dict[int, tuple[ast.expr, ...] | None] = {}

    def position(self, expression: ast.expr) -> Position | None:
        """The position of `expression`; ``None`` when it is in none of the files read."""
        implicit = self._implicit.get(id(expression))
        if implicit is not None:
            return implicit[1]
        position = known_position_of(expression)
        if position is not None:
            return position
        # The expression is in a scope that was not read yet.
        for outline in self._resolver.modules.outlines():
            for scope in outline.root.walk():
                position = known_position_of(expression) if scope.facts else None
                if position is not None:
                    return position
        return None

    def class_at(self, position: Position) -> ClassFacts | None:
        """The class under test, where ``self`` at `position` is an instance of it."""
        if self._facts is not None and self._facts.includes(position.scope.enclosing_class):
            return self._facts
        return None

    def resolve(self, expression: ast.expr, position: Position) -> ResolvedName | None:
        """As `NameResolver.resolve`, and through attributes of ``self`` that the class decides."""
        attribute = self.own_attribute(expression, position)
        facts = self.class_at(position)
        if attribute is not None and facts is not None:
            definitions = facts.attribute(attribute, position)
            targets = [self._named(definition) for definition in definitions]
            first = targets[0] if targets else None
            if first is not None and all(each is not None and each.name == first.name for each in targets):
                return first
            return None
        return self._resolver.resolve(expression, position)

    def _named(self, definition: Definition) -> ResolvedName | None:
        if not isinstance(definition.value, ast.expr):
            return None
        position = self.position(definition.value)
        return self._resolver.resolve(definition.value, position) if position is not None else None

    def own_attribute(self, expression: ast.expr, position: Position) -> str | None:
        """``x`` for ``self.x``, also for ``cls.x``; ``None`` for anything else."""
        if not isinstance(expression, ast.Attribute | ast.Call):
            return None
        base, attributes = split_dotted(expression)
        if base is None or len(attributes) != 1 or base.id in position.shadowed:
            return None
        return attributes[0] if base.id == position.scope.instance_name else None

    def callee(self, call: ast.Call, position: Position) -> Scope | None:
        """The function of the checked files that `call` runs; ``None`` for other functions, and when undecided."""
        facts = self.class_at(position)
        match call.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name) if facts is not None:
                around = position.scope.enclosing_class
                return self._checked(facts.super_method(around, name)) if around is not None else None
            case _:
                attribute = self.own_attribute(call.func, position)
        if attribute is not None and facts is not None:
            method = facts.functions.get(attribute)
            if method is not None:
                return self._checked(method)
        target = self.resolve(call.func, position)
        if target is None or target.module is None or not isinstance(target.node, FunctionNode):
            return None
        return self._checked(outline_of(target.module).scopes[id(target.node)])

    def _checked(self, scope: Scope | None) -> Scope | None:
        """`scope` where it is in a checked file; installed distributions are not part of the subject."""
        return scope if scope is not None and not self._resolver.modules.is_installed(scope.module) else None

    def origins(self, expression: ast.expr) -> tuple[ast.expr, ...] | None:
        """The expressions that `expression` may come from; ``None`` when the source does not decide all of them.

        Followed are local variables, attributes of ``self`` that one method assigns, constants of other checked
        modules, conditional expressions, ``or``, and what functions of the checked files return. Any other expression,
        such as a call into the SDK, an item or an attribute of something else, is an origin itself.
        """
        if known_position_of(expression) is None:
            return self._all_origins(expression)
        # Nodes of a read module live as long as it, so their identity is a safe key.
        if id(expression) not in self._found:
            self._found[id(expression)] = self._all_origins(expression)
        return self._found[id(expression)]

    def _all_origins(self, expression: ast.expr) -> tuple[ast.expr, ...] | None:
        found: dict[int, ast.expr] = {}
        # Each expression is followed once: each branch doubles the number of paths that lead to it.
        seen: set[int] = set()
        pending = [expression]
        try:
            while pending:
                each = pending.pop()
                if id(each) in seen:
                    continue
                seen.add(id(each))
                self._spend(len(seen))
                sources = self._sources(each)
                if any(source is each for source in sources):
                    found[id(each)] = each
                pending.extend(reversed(sources))
        except (Undecidable, RecursionError):
            return None
        return tuple(found.values()) or None

    def _spend(self, steps: int) -> None:
        self._steps += 1
        if steps > _MAX_STEPS or self._steps > _MAX_STEPS_PER_SUBJECT:
            raise Undecidable

    def _sources(self, expression: ast.expr) -> list[ast.expr]:
        """The expressions that give `expression` its value; itself where it is an origin."""
        position = self.position(expression)
        if position is None:
            raise Undecidable
        match expression:
            case ast.IfExp(body=body, orelse=orelse):
                return [body, orelse]
            case ast.BoolOp(op=operator, values=values):
                # A false constant is never the value of `or`, unless it is the last operand.
                chosen = [
                    each
                    for each in values[:-1]
                    if not (isinstance(operator, ast.Or) and isinstance(each, ast.Constant) and not each.value)
                ]
                return [*chosen, values[-1]]
            case ast.NamedExpr(value=value):
                return [value]
            case ast.Name():
                return self._defining(expression, self._resolver.reaching.of(expression.id, position))
            case ast.Attribute():
                return self._of_attribute(expression, position)
            case ast.Call():
                scope = self.callee(expression, position)
                return [expression] if scope is None else self._returns(scope)
            case _:
                return [expression]

    def _defining(self, expression: ast.expr, definitions: tuple[Definition, ...]) -> list[ast.expr]:
        found: list[ast.expr] = []
        for definition in definitions:
            if isinstance(definition.value, ast.expr):
                found.append(definition.value)
            elif definition.imported or definition.value is not None:
                found.append(self._target(expression))
            else:
                raise Undecidable
        return found or [self._target(expression)]

    def _target(self, expression: ast.expr) -> ast.expr:
        """The value of a constant in another module; for a class, a function or an SDK name, the expression itself."""
        position = self.position(expression)
        target = self._resolver.resolve(expression, position) if position is not None else None
        if target is None:
            raise Undecidable
        return target.node if isinstance(target.node, ast.expr) else expression

    def _of_attribute(self, expression: ast.Attribute, position: Position) -> list[ast.expr]:
        attribute = self.own_attribute(expression, position)
        if attribute is not None:
            facts = self.class_at(position)
            if facts is None:
                raise Undecidable
            scope = facts.functions.get(attribute)
            if scope is None:
                return self._defining(expression, facts.attribute(attribute, position))
            if not _PROPERTIES & set(decorator_names(self._resolver, scope)):
                return [expression]
            return self._returns(scope)
        target = self._resolver.resolve(expression, position)
        return [target.node] if target is not None and isinstance(target.node, ast.expr) else [expression]

    def _returns(self, scope: Scope) -> list[ast.expr]:
        returned = self.returned(scope)
        if returned is None:
            raise Undecidable
        return list(returned)

    def returned(self, scope: Scope) -> tuple[ast.expr, ...] | None:
        """The expressions that a function returns, a constant ``None`` for a bare or implicit return.

        ``None`` when a call returns something else: a generator, a coroutine, or the result of an unknown decorator.
        """
        if id(scope) not in self._returned:
            self._returned[id(scope)] = self._read_returned(scope)
        return self._returned[id(scope)]

    def _read_returned(self, scope: Scope) -> tuple[ast.expr, ...] | None:
        node = scope.node
        if not isinstance(node, ast.FunctionDef) or scope.facts.yields:
            return None
        if not set(decorator_names(self._resolver, scope)) <= _TRANSPARENT_DECORATORS:
            return None
        found = [
            each.value or self._nothing(each, Position(scope=scope, statement=each)) for each in scope.facts.returns
        ]
        if falls_through(node.body):
            found.append(self._nothing(node, Position(scope=scope, statement=None)))
        return tuple(found)

    def _nothing(self, at: ast.stmt, position: Position) -> ast.Constant:
        """A constant ``None`` for an implicit return, placed where it happens."""
        constant = ast.copy_location(ast.Constant(value=None), at)
        self._implicit[id(constant)] = (constant, position)
        return constant
