"""Find the problems that an AWS service would report about the compiled request of a step.

botocore's validator checks types, names, required members and minimum lengths; the patterns, maximum lengths and enums
of the service model it leaves out, so these are checked here.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import botocore.session
from botocore.model import Shape
from botocore.validate import ParamValidator

from cursus_tester.evidence.account_names import ROLE
from cursus_tester.evidence.expressions import is_expression
from cursus_tester.step_pack import Operation, operations


@functools.cache
def _session() -> Any:
    return botocore.session.Session()


@functools.cache
def request_shape(operation: Operation) -> Any:
    """The shape of an operation's request in its service's model."""
    return _session().get_service_model(operation.service).operation_model(operation.name).input_shape


def request_problems(request: Mapping[str, Any], operation: Operation | None) -> tuple[str, ...]:
    """The problems of a compiled request of `operation`, one line each.

    Pipeline expressions are taken for a good value of the type that stands at their place; what SageMaker fills in,
    for a good name. Of a step that calls no operation nothing is wrong.
    """
    if operation is None:
        return ()
    shape = request_shape(operation)
    sample = _sample(request, shape)
    if isinstance(sample, dict):
        for member in operation.filled_in:
            sample.setdefault(member, "name")
    report = ParamValidator().validate(sample, shape)
    problems = [line.strip() for line in report.generate_report().splitlines() if line.strip()]
    problems += _unchecked(sample, shape, "")
    problems += operation.refusals(request)
    return tuple(problems)


def problems_of_others(definition: Mapping[str, Any], names: Iterable[str], type_name: str) -> Iterator[str]:
    """The problems of the steps of other types than `type_name` that a builder returned beside its own."""
    known = frozenset(names)
    for step in definition["Steps"]:
        if step["Name"] in known and step["Type"] != type_name:
            for problem in request_problems(step["Arguments"], operations().get(step["Type"])):
                yield f"the step {step['Name']}: {problem}"


def _sample(value: Any, shape: Shape | None) -> Any:
    if is_expression(value):
        return _good_value(shape)
    if isinstance(value, Mapping) and shape is not None and shape.type_name == "structure":
        return {name: _sample(each, shape.members.get(name)) for name, each in value.items()}
    if isinstance(value, Mapping) and shape is not None and shape.type_name == "map":
        return {name: _sample(each, shape.value) for name, each in value.items()}
    if isinstance(value, list) and shape is not None and shape.type_name == "list":
        return [_sample(each, shape.member) for each in value]
    return value


def _good_value(shape: Shape | None) -> Any:
    if shape is None or shape.type_name == "string":
        metadata = shape.metadata if shape is not None else {}
        if metadata.get("enum"):
            return metadata["enum"][0]
        candidates = ("s3://bucket/model.tar.gz", ROLE, "value", "value-1")
        pattern = _pattern(metadata.get("pattern", ".*"))
        return next((each for each in candidates if pattern.fullmatch(each)), "value")
    if shape.type_name == "structure":
        return {}
    return {"boolean": True, "integer": 1, "long": 1, "list": [], "map": {}}.get(shape.type_name, "value")


#: What Python has in place of Java's classes of characters, where these stand between brackets.
_CLASSES = {
    "L": r"\w",
    "M": r"\u0300-\u036f",
    "N": r"\d",
    "P": r"!-/:-@\[-`{-~\u00a1-\u00bf\u2010-\u205e\u3001-\u303f",
    "S": r"$+<=>^`|~\u00a2-\u00b4\u20a0-\u20cf\u2100-\u2bff",
    "Z": r"\s",
}


@functools.cache
def _pattern(text: str) -> re.Pattern[str]:
    """A pattern of the service's model, which is for Java; one that Python does not know refuses nothing."""
    try:
        return re.compile(re.sub(r"\\p\{([LMNPSZ])\}", lambda found: _CLASSES[found[1]], text))
    except re.error:
        return re.compile(".*", re.DOTALL)


def _unchecked(value: Any, shape: Shape | None, path: str) -> Iterator[str]:
    if shape is None:
        return
    if shape.type_name == "structure" and isinstance(value, Mapping):
        for name, each in value.items():
            yield from _unchecked(each, shape.members.get(name), f"{path}.{name}".lstrip("."))
    elif shape.type_name == "map" and isinstance(value, Mapping):
        yield from _too_many(len(value), "entries", shape, path)
        for name, each in value.items():
            yield from _unchecked(name, shape.key, f"{path} key {name!r}")
            yield from _unchecked(each, shape.value, f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        yield from _too_many(len(value), "elements", shape, path)
        for index, each in enumerate(value):
            yield from _unchecked(each, shape.member, f"{path}[{index}]")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _string_problems(value, shape.metadata, path)


def _too_many(count: int, what: str, shape: Shape, path: str) -> Iterator[str]:
    limit = shape.metadata.get("max")
    if limit is not None and count > limit:
        yield f"{path} has {count} {what}; the service allows {limit}"


def _string_problems(value: str, metadata: Mapping[str, Any], path: str) -> Iterator[str]:
    shown = value if len(value) <= 60 else value[:59] + "…"
    if "max" in metadata and len(value) > metadata["max"]:
        yield f"{path} is {len(value)} characters long; the service allows {metadata['max']}"
    if metadata.get("enum") and value not in metadata["enum"]:
        yield f"{path} is {shown!r}; the service allows {_alternatives(value, metadata['enum'])}"
    if metadata.get("pattern") and not _pattern(metadata["pattern"]).fullmatch(value):
        yield f"{path} is {shown!r}; the service's pattern is {metadata['pattern']}"


#: The most values that a message lists.
_LISTED = 12


def _alternatives(value: str, allowed: Sequence[str]) -> str:
    """The allowed values; of many those that are most like `value`."""
    if len(allowed) <= _LISTED:
        return ", ".join(allowed)
    return f"{', '.join(difflib.get_close_matches(value, allowed, n=3, cutoff=0.0))} and {len(allowed) - 3} others"
