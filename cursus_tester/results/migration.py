"""What two builders compile to, under two versions of the SDK, and where that differs."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A member of compiled steps that the definition does not have: the condition and branch that the step is in.
BRANCH = "Branch"


class Aspect(enum.Enum):
    """What of a step a difference is about. The value completes the sentence "it changes …"."""

    IMAGE = "the image"
    IMAGE_TAG = "the image's tag"
    MODEL_DATA = "the model data"
    ENVIRONMENT = "the environment"
    CODE = "how the code reaches the container"
    HYPERPARAMETERS = "the hyperparameters"
    INPUTS = "the inputs"
    OUTPUTS = "the outputs"
    ROLE = "the role"
    NETWORK = "the network"
    RESOURCES = "the machine"
    RUN_TIME = "how long it may run"
    STEP_NAME = "the step's name"
    ORDER = "what it comes behind"
    BRANCH = "whether a condition decides on it"
    REPACK = "the repacking of the model"
    STEP = "whether there is the step"
    PARAMETER = "a pipeline parameter"
    OTHER = "another member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What one builder, function or module compiles to."""

    #: The id of the subject.
    subject: str
    #: The SDK's version, of v3 with those of its parts.
    sdk: str
    #: Its own steps as they stand in the definition, in their order; those that it was given are left out.
    steps: tuple[Mapping[str, Any], ...] = ()
    #: The pipeline's parameters; empty for a step builder.
    parameters: tuple[Mapping[str, Any], ...] = ()
    #: Why nothing was compiled; ``None`` where something was.
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is known of a difference."""

    aspect: Aspect
    #: Whether the container or the run is another one; ``False``: it is the same with either.
    matters: bool
    #: Why it is there, or why it does no harm; empty: nothing is known of it.
    says: str = ""
    #: The versions on which that was measured; empty where nothing is known.
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where the two differ."""

    #: The old step's name; the new one's where there is no old one; empty for the pipeline itself.
    step: str
    #: The type of the step in the definition.
    type: str
    #: The member, such as ``Arguments.PrimaryContainer.Image``; empty: the whole step.
    path: str
    #: ``None``: it is absent.
    old: Any
    new: Any
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """Two builders beside each other."""

    old: Compiled
    new: Compiled
    #: The names of the steps that were compared: the old one and the new one, ``None`` where there is none.
    pairs: tuple[tuple[str | None, str | None], ...] = ()
    #: Those that matter first, then by step.
    differences: tuple[Difference, ...] = field(default=())

    @property
    def matters(self) -> bool:
        """Whether anything that matters differs."""
        return any(each.judgement.matters for each in self.differences)
