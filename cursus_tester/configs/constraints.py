"""Constraints in the annotations of config fields, and the values that they allow."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.configs.fields import Field


def constraints(field: Field) -> Iterator[tuple[str, Any]]:
    """The bounds that stand in a field's annotation or beside it, by the name that pydantic gives them."""
    for each in (*field.metadata, *_annotated(field.annotation)):
        for name in ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern"):
            bound = getattr(each, name, None)
            if bound is not None:
                yield name, getattr(bound, "pattern", bound)
        # pydantic's FieldInfo, as in Annotated[str, Field(min_length=1)].
        yield from constraints(_beside(field, getattr(each, "metadata", ())))


def _beside(field: Field, metadata: Sequence[Any]) -> Field:
    return Field(name=field.name, key=field.key, annotation=UNKNOWN, required=True, metadata=tuple(metadata))


def _annotated(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) is typing.Annotated:
        yield from annotation.__metadata__
    for each in typing.get_args(annotation):
        if typing.get_origin(annotation) is not typing.Literal:
            yield from _annotated(each)


def allowed_values(values: list[Any], field: Field) -> list[Any]:
    """The values that the annotation's constraints allow; all without constraints, or where none is allowed."""
    if not any(constraints(field)):
        return values
    from pydantic import PydanticUserError, TypeAdapter, ValidationError

    annotation = Any if field.annotation is UNKNOWN else field.annotation
    for each in field.metadata:
        annotation = typing.Annotated[annotation, each]
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    except (PydanticUserError, TypeError):
        return values
    allowed = []
    for value in values:
        try:
            adapter.validate_python(value)
        except ValidationError:
            continue
        except TypeError:
            return values
        allowed.append(value)
    return allowed or values
