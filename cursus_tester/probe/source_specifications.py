"""Make specifications for the steps that a builder depends on, in the form of its own specification.

Some frameworks find inputs by what the steps before say of their outputs, in an attribute ``_spec`` that their builders
attach. The tester's steps have no builder: where a builder cannot do without, they get a copy of its own specification
that declares the one output which is wanted.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from cursus_tester.evidence.builder import Dependency
from cursus_tester.evidence.scenario import SourceKind


def specification_of_source(own: Any, step_name: str, kind: SourceKind, dependencies: Iterable[Dependency]) -> Any:
    """The specification of a step that yields the inputs `dependencies` of a builder with specification `own`.

    Returns:
        The specification; ``None`` where `own` declares no output to make it from, or cannot be copied with changes.
    """
    try:
        return _made_of(own, step_name, kind, dependencies)
    except (AttributeError, TypeError):
        return None


#: Where the steps of a kind have what they yield; the outputs of a processing step have names.
_PATHS = {
    SourceKind.TRAINING: "properties.ModelArtifacts.S3ModelArtifacts",
    SourceKind.MODEL: "properties.ModelName",
}


def _made_of(own: Any, step_name: str, kind: SourceKind, dependencies: Iterable[Dependency]) -> Any:
    declared = _read(own, "outputs")
    outputs = list(declared.values()) if isinstance(declared, Mapping) else list(declared or ())
    if not outputs:
        return None
    yielded: dict[str, Any] = {}
    for dependency in dependencies:
        processed = f"properties.ProcessingOutputConfig.Outputs['{dependency.name}'].S3Output.S3Uri"
        path = _PATHS.get(kind, processed)
        is_text = isinstance(outputs[0], str)
        yielded[dependency.name] = path if is_text else _output(outputs[0], own, dependency, path)
    made = yielded if isinstance(declared, Mapping) else type(declared)(yielded.values())
    nothing: Any = type(_read(own, "dependencies"))()
    return _with(own, {"step_type": step_name, "step_name": step_name, "dependencies": nothing, "outputs": made})


def _output(example: Any, own: Any, dependency: Dependency, path: str) -> Any:
    wanted = next((each for each in _values(_read(own, "dependencies")) if _name(each) == dependency.name), None)
    changes = {"logical_name": dependency.name, "name": dependency.name, "property_path": path, "path": path}
    for ours, theirs in (("output_type", "dependency_type"), ("type", "type"), ("data_type", "data_type")):
        value = _read(wanted, theirs)
        if value is not None:
            changes[ours] = value
    return _with(example, changes)


def _with(value: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of `value` with those of `changes` that it has, without its constructor, which may require more."""
    if isinstance(value, Mapping):
        return {**value, **{name: each for name, each in changes.items() if name in value}}
    made = copy.copy(value)
    for name, each in changes.items():
        if hasattr(made, name):
            object.__setattr__(made, name, each)
    return made


def _values(declared: Any) -> Iterable[Any]:
    return declared.values() if isinstance(declared, Mapping) else declared or ()


def _name(value: Any) -> Any:
    return _read(value, "logical_name") or _read(value, "name")


def _read(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
