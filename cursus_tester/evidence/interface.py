"""What is known of a builder's class and module beside what it does in scenarios: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, INSTANCE_FIELDS, SOURCE_FIELDS
from cursus_tester.results.subject import Place

#: The folder of the values that inputs get which no specification declares.
UNDECLARED = "undeclared-inputs"
#: What a model cannot do without, where its config has it, whatever the default.
ALWAYS_REQUIRED = (*INSTANCE_FIELDS, *ENTRY_POINT_FIELDS, *SOURCE_FIELDS, "framework_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A config's field that says nothing."""

    field: str
    #: ``absent``, ``None`` or ``""``.
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A builder class in a mapping of its tree."""

    #: The key, such as ``XGBoostModel``.
    name: str
    #: Where the mapping is, such as ``BuilderRegistry REGISTRY._registered``.
    registry: str
    #: What the record beside the class says of the step; ``None`` where it says nothing.
    step_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """All registrations of a builder class."""

    found: tuple[Registration, ...] = ()
    #: Whether the modules that the builder brings along hold a registry at all.
    has_registry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWrite:
    """A file or folder that importing the module wrote."""

    #: Its name, without the folder.
    path: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """What a method of the constructed builder gave when it was called once."""

    #: Type of what it returned; ``None`` for ``None``; empty when it raised.
    returned: str
    #: What it raised; empty when it returned.
    raised: str = ""
