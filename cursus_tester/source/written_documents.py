"""The one JSON document that a script writes, where it stands in the script as a whole."""

from __future__ import annotations

import ast

#: Functions that write JSON, or turn something into it.
_DUMPS = frozenset({"dump", "dumps"})
#: Functions that only look at what they are given.
_ONLY_LOOK = frozenset({*_DUMPS, "print", "pprint", "debug", "info", "warning", "log", "str", "repr", "len"})
#: Other functions that may write the file in question.
_OTHER_WRITERS = frozenset({"to_json", "save_metrics", "model_dump_json", "copy", "copyfile", "copytree", "move"})


def only_document(tree: ast.Module) -> ast.expr | None:
    """What a script gives to the only function in it that writes JSON, where nothing else in it changes that.

    ``None`` where several are called, where the text is only shown, where another function may write the file, and
    where the document has a name by which more is done to it.
    """
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    dumps = [each for each in calls if _called(each) in _DUMPS and each.args]
    if len(dumps) != 1 or any(_called(each) in _OTHER_WRITERS for each in calls):
        return None
    [dump] = dumps
    if any(dump in each.args and _called(each) in _ONLY_LOOK for each in calls):
        return None
    document = dump.args[0]
    return _made(tree, document.id, calls) if isinstance(document, ast.Name) else document


def _made(tree: ast.Module, name: str, calls: list[ast.Call]) -> ast.expr | None:
    """The only value that a name ever has, where it is only looked at."""
    nodes = list(ast.walk(tree))
    values = [each.value for each in nodes if isinstance(each, ast.Assign | ast.AnnAssign) and _sets(each, name)]
    looked_at = {id(argument) for each in calls if _called(each) in _ONLY_LOOK for argument in each.args}
    shown = {id(each.value) for each in nodes if isinstance(each, ast.FormattedValue)}
    uses = [each for each in nodes if isinstance(each, ast.Name) and each.id == name]
    stores = [each for each in uses if isinstance(each.ctx, ast.Store)]
    is_only_looked_at = all(id(each) in looked_at | shown for each in uses if isinstance(each.ctx, ast.Load))
    is_given = any(isinstance(each, ast.arg) and each.arg == name for each in nodes)
    return values[0] if len(values) == len(stores) == 1 and is_only_looked_at and not is_given else None


def _sets(node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(each, ast.Name) and each.id == name for each in targets)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
