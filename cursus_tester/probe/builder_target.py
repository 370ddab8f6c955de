"""A builder to be loaded, and one that is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.configs.configuration import Configuration
from cursus_tester.configs.constructors import Constructor
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.probe.job import Job
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.step_pack import StepPack


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderTarget:
    """The builder to run in this process, and how."""

    job: Job
    #: The folder where the tool was started; second on ``sys.path``, and what shown paths are relative to.
    working_directory: str
    #: The type of step that it builds.
    pack: StepPack
    #: Whether an earlier process has reported the facts of its import.
    is_continued: bool = False
    #: Config fields that differ in every builder that is made.
    config_changes: Mapping[str, Any] = field(default_factory=dict)
    #: The builder, where this process has imported it already.
    imported: ImportedBuilder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A loaded builder, ready for its scenarios."""

    facts: Builder
    pack: StepPack
    cls: type | None = None
    #: The parameters of its constructor; ``None`` where it could not be loaded.
    constructor: Constructor | None = None
    #: The keywords that its ``create_step`` takes; ``None``: any.
    accepted: frozenset[str] | None = None
    #: A config that the builder accepts.
    config: Any = None
    #: The specification object that its class or module holds; ``None`` without.
    declared: Any = None
    #: The config with its origin; ``None`` where none was made.
    configuration: Configuration | None = None
    #: The framework of the training steps that it is given; ``None``: of none in particular.
    trained_framework: str | None = None
    #: Texts in its code that may be names of inputs, or of what a step says.
    mentioned: tuple[str, ...] = ()
    #: A folder with scripts, for what names code.
    code_folder: str = ""
    #: The environment variables that the settings give to it.
    given_variables: frozenset[str] = frozenset()
    #: Whether the steps before it carry a specification, because it finds its inputs by that.
    specifies_sources: bool = False
    #: Where the names go that it looks up among its inputs and does not find; ``None``: they are of no interest.
    not_found: list[str] | None = None
    #: Whether the arguments of ``create_step`` are written down as source.
    writes_code: bool = False
    #: What its scenarios are planned from; ``None`` where it could not be loaded.
    profile: BuilderProfile | None = None
