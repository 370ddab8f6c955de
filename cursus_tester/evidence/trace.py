"""Traces: what a builder did in a scenario.

Traces pass from worker to parent as JSON. Nothing is pickled, since the worker runs code from a pull request.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.build import Build
from cursus_tester.evidence.code import StepCode
from cursus_tester.evidence.interface import MethodResult
from cursus_tester.evidence.problem import Archive, Problem
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.results.subject import Place

__all__ = [
    "Archive",
    "AwsCall",
    "Breach",
    "BreachKind",
    "Call",
    "LogRecord",
    "ModelFacts",
    "Problem",
    "StepFacts",
    "Trace",
    "TrainedEstimator",
    "Value",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A description of a value: type, content, identity."""

    #: Qualified type name, such as ``sagemaker.xgboost.model.XGBoostModel`` or ``str``.
    type: str
    #: Qualified names of the type's ancestors that belong to the SDK, nearest first; empty for other types.
    bases: tuple[str, ...] = ()
    #: The content as JSON: plain data as it is, a pipeline variable as its expression in the definition, ``None`` for
    #: any other object.
    data: Any = None
    #: Whether the value itself is a pipeline variable.
    is_variable: bool = False
    #: Equal numbers mean the same object within one trace; 0 for plain data.
    identity: int = 0
    #: Of a dictionary: the qualified type name of the value at each key.
    types: Mapping[str, str] = field(default_factory=dict)

    def is_a(self, *names: str) -> bool:
        """Whether the type or an ancestor has one of these class names (last component)."""
        if self.type.rpartition(".")[2] in names:
            return True
        return any(each.rpartition(".")[2] in names for each in self.bases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the SDK, as the SDK bound it."""

    #: Such as ``CreateModelStep``, ``XGBoostModel``, ``image_uris.retrieve``, ``Model.create``.
    target: str
    #: By the callee's parameter names; defaults that were not given are absent.
    arguments: Mapping[str, Value]
    #: Names of arguments that were given by position.
    positional: tuple[str, ...]
    #: The return value, or the constructed object.
    result: Value | None
    #: The exception that it raised instead.
    error: Problem | None
    #: The line of the team's code that led to it; ``None`` where there is none.
    place: Place | None
    #: Whether the SDK made the call itself, inside another call.
    is_nested: bool
    #: The object whose method was called.
    receiver: Value | None = None
    stage: Stage = Stage.CREATE_STEP
    #: Whether it constructs a step of the type that the builder is for, or a collection that holds one.
    makes_step: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsCall:
    """One call of an AWS API, answered by the faked account."""

    service: str
    operation: str
    stage: Stage
    place: Place | None


#: The name under which a reader of the whole environment is noted.
EVERY_VARIABLE = "*"


class BreachKind(enum.Enum):
    """What a builder under test must not do. The value completes the sentence "a builder under test …"."""

    CONNECTION = "must not open connections"
    WRITE = "must not write outside its own folder"
    LEFTOVER = "must not leave anything running"
    PROGRAM = "must not start programs"
    SIGNAL = "must not signal other processes"
    SECRET = "must not read credentials"
    NATIVE = "must not call native code"
    PROCESS = "must leave the working directory and the environment of its process as they were"
    TAMPERING = "must not patch the SDK, botocore, moto or the tester"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Something that the tester refused or ended."""

    kind: BreachKind
    #: Such as ``socket.connect(10.0.0.1:80)``.
    what: str
    stage: Stage
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One logged line or warning."""

    #: Such as ``WARNING``; the category's name for warnings.
    level: str
    logger: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """What ``create_step`` returned."""

    value: Value
    #: The step's name; ``None`` when it has none.
    name: str | None = None
    #: Attributes set on it that the SDK's class does not define, with the type of each.
    extra_attributes: Mapping[str, str] = field(default_factory=dict)
    #: Whether ``_spec`` is the builder's own specification object; ``None`` when there is no ``_spec``.
    specification_attached: bool | None = None
    #: Property paths of the specification's outputs, each with the error that resolving it gave, or ``None``.
    outputs: Mapping[str, str | None] = field(default_factory=dict)
    #: What the builder's own ``_get_step_name()`` returns; ``None`` where it has none.
    standard_name: str | None = None
    #: The result of the builder's ``_get_outputs``; ``None`` where it could not be called.
    get_outputs: MethodResult | None = None
    #: Identity of the model that the step holds; 0 for a step made from a request.
    model: int = 0
    #: Its list of dependencies; ``None``: it has none.
    depends_on: Value | None = None
    #: What its pack says of it, as JSON (`cursus_tester.step_pack.StepPack.details`).
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """An SDK model object when ``create_step`` returned."""

    value: Value
    #: Attributes that decide what is served, such as ``image_uri`` and ``role``.
    attributes: Mapping[str, Value]
    #: Identities of the models that a ``PipelineModel`` is made of, in order.
    parts: tuple[int, ...] = ()

    def text(self, name: str) -> str | None:
        """The attribute `name` where it is a string."""
        value = self.attributes.get(name)
        return value.data if value is not None and isinstance(value.data, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedEstimator:
    """The estimator of a training step among the dependencies."""

    #: The training step's name.
    step: str
    value: Value
    #: Such as ``pytorch``; ``None`` for a generic estimator.
    framework: str | None
    framework_version: str | None
    python_version: str | None
    vpc_config: Mapping[str, Any]
    #: Its own image; ``None``: it has none.
    image: str | None = None
    #: Identities of copies that the builder made.
    copies: tuple[int, ...] = ()

    def is_behind(self, value: Value) -> bool:
        """Whether `value` is this estimator or a copy of it."""
        return value.identity in (self.value.identity, *self.copies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What happened in one scenario."""

    scenario: Scenario
    #: The last stage that was reached; `Stage.DONE` when the pipeline compiled.
    stage: Stage
    #: The exception, where there was one.
    problem: Problem | None = None
    #: What ended the worker, where the scenario exceeded its time or killed it; ``None``: it ended normally.
    death: str | None = None
    #: The line of the team's code that ran when the time was over; ``None`` where that is not known.
    death_place: Place | None = None
    calls: tuple[Call, ...] = ()
    aws_calls: tuple[AwsCall, ...] = ()
    #: What the tester refused, including refusals that the builder swallowed.
    breaches: tuple[Breach, ...] = ()
    logs: tuple[LogRecord, ...] = ()
    step: StepFacts | None = None
    #: The compiled ``Arguments`` of the step.
    request: Mapping[str, Any] | None = None
    #: The step's entry in the compiled definition, without its arguments.
    definition_step: Mapping[str, Any] | None = None
    #: Every step of the compiled definition: name, type, ``DependsOn`` and, for repack steps, what they hold.
    steps: tuple[Mapping[str, Any], ...] = ()
    #: The config's values as JSON, in this scenario.
    config: Mapping[str, Any] = field(default_factory=dict)
    #: The model data that was given, by input, as the expression that the definition should hold. Left out where the
    #: builder itself decides, as it does of a processing step's output folder.
    given_model_data: Mapping[str, Any] = field(default_factory=dict)
    #: What the service's own model says against the request.
    request_problems: tuple[str, ...] = ()
    #: The object that each ``s3://`` URI of the request points to.
    archives: Mapping[str, Archive] = field(default_factory=dict)
    #: The SDK's model objects, in the order in which they were first seen.
    models: tuple[ModelFacts, ...] = ()
    #: The estimators of the training steps that the builder was given.
    estimators: tuple[TrainedEstimator, ...] = ()
    #: The session that the builder was given; ``None`` where its constructor takes none.
    session: Value | None = None
    #: The environment variables that the team's code read while it built, each with a place.
    environment_reads: Mapping[str, Place] = field(default_factory=dict)
    #: Changes that the builder made to its config, specification, ``inputs`` and ``dependencies``, as sentences.
    mutations: tuple[str, ...] = ()
    #: The role that the builder got, by its constructor or its config; ``None``: none.
    role: str | None = None
    #: The list that was given as ``dependencies``; ``None``: none was.
    dependencies: Value | None = None
    #: Names of the pipeline's parameters.
    parameters: tuple[str, ...] = ()
    #: Where the builder read the failing property (`Scenario.failing_dependency`); ``None``: it did not.
    failed_read: Place | None = None
    #: The second builder's compiled request (`Scenario.partner_changes`).
    partner_request: Mapping[str, Any] | None = None
    #: The arguments of ``create_step`` as Python; ``None`` where it was not called, or nobody wants to see them.
    code: StepCode | None = None
    #: The arguments of the second builder's ``create_step``.
    partner_code: StepCode | None = None
    #: What was built, where no step builder ran but code that makes a pipeline.
    build: Build | None = None

    def calls_to(self, *targets: str) -> Iterator[Call]:
        """Yield the calls whose target is one of `targets`, the SDK's own nested calls left out."""
        for call in self.calls:
            if call.target in targets and not call.is_nested:
                yield call
