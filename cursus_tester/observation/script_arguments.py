"""The options that a script takes, where its source says all of them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

_PARSER = "ArgumentParser"
#: What makes a parser take options that its own calls do not show, or any.
_OPEN_CALLS = frozenset({"parse_known_args", "parse_known_intermixed_args", "add_subparsers", "set_defaults"})
_OPEN_KEYWORDS = frozenset({"parents", "prefix_chars", "fromfile_prefix_chars", "conflict_handler"})


@functools.lru_cache(maxsize=256)
def options_of(text: str) -> tuple[str, ...] | None:
    """The options of the script's one parser, such as ``--rate``; ``None`` where not all of them are known.

    A parser that takes unknown options, positional arguments or those of another parser is open, and so is one that
    other code is handed, or whose options are made in a loop or under a condition.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    parsers = [call for call in calls if _called(call) == _PARSER]
    if len(parsers) != 1 or parsers[0].args or any(each.arg in _OPEN_KEYWORDS for each in parsers[0].keywords):
        return None
    names = _names_of(parsers[0], tree)
    parses = [call for call in calls if _called(call) == "parse_args"]
    if any(_called(call) in _OPEN_CALLS for call in calls) or len(parses) != 1 or parses[0].args or parses[0].keywords:
        return None
    if any(_is_handed_on(call, names) for call in calls) or any(_adds(node) for node in _unsure(tree)):
        return None
    found: dict[str, None] = {"-h": None, "--help": None}
    for call in calls:
        if _called(call) == "add_argument":
            options = [each.value for each in call.args if isinstance(each, ast.Constant)]
            if not options or len(options) != len(call.args) or any(keyword.arg is None for keyword in call.keywords):
                return None
            if not all(isinstance(each, str) and each.startswith("-") for each in options):
                return None
            found.update(dict.fromkeys(map(str, options)))
    return tuple(found)


def _called(call: ast.Call) -> str:
    """The name of what is called, without what it is an attribute of."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names_of(parser: ast.Call, tree: ast.AST) -> frozenset[str]:
    """The names that the parser is assigned to, and the groups of its options."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        if node.value is parser or _called(node.value).startswith("add_"):
            found |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    return frozenset(found)


def _is_handed_on(call: ast.Call, names: frozenset[str]) -> bool:
    """Whether other code may add options to the parser."""
    given = (*call.args, *(each.value for each in call.keywords))
    return any(isinstance(each, ast.Name) and each.id in names for each in given)


def _unsure(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs several times, or in some cases only; the guard of the main program aside."""
    for node in ast.walk(tree):
        is_main = isinstance(node, ast.If) and "__main__" in ast.dump(node.test)
        if isinstance(node, (ast.For, ast.While, ast.Try, ast.If)) and not is_main:
            yield node


def _adds(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) and _called(each) == "add_argument" for each in ast.walk(node))
