"""What a name stands for: through variables, imports and re-exports, to the place that defines it.

What the text leaves open is an undecided :class:`Definition` or ``None``, never a guess.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from cursus_tester.files import fingerprints
from cursus_tester.source.modules import Module, read_module
from cursus_tester.source.names.bindings import (
    UNDECIDED,
    Definitions,
    absolute_module,
    anywhere,
    bind,
    in_sequence,
    initial,
    relevant_statements,
    split_dotted,
    union,
)
from cursus_tester.source.names.flow import Flow, Undecidable
from cursus_tester.source.names.scopes import FunctionNode, Outline, Position, Scope, known_position_of, position_of

T = TypeVar("T")

#: Never looked up among the checked files, even where the tool runs inside their source tree.
_ELSEWHERE = frozenset({"sagemaker", "boto3", "botocore", "cursus_tester"}) | sys.stdlib_module_names
#: Never opened at all: their classes are known by name.
_BY_NAME_ONLY = frozenset({"sagemaker", "boto3", "botocore"}) | sys.stdlib_module_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a dotted expression stands for."""

    #: Dotted, where it is really defined as far as the checked files tell; empty for a plain value.
    name: str
    #: Its definition or value; ``None`` outside the files read.
    node: ast.expr | FunctionNode | ast.ClassDef | None = None
    #: The module of `node`, or the module itself that it stands for.
    module: Module | None = None


