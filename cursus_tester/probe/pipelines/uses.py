"""Tell from what a function does with a parameter what it holds, where its name leaves that open."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from cursus_tester.probe.pipelines.folders import is_folder_of_code
from cursus_tester.sdk.names import PREFIX

#: What may be a script, or the folder of one.
SCRIPT = re.compile(r"(?:^|_)(?:script|code)(?:_path|_file|_uri)?$", re.IGNORECASE)
#: Properties that only steps of one kind have.
_OF_TRAINING, _OF_PROCESSING = frozenset({"ModelArtifacts"}), frozenset({"ProcessingOutputConfig"})
#: What may be a stage of the team's, or the environment variables of a container.
_ENVIRONMENT = re.compile(r"(?:^|_)env(?:ironment)?$", re.IGNORECASE)

#: Keywords of the SDK's classes that take such variables.
_TAKES_VARIABLES = frozenset({"env", "environment"})


def name_by_use(function: Callable[..., Any], parameter: str) -> str:
    """The name that says what a parameter holds: its own, unless what is done with it says something else."""
    if SCRIPT.search(parameter) and is_folder_of_code(function, parameter):
        return "source_dir"
    if _ENVIRONMENT.search(parameter) and holds_variables(function, parameter):
        return "environment_variables"
    read = _property_read(function, parameter)
    if read is not None:
        return _name_of_step(parameter, trains=read in _OF_TRAINING)
    return parameter


def _name_of_step(parameter: str, *, trains: bool) -> str:
    """A name that says what kind of step a parameter holds, like its own."""
    if not trains:
        # A step that splits data for a training trains nothing.
        parameter = re.sub("train|tun", lambda found: found[0][0], parameter)
    elif not re.search("train|tun", parameter):
        parameter = f"train_{parameter}"
    return parameter if re.search(r"(?:^|_)step(?:$|_)", parameter) else f"{parameter}_step"


def _property_read(function: Callable[..., Any], parameter: str) -> str | None:
    """What a function reads of a parameter's ``properties``, where that says what kind of step it is."""
    tree = _parsed(function)
    for node in ast.walk(tree) if tree is not None else ():
        if (
            isinstance(node, ast.Attribute)
            and node.attr in (*_OF_TRAINING, *_OF_PROCESSING)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "properties"
            and isinstance(node.value.value, ast.Name)
            and node.value.value.id == parameter
        ):
            return node.attr
    return None


def hands_over_calls(module: ModuleType | None) -> bool:
    """Whether a module hands what ``run``, ``fit`` and the like return to steps."""
    try:
        return module is not None and "step_args" in inspect.getsource(module)
    except (OSError, TypeError):
        return False


def holds_variables(function: Callable[..., Any], parameter: str) -> bool:
    """Whether a function hands a parameter to the SDK as the environment of a container."""
    tree = _parsed(function)
    if tree is None:
        return False
    known = getattr(inspect.unwrap(function), "__globals__", {})
    return any(
        isinstance(node, ast.Call) and _hands_over(node, parameter) and _is_of_sdk(node.func, known)
        for node in ast.walk(tree)
    )


def _parsed(function: Callable[..., Any]) -> ast.Module | None:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return None


def _hands_over(call: ast.Call, parameter: str) -> bool:
    return any(
        each.arg in _TAKES_VARIABLES and isinstance(each.value, ast.Name) and each.value.id == parameter
        for each in call.keywords
    )


def _is_of_sdk(called: ast.expr, known: Mapping[str, Any]) -> bool:
    """Whether the function or class behind an expression is the SDK's."""
    names: list[str] = []
    while isinstance(called, ast.Attribute):
        names.append(called.attr)
        called = called.value
    found = known.get(called.id) if isinstance(called, ast.Name) else None
    for name in reversed(names):
        found = getattr(found, name, None)
    return str(getattr(found, "__module__", "")).startswith(PREFIX)
