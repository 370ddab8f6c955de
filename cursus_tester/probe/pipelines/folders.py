"""Tell from what a function does with a parameter whether it holds a folder of code, whatever it is called."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

#: Keywords of the SDK's classes that take a folder of code.
_TAKES_FOLDER = re.compile(r"(?:^|_)source_dir$")
#: Calls that give the same path in another form.
_SAME_PATH = frozenset({"str", "Path", "fspath", "abspath", "expanduser", "realpath"})
#: Through how many functions a parameter is followed.
_MOST_CALLS = 4


def is_folder_of_code(function: Callable[..., Any], parameter: str) -> bool:
    """Whether a function, or one that it hands the parameter on to, gives it as a folder or joins a name to it."""
    return _is_folder(function, parameter, _MOST_CALLS)


def _is_folder(function: Callable[..., Any], parameter: str, calls_left: int) -> bool:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _is_path(node.left, parameter):
            return True
        if isinstance(node, ast.Call) and (
            _joins(node, parameter)
            or any(_TAKES_FOLDER.search(each.arg or "") and _is_path(each.value, parameter) for each in node.keywords)
            or (calls_left and any(_is_folder(*each, calls_left - 1) for each in _handed_on(node, parameter, function)))
        ):
            return True
    return False


def _joins(call: ast.Call, parameter: str) -> bool:
    """``os.path.join(code, "inference.py")``."""
    return _name_of(call.func) == "join" and len(call.args) > 1 and _is_path(call.args[0], parameter)


def _handed_on(
    call: ast.Call, parameter: str, function: Callable[..., Any]
) -> Iterator[tuple[Callable[..., Any], str]]:
    """The function of the same module that a call hands a parameter on to, with what it is called there."""
    known = getattr(inspect.unwrap(function), "__globals__", {})
    other = known.get(call.func.id) if isinstance(call.func, ast.Name) else None
    if not inspect.isfunction(other):
        return
    names = list(inspect.signature(other).parameters)
    yield from ((other, name) for name, each in zip(names, call.args, strict=False) if _is_path(each, parameter))
    yield from ((other, each.arg) for each in call.keywords if each.arg in names and _is_path(each.value, parameter))


def _is_path(node: ast.expr, parameter: str) -> bool:
    """Whether an expression is the parameter, or the same path in another form."""
    if isinstance(node, ast.Call):
        if len(node.args) == 1 and _name_of(node.func) in _SAME_PATH:
            return _is_path(node.args[0], parameter)
        # Path(code).resolve()
        return not node.args and isinstance(node.func, ast.Attribute) and _is_path(node.func.value, parameter)
    return isinstance(node, ast.Name) and node.id == parameter


def _name_of(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
