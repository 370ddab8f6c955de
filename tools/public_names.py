"""Read the public names of an installed `sagemaker` from its text: importing some of its modules runs programs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "sagemaker"


@dataclass(frozen=True, slots=True)
class Name:
    """What a module has under a public name."""

    #: ``class``, ``function``, ``constant`` or ``module``.
    kind: str
    #: The dotted name of what it is, by the module that defines it.
    defined: str


Names = dict[str, dict[str, Name]]


def read_names(site_packages: Path) -> Names:
    """The public names of each public module of the `sagemaker` in a folder of packages, by module.

    Names that a module imports from another one of the SDK count as its own, as they do for who imports it.
    """
    files = dict(_modules(site_packages / PACKAGE))
    read = {module: tuple(_bindings(module, path)) for module, path in files.items()}
    bound = {module: {name: each for name, each in names if name != "*"} for module, names in read.items()}
    for module, names in read.items():
        for name, source in names:
            if name == "*":
                shared = _shared(files[source[0]]) if source[0] in files else ()
                names_there = bound.get(source[0], {})
                starred: dict[str, _Binding] = {each: (source[0], each) for each in shared or names_there}
                bound[module] = starred | bound[module]
    return {
        module: {name: found for name in names if (found := _resolve(module, name, bound)) is not None}
        for module, names in bound.items()
        if not any(part.startswith("_") for part in module.split("."))
    }


def _modules(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _shared(path: Path) -> tuple[str, ...]:
    """What a module gives to ``from … import *`` by its ``__all__``; empty: it has none."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(getattr(each, "id", "") == "__all__" for each in node.targets):
            return tuple(ast.literal_eval(node.value))
    return ()


#: What a name is bound to: a definition's kind, or the module and name that it is imported from.
_Binding = str | tuple[str, str]


def _bindings(module: str, path: Path) -> Iterator[tuple[str, _Binding]]:
    is_package = path.name == "__init__.py"
    for node in _statements(ast.parse(path.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.ClassDef):
            yield node.name, "class"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, "function"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield target.id, "constant"
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(module, is_package, node)
            for alias in node.names:
                yield alias.asname or alias.name, (source, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, (alias.name, "")


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run on import, those below ``if`` and ``try`` included."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _statements(node.body)
            yield from _statements(node.orelse)
        if isinstance(node, ast.Try):
            for handler in node.handlers:
                yield from _statements(handler.body)


def _absolute(module: str, is_package: bool, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    above = parts[: len(parts) - node.level + is_package]
    return ".".join([*above, *([node.module] if node.module else [])])


def _resolve(module: str, name: str, bound: dict[str, dict[str, _Binding]]) -> Name | None:
    """What is public under a name; ``None`` of what is private or of another package."""
    if name.startswith("_"):
        return None
    seen = set()
    while (module, name) not in seen:
        seen.add((module, name))
        if not name:
            return Name("module", module) if module in bound else None
        binding = bound.get(module, {}).get(name)
        if binding is None:
            whole = f"{module}.{name}"
            return Name("module", whole) if whole in bound else None
        if isinstance(binding, str):
            return Name(binding, f"{module}.{name}")
        module, name = binding
    return None
