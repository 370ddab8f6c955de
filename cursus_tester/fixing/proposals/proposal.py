"""One text that may take the place of a file's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from cursus_tester.fixing.syntax import Syntax
from cursus_tester.results.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another text of a file."""

    #: What it does, as the end of "line 12: …".
    what: str
    data: bytes


#: What may mend a finding, the likeliest first.
Propose = Callable[[Syntax, Finding], Iterator[Proposal]]


def replacing(syntax: Syntax, old: cst.CSTNode, new: cst.CSTNode, shown: cst.CSTNode, name: str = "") -> Proposal:
    """The file with one node in place of another; `shown` says what it does, behind `name` and an equals sign."""
    what = f"{name}={syntax.code(shown)}" if name else syntax.code(shown)
    return Proposal(what=what, data=syntax.replaced(old, new))


def text_of(node: cst.BaseExpression) -> str | None:
    """The value of a string that is written down; ``None`` for anything else."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else None
