"""Facts of a builder's class and module: registrations, writes on import, method results."""

from __future__ import annotations

from dataclasses import dataclass

from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, INSTANCE_FIELDS, SOURCE_FIELDS
from cursus_tester.results.subject import Place

#: The folder in the values of inputs that the specification does not declare.
UNDECLARED = "undeclared-inputs"
#: Config fields that a model needs whatever their default.
ALWAYS_REQUIRED = (*INSTANCE_FIELDS, *ENTRY_POINT_FIELDS, *SOURCE_FIELDS, "framework_version")

#: What every ``create_step`` may be called with.
USUAL_KEYWORDS = ("inputs", "outputs", "dependencies", "enable_caching")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A config field that is absent or empty."""

    field: str
    #: ``absent``, ``None`` or ``""``.
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An entry for the builder class in a registry of the team's code."""

    #: The key, such as ``XGBoostModel``.
    name: str
    #: Where the mapping is, such as ``BuilderRegistry REGISTRY._registered``.
    registry: str
    #: The step type in the entry; ``None`` where it has none.
    step_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """All registrations of a builder class."""

    found: tuple[Registration, ...] = ()
    #: Whether the modules that the builder imports hold a registry.
    has_registry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWrite:
    """A file or folder that importing the module wrote."""

    #: Its name, without the folder.
    path: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """The result of one call of a method of the builder."""

    #: Type of what it returned; ``None`` for ``None``; empty when it raised.
    returned: str
    #: What it raised; empty when it returned.
    raised: str = ""
