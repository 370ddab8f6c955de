"""What the tester needs of a SageMaker SDK. `cursus_tester.sdk.installed` picks the adapter that gives it.

An adapter is a folder of modules, one for each protocol here. Objects of the SDK are ``Any``: only its adapter knows
their classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol

from cursus_tester.evidence.builder import InputKind
from cursus_tester.evidence.scenario import SessionKind, SourceKind
from cursus_tester.sdk.expressions import New, PropertyReference


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Which calls of the SDK are noted, by the names of its classes, methods and functions."""

    #: Step classes: their construction is noted by this name, also where a team's own subclass hands it on.
    steps: tuple[str, ...] = ()
    #: Classes whose construction is noted, that of the SDK's subclasses too, by the name of the object's class.
    constructors: tuple[str, ...] = ()
    #: Methods by class; noted for each of the SDK's subclasses that overrides them, as ``Class.method``.
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Functions, such as ``image_uris.retrieve``.
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """What the jobs of a scenario share with the config under test."""

    framework: str | None
    framework_version: str | None
    python_version: str | None
    session: Any
    region: str
    #: The version that training jobs run in place of the config's; empty: none.
    training_version: str = ""
    #: What a Lambda step may be asked for, beside the inputs that it is to yield.
    output_names: tuple[str, ...] = ()
    #: The name of the property file that processing steps have; empty: they have none.
    property_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorFacts:
    """What an estimator says of the model that it trains."""

    #: Such as ``pytorch``; ``None`` for a generic estimator.
    framework: str | None
    framework_version: str | None
    python_version: str | None
    vpc_config: Mapping[str, Any]
    #: The image that it was given or has looked up; ``None``: it looks none up before it needs one.
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """An attribute of a module or class of the SDK that something else stands for while builders run."""

    owner: Any
    name: str
    value: object


class Classes(Protocol):
    """Classes and functions by name."""

    def class_named(self, name: str) -> type:
        """The class of that name.

        Raises:
            SdkError: The SDK has none.
        """

    def family(self, name: str) -> tuple[type, ...]:
        """The class of that name, then all classes of the SDK that derive from it.

        Raises:
            SdkError: The SDK has none.
        """

    def methods(self, name: str, method: str) -> tuple[type, ...]:
        """The classes of the family of `name` that define `method` themselves.

        Raises:
            SdkError: The SDK has no such class, or none of its family has the method.
        """

    def holders(self, function: str) -> tuple[ModuleType, ...]:
        """The modules that hold a function such as ``image_uris.retrieve``, the one that defines it first.

        Raises:
            SdkError: The SDK has no such function.
        """

    def kept_results(self) -> Iterator[Replacement]:
        """What the SDK computes anew each time though it never changes, as functions that keep it; telemetry: off.

        Raises:
            SdkError: The SDK lacks one of the functions.
        """


class Sessions(Protocol):
    """Sessions over the faked account."""

    #: The kinds of session under which a step can be made: under another one jobs are begun at once.
    kinds: frozenset[SessionKind]

    def make(self, kind: SessionKind, boto_session: Any, bucket: str) -> Any:
        """A new session over `boto_session` whose default bucket is `bucket`, which is there."""

    def is_session(self, value: object) -> bool:
        """Whether `value` is a session of the SDK, of either kind."""

    def kind_of(self, cls: type) -> SessionKind | None:
        """The kind of session that a class is of; ``None``: it is no session."""


class Pipelines(Protocol):
    """Pipelines, and the variables that stand for values of their runs."""

    def parameter(self, name: str, default: str) -> Any:
        """A string parameter."""

    def join(self, separator: str, values: Sequence[Any]) -> Any:
        """The variable that joins `values` when the pipeline runs."""

    def is_parameter(self, value: object) -> bool:
        """Whether `value` is a parameter of a pipeline, of whatever type."""

    def joined(self, value: object) -> Sequence[Any]:
        """The values that a variable joins; empty of anything else."""

    def is_variable(self, value: object) -> bool:
        """Whether `value` stands for something that only a run of the pipeline knows."""

    def expression(self, variable: Any) -> Any:
        """A variable as JSON, as it stands in the definition; it may hold variables again."""

    def written(self, value: object) -> New | PropertyReference | None:
        """How Python makes a parameter, a join or a reference to a step's property; ``None`` of anything else."""

    def compile(self, name: str, parameters: Sequence[Any], steps: Sequence[Any], session: Any) -> str:
        """The definition of a pipeline, as JSON text."""


