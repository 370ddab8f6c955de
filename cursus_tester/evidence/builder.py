"""What is known of a builder beside its scenarios: specification, config, problems while loading."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.code import BuilderCode
from cursus_tester.evidence.interface import FileWrite, Registrations
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.evidence.trace import AwsCall, Breach, Problem
from cursus_tester.evidence.unavailable import Blocked
from cursus_tester.results.subject import Place


class InputKind(enum.Enum):
    """What the value of an input names."""

    #: One model archive, such as ``s3://bucket/model.tar.gz``.
    ARCHIVE = "archive"
    #: A folder or a file of data in S3.
    DATA = "data"
    #: A model of SageMaker's, by its name.
    MODEL_NAME = "model name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A declared input of a step."""

    name: str
    #: Lower case, such as ``model_artifacts``.
    type: str
    required: bool
    compatible_sources: tuple[str, ...] = ()
    #: Whether its archives hold the inference code; ``None`` when the specification does not say.
    packaged: bool | None = None

    @property
    def kind(self) -> InputKind:
        """What its value names, by its type, and where that leaves it open by its own name."""
        if re.search(r"model_?name", self.type) or re.search(r"(?:^|_)model_?name$", self.name, re.IGNORECASE):
            return InputKind.MODEL_NAME
        is_open = self.type in ("", "custom_property")
        if "artifact" in self.type or (is_open and re.search(_ARCHIVE_NAME, self.name, re.IGNORECASE)):
            return InputKind.ARCHIVE
        return InputKind.DATA


#: Names of inputs that hold a model archive.
_ARCHIVE_NAME = r"model_?(?:data|artifact|archive|input|uri|path|package)|artifact|^model$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A declared output of a step."""

    name: str
    property_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """What a builder declares, read from the attributes of its specification object."""

    step_type: str
    pattern: str | None
    framework: str | None
    framework_versions: tuple[str, ...]
    forced_region: str | None
    custom_container: bool
    dependencies: tuple[Dependency, ...]
    outputs: tuple[Output, ...]
    required_environment: tuple[str, ...]
    optional_environment: Mapping[str, str]
    #: The name of the step; empty where it does not say.
    step_name: str = ""
    #: Where the script of its contract reads each input and writes each output, by logical name.
    input_paths: Mapping[str, str] = field(default_factory=dict)
    output_paths: Mapping[str, str] = field(default_factory=dict)
    #: Hyperparameters that the script cannot do without.
    required_hyperparameters: tuple[str, ...] = ()
    #: The names of the arguments that the script takes, without leading hyphens.
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigField:
    """A field of a builder's config class."""

    name: str
    required: bool
    #: As JSON; ``None`` when there is none or it is not plain data.
    default: Any = None
    #: Whether its annotation allows ``None``.
    nullable: bool = False
    #: Whether it can be ``""``: a path and an enumeration cannot.
    can_be_empty: bool = True
    #: Whether it holds a mapping, by its annotation.
    is_mapping: bool = False


#: Key among the refused values of a builder for inputs that it asks for though nothing declares them.
ASKED = "<asked inputs>"
#: Key among them for inputs that it looks up, and does without.
OPTIONAL = "<optional inputs>"
#: Key among the refused values of a builder for steps without a specification.
SILENT_STEPS = "<steps without specification>"
#: Types of configs without a class of their own: their fields are those that the builder reads.
UNDECLARED_CONFIGS = ("dict", "types.SimpleNamespace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """What is known of a builder once it has been loaded."""

    #: Qualified names of the class and its ancestors.
    ancestors: tuple[str, ...] = ()
    #: Such as ``pytorch``, from the specification, else from what the module imports and is called; ``None`` unknown.
    framework: str | None = None
    specification: Specification | None = None
    #: Whether the builder itself has the specification, and not only its module.
    carries_specification: bool = True
    #: Whether its code reads model data that it is given, or finds some in a step.
    asks_for_model_data: bool = True
    #: Qualified name of the config's class; empty where none was found.
    config_type: str = ""
    config_fields: tuple[ConfigField, ...] = ()
    #: Why it could not be imported, configured or constructed.
    problem: Problem | None = None
    #: Generated config values that the builder refused when it made its step, by field, as ``repr`` shows them.
    refused_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Which field of the config caused `problem`, for messages; empty where the config did not cause it.
    config_obstacle: str = ""
    #: What to do about `problem`, where the tester knows.
    problem_hint: str = ""
    #: Set when loading overran its time or killed the worker.
    death: str | None = None
    #: The line of the team's code that ran when the time was over; ``None`` where that is not known.
    death_place: Place | None = None
    #: In the order in which they run.
    scenarios: tuple[Scenario, ...] = ()
    #: AWS calls made while the module was imported.
    import_calls: tuple[AwsCall, ...] = ()
    #: Images that the SDK returned while the builder was imported and constructed.
    early_images: tuple[str, ...] = ()
    #: What the sandbox refused while the module was imported and the builder first constructed.
    breaches: tuple[Breach, ...] = ()
    #: The environment variables that the team's code read until the builder was constructed, each with a place.
    environment_reads: Mapping[str, Place] = field(default_factory=dict)
    #: What importing the module wrote.
    import_writes: tuple[FileWrite, ...] = ()
    registrations: Registrations = field(default_factory=Registrations)
    #: Names of the methods that the class has, own and inherited, abstract ones left out.
    methods: frozenset[str] = frozenset()
    #: Whether its module was imported before: what importing it did is unknown.
    is_already_imported: bool = False
    sdk_version: str = ""
    #: Python that makes it and its config; ``None`` where it could not be made, or nobody wants to see that.
    code: BuilderCode | None = None

    @property
    def asked_inputs(self) -> tuple[str, ...]:
        """The inputs that it asks for though nothing declares them."""
        return tuple(self.refused_values.get(ASKED, ()))

    @property
    def optional_inputs(self) -> tuple[str, ...]:
        """The inputs that it looks up and does without, though nothing declares them."""
        return tuple(self.refused_values.get(OPTIONAL, ()))

    @property
    def why_not_loaded(self) -> str | None:
        """Why it could not be imported, configured or constructed, in one line; ``None`` where it was."""
        why = self.death if self.death is not None else str(self.problem) if self.problem is not None else None
        return f"the builder could not be loaded: {shortened(why)}" if why is not None else None

    def require_loaded(self) -> None:
        """Refuse to judge a builder that could not be loaded.

        Raises:
            Blocked: It was not; the text says why.
        """
        if self.why_not_loaded is not None:
            raise Blocked(self.why_not_loaded)


def shortened(text: str) -> str:
    """`text` on one line of at most 200 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199] + "…"
