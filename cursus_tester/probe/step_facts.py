"""Describe a step that a builder returned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# Imported by name, so that a builder that replaces them changes nothing here.
from typing import Any

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.trace import (
    StepFacts,
)
from cursus_tester.observation.describe import plain, qualified_name
from cursus_tester.observation.interface import call_with_nothing
from cursus_tester.probe.builder_target import Loaded
from cursus_tester.probe.declarations import carried_specification
from cursus_tester.probe.recorder import Recording
from cursus_tester.sdk.installed import sdk

#: The one attribute that builders add to their step.
_SPECIFICATION = "_spec"
_ABSENT = object()


def describe_step(step: object, builder: object, loaded: Loaded, record: Recording) -> StepFacts:
    """What a builder returned, as facts; of what is no step, or several, only its type."""
    value, steps = record.describe(step), sdk().steps
    if steps.members(step) is None or isinstance(step, (list, tuple)):
        return StepFacts(value=value)
    attributes, own, depends_on = vars(step), steps.own_attributes(step), steps.depends_on(step)
    attached = attributes.get(_SPECIFICATION, _ABSENT)
    specification = carried_specification(builder) or loaded.declared
    return StepFacts(
        value=value,
        name=_string(getattr(step, "name", None)),
        extra_attributes={
            name: qualified_name(type(each))
            for name, each in sorted(attributes.items())
            if own is not None and name not in own and name != _SPECIFICATION
        },
        specification_attached=attached is specification if attached is not _ABSENT else None,
        outputs=dict(_resolved_outputs(step, loaded.facts.specification)),
        standard_name=_standard_name(builder),
        get_outputs=call_with_nothing(builder, "_get_outputs"),
        model=record.describe(steps.model_of(step)).identity,
        depends_on=record.describe(depends_on) if depends_on is not None else None,
        details=_details(step, loaded),
    )


def _details(step: object, loaded: Loaded) -> Mapping[str, Any]:
    details = loaded.pack.details
    found = plain(dict(details(step))) if details is not None else {}
    return found if isinstance(found, Mapping) else {}


def _standard_name(builder: Any) -> str | None:
    """The step name that the builder itself computes."""
    try:
        return _string(builder._get_step_name())
    except Exception:  # It has no such method, or one that wants more.
        return None


def _resolved_outputs(step: Any, specification: Specification | None) -> Iterator[tuple[str, str | None]]:
    for output in specification.outputs if specification else ():
        if output.property_path:
            yield output.property_path, _resolve(step, output.property_path)


def _resolve(step: Any, path: str) -> str | None:
    """The error of resolving ``properties.A.B['c']`` on a step; ``None`` when it resolves."""
    parts = re.findall(r"[A-Za-z_]\w*|\[[^\]]+\]", path)
    if not parts or parts[0] != "properties":
        return f"{path!r} does not start with 'properties'"
    value = step
    for part in parts:
        try:
            value = value[part[1:-1].strip("'\"")] if part.startswith("[") else getattr(value, part)
        except (AttributeError, KeyError, TypeError, IndexError) as error:
            return f"{type(error).__name__}: {error}"
    return None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
