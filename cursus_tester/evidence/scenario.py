"""Scenarios: what a builder gets when it is tested."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.interface import Gap


class Stage(enum.Enum):
    """How far a builder got, in order."""

    IMPORT = "import"
    CONFIGURE = "configure"
    CONSTRUCT = "construct"
    CREATE_STEP = "create_step"
    COMPILE = "compile"
    DONE = "done"


class SessionKind(enum.Enum):
    """The SDK session that a builder is given."""

    SESSION = "session"
    PIPELINE_SESSION = "pipeline session"


#: The keywords by which a builder of conditions takes the steps of its branches, and the step that each is given.
BRANCHES = (("if_steps", "WhenTrue"), ("else_steps", "WhenFalse"))
#: The script that the training jobs of scenarios run.
TRAINING_PROGRAM = "train.py"


class SourceKind(enum.Enum):
    """Where the varied input of a scenario comes from."""

    TRAINING = "training"
    #: A tuning step, whose best training job's archive is served.
    TUNING = "tuning"
    PROCESSING = "processing"
    #: A Lambda step, whose outputs say what is to be served.
    LAMBDA = "lambda"
    #: A CreateModel step, which yields a model's name.
    MODEL = "model"
    #: A step that registers a model, which yields the package's ARN.
    PACKAGE = "package"
    #: An ``s3://`` URI that exists in the faked account before the build.
    LITERAL = "literal"
    #: A ``ParameterString`` of the pipeline.
    PARAMETER = "parameter"
    #: A ``Join`` of an S3 prefix and a file name.
    JOIN = "join"

    @property
    def is_step(self) -> bool:
        """Whether it is a step of the pipeline."""
        return self not in (SourceKind.LITERAL, SourceKind.PARAMETER, SourceKind.JOIN)

    @property
    def trains(self) -> bool:
        """Whether its archive comes straight from a training job."""
        return self in (SourceKind.TRAINING, SourceKind.TUNING)


class Route(enum.Enum):
    """How the varied input is handed to ``create_step``."""

    DEPENDENCIES = "dependencies"
    INPUTS = "inputs"
    #: By the keyword of the input's own (`cursus_tester.step_pack.StepPack.keyword_input`).
    KEYWORD = "keyword"


class Handing(enum.Enum):
    """What holds the dependencies that ``create_step`` is given."""

    LIST = "list"
    TUPLE = "tuple"
    #: An iterator, which yields them once.
    ITERATOR = "iterator"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandedStep:
    """A step that ``create_step`` demands under a name of its own."""

    parameter: str
    kind: SourceKind
    #: The name of the step.
    name: str
    #: The outputs that are read of it.
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario of a builder: the baseline, or the baseline with one or several things changed."""

    #: Unique among the scenarios of a builder, such as ``baseline`` or ``session=Session``.
    name: str
    session: SessionKind
    #: Where the varied input comes from.
    source: SourceKind
    #: The name of the step it comes from, such as ``XGBoostTraining``; empty when it is no step.
    source_name: str
    #: The input that is varied; other required inputs are given as in the baseline.
    input_name: str
    route: Route
    #: The keyword of ``create_step`` that takes this very input; empty: there is none.
    keyword_input: str = ""
    #: The other required inputs and the steps that they come from: (input, kind, step name).
    other_inputs: tuple[tuple[str, SourceKind, str], ...] = ()
    #: The steps that ``create_step`` demands under names of its own.
    demanded_steps: tuple[DemandedStep, ...] = ()
    #: A training step that is always among the dependencies, for builders that need its estimator; empty: none.
    training_dependency: str = ""
    #: ``None``: the keyword is not given.
    enable_caching: bool | None = None
    #: Whether it combines several changes, which the other scenarios make one at a time.
    is_combined: bool = False
    #: Config fields that differ from the generated config.
    config_changes: Mapping[str, Any] = field(default_factory=dict)
    #: Groups of these fields that make sense together only, such as a version and its Python.
    together: tuple[tuple[str, ...], ...] = ()
    handing: Handing = Handing.LIST
    #: Whether the dependencies come in the reverse of their usual order: a step that yields nothing comes first.
    are_dependencies_reversed: bool = False
    #: How the varied input is missing: ``absent``, ``None`` or ``""``; ``None``: it is not.
    missing: str | None = None
    #: Whether the training step that could yield the missing input is still among the dependencies.
    keeps_training: bool = False
    #: The session's AWS region.
    region: str = "us-east-1"
    #: The framework version that the training jobs run, where it is not the config's; empty: the config's.
    training_version: str = ""
    #: The config field that is absent or empty.
    gap: Gap | None = None
    #: The framework version of the config, where the specification does not list it; empty: it is listed.
    unlisted_version: str = ""
    #: Names of given inputs that the specification does not declare.
    extra_inputs: tuple[str, ...] = ()
    #: A step among the dependencies that yields no input; empty: none.
    idle_dependency: str = ""
    #: Whether ``create_step`` is given a step for each branch (`BRANCHES`).
    has_branches: bool = False
    #: Whether it is the only one of its kind.
    is_idle_single: bool = False
    #: A step among the dependencies that could yield the varied input, which is also given explicitly.
    rival_source: tuple[SourceKind, str] | None = None
    #: Whether the properties of the dependency raise when they are read. Nothing is compiled then.
    failing_dependency: bool = False
    #: Whether the constructor is given a role.
    with_role: bool = True
    #: How many seconds the clock is ahead.
    clock_ahead: int = 0
    #: Whether the parameters of a pipeline that is built have other defaults than the code gives them.
    has_other_defaults: bool = False
    #: Config fields of a second builder that is constructed after this one and builds its step first; ``None``: none.
    partner_changes: Mapping[str, Any] | None = None
    #: The region of the second builder's session; empty: the same.
    partner_region: str = ""
    #: Whether the same builder has made another step before, from other inputs.
    is_used_twice: bool = False
    #: Whether it runs in a process of its own, in which no builder had another config before.
    alone: bool = False

    @property
    def handed_by(self) -> str:
        """The keyword of ``create_step`` that holds the varied input."""
        return self.keyword_input if self.route is Route.KEYWORD else self.route.value

    @property
    def is_flawed(self) -> bool:
        """Whether the builder may refuse the scenario. Most rules do not judge such scenarios."""
        declined = self.gap is not None or bool(self.unlisted_version) or bool(self.extra_inputs)
        return declined or self.missing is not None or self.failing_dependency or not self.with_role

    @property
    def idle_steps(self) -> tuple[str, ...]:
        """The steps among the dependencies that yield nothing: two as a rule, of which a builder may forget one."""
        others = () if self.is_idle_single else (f"Second{self.idle_dependency}",)
        return (self.idle_dependency, *others) if self.idle_dependency else ()

    @property
    def given_steps(self) -> frozenset[str]:
        """The names of the steps in the pipeline, without the builder's."""
        demanded = (each.name for each in self.demanded_steps)
        rival = (self.rival_source or ())[1:]
        named = (self.source_name, self.training_dependency, *self.idle_steps, *rival, *demanded)
        return frozenset(str(name) for name in (*named, *(name for _, _, name in self.other_inputs)) if name)

    def yielded_by(self, step_name: str) -> tuple[str, ...]:
        """The inputs that the step of this name yields; the varied input where the scenario names none."""
        origins = ((self.input_name, self.source_name), *((name, source) for name, _, source in self.other_inputs))
        demanded = (name for each in self.demanded_steps if each.name == step_name for name in each.outputs)
        yielded = (*(name for name, source in origins if source == step_name and name), *demanded)
        return tuple(dict.fromkeys(yielded)) or (self.input_name or "data",)


def source_kind(name: str) -> SourceKind:
    """The kind of step that the name of a compatible source means: training where it says so, else processing."""
    return SourceKind.TRAINING if re.search("train|tuning", name, re.IGNORECASE) else SourceKind.PROCESSING


#: Another year, month, day, hour, minute and second.
ANOTHER_TIME = 400 * 86_400 + 3_661
