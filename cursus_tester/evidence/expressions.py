"""Pipeline expressions in a compiled definition, and what stands where in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

#: How a pipeline expression begins in a definition.
_EXPRESSIONS = frozenset({"Get", "Std:Join", "Std:JsonGet"})


def is_expression(value: object) -> bool:
    """Whether `value` is a pipeline expression, which only a pipeline run resolves."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _EXPRESSIONS


def values_in(document: object) -> Iterator[object]:
    """`document` and everything that stands in it, each before what it holds."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        yield value
        # Of a text is asked first: most values are texts, and an abstract class answers slowly.
        if isinstance(value, str):
            continue
        if isinstance(value, (list, tuple)):
            waiting.extend(reversed(value))
        elif isinstance(value, (dict, Mapping)):
            waiting.extend(reversed(tuple(value.values())))


def contains(document: object, value: object) -> bool:
    """Whether `value` is `document` or stands somewhere in it."""
    return any(each == value for each in values_in(document))


def places_of(document: object, value: object, place: str = "") -> Iterator[str]:
    """Where `value` stands in `document`: the names of members, from the outside in, such as ``A.B``."""
    if document == value:
        yield place
    elif isinstance(document, Mapping):
        for name, each in document.items():
            yield from places_of(each, value, f"{place}.{name}" if place else str(name))
    elif isinstance(document, list):
        for each in document:
            yield from places_of(each, value, place)


def references(document: object, prefix: str) -> tuple[str, ...]:
    """What the ``Get`` expressions in `document` that begin with `prefix` refer to, behind the prefix."""
    found = (each.get("Get") for each in values_in(document) if isinstance(each, (dict, Mapping)) and len(each) == 1)
    return tuple(get.removeprefix(prefix) for get in found if isinstance(get, str) and get.startswith(prefix))


def literal_start(value: object) -> str:
    """How the text that `value` resolves to begins, as far as no pipeline run is needed to know it.

    A text is its own start. A ``Join`` begins with its literal values, up to the first that is an expression. Of any
    other expression nothing is known: the empty text.
    """
    if isinstance(value, str):
        return value
    join = value.get("Std:Join") if isinstance(value, Mapping) else None
    values = join.get("Values") if isinstance(join, Mapping) else None
    if not isinstance(join, Mapping) or not isinstance(values, list):
        return ""
    separator, start = str(join.get("On", "")), ""
    for index, each in enumerate(values):
        start += (separator if index else "") + literal_start(each)
        if not isinstance(each, str):
            break
    return start
