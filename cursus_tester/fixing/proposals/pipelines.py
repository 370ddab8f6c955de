"""Proposals for the call that makes a pipeline: the parameters that it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from cursus_tester.fixing.proposals.proposal import Proposal, text_of
from cursus_tester.fixing.syntax import Syntax, keyword, name_of, with_element, with_keyword, without
from cursus_tester.results.finding import Finding


def declared(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
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


def undeclared(syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
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
        names = (text_of(each.value) for each in assignment.value.args if isinstance(each.value, cst.SimpleString))
        if any(name and re.search(rf"\b{re.escape(name)}\b", finding.message) for name in names):
            yield from (name for target in assignment.targets if (name := name_of(target.target)))
