"""Proposals for the call that makes a step: what it waits for, what it is given, what it returns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import libcst as cst

from cursus_tester.fixing.proposals.proposal import Proposal, replacing, text_of
from cursus_tester.fixing.syntax import Syntax, keyword, name_of, with_keyword, without
from cursus_tester.results.finding import Finding
from cursus_tester.sdk.names import MODEL_STEP, STEP

#: The keyword arguments of a step that are given by position by mistake, the likeliest first.
_STEP_KEYWORDS = ("model", "step_args", "depends_on", "inputs")


def _calls_of_steps(syntax: Syntax, finding: Finding) -> Iterator[cst.Call]:
    for call in syntax.nodes(cst.Call, finding.place.line):
        if name_of(call.func).endswith(STEP):
            yield call


def waits(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Pass a copy of the dependencies to the step."""
    for assignment in syntax.nodes(cst.Assign, finding.place.line):
        if any(name_of(target.target) == "depends_on" for target in assignment.targets):
            copied = _copy(syntax, assignment.value)
            yield replacing(syntax, assignment, assignment.with_changes(value=copied), copied, "depends_on")
    for call in _calls_of_steps(syntax, finding):
        given = keyword(call, "depends_on")
        if given is not None:
            copied = _copy(syntax, given.value)
            yield replacing(syntax, given, given.with_changes(value=copied), copied, "depends_on")
        for expression in _dependencies(syntax, call):
            if given is not None:
                yield replacing(syntax, given, given.with_changes(value=expression), expression, "depends_on")
            else:
                yield replacing(syntax, call, with_keyword(call, "depends_on", expression), expression, "depends_on")


def _copy(syntax: Syntax, value: cst.BaseExpression) -> cst.BaseExpression:
    may_be_none = ".get(" in (text := syntax.code(value)) and "," not in text
    return cst.parse_expression(f"list({text}{' or []' if may_be_none else ''})")


def _dependencies(syntax: Syntax, call: cst.Call) -> Iterator[cst.BaseExpression]:
    """What the function around a call may know the dependencies by, as copies."""
    function = syntax.function(call)
    if function is None:
        return
    parameters = function.params
    named = (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    for each in named:
        if each.name.value == "dependencies":
            never_none = each.default is None or name_of(each.default) != "None"
            yield cst.parse_expression(f"list(dependencies{'' if never_none else ' or []'})")
    for assigned in sorted({*_assigned_before(syntax, function, call)}):
        yield cst.parse_expression(f"list({assigned}.dependencies)")
    if parameters.star_kwarg is not None:
        yield cst.parse_expression(f'list({parameters.star_kwarg.name.value}.get("dependencies") or [])')


def _assigned_before(syntax: Syntax, function: cst.FunctionDef, call: cst.Call) -> Iterator[str]:
    """The variables of a function that a call above gives a value to."""
    for assignment in syntax.nodes(cst.Assign):
        if syntax.function(assignment) is function and syntax.line(assignment) < syntax.line(call):
            for target in assignment.targets:
                if isinstance(target.target, cst.Name) and isinstance(assignment.value, cst.Call):
                    yield target.target.value


def by_keyword(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Give all arguments but the name by keyword."""
    for call in _calls_of_steps(syntax, finding):
        positional = [each for each in call.args if each.keyword is None and not each.star][1:]
        taken = {each.keyword.value for each in call.args if each.keyword is not None}
        free = [each for each in _STEP_KEYWORDS if each not in taken]
        if not positional or len(positional) > len(free) or not syntax.holds(call, finding.place.line):
            continue
        written = [name_of(each.value) for each in positional]

        def unlikeness(names: tuple[str, ...], written: Sequence[str] = written) -> int:
            return sum(name != said for name, said in zip(names, written, strict=True))

        for names in sorted(itertools.permutations(free, len(positional)), key=unlikeness):
            bare = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
            renamed = dict(zip(map(id, positional), names, strict=True))
            args = [
                each.with_changes(keyword=cst.Name(renamed[id(each)]), equal=bare) if id(each) in renamed else each
                for each in call.args
            ]
            yield Proposal(
                what=f"{', '.join(f'{name}=' for name in names)} by keyword",
                data=syntax.replaced(call, call.with_changes(args=args)),
            )


def without_cache(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Drop ``cache_config``."""
    for call in syntax.nodes(cst.Call, finding.place.line):
        given = keyword(call, "cache_config")
        if given is not None:
            changed = call.with_changes(args=without(call.args, given))
            yield _dropped(syntax.replaced(call, changed), given)
    for statement in syntax.nodes(cst.SimpleStatementLine, finding.place.line):
        match statement.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=target)])] if _is_cache_config(target):
                yield _dropped(syntax.without_statement(statement), statement)
            case _:
                pass
    for dictionary in syntax.nodes(cst.Dict, finding.place.line):
        for element in dictionary.elements:
            if isinstance(element, cst.DictElement) and text_of(element.key) == "cache_config":
                changed_dictionary = dictionary.with_changes(elements=without(dictionary.elements, element))
                yield _dropped(syntax.replaced(dictionary, changed_dictionary), element)


def _dropped(data: bytes, gone: cst.CSTNode) -> Proposal:
    return Proposal(what="without cache_config", data=Syntax(data).without_imports_for(gone))


def _is_cache_config(target: cst.BaseExpression) -> bool:
    """Whether something is the attribute ``cache_config``, or a table's entry of that name."""
    match target:
        case cst.Attribute(attr=cst.Name(value="cache_config")):
            return True
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
            return text_of(key) == "cache_config"
        case _:
            return False


def last_step(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Return the step of a collection of steps."""
    for call in syntax.nodes(cst.Call, finding.place.line):
        if name_of(call.func) == MODEL_STEP:
            new = cst.parse_expression(f"{syntax.code(call)}.steps[-1]")
            yield Proposal(what=".steps[-1]", data=syntax.replaced(call, new))
