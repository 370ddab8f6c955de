"""Find the names that a builder reads from its config, for configs without a class: dictionaries and namespaces."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.configs.fields import Field
from cursus_tester.source.syntax import source_text

_MAPPING_METHODS = frozenset({"get", "items", "keys", "values", "copy", "update", "setdefault", "pop"})
_OBJECT_METHODS = frozenset({"dict", "json", "model_dump", "model_copy", "copy", "validate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What a builder reads from its config."""

    fields: tuple[Field, ...]
    #: Whether it reads by key, as from a dictionary, and not by attribute.
    by_key: bool


def reads_of(builder: type, parameter: str) -> Reads:
    """The names that the methods of `builder` and its ancestors read from the config that `parameter` takes."""
    found: dict[str, Field] = {}
    by_key = False
    for cls in builder.__mro__[:-1]:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
        except (OSError, TypeError, SyntaxError):
            continue
        configs = _names_of_config(tree, parameter)
        # A variable of that name in another method loops over something else.
        methods = [each for node in tree.body if isinstance(node, ast.ClassDef) for each in node.body]
        looped_nodes = (
            (node, looped) for each in methods for looped in (_looped_texts(each),) for node in ast.walk(each)
        )
        for node, looped in looped_nodes:
            for field, is_key in _reads(node, configs, looped):
                known = found.get(field.name)
                if known is None or (field.required and not known.required):
                    found[field.name] = field
                by_key = by_key or is_key
    return Reads(fields=tuple(found[name] for name in sorted(found)), by_key=by_key)


def is_read(builder: type, parameter: str) -> bool:
    """Whether `builder` or one of its ancestors does more with its config than store it and pass it to the next one."""
    for cls in builder.__mro__[:-1]:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
        except (OSError, TypeError, SyntaxError):
            return True
        configs = _names_of_config(tree, parameter)
        stored = {id(node.value) for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.AnnAssign))}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and source_text(node.func) == "super().__init__":
                stored |= {id(each) for each in (*node.args, *(keyword.value for keyword in node.keywords))}
        if any(
            isinstance(node, (ast.Name, ast.Attribute))
            and isinstance(node.ctx, ast.Load)
            and id(node) not in stored
            and source_text(node) in configs
            for node in ast.walk(tree)
        ):
            return True
    return False


def _names_of_config(tree: ast.AST, parameter: str) -> frozenset[str]:
    """The expressions for the config in a class: the parameter, the attribute that holds it, variables with either."""
    names = {parameter, f"self.{parameter}", f"self._{parameter}", "self.config", "self.cfg"}
    assignments = [node for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.AnnAssign))]
    for _ in range(2):
        for node in assignments:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value is not None and source_text(node.value) in names:
                names |= {source_text(target) for target in targets}
    return frozenset(names)


def _looped_texts(tree: ast.AST) -> dict[str, tuple[str, ...]]:
    """The texts that the variables of loops take, where a loop is over texts that are written down."""
    found: dict[str, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        match node:
            case (
                ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=listed) | ast.List(elts=listed))
                | ast.comprehension(target=ast.Name(id=name), iter=ast.Tuple(elts=listed) | ast.List(elts=listed))
            ):
                texts = tuple(text for each in listed if (text := _text(each)))
                found[name] = (*found.get(name, ()), *texts)
    return found


def _reads(
    node: ast.AST, configs: frozenset[str], looped: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Field, bool]]:
    """What a node reads from the config, and whether by key."""

    def is_config(expression: ast.expr) -> bool:
        return source_text(expression) in configs

    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and is_config(node.value):
        if node.attr not in _MAPPING_METHODS | _OBJECT_METHODS:
            yield _field(node.attr), False
    elif isinstance(node, ast.Subscript) and is_config(node.value):
        for name in _texts_of(node.slice, looped):
            yield _field(name), True
    elif isinstance(node, ast.Call) and node.args:
        function = node.func
        keyed = isinstance(function, ast.Attribute) and function.attr in ("get", "pop", "setdefault")
        if isinstance(function, ast.Attribute) and keyed and is_config(function.value):
            asked, default = node.args[0], node.args[1:]
        elif isinstance(function, ast.Name) and function.id in ("getattr", "hasattr") and is_config(node.args[0]):
            asked, default = node.args[1] if len(node.args) > 1 else node.args[0], node.args[2:]
        else:
            return
        for name in _texts_of(asked, looped):
            # Who asks for each of several names by one expression makes sure of them.
            is_checked = isinstance(asked, ast.Name) and not default
            yield _field(name) if is_checked else _optional(name, default), isinstance(function, ast.Attribute)


def _texts_of(node: ast.expr, looped: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The texts that an expression may be: one that is written down, or those of a loop."""
    if isinstance(node, ast.Name):
        return looped.get(node.id, ())
    text = _text(node)
    return (text,) if text else ()


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _field(name: str) -> Field:
    return Field(name=name, key=name, annotation=UNKNOWN, required=True)


def _optional(name: str, default: list[ast.expr]) -> Field:
    """A field with the default that is written where it is read; ``None`` where that is no literal."""
    try:
        value = ast.literal_eval(default[0]) if default else None
    except ValueError:
        value = None
    return Field(name=name, key=name, annotation=UNKNOWN, required=False, default=value)
