"""How compiled containers refer to the model data that steps yield."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.expressions import references, values_in
from cursus_tester.evidence.scenario import SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.steps.create_model.models import served_models
from cursus_tester.steps.create_model.requests import (
    containers,
    model_data,
    needs_model_data,
    repacked_by,
    takes_prefix,
)

_ARTIFACTS = "ModelArtifacts.S3ModelArtifacts"
_FOLDER = re.compile(r"ProcessingOutputConfig\.Outputs\[.+\]\.S3Output\.S3Uri")


def wrong_references(trace: Trace) -> tuple[tuple[str, SourceKind, str, str], ...]:
    """The inputs that a step yields and no container refers to: input, kind of step, its name, what is there instead.

    An input that is left over where each container has the archive of another is not used at all (SB203). Nor does an
    archive count that the model holds and the SDK leaves out of the request (SB402).
    """
    found = [(*each, _wrong(_places(trace), each[1], each[2], trace)) for each in sources(trace)]
    right = sum(not wrong for _, _, _, wrong in found) + _given_as_value(trace)
    left = [each for each in found if each[3] and not (None in _urls(trace) and _holds(trace, each[2]))]
    return tuple(left) if right < len(_urls(trace)) else ()


def _given_as_value(trace: Trace) -> int:
    """How many archives the request has that no step yields: the one that was given as it is, or its repacked copy."""
    if trace.scenario.source.is_step:
        return 0
    given = trace.given_model_data.get(trace.scenario.input_name)
    uploaded = [url for url in _urls(trace) if isinstance(url, str) and url in trace.archives]
    return int(given in _urls(trace) or any(trace.archives[url].uploaded for url in uploaded))


def _urls(trace: Trace) -> list[Any]:
    return [url for url, _ in _places(trace)]


def _places(trace: Trace) -> list[tuple[Any, bool]]:
    """Where the model data of each container lies, with whether that may be a prefix."""
    found = [each for each in containers(trace.request or {}) if needs_model_data(each)]
    return [(model_data(each), takes_prefix(each)) for each in found]


def _holds(trace: Trace, source: str) -> bool:
    """Whether a model holds an archive of the step `source`."""
    models = [model.attributes["model_data"] for model in served_models(trace) if "model_data" in model.attributes]
    return any(held.is_variable and references(held.data, f"Steps.{source}.") for held in models)


def sources(trace: Trace) -> Iterator[tuple[str, SourceKind, str]]:
    """The inputs that steps yield: input, kind of step, its name."""
    scenario = trace.scenario
    if scenario.source.is_step and scenario.source_name:
        yield scenario.input_name, scenario.source, scenario.source_name
    yield from (each for each in scenario.other_inputs if each[1].is_step)


def _wrong(places: list[tuple[Any, bool]], kind: SourceKind, source: str, trace: Trace) -> str:
    """What is wrong with the references to a step's archive; empty when one of the containers has a right one."""
    expected = _expected(kind, source)
    urls = [url for url, _ in places]
    mentions = []
    for url, is_prefix in places:
        repack = repacked_by(url, trace)
        document = repack["Arguments"] if repack is not None else url
        if any(_is_archive(each, kind, source) for each in values_in(document)):
            return ""
        if is_prefix and references(document, f"Steps.{source}."):
            return ""
        if references(document, f"Steps.{source}."):
            mentions.append(document if repack is None else "the SDK's repack step, which is fed by something else")
    if mentions:
        return f"ModelDataUrl is {mentions[0]!r}; expected {expected}"
    literals = [url for url in urls if isinstance(url, str)]
    if literals:
        return f"ModelDataUrl is the literal {literals[0]!r}; expected {expected}"
    found = ", ".join("absent" if url is None else repr(url) for url in urls) or "absent"
    return f"ModelDataUrl is {found}; expected {expected}"


def _is_archive(value: object, kind: SourceKind, source: str) -> bool:
    """Whether `value` is a reference to the archive that the step yields."""
    if not isinstance(value, Mapping):
        return False
    if kind is SourceKind.LAMBDA:
        # What it says of an archive, only a run knows.
        return str(value.get("Get", "")).startswith(f"Steps.{source}.OutputParameters[")
    if kind is SourceKind.TUNING:
        return bool(_joined(value)) and bool(references(value, f"Steps.{source}."))
    if kind is SourceKind.TRAINING:
        return value == {"Get": f"Steps.{source}.{_ARTIFACTS}"} or _joined(value) == [
            {"Get": f"Steps.{source}.{_ARTIFACTS}"}
        ]
    parts = _joined(value)
    last = parts[-1] if parts else None
    is_named = not isinstance(last, str) or last.endswith(".tar.gz")
    separator = str(value.get("Std:Join", {}).get("On", ""))
    folders = [
        get
        for part, following in itertools.pairwise(parts)
        if _is_below(separator, following)
        for get in references(part, f"Steps.{source}.")
    ]
    return is_named and any(_FOLDER.fullmatch(folder) for folder in folders)


def _is_below(separator: str, following: object) -> bool:
    """Whether what follows a folder in a ``Join`` lies below it: an output's URI does not end in a slash."""
    return (separator + following).startswith("/") if isinstance(following, str) else separator in ("", "/")


def _joined(value: Mapping[str, Any]) -> list[Any]:
    """What a ``Join`` puts together; nothing for any other expression."""
    join = value.get("Std:Join")
    values = join.get("Values") if isinstance(join, Mapping) else None
    return list(values) if isinstance(values, list) else []


def _expected(kind: SourceKind, source: str) -> str:
    return {
        SourceKind.TRAINING: f"Steps.{source}.{_ARTIFACTS}",
        SourceKind.TUNING: "the archive of its best training job",
        SourceKind.LAMBDA: "one of its outputs",
    }.get(kind, "its archive below the output's S3Uri")


def hint(kind: SourceKind) -> str:
    if kind is SourceKind.TUNING:
        return "take step.get_top_model_s3_uri(top_k=0, s3_bucket=…)"
    if kind is SourceKind.LAMBDA:
        return 'take step.properties.Outputs["…"] as it is'
    if kind is SourceKind.TRAINING:
        return "pass step.properties.ModelArtifacts.S3ModelArtifacts on unchanged"
    return 'Join(on="/", values=[….Outputs["model"].S3Output.S3Uri, "model.tar.gz"]): the output is a folder'


def misrefers(trace: Trace) -> bool:
    """Whether the request of a trace refers to model data wrongly."""
    return bool(wrong_references(trace))
