"""The facts of a builder from which its scenarios are planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.builder import ConfigField, Dependency, InputKind, Specification
from cursus_tester.evidence.field_names import region_names
from cursus_tester.evidence.scenario import DemandedStep, Handing, Route, SessionKind, SourceKind
from cursus_tester.step_pack import StepPack, default_pack


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderProfile:
    """The facts of a builder from which its scenarios are planned."""

    specification: Specification | None
    framework: str | None
    #: Whether the builder makes its model from a trained estimator: it then always gets its training step.
    from_estimator: bool
    #: Keywords that ``create_step`` takes; ``None``: any.
    accepted: frozenset[str] | None
    #: Keywords of inputs that it takes among any others, and does not read (SB106): they are no way to give it one.
    swallowed: frozenset[str] = frozenset()
    #: The generated config's plain values, by field.
    config: Mapping[str, Any]
    #: The AWS region that the config means, also by a property; empty where it says none.
    region: str = ""
    #: The fields of its class.
    fields: tuple[ConfigField, ...] = ()
    #: Strings in the builder's code that may be names of inputs.
    mentioned: tuple[str, ...] = ()
    #: Whether the constructor takes a role.
    takes_role: bool = True
    #: Whether it refuses outputs of pipeline steps: the baseline is an ``s3://`` URI then.
    refuses_steps: bool = False
    #: The type of step that it builds.
    pack: StepPack = field(default_factory=default_pack)
    #: Whether it refuses model data that it is handed: the baseline is then a step that it need not look at.
    refuses_values: bool = False
    #: The kinds of session that it is built under.
    sessions: frozenset[SessionKind] = frozenset(SessionKind)
    #: The kinds of steps whose archive its code knows how to find.
    kinds_read: tuple[SourceKind, ...] = ()
    #: Whether its code mentions steps that make a model.
    reads_models: bool = False
    #: Whether its code looks for a step that has property files.
    reads_property_files: bool = False
    #: Whether it may read anything of a step.
    reads_steps: bool = True
    #: Inputs that it asks for though no specification declares them.
    asked_inputs: tuple[str, ...] = ()
    #: Inputs that it looks up and does without, though no specification declares them.
    optional_inputs: tuple[str, ...] = ()
    #: The steps that its ``create_step`` demands under names of its own.
    demanded_steps: tuple[DemandedStep, ...] = ()
    #: What its ``create_step`` may be given the dependencies in.
    handings: frozenset[Handing] = frozenset(Handing)
    #: The values that a config field may have, of fields that list them, such as those of an enumeration.
    choices: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def region_with(self, changes: Mapping[str, Any], region: str) -> str:
        """The region of the session with these changes to the config; `region` where they say nothing of it."""
        forced = self.specification.forced_region if self.specification else None
        for name in region_names(self.config):
            region = forced or changes.get(name, region)
        return region

    def accepts(self, keyword: str) -> bool:
        """Whether ``create_step`` takes the keyword."""
        return keyword not in self.swallowed and (self.accepted is None or keyword in self.accepted)

    @property
    def takes_inputs(self) -> bool:
        """Whether ``create_step`` takes inputs in a way that every caller knows."""
        keywords = (*(route.value for route in (Route.DEPENDENCIES, Route.INPUTS)), self.pack.keyword_input)
        return any(each and self.accepts(each) for each in keywords)

    def kind_of(self, dependency: Dependency) -> InputKind:
        """What the value of an input names."""
        return self.pack.input_kind or dependency.kind

    def takes(self, route: Route, input_name: str) -> bool:
        """Whether ``create_step`` takes an input by this route."""
        if route is Route.KEYWORD:
            return input_name == self.pack.keyword_input and self.accepts(input_name)
        return self.accepts(route.value)
