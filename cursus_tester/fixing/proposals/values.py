"""Proposals for one value: the archive of a job, a string, a keyword argument that the hint names."""

from __future__ import annotations

import itertools
import re
from ast import literal_eval
from collections.abc import Iterator

import libcst as cst

from cursus_tester.fixing.proposals.proposal import Proposal, replacing, text_of
from cursus_tester.fixing.syntax import Syntax, keyword, name_of, with_keyword
from cursus_tester.results.finding import Finding

#: ``name=value`` in a hint, where the value is one that a builder has: an attribute, a call without arguments, a text.
_SAID = re.compile(r'\b(\w+)=(self(?:\.\w+)+(?:\(\))?|"\w+")')
#: What the attribute is called that holds an argument of the constructor.
_HOLDS = {"session": "sagemaker_session", "role": "role"}
#: What gives something else than the value that it is asked of, beside ``str`` and ``repr``.
_PARTS = ("expr", "default_value")
_ARTIFACTS, _ARCHIVE = "ModelArtifacts", "S3ModelArtifacts"


def archive(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Read the archive of a job's artifacts, not the artifacts."""
    read = {id(each.value) for each in syntax.nodes(cst.Attribute) if name_of(each) == _ARCHIVE}
    for attribute in syntax.nodes(cst.Attribute, finding.place.line):
        if name_of(attribute) == _ARTIFACTS and id(attribute) not in read:
            new = cst.Attribute(value=attribute, attr=cst.Name(_ARCHIVE))
            yield Proposal(what=f".{_ARCHIVE}", data=syntax.replaced(attribute, new))


def strings(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Make a value of the container's environment a string."""
    for dictionary in syntax.nodes(cst.Dict, finding.place.line):
        for element in dictionary.elements:
            if isinstance(element, cst.DictElement) and (key := text_of(element.key)) and key in finding.message:
                yield _as_string(syntax, element.value)
    for assignment in syntax.nodes(cst.Assign, finding.place.line):
        for target in assignment.targets:
            match target.target:
                case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=index))]):
                    if (said := text_of(index)) and said in finding.message:
                        yield _as_string(syntax, assignment.value)
                case _:
                    pass


def _as_string(syntax: Syntax, value: cst.BaseExpression) -> Proposal:
    is_number = isinstance(value, (cst.Integer, cst.Float))
    new = cst.parse_expression(f'"{literal_eval(syntax.code(value))}"' if is_number else f"str({syntax.code(value)})")
    return replacing(syntax, value, new, new)


def said(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Give the call at the finding's place the keyword arguments that the hint names, each by itself."""
    place = (finding.place.line, finding.place.column)
    calls = [call for call in syntax.nodes(cst.Call, finding.place.line) if syntax.holds(call, finding.place.line)]
    calls.sort(key=lambda call: syntax.position(call) != place)
    for name, value in _SAID.findall(finding.hint):
        for call, expression in itertools.product(calls, _spellings(syntax, value)):
            given, new = keyword(call, name), cst.parse_expression(expression)
            if given is not None and syntax.code(given.value) == expression:
                continue
            changed = given.with_changes(value=new) if given is not None else with_keyword(call, name, new)
            yield replacing(syntax, given or call, changed, new, name)


def _spellings(syntax: Syntax, value: str) -> Iterator[str]:
    """What this builder may call a value: by the attribute that its constructor leaves an argument in, then as said."""
    argument = _HOLDS.get(value.removeprefix("self."))
    if argument:
        yield from (syntax.code(target) for target, held in _attributes(syntax) if name_of(held) == argument)
    yield value
    if argument and value != f"self.{argument}":
        yield f"self.{argument}"


def _attributes(syntax: Syntax) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    """What is given a value, with the value: ``self.a = x``, ``self.a: T = x``, ``self.a, self.b = x, y``."""
    for annotated in syntax.nodes(cst.AnnAssign):
        if annotated.value is not None:
            yield annotated.target, annotated.value
    for assignment in syntax.nodes(cst.Assign):
        for target in (each.target for each in assignment.targets):
            yield target, assignment.value
            if isinstance(target, cst.Tuple) and isinstance(assignment.value, cst.Tuple):
                pairs = zip(target.elements, assignment.value.elements, strict=False)
                yield from ((one.value, other.value) for one, other in pairs)


def unchanged(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Pass a value itself in place of its text or of a part of it, on the line or in the call that begins there."""
    line = finding.place.line
    around = [call for call in syntax.nodes(cst.Call, line) if syntax.line(call) == line]
    kinds = (cst.Call, cst.Attribute, cst.FormattedString, cst.BinaryOperation)
    nodes = list(itertools.chain.from_iterable(syntax.nodes(kind, line) for kind in kinds))
    for is_on_line in (True, False):
        for node in nodes:
            is_near = syntax.holds(node, line) or any(each in around for each in syntax.ancestors(node))
            inner = _made_text_of(node) if is_near and syntax.holds(node, line) is is_on_line else None
            if inner is not None:
                yield replacing(syntax, node, inner, inner)


def parameter_itself(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Pass a parameter in place of its default, wherever that is read."""
    for node in syntax.nodes(cst.Attribute):
        if name_of(node) == "default_value":
            yield replacing(syntax, node, node.value, node.value)


def _made_text_of(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The value that an expression makes text of, or takes a part of; ``None`` where it does neither."""
    match node:
        case cst.Call(func=cst.Name(value="str" | "repr"), args=[cst.Arg(value=inner, keyword=None, star="")]):
            return inner
        case cst.Call(func=cst.Attribute(value=inner, attr=cst.Name(value="to_string" | "__str__")), args=[]):
            return inner
        case cst.Call(func=cst.Name(value="getattr"), args=[cst.Arg(value=inner), cst.Arg(value=name), *_]):
            return inner if text_of(name) in _PARTS else None
        case cst.Attribute(value=inner, attr=cst.Name(value=name)) if name in _PARTS:
            return inner
        case cst.FormattedString(parts=[cst.FormattedStringExpression(expression=inner)]):
            return inner
        case cst.BinaryOperation(left=cst.SimpleString(), operator=cst.Modulo(), right=right):
            return _only_element(right) if text_of(node.left) in ("%s", "%r") else None
        case _:
            return None


def _only_element(node: cst.BaseExpression) -> cst.BaseExpression:
    match node:
        case cst.Tuple(elements=[cst.Element(value=inner)]):
            return inner
        case _:
            return node
