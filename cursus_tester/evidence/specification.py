"""Read the specification that a builder carries, by attribute or key: of our contract, of another one, or a dict."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Dependency, Output, Specification

#: The attributes of builders that hold their specification.
CARRIED_AS = ("spec", "specification", "_spec")
_MISSING = object()
#: Names under which specifications list the versions that a builder accepts.
_VERSIONS = ("framework_versions", "supported_framework_versions", "supported_versions", "versions")


def looks_like_specification(value: object) -> bool:
    """Whether `value` has the parts of a specification: dependencies and outputs."""
    if isinstance(value, type):
        return False
    return _get(value, "dependencies") is not _MISSING and _get(value, "outputs") is not _MISSING


def read_specification(value: object) -> Specification:
    """The specification that `value` expresses; what it leaves out is empty or ``None``."""
    contract = _first(value, "script_contract", "contract")
    return Specification(
        step_type=_text(_first(value, "step_type", "type")),
        pattern=_pattern(_text(_first(value, "pattern"))),
        framework=_text(_first(value, "framework", "framework_name")).lower() or None,
        framework_versions=tuple(_text(each) for each in _items(_first(value, *_VERSIONS))),
        forced_region=_text(_first(value, "forced_region")) or None,
        custom_container=_first(value, "custom_container") is True,
        dependencies=tuple(_dependencies(_first(value, "dependencies"))),
        outputs=tuple(_outputs(_first(value, "outputs"))),
        required_environment=tuple(
            _text(each) for each in _items(_first(contract, "required_environment_variables", "required_env_vars"))
        ),
        optional_environment={
            _text(name): _text(default)
            for name, default in _pairs(_first(contract, "optional_environment_variables", "optional_env_vars"))
        },
        step_name=_text(_first(value, "step_name")),
        input_paths=_texts(_first(contract, "expected_input_paths", "input_paths")),
        output_paths=_texts(_first(contract, "expected_output_paths", "output_paths")),
        arguments=tuple(
            _text(name).lstrip("-") for name, _ in _pairs(_first(contract, "expected_arguments", "arguments"))
        ),
        required_hyperparameters=tuple(_text(each) for each in _items(_first(contract, "required_hyperparameters"))),
    )


def _texts(declared: object) -> dict[str, str]:
    return {_text(name): _text(each) for name, each in _pairs(declared)} if isinstance(declared, Mapping) else {}


def _pattern(written: str) -> str | None:
    """``A`` or ``B``, also when it says ``pattern_a``; ``None`` for anything else."""
    found = re.fullmatch(r"(?:pattern)?[ _-]*([ab])", written.strip().lower())
    return found.group(1).upper() if found else None


def _dependencies(declared: object) -> Iterator[Dependency]:
    for name, each in _named(declared):
        packaged = _first(each, "packaged")
        required = _first(each, "required")
        yield Dependency(
            name=name,
            type=_text(_first(each, "dependency_type", "type")).lower(),
            required=required if isinstance(required, bool) else True,
            compatible_sources=tuple(_text(source) for source in _items(_first(each, "compatible_sources", "sources"))),
            packaged=packaged if isinstance(packaged, bool) else None,
        )


def _outputs(declared: object) -> Iterator[Output]:
    for name, each in _named(declared):
        path = each if isinstance(each, str) else _text(_first(each, "property_path", "path"))
        yield Output(name=name, property_path=path)


def _named(declared: object) -> Iterator[tuple[str, object]]:
    if isinstance(declared, Mapping):
        for key, each in declared.items():
            yield _text(_first(each, "logical_name", "name")) or _text(key), each
        return
    for each in _items(declared):
        name = _text(each) if isinstance(each, str) else _text(_first(each, "logical_name", "name"))
        if name:
            yield name, each


def _get(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return value.get(name, _MISSING)
    try:
        return getattr(value, name, _MISSING)
    except Exception:  # A property of the builder's own object raised; the specification counts as silent.
        return _MISSING


def _first(value: object, *names: str) -> object:
    return next((each for name in names if (each := _get(value, name)) is not _MISSING and each is not None), None)


def _text(value: Any) -> str:
    if isinstance(value, enum.Enum):
        value = value.value
    return value if isinstance(value, str) else "" if value is None else str(value)


def _items(value: object) -> tuple[Any, ...]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return ()
    items = tuple(value)
    # A set has no order of its own; the report must not depend on the hash seed.
    return tuple(sorted(items, key=_text)) if isinstance(value, (set, frozenset)) else items


def _pairs(value: object) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    else:
        yield from ((each, None) for each in _items(value))
