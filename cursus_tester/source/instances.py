"""Find the methods that a function calls one after the other on an instance that it makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.source.definitions.classes import ClassFacts, class_facts
from cursus_tester.source.names.resolution import NameResolver
from cursus_tester.source.names.scopes import Scope
from cursus_tester.source.values.origins import ValueOrigins


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCall:
    """A call of a method of a class of the checked files."""

    call: ast.Call
    facts: ClassFacts
    method: Scope


def called_in_turn(scope: Scope, resolver: NameResolver, values: ValueOrigins) -> Iterator[MethodCall]:
    """The methods that `scope` calls on an instance that it makes, where they are several: each needs those before it.

    Also in a chain such as ``Plan().with_data().build()``, of methods that return their instance.
    """
    by_instance: dict[int, list[MethodCall]] = {}
    for call in scope.facts.calls:
        if isinstance(call.func, ast.Attribute):
            made = _instance(call.func.value, resolver, values)
            method = made[1].functions.get(call.func.attr) if made is not None else None
            if made is not None and method is not None:
                found = MethodCall(call=call, facts=made[1], method=method)
                by_instance.setdefault(id(made[0]), []).append(found)
    for calls in by_instance.values():
        if len({id(each.method) for each in calls}) > 1:
            yield from calls


def _instance(expression: ast.expr, resolver: NameResolver, values: ValueOrigins) -> tuple[ast.Call, ClassFacts] | None:
    """The call that makes the instance that `expression` is, and its class; ``None`` for anything else."""
    chain: list[str] = []
    seen: set[int] = set()
    while id(expression) not in seen:
        seen.add(id(expression))
        if isinstance(expression, ast.Name):
            origins = values.origins(expression) or ()
            if len(origins) != 1:
                return None
            expression = origins[0]
            continue
        position = values.position(expression)
        if not isinstance(expression, ast.Call) or position is None:
            return None
        target = values.resolve(expression.func, position)
        if target is not None and isinstance(target.node, ast.ClassDef) and target.module is not None:
            if resolver.modules.is_installed(target.module):
                return None
            facts = class_facts(resolver, target.module, target.node)
            own = ValueOrigins(resolver, facts)
            return (expression, facts) if all(_returns_itself(facts, name, own) for name in chain) else None
        if not isinstance(expression.func, ast.Attribute):
            return None
        chain.append(expression.func.attr)
        expression = expression.func.value
    return None


def _returns_itself(facts: ClassFacts, name: str, values: ValueOrigins) -> bool:
    method = facts.functions.get(name)
    returned = values.returned(method) if method is not None else None
    return (
        method is not None
        and bool(returned)
        and all(isinstance(each, ast.Name) and each.id == method.instance_name for each in returned or ())
    )
