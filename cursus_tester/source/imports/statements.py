"""Read what one file imports, which modules and files its strings could name, and which names it binds."""

from __future__ import annotations

import ast
import fnmatch
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

#: A string that names a module, as for ``importlib.import_module``.
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_IMPORTING_CALLS = frozenset({"import_module", "__import__"})
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


#: Statements that hold no others.
_SIMPLE = frozenset(
    {ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Assert, ast.Pass, ast.Delete}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedName:
    """One name of an import statement."""

    #: The number of dots that it starts with.
    level: int = 0
    #: Dotted, without the leading dots; empty for ``from . import name``.
    module: str
    #: Empty for ``import module``; ``*`` for all.
    name: str = ""
    #: 1-based.
    line: int
    #: Whether a failure of this import is caught.
    is_optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """The references of one file to other files."""

    names: tuple[ImportedName, ...] = ()
    #: Modules that its strings name.
    named_modules: frozenset[str] = frozenset()
    #: Last parts of paths that its strings could be.
    named_files: frozenset[str] = frozenset()
    #: As `named_files`, with wildcards, or only the end of a name, such as ``.yaml``.
    file_patterns: frozenset[str] = frozenset()
    #: The names that the module binds at its top level; ``*`` where any name may be bound.
    bound: frozenset[str] = frozenset()

    def names_any(self, files: Collection[str]) -> bool:
        """Whether a string could name one of `files`, given without folders, as in code that reads a data file."""
        return not self.named_files.isdisjoint(files) or any(
            _fits(file, pattern) for pattern in self.file_patterns for file in files
        )


def imported_names(tree: ast.Module) -> tuple[ImportedName, ...]:
    """The names of all import statements of the module `tree`."""
    return tuple(_imported(tree, is_optional=False))


def read_imports(tree: ast.Module) -> Imports:
    """The references of the module `tree` to other files."""
    texts, dynamic = _texts(tree)
    ends = {end for text in texts if "." in (end := text.rpartition("/")[2]) and len(end) < 256}
    patterns = {end for end in ends if not (end[0].isalnum() or end[0] == "_") or not {"*", "?"}.isdisjoint(end)}
    return Imports(
        names=imported_names(tree),
        named_modules=frozenset(text for text in texts if _DOTTED.fullmatch(text)) | dynamic,
        named_files=frozenset(ends - patterns),
        file_patterns=frozenset(patterns - {"."}),
        bound=frozenset(_bound(tree.body)),
    )


#: The fields that hold statements, and what holds statements.
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


def _imported(node: ast.AST, *, is_optional: bool) -> Iterator[ImportedName]:
    """The imports below a node, in the order of the source: a statement before those inside it."""
    # No expression holds a statement: only blocks are looked at.
    for field in _BLOCKS:
        block = getattr(node, field, ())
        optional = is_optional or (bool(block) and field == "body" and _catches_import_errors(node))
        for child in block:
            kind = type(child)
            if kind is ast.Import:
                for alias in child.names:
                    yield ImportedName(module=alias.name, line=child.lineno, is_optional=optional)
            elif kind is ast.ImportFrom:
                for alias in child.names:
                    yield ImportedName(
                        level=child.level,
                        module=child.module or "",
                        name=alias.name,
                        line=child.lineno,
                        is_optional=optional,
                    )
            elif kind not in _SIMPLE:
                yield from _imported(child, is_optional=optional)


def _catches_import_errors(node: ast.AST) -> bool:
    """Whether a failing import in the body of `node` is caught."""
    if isinstance(node, ast.Try):
        return any(handler.type is None or _is_import_error(handler.type) for handler in node.handlers)
    if isinstance(node, ast.With):
        calls = (item.context_expr for item in node.items)
        return any(isinstance(call, ast.Call) and any(map(_is_import_error, call.args)) for call in calls)
    return False


def _is_import_error(expression: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id in _IMPORT_ERRORS for node in ast.walk(expression))


def _texts(tree: ast.Module) -> tuple[set[str], set[str]]:
    """All strings, and modules without a dot in their name that are passed to ``importlib.import_module``."""
    texts, modules, waiting = set[str](), set[str](), list[ast.AST]([tree])
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                texts.add(node.value)
            continue
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            name = node.args[0].value
            if called in _IMPORTING_CALLS and isinstance(name, str) and name.isidentifier():
                modules.add(name)
        # As `ast.iter_child_nodes`, which takes three times as long.
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                waiting += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)
    return texts, modules


def _bound(statements: Iterable[ast.AST]) -> Iterator[str]:
    """The names that statements bind in their own scope."""
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            # A module with ``__getattr__`` has any name.
            yield "*" if statement.name == "__getattr__" else statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(statement, ast.Name):
            if isinstance(statement.ctx, ast.Store):
                yield statement.id
        else:
            yield from _bound(ast.iter_child_nodes(statement))


def _fits(name: str, pattern: str) -> bool:
    return name.endswith(pattern) or fnmatch.fnmatchcase(name, pattern)
