"""Find in a repository's own files what builders and pipelines can be given: config factories and arguments."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

from cursus_tester.source.builder_source import Source
from cursus_tester.source.modules import Module, import_location, read_module, running_location

_SKIPPED = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv"})
_CONFIG = re.compile(r"(?i)config|cfg|settings")


def repository_modules(top: str) -> tuple[Module, ...]:
    """The Python files below `top` that parse, tests among them; without hidden folders and environments."""
    return tuple(module for module in map(_module, _files(top)) if module is not None and module.error is None)


def _files(top: str) -> Iterator[str]:
    for here, folders, files in os.walk(top):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _SKIPPED
            and not os.path.exists(os.path.join(here, name, "pyvenv.cfg"))
        )
        yield from (os.path.join(here, name) for name in sorted(files) if name.endswith(".py"))


def _module(file: str) -> Module | None:
    try:
        return read_module(file)
    except OSError:
        return None


def config_class(source: Source) -> str:
    """The name of the class that the builder's constructor takes as its config; empty where no annotation says it."""
    constructor = source.method("__init__")
    for each in constructor.parameters if constructor is not None else ():
        if _CONFIG.search(each.name) and each.annotation:
            return each.annotation.rpartition(".")[2]
    return ""


def config_factories(name: str, modules: Sequence[Module], top: str, import_root: str = "") -> tuple[str, ...]:
    """``module:function`` of each function without arguments that returns a config of the class `name`.

    Decorated functions are left out: what a fixture of pytest is called with is pytest's business.
    """
    return tuple(
        f"{_name_from(module, top, import_root)}:{node.name}"
        for module in modules
        if name.encode() in module.data
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and _is_plain(node) and _returns(node, name)
    )


def _name_from(module: Module, top: str, import_root: str) -> str:
    """The dotted name by which a file is imported: from the import root, from `top`, or from its own root."""
    root = os.path.abspath(import_root) if import_root else ""
    if root and module.file.startswith(os.path.join(root, "")):
        return running_location(module, root).name
    relative = os.path.relpath(module.file, top).removesuffix(".py")
    parts = relative.split(os.sep)
    usable = all(part.isidentifier() for part in parts)
    location = import_location(module.file)
    return ".".join(parts) if usable and location.root in (top, os.path.dirname(module.file)) else location.name


def _is_plain(node: ast.FunctionDef) -> bool:
    given = node.args
    by_position = len(given.posonlyargs) + len(given.args) - len(given.defaults)
    return not node.decorator_list and by_position == 0 and None not in given.kw_defaults


def _returns(node: ast.FunctionDef, name: str) -> bool:
    if node.returns is not None:
        return _last_name(node.returns) == name
    made = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
    return bool(made) and all(isinstance(each, ast.Call) and _last_name(each.func) == name for each in made)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str(name)):
            return name.rpartition(".")[2]
        case _:
            return ""


def call_arguments(name: str, modules: Sequence[Module]) -> tuple[dict[str, Any], ...]:
    """The keyword arguments of each call of a function `name` that are texts, numbers or truth values; none is empty.

    Several calls with the same arguments are one.
    """
    found: list[dict[str, Any]] = []
    for module in modules:
        if f"{name}(".encode() not in module.data:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and _last_name(node.func) == name:
                given = {
                    each.arg: each.value.value
                    for each in node.keywords
                    if each.arg is not None and isinstance(each.value, ast.Constant) and _is_setting(each.value.value)
                }
                if given and given not in found:
                    found.append(given)
    return tuple(found)


def _is_setting(value: Any) -> bool:
    return isinstance(value, (bool, int, float, str))
