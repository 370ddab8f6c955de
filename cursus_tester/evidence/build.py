"""What running a function, module or notebook brought: the pipelines that it made, and how it made them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.problem import Archive, Problem
from cursus_tester.results.subject import Place

#: The beginning of values that are made up for arguments of which nothing is known: nothing is said about them.
MADE_UP = "made-up"


class Decision(enum.Enum):
    """What Python was asked of a pipeline variable while the pipeline was built."""

    COMPARISON = "=="
    ORDER = "<"
    TRUTH = "if"
    MEMBERSHIP = "in"
    TEXT = "str"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableUse:
    """One decision that was taken on a pipeline variable while the pipeline was built."""

    decision: Decision
    #: The variable, such as ``the parameter Mode``.
    variable: str
    #: What it was compared with; empty where there is no such thing.
    other: str = ""
    #: Whether Python or the SDK raised.
    raises: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A step, parameter or pipeline that was constructed, and where."""

    #: Empty where it has none.
    name: str
    #: The SDK's class, such as ``ProcessingStep``.
    type: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyRead:
    """A step whose arguments were read before its pipeline was compiled."""

    step: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A call of AWS that makes something of its own."""

    #: Such as ``CreateTrainingJob``.
    operation: str
    #: Whether the SDK made the call, and not the code itself.
    by_sdk: bool
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question about the account whose answer is made up."""

    #: Such as ``ssm GetParameter /team/role``.
    question: str
    place: Place | None = None


class Need(enum.Enum):
    """What code lacks that only its team can give."""

    ARGUMENT = "argument"
    ENVIRONMENT = "environment variable"
    FILE = "file"
    MODULE = "module"
    BUCKET = "bucket"
    OBJECT = "object in S3"
    #: Of a notebook that another one has stored.
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that code needs and that could not be made up."""

    need: Need
    #: Such as the name of the argument, variable or file.
    name: str
    #: What stood in for it from then on, as a settings file writes it; empty: nothing did.
    made_up: str = ""
    #: What was raised without it.
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPipeline:
    """One pipeline that was made, as the SDK compiles it."""

    #: Empty where it has none; begins with `MADE_UP` where nobody knows it.
    name: str
    #: Whether the code made it; otherwise the tester put a pipeline around the steps that the code made.
    is_own: bool = True
    #: Whether the SDK runs it on the machine that it is built on, and sends it to no service.
    is_local: bool = False
    #: The definition; ``None`` where it does not compile.
    definition: Mapping[str, Any] | None = None
    #: Its length in bytes.
    size: int = 0
    #: Why it does not compile.
    problem: Problem | None = None
    #: The names of the steps that it was given, those of branches and collections among them; twice where two have one.
    listed: tuple[str, ...] = ()
    #: Whether the SDK's own graph has a cycle.
    is_cyclic: bool = False
    place: Place | None = None
    #: The object that each ``s3://`` URI of the definition points to.
    archives: Mapping[str, Archive] = field(default_factory=dict)
    #: What the service's own model says against each step's arguments, by the step's name.
    request_problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One run of the code."""

    pipelines: tuple[CompiledPipeline, ...] = ()
    steps: tuple[Made, ...] = ()
    parameters: tuple[Made, ...] = ()
    uses: tuple[VariableUse, ...] = ()
    early_reads: tuple[EarlyRead, ...] = ()
    started: tuple[Started, ...] = ()
    #: Whether a part of it that makes steps raised: what other parts made is not all.
    is_partial: bool = False
    #: What it needs and nobody gave; only where that stopped it.
    missing: Missing | None = None
    #: What it needs and nobody gave, for which something made up stood in, in the order in which that showed.
    made_up: tuple[Missing, ...] = ()
    #: The arguments that it was given, as Python writes them, by parameter.
    arguments: Mapping[str, str] = field(default_factory=dict)
    #: Modules that something stood in for since they are not installed.
    stand_ins: tuple[str, ...] = ()
    #: Objects in S3 that were read though nobody put them there.
    objects: tuple[str, ...] = ()
    #: Answers about the account that only the team's own account has, such as ``ssm GetParameter /team/role``.
    answers: tuple[Answered, ...] = ()
    #: The cells that do not parse, with their places.
    broken_cells: tuple[tuple[str, Place], ...] = ()

    def place_of_step(self, name: str) -> Place | None:
        """Where the step of that name was made; the SDK gives those of collections a longer one."""
        exact = [made.place for made in self.steps if made.name == name and made.place is not None]
        if exact:
            return exact[-1]
        longer = [made for made in self.steps if made.name and name.startswith(f"{made.name}-") and made.place]
        return max(longer, key=lambda made: len(made.name)).place if longer else None

    def place_of_parameter(self, name: str) -> Place | None:
        """Where the parameter of that name was made."""
        found = [made.place for made in self.parameters if made.name == name and made.place is not None]
        return found[-1] if found else None
