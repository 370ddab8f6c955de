"""The static facts of one subject, read from its source without running it.

Followed are import aliases, re-exports in the checked files, local imports, variables, ``**`` dictionaries,
inheritance and helper functions. What the source does not decide is marked as undecided: an empty target,
`SourceCall.has_unknown_arguments`, ``None`` origins.
"""

from __future__ import annotations

import ast
import builtins
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.sdk.names import PREFIX
from cursus_tester.source.calls import SourceCall, reachable, read_calls
from cursus_tester.source.definitions.classes import ClassFacts, class_body, class_facts
from cursus_tester.source.definitions.methods import Method, Parameter, ParameterKind, decorator_names, read_method
from cursus_tester.source.imports.module_imports import Import, attribute_uses, module_imports
from cursus_tester.source.modules import Module, read_module
from cursus_tester.source.names.bindings import header_expressions, split_dotted
from cursus_tester.source.names.resolution import NameResolver, NameResolvers
from cursus_tester.source.names.scopes import Scope, outline_of
from cursus_tester.source.syntax import all_nodes
from cursus_tester.source.values.dictionaries import DictionaryReader
from cursus_tester.source.values.dictionary_contents import Argument
from cursus_tester.source.values.origins import ValueOrigins

__all__ = ["Argument", "Method", "Parameter", "ParameterKind", "Source", "SourceCall", "read_source"]


T = TypeVar("T")

#: Methods that change a dictionary, list or set.
_CHANGING = frozenset({"add", "append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"})