class Tree:
    """The checked files as far as they were needed, and what their names stand for."""

    def __init__(self, modules: dict[str, Module | None], import_root: str = "") -> None:
        #: Where imports start beside each module's own import root.
        self._also = tuple(dict.fromkeys((*([os.path.abspath(import_root)] if import_root else ()), os.getcwd())))
        #: By file, those that other trees read too; ``None`` for a file that cannot be read.
        self._modules = modules
        self._located: dict[tuple[str, str], Module | None] = {}
        self._installed: set[str] = set()
        #: Where Python finds a top-level package.
        self._roots: dict[str, tuple[str, ...]] = {}
        self._reaching: dict[tuple[int, str, int], Definitions] = {}
        self._imports: dict[tuple[str, str, bool, bool], Module | None] = {}
        self._targets: dict[tuple[int, tuple[str, ...], bool], Target | None] = {}
        self._followed: dict[tuple[str, str, bool, bool], Target] = {}
        self._starred: dict[tuple[str, bool], tuple[tuple[Module, ...], tuple[str, ...]]] = {}
        self._answers: dict[tuple[int, object], Any] = {}

    def module(self, file: str) -> Module | None:
        """The module of `file`; ``None`` when it cannot be read."""
        if file not in self._modules:
            try:
                self._modules[file] = read_module(file)
            except OSError:
                self._modules[file] = None
        return self._modules[file]

    def outlines(self) -> Iterator[Outline]:
        """Outlines of all modules read so far."""
        return (module.outline for module in tuple(self._modules.values()) if module is not None)

    def is_installed(self, module: Module) -> bool:
        """Whether `module` comes from an installed distribution and not from the checked files."""
        return module.file in self._installed

    def once(self, subject: object, question: object, answer: Callable[[], T]) -> T:
        """What `answer` gives, asked once for each `question` about a `subject` that lives as long as its module."""
        key = (id(subject), question)
        if key not in self._answers:
            self._answers[key] = answer()
        found: T = self._answers[key]
        return found

    # Where a name points to.

    def definitions(self, name: str, position: Position) -> Definitions:
        """What `name` may stand for where it is used; empty when the module does not bind it."""
        if name in position.shadowed:
            return (UNDECIDED,)
        start: Scope | None = position.scope
        scope, borrowed = start, False
        while scope is not None:
            visible = scope is start or not isinstance(scope.node, ast.ClassDef)
            if visible and name in scope.facts.borrowed:
                borrowed = True
            elif visible and name in scope.facts.bound:
                found = self._found_in(scope, name, position.statement if scope is start else None)
                if found or not isinstance(scope.node, ast.ClassDef):
                    return (*found, UNDECIDED) if borrowed else found
            scope = scope.parent
        return ()

    def _found_in(self, scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
        if scope.parent is None:
            found = self.reaching(scope, name, statement)
            return (*found, UNDECIDED) if name in scope.module.outline.rebound else found
        if statement is not None or isinstance(scope.node, ast.ClassDef):
            return self.reaching(scope, name, statement)
        # A nested function runs at a time of its own: any assignment of the function around may be the last.
        return anywhere(scope, name)

    def reaching(self, scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
        """The definitions of `name` that may hold just before `statement`; at the end of the scope for ``None``."""
        key = (id(scope), name, id(statement))
        if key not in self._reaching:
            plain = in_sequence(scope, name, statement)
            self._reaching[key] = self.followed(scope, name, statement) if plain is None else plain
        return self._reaching[key]

    def followed(self, scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
        """The definitions of `name` through branches and loops."""
        flow = Flow[Definitions](
            name=name,
            relevant=relevant_statements(scope, name, statement),
            target=statement,
            apply=lambda each, state: bind(each, state, name, scope.module),
            merge=union,
        )
        try:
            end = flow.block(scope.node.body, initial(scope, name))
            found = end if statement is None else flow.reached
            return anywhere(scope, name) if found is None else found
        except Undecidable:
            return (UNDECIDED,)

    def resolve(self, expression: ast.expr, position: Position, *, installed: bool = False) -> Target | None:
        """What `expression`, a name or a dotted one, stands for; ``None`` when undecided.

        With `installed`, installed distributions are read too, to know the methods of base classes.
        """
        try:
            return self._resolve(expression, position, (), installed, frozenset())
        except RecursionError:
            return None

    def _resolve(
        self, expression: ast.expr, position: Position, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> Target | None:
        if id(expression) in seen:
            return None
        # What is of the text stays, so that its identity tells it from any other.
        if known_position_of(expression) is not position:
            return self._read_target(expression, position, rest, installed, seen)
        # Found out once, whatever ways lead to it: the ways double with each branch that they meet.
        key = (id(expression), rest, installed)
        if key not in self._targets:
            self._targets[key] = self._read_target(expression, position, rest, installed, seen)
        return self._targets[key]

    def _read_target(
        self, expression: ast.expr, position: Position, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> Target | None:
        seen = seen | {id(expression)}
        base, attributes = split_dotted(expression)
        if base is None:
            return None
        rest = (*attributes, *rest)
        definitions = self.definitions(base.id, position)
        if definitions:
            return self._one_target(definitions, position.scope.module, rest, installed, seen)
        if base.id in position.scope.facts.bound:
            return None
        module = position.scope.module
        starred = self._star_import(module, base.id, rest, installed, seen)
        if starred is None and hasattr(builtins, base.id):
            return Target(name=".".join(("builtins", base.id, *rest)))
        return starred

    def _one_target(
        self,
        definitions: Definitions,
        module: Module,
        rest: tuple[str, ...],
        installed: bool,
        seen: frozenset[object],
    ) -> Target | None:
        """The target that all `definitions` share."""
        targets: list[Target | None] = []
        for definition in definitions:
            value = definition.value
            if definition.imported:
                targets.append(self.follow(".".join((definition.imported, *rest)), module, installed, seen))
            elif isinstance(value, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                targets.append(_member_of(module, value, rest))
            elif value is not None:
                inner = self._resolve(value, position_of(value), rest, installed, seen)
                if inner is None and not rest:
                    inner = Target(name="", node=value, module=module)
                targets.append(inner)
            else:
                return None
        first = targets[0]
        if first is None or any(each is None or each.name != first.name for each in targets[1:]):
            return None
        return None if not first.name and len(targets) > 1 else first

    def follow(
        self, dotted: str, origin: Module, installed: bool = False, seen: frozenset[object] = frozenset()
    ) -> Target:
        """Where `dotted`, as imported in `origin`, is really defined, through all re-exports in the checked files."""
        if dotted in seen or dotted.partition(".")[0] in _BY_NAME_ONLY:
            return Target(name=dotted)
        key = (dotted, origin.location.root, self.is_installed(origin), installed)
        if key not in self._followed:
            self._followed[key] = self._follow(dotted, origin, installed, seen | {dotted})
        return self._followed[key]

    def _follow(self, dotted: str, origin: Module, installed: bool, seen: frozenset[object]) -> Target:
        parts = tuple(dotted.split("."))
        for count in range(1, len(parts) + 1):
            module = self.locate(".".join(parts[:count]), origin, installed)
            if module is None:
                continue
            if count == len(parts):
                return Target(name=module.location.name, module=module)
            target = self._member(module, parts[count], parts[count + 1 :], installed, seen)
            if target is not None:
                return target
        return Target(name=dotted)

    def _member(
        self, module: Module, name: str, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> Target | None:
        if name in module.outline.root.facts.bound:
            return self._bound(module, name, rest, installed, seen)
        return self._star_import(module, name, rest, installed, seen)

    def _bound(
        self, module: Module, name: str, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> Target | None:
        """What a name that a module binds itself stands for."""
        definitions = self._found_in(module.outline.root, name, None) or (UNDECIDED,)
        target = self._one_target(definitions, module, rest, installed, seen)
        # A package that imports its own submodule ends up where it began: the submodule is meant.
        return None if target is not None and target.name in seen and target.node is None else target

    def _star_import(
        self, module: Module, name: str, rest: tuple[str, ...], installed: bool, seen: frozenset[object]
    ) -> Target | None:
        """What ``from … import *`` brings in as `name`; ``None`` when none, or more than one, could."""
        inside, outside = self._all_starred(module, installed)
        for each in inside:
            if name in each.outline.root.facts.bound and ("*", each.file) not in seen:
                target = self._bound(each, name, rest, installed, seen | {("*", each.file)})
                if target is not None:
                    return target
        if len(outside) == 1 and not hasattr(builtins, name):
            return Target(name=".".join((outside[0], name, *rest)))
        return None

    def _all_starred(self, module: Module, installed: bool) -> tuple[tuple[Module, ...], tuple[str, ...]]:
        """The modules that stars bring into `module`, one through the other, and the names of those not to be read."""
        key = (module.file, installed)
        if key not in self._starred:
            inside: dict[str, Module] = {}
            outside: dict[str, None] = {}
            pending = [*reversed(self._stars(module, installed))]
            while pending:
                source, found = pending.pop()
                if found is None:
                    outside[source] = None
                elif found.file not in inside and found is not module:
                    inside[found.file] = found
                    pending.extend(reversed(self._stars(found, installed)))
            self._starred[key] = tuple(inside.values()), tuple(outside)
        return self._starred[key]

    def _stars(self, module: Module, installed: bool) -> list[tuple[str, Module | None]]:
        """What a module itself imports all of: names, and the modules that can be read."""
        statements = module.outline.root.facts.mentions.get("*", ())
        sources = (absolute_module(each, module) for each in statements if isinstance(each, ast.ImportFrom))
        return [(source, self.locate(source, module, installed)) for source in sources if source]

    # Where a module lies.

    def locate(self, dotted: str, origin: Module, installed: bool = False) -> Module | None:
        """The module `dotted` as imported in `origin`: below its import root, the one given, the working directory.

        With `installed`, also where Python itself finds it; no package is imported for that.
        """
        from_installed = self.is_installed(origin)
        key = (dotted, origin.location.root, from_installed, installed)
        if key not in self._imports:
            self._imports[key] = self._locate(dotted, origin, from_installed, installed)
        return self._imports[key]

    def _locate(self, dotted: str, origin: Module, from_installed: bool, installed: bool) -> Module | None:
        top = dotted.partition(".")[0]
        if not dotted or top in _BY_NAME_ONLY:
            return None
        if top not in _ELSEWHERE or from_installed:
            for root in dict.fromkeys((origin.location.root, *self._also)):
                module = self._below(root, dotted)
                if module is not None:
                    if from_installed:
                        self._installed.add(module.file)
                    return module
        if installed:
            if top not in self._roots:
                self._roots[top] = _installed_roots(top)
            for root in self._roots[top]:
                module = self._below(root, dotted)
                if module is not None:
                    self._installed.add(module.file)
                    return module
        return None

    def _below(self, root: str, dotted: str) -> Module | None:
        key = (root, dotted)
        if key not in self._located:
            stem = os.path.join(root, *dotted.split("."))
            files = (os.path.join(stem, "__init__.py"), stem + ".py")
            fingerprints.note(*files)
            self._located[key] = next((self.module(file) for file in files if os.path.isfile(file)), None)
        return self._located[key]


class Trees:
    """The trees of one run, one for each folder that imports start from: what its subjects share is read once.

    What they find holds for as long as the files stay as they are.
    """

    def __init__(self, import_root: str = "", modules: Iterable[Module] = ()) -> None:
        self._import_root = import_root
        self._modules: dict[str, Module | None] = {module.file: module for module in modules}
        self._by_root: dict[str, Tree] = {}

    def of(self, module: Module) -> Tree:
        """The tree that `module` belongs to."""
        root = module.location.root
        if root not in self._by_root:
            self._by_root[root] = Tree(self._modules, self._import_root)
        self._modules.setdefault(module.file, module)
        return self._by_root[root]


def _installed_roots(top: str) -> tuple[str, ...]:
    """The folders that hold the top-level package or module `top`, without importing it."""
    fingerprints.note(*fingerprints.module_paths(top, sys.path))
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return ()
    if spec is None:
        return ()
    places = tuple(spec.submodule_search_locations or ())
    if not places and spec.origin:
        places = (spec.origin,)
    return tuple(os.path.dirname(os.path.abspath(place)) for place in places)


def _member_of(module: Module, node: FunctionNode | ast.ClassDef, rest: tuple[str, ...]) -> Target:
    scope = module.outline.scopes[id(node)]
    name = ".".join((module.location.name, scope.qualified_name, *rest))
    if not rest:
        return Target(name=name, node=node, module=module)
    for child in scope.facts.children if isinstance(node, ast.ClassDef) and len(rest) == 1 else ():
        if isinstance(child.node, ast.FunctionDef | ast.AsyncFunctionDef) and child.node.name == rest[0]:
            return Target(name=name, node=child.node, module=module)
    return Target(name=name)