class Steps(Protocol):
    """Steps: those that builders depend on, and those that they return."""

    def dependency(self, kind: SourceKind, name: str, output_names: Iterable[str], job: JobSettings) -> New:
        """A step of that kind that yields what others are given, one thing for each of its outputs."""

    def idle(self, name: str) -> New:
        """A step that others wait for and that yields nothing."""

    def model_step(self, name: str, model_data: Any, role: str, code_folder: str, session: Any) -> New:
        """A model step as builders make them, of ``inference.py`` in `code_folder`."""

    def output(self, step: Any, output_name: str, kind: InputKind) -> Any:
        """What a dependency yields at one of its outputs, as a pipeline variable."""

    def trained_estimator(self, step: Any) -> Any:
        """The estimator of a training step; ``None`` of any other step."""

    def members(self, value: object) -> tuple[Any, ...] | None:
        """A step, or the steps of a step collection or of a list; ``None`` of anything else."""

    def own_attributes(self, step: Any) -> frozenset[str] | None:
        """The attributes that the SDK itself sets on a step of this class; ``None`` where that is not known."""

    def model_of(self, step: Any) -> Any:
        """The model, processor or estimator that a step holds; ``None``: none, it was made from a request."""

    def depends_on(self, step: Any) -> Any:
        """The dependencies that a step was given; ``None``: none."""

    def job_object(self, cls: type | None, name: str, session: Any, region: str) -> Any:
        """An estimator, model, processor or transformer of a class, for an argument of that name.

        ``None`` where there is none to be had; where the class is ``None`` the name says which it is.
        """


class BuildListener(Protocol):
    """Is told what code does with the SDK that makes a pipeline."""

    #: Whether nothing is built now, so that the SDK does what it always does.
    is_off: bool

    def made(self, thing: Any) -> None:
        """A step, collection of steps, parameter or pipeline is being constructed."""

    def default_of(self, value: Any, choices: Sequence[Any]) -> Any:
        """The default that a parameter gets whose code gives it `value`, out of `choices` where there are some."""

    def compared(self, variable: Any, other: object) -> None:
        """A pipeline variable is compared for equality."""

    def ordered(self, variable: Any, other: object) -> None:
        """A pipeline variable is compared by size, which raises."""

    def tested(self, variable: Any) -> None:
        """A pipeline variable is asked for its truth."""

    def searched(self, variable: Any, item: object) -> None:
        """Something is looked for in a pipeline variable, which raises."""

    def written(self, variable: Any) -> None:
        """A pipeline variable is made a text, which raises."""

    def read_arguments(self, step: Any) -> None:
        """The arguments of a step are read."""

    def begins(self, operation: str) -> None:
        """A session that defers nothing begins an operation, such as ``CreateTrainingJob``."""

    def compiling(self) -> AbstractContextManager[None]:
        """Until the block ends the SDK compiles a pipeline."""

    def compile(self, pipeline: Any) -> None:
        """A pipeline would be created or updated in the service."""

    def start(self, pipeline: Any) -> Any:
        """A pipeline would be started."""


class Builds(Protocol):
    """Whole pipelines as people make them."""

    def listening(self, listener: BuildListener) -> Iterator[Replacement]:
        """What tells `listener` what code does, in place of what the SDK has."""

    def is_pipeline(self, value: object) -> bool:
        """Whether `value` is a pipeline."""

    def is_step(self, value: object) -> bool:
        """Whether `value` is a step, a collection of steps, or the output of a decorated function."""

    def is_parameter(self, value: object) -> bool:
        """Whether `value` is a parameter of a pipeline."""

    def pipeline_of(self, name: str, parameters: Sequence[Any], steps: Sequence[Any], session: Any) -> Any:
        """A pipeline of these steps."""

    def definition(self, pipeline: Any) -> str:
        """The definition of a pipeline, as JSON text."""

    def is_local(self, pipeline: Any) -> bool:
        """Whether the SDK runs a pipeline on the machine that it is built on."""

    def listed_steps(self, pipeline: Any) -> tuple[Any, ...]:
        """The steps that a pipeline was given, in order; those of collections and branches stand in their place."""

    def held_steps(self, step: Any) -> tuple[Any, ...]:
        """The steps that a collection or a condition's branches hold."""

    def is_cyclic(self, pipeline: Any) -> bool:
        """Whether the SDK's own graph of a pipeline has a cycle."""

    def variable_text(self, variable: Any) -> str:
        """A pipeline variable in words, such as ``the parameter Mode``."""

    def is_truth_parameter(self, variable: Any) -> bool:
        """Whether a variable is a parameter that is true or false."""


class Models(Protocol):
    """Models, estimators and processors, as builders left them."""

    def estimator_classes(self) -> tuple[type, ...]:
        """What every estimator is an instance of."""

    def attributes(self, model: Any) -> Mapping[str, object]:
        """The attributes of a model, processor or estimator that say what will be run, such as ``image_uri``.

        Only those that it has.
        """

    def fields(self, value: object) -> Mapping[str, object] | None:
        """What a value object of the SDK was given, such as the code of a model; ``None`` of anything else."""

    def parts(self, model: Any) -> Sequence[Any]:
        """The models that a model of several containers is made of, in order, and the estimators that a tuner runs."""

    def estimator_settings(self, estimator: Any) -> Mapping[str, object]:
        """The attributes of an estimator that say how the model is trained."""

    def estimator_facts(self, estimator: Any) -> EstimatorFacts:
        """What an estimator says of the model that it trains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdk:
    """The installed SDK, by its adapter."""

    #: Such as ``2.257.7``.
    version: str
    builds: Builds
    classes: Classes
    models: Models
    pipelines: Pipelines
    sessions: Sessions
    steps: Steps