class Source:
    """The static facts of one subject, computed when first asked for.

    Every fact is empty where the module cannot be parsed: `error` says why.
    """

    def __init__(self, subject: Subject, module: Module, resolver: NameResolver) -> None:
        self.subject = subject
        self._module = module
        self._resolver = resolver
        self._computed: dict[object, Any] = {}

    def cached(self, key: object, compute: Callable[[], T]) -> T:
        """The result of `compute`, computed once for each `key` of this subject."""
        if key not in self._computed:
            self._computed[key] = compute()
        found: T = self._computed[key]
        return found

    def cached_for_all(self, node: ast.AST, key: object, compute: Callable[[], T]) -> T:
        """As `cached`, for all subjects of the run together: `compute` depends on the text of `node` only."""
        return self._resolver.cached(node, key, compute)

    @property
    def error(self) -> tuple[str, Place] | None:
        """Why and where the module cannot be parsed."""
        return self._module.error

    @property
    def class_name(self) -> str:
        """The class's name; empty for a subject that is not a class."""
        return self._facts.node.name if self._facts is not None and self._is_builder else ""

    @property
    def _is_builder(self) -> bool:
        return self.subject.kind is SubjectKind.BUILDER

    @cached_property
    def _scope(self) -> Scope | None:
        """The class or function under test; the module's own scope where the whole file is."""
        if self._module.error is not None:
            return None
        outline = outline_of(self._module)
        if not self.subject.name:
            return outline.root
        # The last definition of a name is the one that counts.
        named = [scope for scope in outline.root.walk() if scope.qualified_name == self.subject.name]
        return named[-1] if named else None

    @cached_property
    def _facts(self) -> ClassFacts | None:
        """The class under test, or the one that the function under test is a method of."""
        scope = self._scope
        node = scope.enclosing_class if scope is not None else None
        return class_facts(self._resolver, self._module, node) if node is not None else None

    @cached_property
    def _values(self) -> ValueOrigins:
        return ValueOrigins(self._resolver, self._facts)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """Dotted names of all known ancestors, nearest first; as written where undecided."""
        if self._facts is None or not self._is_builder:
            return ()
        return tuple(definition.name for definition in self._facts.lineage[1:])

    @cached_property
    def class_statements(self) -> tuple[ast.ClassDef, ...]:
        """The class and those of its ancestors whose source was read, nearest first."""
        if self._facts is None or not self._is_builder:
            return ()
        return tuple(definition.node for definition in self._facts.lineage if definition.node is not None)

    @property
    def class_scopes(self) -> tuple[Scope, ...]:
        """The bodies of `class_statements`."""
        if self._facts is None or not self._is_builder:
            return ()
        bodies = (class_body(definition) for definition in self._facts.lineage)
        return tuple(body for body in bodies if body is not None)

    @cached_property
    def unread_bases(self) -> tuple[str, ...]:
        """Names of the ancestors whose source was not found, so that their members are unknown; not Python's own."""
        if self._facts is None or not self._is_builder:
            return ()
        unread = (definition.name for definition in self._facts.lineage if definition.node is None)
        own = sys.stdlib_module_names | vars(builtins).keys()
        return tuple(name for name in unread if name.partition(".")[0] not in own)

    @cached_property
    def methods(self) -> Mapping[str, Method]:
        """Own and inherited methods by name, those of installed base classes among them."""
        return self._facts.methods if self._facts is not None and self._is_builder else {}

    def method(self, name: str) -> Method | None:
        """The method `name`, own or inherited."""
        scope = self._facts.functions.get(name) if self._facts is not None and self._is_builder else None
        return read_method(self._resolver, scope) if scope is not None else None

    @cached_property
    def decorators(self) -> tuple[str, ...]:
        """Dotted names of the class's or function's decorators; of a called one, the name of what is called."""
        return decorator_names(self._resolver, self._scope) if self._scope is not None else ()

    @cached_property
    def function(self) -> Method | None:
        """The function, where that is what is under test."""
        scope = self._scope
        if scope is None or not isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        return read_method(self._resolver, scope)

    @cached_property
    def class_span(self) -> tuple[int, int]:
        """First and last line of the class or function, decorators included; ``(0, 0)`` without one."""
        node = self._scope.node if self._scope is not None else None
        if node is None or isinstance(node, ast.Module):
            return (0, 0)
        first = min((node.lineno, *(each.lineno for each in node.decorator_list)))
        return (first, node.end_lineno or node.lineno)

    @cached_property
    def _functions(self) -> tuple[Scope, ...]:
        """The functions whose calls belong to the subject."""
        if self._scope is None:
            return ()
        if not self._is_builder or self._facts is None:
            return reachable([self._scope], self._values)
        own = [
            scope for scope in self._facts.functions.values() if not self._resolver.modules.is_installed(scope.module)
        ]
        return reachable(own, self._values)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The functions whose calls belong to the subject, as scopes."""
        return self._functions

    @property
    def functions(self) -> tuple[tuple[str, str], ...]:
        """Path and qualified name of every function whose calls belong to the subject, sorted."""
        return tuple(sorted((scope.module.path, scope.qualified_name) for scope in self._functions))

    @cached_property
    def calls(self) -> tuple[SourceCall, ...]:
        """All calls of the subject: in its methods, inherited ones of the checked files, and functions they call.

        Those in the subject's own file come first, each file in the order of its lines.
        """
        dictionaries = DictionaryReader(self._resolver, self._values)
        found = [call for scope in self._functions for call in read_calls(scope, self._values, dictionaries)]
        own = self._module.path
        found.sort(key=lambda call: (call.place.path != own, call.place.path, call.place.line, call.place.column))
        return tuple(found)

    def calls_to(self, *names: str) -> tuple[SourceCall, ...]:
        """Calls of SDK symbols that end with one of `names`, such as ``CreateModelStep`` or ``image_uris.retrieve``."""
        return self.cached(names, lambda: tuple(call for call in self.calls if is_sdk_symbol(call.target, names)))

    def method_calls(self, name: str) -> tuple[SourceCall, ...]:
        """Calls of a method `name` on an object that the source does not decide: ``estimator.create_model()``."""
        return tuple(
            call
            for call in self.calls
            if not call.target and isinstance(call.node.func, ast.Attribute) and call.node.func.attr == name
        )

    def origins(self, value: Argument | ast.expr) -> tuple[ast.expr, ...] | None:
        """The expressions that an argument or an expression of this source may come from; ``None`` when undecided.

        Followed are local variables, attributes of ``self`` that one method assigns, constants of checked modules,
        conditional expressions, ``or``, and what functions of the checked files return. Any other expression, such as
        a call into the SDK, an item, or ``self.config.x``, is an origin itself. A parameter is undecided.
        """
        found: dict[int, ast.expr] = {}
        for each in value.alternatives if isinstance(value, Argument) else (value,):
            origins = self._values.origins(each)
            if origins is None:
                return None
            found.update({id(origin): origin for origin in origins})
        return tuple(found.values())

    def dotted(self, expression: ast.expr) -> str:
        """What a name or dotted expression of this source refers to, such as ``sagemaker.xgboost.XGBoostModel``.

        As written where the source does not decide it, such as ``self.config.x``; empty for anything but a dotted name.
        """
        position = self._values.position(expression)
        target = self._values.resolve(expression, position) if position is not None else None
        if target is not None and target.name:
            return target.name
        base, attributes = split_dotted(expression)
        return ".".join((base.id, *attributes)) if base is not None else ""

    def class_lineage(self, expression: ast.expr) -> tuple[ast.ClassDef, ...]:
        """The class that a name or dotted expression refers to and its ancestors, nearest first, as far as read."""
        position = self._values.position(expression)
        target = self._resolver.resolve(expression, position, installed=True) if position is not None else None
        if target is None or target.module is None or not isinstance(target.node, ast.ClassDef):
            return ()
        lineage = class_facts(self._resolver, target.module, target.node).lineage
        return tuple(each.node for each in lineage if each.node is not None)

    def is_read(self, call: ast.Call) -> bool:
        """Whether the function that `call` runs is among the checked files."""
        position = self._values.position(call)
        return position is not None and self._values.callee(call, position) is not None

    def is_mutated(self, value: ast.expr) -> bool:
        """Whether the module of `value` changes it later, by an item or a method of the name that it is bound to."""
        position = self._values.position(value)
        nodes = all_nodes(position.scope.module.tree) if position is not None else ()
        bound = [each.targets for each in nodes if isinstance(each, ast.Assign) and each.value is value]
        names = {target.id for targets in bound for target in targets if isinstance(target, ast.Name)}
        return any(name in names for each in nodes for name in _mutated_names(each))

    def is_module_level(self, expression: ast.expr) -> bool:
        """Whether an expression is at the top level of its module, so that it means the same to every subject."""
        position = self._values.position(expression)
        return position is not None and isinstance(position.scope.node, ast.Module)

    def place(self, expression: ast.expr) -> Place:
        """Where an expression of this source begins."""
        position = self._values.position(expression)
        return (position.scope.module if position is not None else self._module).place(expression)

    def cell_of(self, place: Place) -> str:
        """Where a place in a notebook is for people, such as ``cell 7, line 3``; empty in any other file."""
        notebook = self._module.notebook
        return notebook.where(place.line) if notebook is not None and place.path == self._module.path else ""

    def statement_span(self, path: str, line: int) -> tuple[int, int]:
        """First and last line of the innermost statement at `line` of the file shown as `path`.

        Of a compound statement its header counts. ``(line, line)`` where there is none.
        """
        module = self._module if path == self._module.path else self._resolver.modules.module(os.path.abspath(path))
        spans = self._resolver.cached(module, _own_span, lambda: _statement_spans(module.tree)) if module else ()
        around = [(first, last) for first, last in spans if first <= line <= last]
        return min(around, key=lambda span: (span[1] - span[0], span), default=(line, line))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import of the subject's module, at any depth, in the order of lines."""
        return module_imports(self._module)

    def uses_of(self, package: str) -> tuple[Import, ...]:
        """What the subject's module reads of a package that it imports as a whole, each name once."""
        return attribute_uses(self._module, package)


def _statement_spans(tree: ast.Module) -> tuple[tuple[int, int], ...]:
    return tuple(_own_span(node) for node in all_nodes(tree) if isinstance(node, ast.stmt))


def _mutated_names(node: ast.AST) -> Iterator[str]:
    """The names whose dictionary, list or set a node changes."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            yield name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _CHANGING:
            yield name
        case _:
            pass


def is_sdk_symbol(dotted: str, names: Iterable[str]) -> bool:
    """Whether `dotted` is in the SageMaker SDK and ends with one of `names` at a dot."""
    return dotted.startswith(PREFIX) and any(dotted.endswith(f".{name}") for name in names)


def read_source(subject: Subject, resolvers: NameResolvers | None = None) -> Source:
    """Read the static facts of `subject`. With `resolvers`, what subjects share is read once.

    Raises:
        OSError: The subject's file cannot be read.
    """
    module = read_module(subject.file)
    return Source(subject, module, (resolvers or NameResolvers()).of(module))


def _own_span(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a simple statement, or of the header of a compound one."""
    last = statement.end_lineno or statement.lineno
    if isinstance(getattr(statement, "body", None), list):
        last = max((statement.lineno, *(each.end_lineno or 0 for each in header_expressions(statement))))
    return statement.lineno, last
