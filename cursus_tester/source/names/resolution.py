"""What a name refers to: through variables, imports and re-exports, to the place that defines it.

What the text leaves open is an undecided :class:`Definition` or ``None``, never a guess.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from cursus_tester.source.modules import Module
from cursus_tester.source.names.bindings import UNDECIDED, Definitions, absolute_module, split_dotted
from cursus_tester.source.names.module_search import KNOWN_BY_NAME, ModuleSearch
from cursus_tester.source.names.reaching_definitions import ReachingDefinitions
from cursus_tester.source.names.scopes import FunctionNode, Position, known_position_of, outline_of, position_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedName:
    """What a dotted expression refers to."""

    #: Dotted, where it is really defined as far as the checked files tell; empty for a plain value.
    name: str
    #: Its definition or value; ``None`` outside the files read.
    node: ast.expr | FunctionNode | ast.ClassDef | None = None
    #: The module of `node`, or the module that the expression refers to.
    module: Module | None = None


class NameResolver:
    """Resolves names in the checked files of one import root."""

    def __init__(self, modules: ModuleSearch) -> None:
        self.modules = modules
        self.reaching = ReachingDefinitions()
        self._resolved: dict[tuple[int, tuple[str, ...], bool], ResolvedName | None] = {}
        self._followed: dict[tuple[str, str, bool, bool], ResolvedName] = {}
        self._star_imports: dict[tuple[str, bool], tuple[tuple[Module, ...], tuple[str, ...]]] = {}
        self._computed: dict[tuple[int, object], Any] = {}

    def cached(self, subject: object, key: object, compute: Callable[[], T]) -> T:
        """The result of `compute`, computed once for each `key` of a `subject` that lives as long as its module."""
        full_key = (id(subject), key)
        if full_key not in self._computed:
            self._computed[full_key] = compute()
        found: T = self._computed[full_key]
        return found

    def resolve(self, expression: ast.expr, position: Position, *, installed: bool = False) -> ResolvedName | None:
        """What `expression`, a name or a dotted one, refers to; ``None`` when undecided.

        With `installed`, installed distributions are read too, to know the methods of base classes.
        """
        try:
            return self._resolve(expression, position, (), installed, frozenset())
        except RecursionError:
            return None

    def _resolve(
        self, expression: ast.expr, position: Position, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> ResolvedName | None:
        if id(expression) in seen:
            return None
        # Nodes of a read module live as long as it, so their identity is a safe key.
        if known_position_of(expression) is not position:
            return self._resolve_uncached(expression, position, rest, installed, seen)
        # Resolved once, whatever paths lead here: each branch doubles the number of paths.
        key = (id(expression), rest, installed)
        if key not in self._resolved:
            self._resolved[key] = self._resolve_uncached(expression, position, rest, installed, seen)
        return self._resolved[key]

    def _resolve_uncached(
        self, expression: ast.expr, position: Position, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> ResolvedName | None:
        seen = seen | {id(expression)}
        base, attributes = split_dotted(expression)
        if base is None:
            return None
        rest = (*attributes, *rest)
        definitions = self.reaching.of(base.id, position)
        if definitions:
            return self._common_name(definitions, position.scope.module, rest, installed, seen)
        if base.id in position.scope.facts.bound:
            return None
        module = position.scope.module
        starred = self._star_import(module, base.id, rest, installed, seen)
        if starred is None and hasattr(builtins, base.id):
            return ResolvedName(name=".".join(("builtins", base.id, *rest)))
        return starred

    def _common_name(
        self,
        definitions: Definitions,
        module: Module,
        rest: tuple[str, ...],
        installed: bool,
        seen: frozenset[object],
    ) -> ResolvedName | None:
        """What all `definitions` refer to; ``None`` where they differ."""
        names: list[ResolvedName | None] = []
        for definition in definitions:
            value = definition.value
            if definition.imported:
                names.append(self._follow_import(definition.imported, rest, module, installed, seen))
            elif isinstance(value, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(_member_of(module, value, rest))
            elif value is not None:
                inner = self._resolve(value, position_of(value), rest, installed, seen)
                if inner is None and not rest:
                    inner = ResolvedName(name="", node=value, module=module)
                names.append(inner)
            else:
                return None
        first = names[0]
        if first is None or any(each is None or each.name != first.name for each in names[1:]):
            return None
        return None if not first.name and len(names) > 1 else first

    def follow(
        self, dotted: str, origin: Module, installed: bool = False, seen: frozenset[object] = frozenset()
    ) -> ResolvedName:
        """Where `dotted`, as imported in `origin`, is really defined, through all re-exports in the checked files."""
        return self._follow_import(dotted, (), origin, installed, seen)

    def _follow_import(
        self, imported: str, rest: tuple[str, ...], origin: Module, installed: bool, seen: frozenset[object]
    ) -> ResolvedName:
        """As `follow`, of a name that was imported and the attributes of it that are meant."""
        dotted = ".".join((imported, *rest))
        if dotted in seen or dotted.partition(".")[0] in KNOWN_BY_NAME:
            return ResolvedName(name=dotted)
        for count in range(1, len(rest) + 1):
            # An attribute may be a module that no import statement of this file names.
            self.modules.record_for_all(".".join((imported, *rest[:count])), origin)
        key = (dotted, origin.location.root, self.modules.is_installed(origin), installed)
        if key not in self._followed:
            self._followed[key] = self._follow(dotted, origin, installed, seen | {dotted})
        return self._followed[key]

    def _follow(self, dotted: str, origin: Module, installed: bool, seen: frozenset[object]) -> ResolvedName:
        parts = tuple(dotted.split("."))
        for count in range(1, len(parts) + 1):
            module = self.modules.find(".".join(parts[:count]), origin, installed)
            if module is None:
                continue
            if count == len(parts):
                return ResolvedName(name=module.location.name, module=module)
            target = self._member(module, parts[count], parts[count + 1 :], installed, seen)
            if target is not None:
                return target
        return ResolvedName(name=dotted)

    def _member(
        self, module: Module, name: str, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> ResolvedName | None:
        if name in outline_of(module).root.facts.bound:
            return self._bound(module, name, rest, installed, seen)
        return self._star_import(module, name, rest, installed, seen)

    def _bound(
        self, module: Module, name: str, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> ResolvedName | None:
        """What a name that a module binds itself refers to."""
        definitions = self.reaching.in_scope(outline_of(module).root, name, None) or (UNDECIDED,)
        target = self._common_name(definitions, module, rest, installed, seen)
        # A package that imports its own submodule leads back to itself: the submodule is meant.
        return None if target is not None and target.name in seen and target.node is None else target

    def _star_import(
        self, module: Module, name: str, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> ResolvedName | None:
        """What ``from … import *`` binds to `name`; ``None`` when no module, or more than one, could bind it."""
        inside, outside = self._all_star_imports(module, installed)
        for each in inside:
            if name in outline_of(each).root.facts.bound and ("*", each.file) not in seen:
                target = self._bound(each, name, rest, installed, seen | {("*", each.file)})
                if target is not None:
                    return target
        if len(outside) == 1 and not hasattr(builtins, name):
            return ResolvedName(name=".".join((outside[0], name, *rest)))
        return None

    def _all_star_imports(self, module: Module, installed: bool) -> tuple[tuple[Module, ...], tuple[str, ...]]:
        """The modules whose names ``import *`` brings into `module`, transitively, and the names of unreadable ones."""
        key = (module.file, installed)
        if key not in self._star_imports:
            inside: dict[str, Module] = {}
            outside: dict[str, None] = {}
            pending = [*reversed(self._own_star_imports(module, installed))]
            while pending:
                source, found = pending.pop()
                if found is None:
                    outside[source] = None
                elif found.file not in inside and found is not module:
                    inside[found.file] = found
                    pending.extend(reversed(self._own_star_imports(found, installed)))
            self._star_imports[key] = tuple(inside.values()), tuple(outside)
        return self._star_imports[key]

    def _own_star_imports(self, module: Module, installed: bool) -> list[tuple[str, Module | None]]:
        """The ``import *`` statements of a module: dotted names, each with its module where that can be read."""
        statements = outline_of(module).root.facts.mentions.get("*", ())
        sources = (absolute_module(each, module) for each in statements if isinstance(each, ast.ImportFrom))
        return [(source, self.modules.find(source, module, installed)) for source in sources if source]


class NameResolvers:
    """The name resolvers of one run, one for each import root: what its subjects share is read once.

    Results hold for as long as the files do not change.
    """

    def __init__(self, import_root: str = "", modules: Iterable[Module] = ()) -> None:
        self._import_root = import_root
        self._modules: dict[str, Module | None] = {module.file: module for module in modules}
        self._by_root: dict[str, NameResolver] = {}

    def of(self, module: Module) -> NameResolver:
        """The resolver of the import root of `module`."""
        root = module.location.root
        if root not in self._by_root:
            self._by_root[root] = NameResolver(ModuleSearch(self._modules, self._import_root))
        self._modules.setdefault(module.file, module)
        return self._by_root[root]


def _member_of(module: Module, node: FunctionNode | ast.ClassDef, rest: tuple[str, ...]) -> ResolvedName:
    scope = outline_of(module).scopes[id(node)]
    name = ".".join((module.location.name, scope.qualified_name, *rest))
    if not rest:
        return ResolvedName(name=name, node=node, module=module)
    for child in scope.facts.children if isinstance(node, ast.ClassDef) and len(rest) == 1 else ():
        if isinstance(child.node, ast.FunctionDef | ast.AsyncFunctionDef) and child.node.name == rest[0]:
            return ResolvedName(name=name, node=child.node, module=module)
    return ResolvedName(name=name)
