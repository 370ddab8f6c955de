"""Proposals for what a builder changes and is not its own: a copy of it, made where it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from cursus_tester.fixing.proposals.proposal import Proposal, replacing
from cursus_tester.fixing.syntax import Syntax, name_of
from cursus_tester.results.finding import Finding

#: What is changed, in the message: a path such as ``config.env``, and how.
_CHANGED = re.compile(r"(?:elements of )?([\w.]+)(?:\[\S+\])? (?:has (?:gained|lost)|have changed order|is )")
#: What copies the caller's own.
_BY_NAME = {"inputs": "dict", "dependencies": "list", "outputs": "dict"}
_EMPTY = {"dict": "{}", "list": "[]"}


def copied(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Copy it where a variable takes it, else where the function begins that has it as a parameter."""
    found = _CHANGED.search(finding.message.partition(": ")[2])
    name = found[1].rpartition(".")[2] if found is not None else ""
    if not name:
        return
    kinds = [_BY_NAME[name]] if name in _BY_NAME else ["dict", "list"]
    for assignment in syntax.nodes(cst.Assign):
        if _takes(syntax, assignment.value, name):
            for kind in kinds:
                copy = _copy(syntax, assignment.value, kind)
                shown = syntax.code(assignment.targets[0].target)
                yield replacing(syntax, assignment, assignment.with_changes(value=copy), copy, shown)
    for function in syntax.nodes(cst.FunctionDef):
        for parameter in (*function.params.params, *function.params.kwonly_params):
            if parameter.name.value == name:
                yield from (_copied_first(syntax, function, parameter, kind) for kind in kinds)


def _takes(syntax: Syntax, value: cst.BaseExpression, name: str) -> bool:
    """Whether an expression is something of this name: ``self.config.env``, ``kwargs.get("inputs") or {}``."""
    match value:
        case cst.Name() | cst.Attribute():
            return name_of(value) == name
        case cst.BooleanOperation(left=left, operator=cst.Or()):
            return _takes(syntax, left, name)
        case cst.Subscript() | cst.Call():
            return bool(re.search(rf"""(?:\.get\(|\.pop\(|\[)\s*["']{re.escape(name)}["']""", syntax.code(value)))
        case _:
            return False


def _copy(syntax: Syntax, value: cst.BaseExpression, kind: str) -> cst.BaseExpression:
    text = syntax.code(value)
    may_be_none = isinstance(value, cst.Call) and ".get(" in text and "," not in text
    return cst.parse_expression(f"{kind}({text}{f' or {_EMPTY[kind]}' if may_be_none else ''})")


def _copied_first(syntax: Syntax, function: cst.FunctionDef, parameter: cst.Param, kind: str) -> Proposal:
    """The function with a copy of its parameter in its first line, behind the docstring."""
    name = parameter.name.value
    may_be_none = parameter.default is not None and name_of(parameter.default) == "None"
    text = f"{name} = {kind}({name}{f' or {_EMPTY[kind]}' if may_be_none else ''})"
    statements = list(function.body.body)
    where = 1 if function.get_docstring() is not None else 0
    added = cst.parse_statement(text, config=syntax.module.config_for_parsing)
    body = function.body.with_changes(body=[*statements[:where], added, *statements[where:]])
    return Proposal(what=text, data=syntax.replaced(function.body, body))
