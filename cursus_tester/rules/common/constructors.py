"""What a builder's constructor takes, read from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.subject import Place
from cursus_tester.source.builder_source import Parameter, ParameterKind, Source
from cursus_tester.source.syntax import source_text

VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
#: Decorators that make a constructor of a class's fields: those of dataclasses and of attrs.
_FIELDS = re.compile(r"(?:^|\.)(?:dataclass|define|frozen|mutable|attrs|attr\.s|attributes)$")


def constructor_parameters(source: Source) -> tuple[tuple[Parameter, ...], Place | None]:
    """The parameters of a builder's constructor without ``self``, and where they are written.

    A dataclass's constructor is made of its fields; `object`'s takes nothing.

    Raises:
        NotApplicable: It is inherited from a class whose text is not at hand.
    """
    constructor = source.method("__init__")
    if any(_FIELDS.search(name) for name in source.decorators) and (
        constructor is None or not constructor.class_name.endswith(f".{source.class_name}")
    ):
        return tuple(_fields(source.class_statements)), None
    if constructor is not None:
        return constructor.parameters[1:], constructor.place
    if source.unread_bases:
        raise NotApplicable(f"the constructor is inherited from {source.unread_bases[0]}, whose source was not found")
    return (), None


def _fields(classes: Sequence[ast.ClassDef]) -> Iterator[Parameter]:
    found: dict[str, Parameter] = {}
    for statement in (each for node in reversed(classes) for each in node.body):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        annotation = source_text(statement.annotation)
        if re.match(r"(?:typing\.)?ClassVar\b", annotation) or _is_left_out(statement.value):
            continue
        found[statement.target.id] = Parameter(
            name=statement.target.id,
            kind=ParameterKind.POSITIONAL_OR_KEYWORD,
            has_default=statement.value is not None and _has_default(statement.value),
            annotation=annotation,
        )
    yield from found.values()


def _is_left_out(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and any(
        keyword.arg == "init" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in value.keywords
    )


def _has_default(value: ast.expr) -> bool:
    """Whether a field's value is a default, or says in ``field(default=…)`` what it is."""
    if isinstance(value, ast.Call) and source_text(value.func).rpartition(".")[2] in ("field", "ib", "attrib"):
        return any(keyword.arg in ("default", "default_factory", "factory") for keyword in value.keywords)
    return True
