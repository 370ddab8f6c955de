"""What is known of a builder after it ran: plain frozen data, the same in the worker and in the parent.

Everything here is encoded as JSON between the two; nothing is pickled: the worker runs code from a pull request.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.observation.interface_facts import FileWrite, Gap, MethodResult, Registrations
from cursus_tester.evidence.scripts.builder import BuilderCode, StepCode
from cursus_tester.model import Place


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

    SESSION = "Session"
    PIPELINE_SESSION = "PipelineSession"


#: The script that the training jobs of scenarios run.
TRAINING_PROGRAM = "train.py"


class SourceKind(enum.Enum):
    """Where the model data of a scenario comes from."""

    TRAINING = "training"
    PROCESSING = "processing"
    #: An ``s3://`` URI that exists in the faked account before the build.
    LITERAL = "literal"
    #: A ``ParameterString`` of the pipeline.
    PARAMETER = "parameter"
    #: A ``Join`` of an S3 prefix and a file name.
    JOIN = "join"

    @property
    def is_step(self) -> bool:
        """Whether it is a step of the pipeline."""
        return self in (SourceKind.TRAINING, SourceKind.PROCESSING)


class Route(enum.Enum):
    """How model data is handed to ``create_step``."""

    DEPENDENCIES = "dependencies"
    INPUTS = "inputs"
    MODEL_DATA = "model_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One situation a builder is put in: the baseline, or the baseline with one thing changed."""

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
    #: The other required inputs and the steps that they come from: (input, kind, step name).
    other_inputs: tuple[tuple[str, SourceKind, str], ...] = ()
    #: A training step that is always among the dependencies, for builders that need its estimator; empty: none.
    training_dependency: str = ""
    #: ``None``: the keyword is not given.
    enable_caching: bool | None = None
    #: Whether it changes several config fields at once, as no other scenario does.
    is_explored: bool = False
    #: Config fields that differ from the generated config.
    config_changes: Mapping[str, Any] = field(default_factory=dict)
    #: How the varied input is missing: ``absent``, ``None`` or ``""``; ``None``: it is there.
    missing: str | None = None
    #: Whether the training step that could yield the missing input is there all the same.
    keeps_training: bool = False
    #: The session's AWS region.
    region: str = "us-east-1"
    #: The framework version that the training jobs run, where it is not the config's; empty: the config's.
    training_version: str = ""
    #: The required config field that says nothing.
    gap: Gap | None = None
    #: A framework version of the config that the specification does not list; empty: it is a listed one.
    unlisted_version: str = ""
    #: Names of inputs that are given though the specification does not declare them.
    extra_inputs: tuple[str, ...] = ()
    #: A step among the dependencies that yields no input; empty: none.
    idle_dependency: str = ""
    #: A step among the dependencies that could yield the varied input, which is given explicitly all the same.
    rival_source: tuple[SourceKind, str] | None = None
    #: Whether the properties of the dependency raise when they are read. Nothing is compiled then.
    failing_dependency: bool = False
    #: Whether the constructor is given a role.
    with_role: bool = True
    #: How many seconds the clock is ahead.
    clock_ahead: int = 0
    #: Config fields of a second builder that is constructed after this one and builds its step first; ``None``: none.
    partner_changes: Mapping[str, Any] | None = None
    #: The region of the second builder's session; empty: the same.
    partner_region: str = ""
    #: Whether it runs in a process of its own, in which no builder had another config before.
    alone: bool = False

    @property
    def is_flawed(self) -> bool:
        """Whether the builder is given something that it need not take: most rules have nothing to say then."""
        declined = self.gap is not None or bool(self.unlisted_version) or bool(self.extra_inputs)
        return declined or self.missing is not None or self.failing_dependency or not self.with_role

    @property
    def given_steps(self) -> frozenset[str]:
        """The names of the steps that are in the pipeline beside the builder's."""
        named = (self.source_name, self.training_dependency, self.idle_dependency, *(self.rival_source or ())[1:])
        return frozenset(str(name) for name in (*named, *(name for _, _, name in self.other_inputs)) if name)

    def yielded_by(self, step_name: str) -> tuple[str, ...]:
        """The inputs that the step of this name yields, one where none is said."""
        origins = ((self.input_name, self.source_name), *((name, source) for name, _, source in self.other_inputs))
        return tuple(name for name, source in origins if source == step_name) or (self.input_name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value as it was seen, without the object: type, content, identity."""

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
        return any(each.rsplit(".", 1)[-1] in names for each in (self.type, *self.bases))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An exception, and where it came from."""

    stage: Stage
    #: Qualified type name; builtins without their module.
    exception: str
    #: All ancestors of the type up to ``BaseException``, by qualified name.
    ancestors: tuple[str, ...]
    message: str
    #: The last frame in the builder's own tree; ``None`` when it never got there.
    place: Place | None
    #: Module of the frame that raised.
    raised_in: str
    #: Whether the builder's own code or its framework raised it, and not the SDK or another library.
    is_own: bool
    #: Types and messages of ``__cause__`` and ``__context__``, nearest first.
    causes: tuple[str, ...] = ()

    @property
    def is_refusal(self) -> bool:
        """Whether the builder said no by itself with a ``ValueError``, as it should to what cannot work."""
        return self.is_own and "ValueError" in (self.exception, *self.ancestors)

    def __str__(self) -> str:
        return f"{self.exception}: {self.message}" if self.message else self.exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the SDK, as the SDK bound it."""

    #: Such as ``CreateModelStep``, ``XGBoostModel``, ``image_uris.retrieve``, ``Model.create``.
    target: str
    #: Names as the callee spells them; defaults that were not given are absent.
    arguments: Mapping[str, Value]
    #: Which of them were given by position.
    positional: tuple[str, ...]
    #: What came back, or the object that was constructed.
    result: Value | None
    #: The exception that came back instead.
    error: Problem | None
    #: The line of the builder's tree from which it was reached; ``None`` outside it.
    place: Place | None
    #: Whether the SDK made the call itself, on its own account.
    is_nested: bool
    #: The object whose method it is.
    receiver: Value | None = None
    stage: Stage = Stage.CREATE_STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsCall:
    """One call of an AWS API, answered by the faked account."""

    service: str
    operation: str
    stage: Stage
    place: Place | None


class BreachKind(enum.Enum):
    """What a builder must not do while it is tested."""

    CONNECTION = "opens no connection"
    WRITE = "writes nothing outside its own folder"
    LEFTOVER = "leaves nothing running"
    PROGRAM = "starts no other program"
    SIGNAL = "leaves other processes alone"
    SECRET = "reads nobody's credentials"
    NATIVE = "calls no native code by itself"
    TAMPERING = "leaves the SDK, AWS's fake and the tester as they are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Something that was refused, or ended by the tester."""

    kind: BreachKind
    #: Such as ``socket.connect(10.0.0.1:80)``.
    what: str
    stage: Stage
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One line that was logged or warned."""

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
    #: What the builder's own ``_get_step_name()`` says; ``None`` where it has none.
    standard_name: str | None = None
    #: What the builder's ``_get_outputs`` gave; ``None`` where there is none that could be called.
    get_outputs: MethodResult | None = None
    #: Identity of the model that the step holds; 0 for a step made from a request.
    model: int = 0
    #: The list of dependencies that it holds; ``None``: it holds none.
    depends_on: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """An SDK model object as the builder left it when ``create_step`` returned."""

    value: Value
    #: Its attributes that say what will be served, by name, such as ``image_uri`` and ``role``.
    attributes: Mapping[str, Value]
    #: Identities of the models that a ``PipelineModel`` is made of, in order.
    parts: tuple[int, ...] = ()

    def text(self, name: str) -> str | None:
        """The attribute `name` where it is a string."""
        value = self.attributes.get(name)
        return value.data if value is not None and isinstance(value.data, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedEstimator:
    """The estimator of a training step that the builder was given."""

    #: The training step's name.
    step: str
    value: Value
    #: Such as ``pytorch``; ``None`` for a generic estimator.
    framework: str | None
    framework_version: str | None
    python_version: str | None
    vpc_config: Mapping[str, Any]
    #: The identities of copies that the builder made of it.
    copies: tuple[int, ...] = ()

    def is_behind(self, value: Value) -> bool:
        """Whether `value` is this estimator or a copy of it."""
        return value.identity in (self.value.identity, *self.copies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One object in the faked account that a request refers to."""

    exists: bool
    #: File names in the tarball; ``None`` when it is no tarball.
    members: tuple[str, ...] | None = None
    #: Whether this build uploaded it.
    uploaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What happened in one scenario."""

    scenario: Scenario
    #: The last stage that was reached; `Stage.DONE` when the pipeline compiled.
    stage: Stage
    #: The exception, where there was one.
    problem: Problem | None = None
    #: Set when the scenario overran its time or killed its worker: what happened, in words.
    death: str | None = None
    calls: tuple[Call, ...] = ()
    aws_calls: tuple[AwsCall, ...] = ()
    #: What it did beyond building a step, also where it swallowed the refusal.
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
    given: Mapping[str, Any] = field(default_factory=dict)
    #: What the service's own model says against the request.
    request_problems: tuple[str, ...] = ()
    #: What each ``s3://`` URI of the request points at.
    archives: Mapping[str, Archive] = field(default_factory=dict)
    #: The SDK's model objects, in the order in which they were first seen.
    models: tuple[ModelFacts, ...] = ()
    #: The estimators of the training steps that the builder was given.
    estimators: tuple[TrainedEstimator, ...] = ()
    #: The session that the builder was given; ``None`` where its constructor takes none.
    session: Value | None = None
    #: What the builder changed of the config, its specification, ``inputs`` and ``dependencies``, in words.
    mutations: tuple[str, ...] = ()
    #: The role that the builder was given, by its constructor or its config; ``None``: none.
    role: str | None = None
    #: The list that was given as ``dependencies``; ``None``: none was.
    dependencies: Value | None = None
    #: Names of the pipeline's parameters.
    parameters: tuple[str, ...] = ()
    #: Where the builder read what raises (`Scenario.failing_dependency`); ``None``: it did not.
    touched: Place | None = None
    #: The second builder's compiled request (`Scenario.partner_changes`).
    partner_request: Mapping[str, Any] | None = None
    #: What ``create_step`` was given, as Python; ``None`` where it did not get there.
    code: StepCode | None = None
    #: What the second builder's was given.
    partner_code: StepCode | None = None

    def calls_to(self, *targets: str) -> Iterator[Call]:
        """Yield the calls whose target is one of `targets`, the SDK's own nested calls left out."""
        for call in self.calls:
            if call.target in targets and not call.is_nested:
                yield call


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A declared input of a step."""

    name: str
    #: Lower case, such as ``model_artifacts``.
    type: str
    required: bool
    compatible_sources: tuple[str, ...] = ()
    #: Whether its archives hold the inference code; ``None`` when the specification is silent.
    packaged: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A declared output of a step."""

    name: str
    property_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """What a builder declares, read by attribute from whatever object it carries."""

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
    #: What it calls the step; empty where it does not say.
    step_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigField:
    """A field of a builder's config class."""

    name: str
    required: bool
    #: As JSON; ``None`` when there is none or it is no plain data.
    default: Any = None
    #: Whether its annotation allows ``None``.
    nullable: bool = False
    #: Whether it can be ``""``: a path and an enumeration cannot.
    can_be_empty: bool = True


#: The types of configs that no class describes: their fields are those that the builder reads.
UNDECLARED_CONFIGS = ("dict", "types.SimpleNamespace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """What is known of a builder once it has been loaded."""

    #: Qualified names of the class and its ancestors.
    ancestors: tuple[str, ...] = ()
    #: Such as ``pytorch``, from the specification, else from what the module imports and is called; ``None`` unknown.
    framework: str | None = None
    specification: Specification | None = None
    #: Whether the specification was found on the builder itself, and not only in its module.
    carries_specification: bool = True
    #: Qualified name of the config's class; empty where none was found.
    config_type: str = ""
    config_fields: tuple[ConfigField, ...] = ()
    #: Why it could not be imported, configured or constructed.
    problem: Problem | None = None
    #: Generated config values that the builder refused when it made its step, by field, as ``repr`` shows them.
    refused_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Which field of the config was in the way, in words; empty where `problem` is no matter of the config.
    config_obstacle: str = ""
    #: What to do about `problem`, where the tester knows.
    problem_hint: str = ""
    #: Set when loading overran its time or killed the worker.
    death: str | None = None
    #: In the order in which they run.
    scenarios: tuple[Scenario, ...] = ()
    #: AWS calls made while the module was imported.
    import_calls: tuple[AwsCall, ...] = ()
    #: Images that the SDK gave to the builder while it was imported and constructed; it may keep them.
    early_images: tuple[str, ...] = ()
    #: What was refused while the module was imported and the builder first constructed.
    breaches: tuple[Breach, ...] = ()
    #: What importing the module wrote.
    import_writes: tuple[FileWrite, ...] = ()
    registrations: Registrations = field(default_factory=Registrations)
    #: Names of the methods that the class has, own and inherited, abstract ones left out.
    methods: frozenset[str] = frozenset()
    #: Whether it was given as an object: what importing its module did was not seen.
    is_given: bool = False
    sdk_version: str = ""
    #: How it and its config are made; ``None`` where it could not be.
    code: BuilderCode | None = None
