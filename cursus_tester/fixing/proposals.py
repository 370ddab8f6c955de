"""What may mend a finding: other texts of its file, the likeliest first. Whether one does is judged elsewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from cursus_tester.fixing.syntax import Syntax, keyword, name_of, with_element, with_keyword, without
from cursus_tester.results.finding import Finding
from cursus_tester.sdk.names import MODEL_STEP, STEP

#: The keyword arguments of a step that are given by position by mistake, the likeliest first.
_STEP_KEYWORDS = ("model", "step_args", "depends_on", "inputs")
#: How many proposals of one finding are tried: each is a run of the builder.
_MOST = 6
_ARTIFACTS, _ARCHIVE = "ModelArtifacts", "S3ModelArtifacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another text of a file."""

    #: What it does, as the end of "line 12: …".
    what: str
    data: bytes


Propose = Callable[[Syntax, Finding], Iterator[Proposal]]


def proposals(rule: str, syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """The proposals for a finding of a rule; none where it is not mechanical."""
    if rule in _BY_RULE:
        yield from itertools.islice(_BY_RULE[rule](syntax, finding), _MOST)


def _calls_of_steps(syntax: Syntax, finding: Finding) -> Iterator[cst.Call]:
    for call in syntax.nodes(cst.Call, finding.place.line):
        if name_of(call.func).endswith(STEP):
            yield call


def _waits(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Pass a copy of the dependencies to the step."""
    for assignment in syntax.nodes(cst.Assign, finding.place.line):
        if any(name_of(target.target) == "depends_on" for target in assignment.targets):
            copied = _copy(syntax, assignment.value)
            yield _proposal(syntax, assignment, assignment.with_changes(value=copied), "depends_on = {0}", copied)
    for call in _calls_of_steps(syntax, finding):
        given = keyword(call, "depends_on")
        if given is not None:
            copied = _copy(syntax, given.value)
            yield _proposal(syntax, given, given.with_changes(value=copied), "depends_on={0}", copied)
        for expression in _dependencies(syntax, call):
            if given is not None:
                yield _proposal(syntax, given, given.with_changes(value=expression), "depends_on={0}", expression)
            else:
                yield _proposal(
                    syntax, call, with_keyword(call, "depends_on", expression), "depends_on={0}", expression
                )


def _proposal(syntax: Syntax, old: cst.CSTNode, new: cst.CSTNode, what: str, shown: cst.CSTNode) -> Proposal:
    return Proposal(what=what.replace("{0}", syntax.code(shown)), data=syntax.replaced(old, new))


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


def _keywords(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
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


def _no_cache(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
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
            if isinstance(element, cst.DictElement) and _text(element.key) == "cache_config":
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
            return _text(key) == "cache_config"
        case _:
            return False


def _text(node: cst.BaseExpression) -> str | None:
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else None


def _scope(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Say the scope of the image."""
    wanted = re.search(r'image_scope="(\w+)"', finding.hint)
    for call in syntax.nodes(cst.Call, finding.place.line) if wanted else ():
        if wanted is None or name_of(call.func) != "retrieve":
            continue
        value, given = cst.SimpleString(f'"{wanted[1]}"'), keyword(call, "image_scope")
        if given is not None:
            yield _proposal(syntax, given, given.with_changes(value=value), "image_scope={0}", value)
        else:
            yield _proposal(syntax, call, with_keyword(call, "image_scope", value), "image_scope={0}", value)


def _archive(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Read the archive of a job's artifacts, not the artifacts."""
    read = {id(each.value) for each in syntax.nodes(cst.Attribute) if name_of(each) == _ARCHIVE}
    for attribute in syntax.nodes(cst.Attribute, finding.place.line):
        if name_of(attribute) == _ARTIFACTS and id(attribute) not in read:
            new = cst.Attribute(value=attribute, attr=cst.Name(_ARCHIVE))
            yield Proposal(what=f".{_ARCHIVE}", data=syntax.replaced(attribute, new))


def _strings(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Make a value of the container's environment a string."""
    for dictionary in syntax.nodes(cst.Dict, finding.place.line):
        for element in dictionary.elements:
            if isinstance(element, cst.DictElement) and (key := _text(element.key)) and key in finding.message:
                yield _as_string(syntax, element.value)
    for assignment in syntax.nodes(cst.Assign, finding.place.line):
        for target in assignment.targets:
            match target.target:
                case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=index))]):
                    if (said := _text(index)) and said in finding.message:
                        yield _as_string(syntax, assignment.value)
                case _:
                    pass


def _as_string(syntax: Syntax, value: cst.BaseExpression) -> Proposal:
    code = syntax.code(value)
    new = cst.parse_expression(f'"{code}"' if isinstance(value, (cst.Integer, cst.Float)) else f"str({code})")
    return _proposal(syntax, value, new, "{0}", new)


def _last_step(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Return the step of a collection of steps."""
    for call in syntax.nodes(cst.Call, finding.place.line):
        if name_of(call.func) == MODEL_STEP:
            new = cst.parse_expression(f"{syntax.code(call)}.steps[-1]")
            yield Proposal(what=".steps[-1]", data=syntax.replaced(call, new))


def _declared(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Declare a parameter of the pipeline that is used."""
    for variable in _variables_named(syntax, finding):
        for call in syntax.nodes(cst.Call):
            given = keyword(call, "parameters")
            if given is not None and isinstance(given.value, cst.List):
                new = with_element(given.value, cst.Name(variable))
                yield Proposal(what=f"parameters has {variable}", data=syntax.replaced(given.value, new))
            elif given is None and keyword(call, "steps") is not None:
                value = cst.parse_expression(f"[{variable}]")
                yield Proposal(
                    what=f"parameters=[{variable}]",
                    data=syntax.replaced(call, with_keyword(call, "parameters", value)),
                )


def _undeclared(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """Declare no parameter of the pipeline that is not used."""
    for variable in _variables_named(syntax, finding):
        for call in syntax.nodes(cst.Call):
            given = keyword(call, "parameters")
            if given is None or not isinstance(given.value, (cst.List, cst.Tuple)):
                continue
            for element in given.value.elements:
                if name_of(element.value) == variable:
                    new = given.value.with_changes(elements=without(given.value.elements, element))
                    what = f"parameters without {variable}"
                    yield Proposal(what=what, data=syntax.replaced(given.value, new))


def _variables_named(syntax: Syntax, finding: Finding) -> Iterator[str]:
    """The variables whose value is a parameter with the name that the finding tells of."""
    for assignment in syntax.nodes(cst.Assign):
        if not isinstance(assignment.value, cst.Call):
            continue
        names = (_text(each.value) for each in assignment.value.args if isinstance(each.value, cst.SimpleString))
        if any(name and re.search(rf"\b{re.escape(name)}\b", finding.message) for name in names):
            yield from (name for target in assignment.targets if (name := name_of(target.target)))


_BY_RULE: Mapping[str, Propose] = {
    "CM306": _keywords,
    "CM310": _no_cache,
    "CM332": _archive,
    "CM406": _archive,
    "PL302": _declared,
    "PL303": _undeclared,
    "PL306": _archive,
    "RM406": _archive,
    "SB214": _archive,
    "SB300": _last_step,
    "SB321": _scope,
    "SB340": _strings,
    "SB342": _waits,
    "SB403": _waits,
}
#: The rules whose findings may be mended.
FIXABLE = frozenset(_BY_RULE)
