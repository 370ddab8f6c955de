"""A step pack: all that the tester knows of one type of step.

Our own are below `cursus_tester.steps`: each package there has a module ``pack`` with a `StepPack` called ``PACK``, or
several called ``PACKS``.
Another distribution offers its own under the entry point group ``cursus_tester.packs``: each entry names a `StepPack`.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cursus_tester.evidence.builder import Dependency, InputKind
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.request_layout import RequestLayout
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.sdk.expressions import New
from cursus_tester.sdk.protocol import Listening, Steps

#: Distributions offer packs under this entry point group: each entry names a `StepPack`.
ENTRY_POINT_GROUP = "cursus_tester.packs"
#: Our own packs are in the packages below this one.
_OWN_PACKAGE = "cursus_tester.steps"

#: Evidence that comes from reading source files only.
STATIC_EVIDENCE = frozenset({"subject", "source", "pack"})
#: Evidence that comes from running the builder.
DYNAMIC_EVIDENCE = frozenset({"builder", "elsewhere", "specification", "traces"})
#: Evidence that comes from running other code that makes pipelines.
PIPELINE_EVIDENCE = frozenset({"pipeline"})


#: How work is left to the run of a pipeline.
DEFERRED = "build under a pipeline session, and let the run of the pipeline do the work"


class PackError(Exception):
    """A step pack is declared wrongly: the message says which and how to fix it."""


def _refuses_nothing(request: Mapping[str, Any]) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The operation of an AWS API that a run of the step calls."""

    #: As boto3 names it, such as ``sagemaker``.
    service: str
    #: Such as ``CreateModel``.
    name: str
    #: The members that SageMaker fills in: a request without them is complete.
    filled_in: tuple[str, ...] = ()
    #: What the service refuses in a request though its model does not say so, one line each.
    refusals: Callable[[Mapping[str, Any]], Iterable[str]] = _refuses_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPack:
    """One type of step."""

    #: What builders, registries and specifications call the type, such as ``CreateModel``.
    name: str
    #: The SDK's class of the step.
    step_class: str
    #: The SDK's classes of step collections that hold such a step.
    collections: tuple[str, ...] = ()
    #: The methods whose results a collection is given that holds such a step, and may hold another.
    request_methods: tuple[str, ...] = ()
    #: Its ``Type`` in the pipeline definition.
    definition_type: str
    #: What its arguments in the definition must fit; ``None``: a run of it calls no operation.
    operation: Operation | None = None
    #: What else the type is called: letters and digits only, lower case.
    aliases: frozenset[str] = frozenset()
    #: A type that a specification names and that holds this word, in lower case, is this one; empty: no word tells.
    telling_word: str = ""
    #: A builder of which nothing else says what it builds builds such a step where its name ends so; empty: no name.
    builder_suffix: str = ""
    #: What a builder is given where its specification declares no required input.
    default_inputs: tuple[Dependency, ...] = ()
    #: What the value of every input names, whatever its type; ``None``: as the type says.
    input_kind: InputKind | None = None
    #: The input that ``create_step`` also takes as a keyword of its own; empty: none.
    keyword_input: str = ""
    #: Methods of a trained estimator that make the step: a builder that calls one always gets its training step.
    estimator_methods: tuple[str, ...] = ()
    #: The patterns that a specification declares where the step is made by a trained estimator.
    estimator_patterns: frozenset[str] = frozenset()
    #: Methods that a builder of each pattern defines beside those that every builder has.
    required_methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Methods whose errors a builder must not swallow.
    building_methods: frozenset[str] = frozenset()
    #: The calls of the SDK that are noted while such a step is built, beside the constructors of its classes.
    listening: Listening = field(default_factory=Listening)
    #: Says how to make a step of the type from the SDK's steps, a model archive, a folder of code and a session. One is
    #: compiled before the first builder runs, to load what the SDK loads on first use; ``None``: none is.
    sample: Callable[[Steps, Any, str, Any], New] | None = None
    #: Describes a step object that a builder returned, as JSON: `cursus_tester.evidence.trace.StepFacts.details`.
    details: Callable[[Any], Mapping[str, Any]] | None = None
    #: Which of the ways to build the step a builder uses, from its source and its traces, ``None`` where it was not
    #: run; reports show it beside the one that the specification declares. ``None``: there is one way only.
    pattern: Callable[[Any, Any], str | None] | None = None
    #: Scenarios of its own, from what is known of a builder
    #: (`cursus_tester.scenarios.builder_profile.BuilderProfile`) and its baseline scenario.
    scenarios: Callable[[Any, Scenario], Iterable[Scenario]] | None = None
    #: Evidence of its own by name. The parameters of each function name the evidence that it is made of.
    evidence: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    #: Packages or modules with its rules.
    rules: tuple[str, ...] = ()
    #: Instance types that scenarios try, one of each family that has images of its own.
    instance_types: tuple[str, ...] = ("ml.c5.2xlarge", "ml.g4dn.xlarge")
    #: The longest value that the service allows an environment variable, in characters.
    longest_variable: int = 256
    #: Whether it plans the scenarios of builders of whose step type there is no pack.
    is_default: bool = False
    #: Whether the pack of another distribution may take its place: it knows the type by its request alone.
    is_generic: bool = False
    #: What a builder returns: the step, or a collection that is the step; empty: `step_class`.
    returned: tuple[str, ...] = ()
    #: Classes of steps that the SDK brings along with it.
    brought: tuple[str, ...] = ()
    #: What the SDK puts behind the name that a builder gives to the step.
    name_suffixes: tuple[str, ...] = ()
    #: Where the arguments of the compiled step say what.
    layout: RequestLayout = field(default_factory=RequestLayout)
    #: The objects of the SDK that make the step; ``None``: it is made without any.
    makers: Makers | None = None
    #: How the step is only described while the pipeline is built, in place of a call of the API.
    deferred: str = DEFERRED
    #: What to do about errors of the SDK: a pattern of the message, and the advice.
    explanations: tuple[tuple[str, str], ...] = ()
    #: Whether the SDK can make the step of what a scenario gives, from the builder, the trace and all traces; a builder
    #: may refuse what it cannot. ``None``: of anything.
    sdk_can_make: Callable[[Any, Any, Any], bool] | None = None
    #: Whether the SDK itself looked into what a trace gave, so that no builder can hand it a pipeline variable.
    takes_no_variable: Callable[[Any], bool] | None = None
    #: Whether the service keeps what such a step made, for steps with a ``CacheConfig``.
    can_cache: bool = False
    #: Arguments of the step that the SDK drops beside ``step_args``, with what takes them instead.
    dropped_beside_request: Mapping[str, str] = field(default_factory=dict)
    #: By method whose result is the request: arguments that the SDK drops, with what to do instead.
    dropped_by_method: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: By class of the SDK: the keywords that it reads, where it takes any others and drops them without a word.
    read_keywords: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Why the inputs of a builder are not judged, from its traces; empty where they are. ``None``: they always are.
    needs_no_input: Callable[[Any], str] | None = None
    #: A trace's request without what the builder itself decides about its inputs, where it does in one of the traces.
    without_inputs: Callable[[Mapping[str, Any]], object] | None = None
    #: Whether the request of a trace refers to its inputs wrongly, which a rule of the pack finds.
    misrefers: Callable[[Any], bool] | None = None
    #: How the code that the step runs reaches its containers, from the builder and a trace, one for each container.
    deliveries: Callable[[Any, Any], Iterable[Delivery]] | None = None
    #: Whether that code is among the inputs of the step.
    has_code_in_inputs: bool = False
    #: What of this is different under another major version of the SDK than 2: fields with their values, by version.
    under: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def step_classes(self) -> tuple[str, ...]:
        """The SDK's classes that a builder makes the step with."""
        return (self.step_class, *self.collections)


@functools.cache
def packs() -> tuple[StepPack, ...]:
    """All packs, our own first, as they are under the installed SDK.

    Raises:
        PackError: A pack of another distribution does not import, is none, or takes a name that is taken.
    """
    # Not for those who only look at files.
    from importlib import metadata

    own = tuple(_own_packs())
    found = [pack for pack in own if not pack.is_generic]
    for entry in sorted(metadata.entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: (entry.value, entry.name)):
        where = f"entry point {entry.name!r} of group {ENTRY_POINT_GROUP} ({entry.value})"
        try:
            pack = entry.load()
        except Exception as error:
            raise PackError(
                f"{where} does not import: {type(error).__name__}: {error}; "
                "fix or uninstall the distribution that provides it"
            ) from error
        if not isinstance(pack, StepPack):
            raise PackError(f"{where} names a {type(pack).__name__}; expected a cursus_tester.step_pack.StepPack")
        _check(pack, found, where)
        found.append(pack)
    taken = {name for pack in found for name in (pack.name, *pack.step_classes)}
    found += [pack for pack in own if pack.is_generic and taken.isdisjoint((pack.name, *pack.step_classes))]
    major = installed_major()
    return tuple(replace(pack, **pack.under[major]) if major in pack.under else pack for pack in found)


def _own_packs() -> Iterator[StepPack]:
    for each in pkgutil.iter_modules(importlib.import_module(_OWN_PACKAGE).__path__, f"{_OWN_PACKAGE}."):
        if each.ispkg:
            module = importlib.import_module(f"{each.name}.pack")
            yield from getattr(module, "PACKS", None) or (module.PACK,)


def _check(pack: StepPack, others: Iterable[StepPack], where: str) -> None:
    taken = (
        {name for other in others for name in other.evidence} | STATIC_EVIDENCE | DYNAMIC_EVIDENCE | PIPELINE_EVIDENCE
    )
    for other in others:
        for what, mine, theirs in (
            ("step type", pack.name, other.name),
            ("step class", pack.step_class, other.step_class),
        ):
            if mine == theirs:
                raise PackError(f"{where}: the {what} {mine} has a pack already ({other.name}); choose another")
    for name in pack.evidence:
        if name in taken:
            raise PackError(f"{where}: evidence {name!r} is taken; choose another name")
    if pack.is_default:
        raise PackError(f"{where}: is_default is for packs of cursus-tester; leave it out")
    known = taken | set(pack.evidence)
    for name, function in pack.evidence.items():
        for parameter in inspect.signature(function).parameters:
            if parameter not in known:
                raise PackError(
                    f"{where}: evidence {name!r} asks for {parameter!r}, which is no evidence; "
                    f"there is {', '.join(sorted(known))}"
                )


def pack_of(step_type: str | None) -> StepPack | None:
    """The pack of a step type; ``None`` where there is none."""
    return next((each for each in packs() if each.name == step_type), None)


def operations() -> Mapping[str, Operation | None]:
    """What a step of each type in a definition calls. Of packs that share a type, such as a training job and a notebook
    job, the first one says it, which is not the one for all that only compiles."""
    return {pack.definition_type: pack.operation for pack in reversed(packs())}


def default_pack() -> StepPack:
    """The pack that plans the scenarios of builders of whose step type there is none."""
    return next(each for each in packs() if each.is_default)


def all_listening() -> Listening:
    """The calls that any pack wants noted."""
    every = packs()
    methods: dict[str, tuple[str, ...]] = {}
    for pack in every:
        for cls, names in pack.listening.methods.items():
            methods[cls] = tuple(dict.fromkeys((*methods.get(cls, ()), *names)))
    return Listening(
        steps=tuple(dict.fromkeys(name for pack in every for name in pack.step_classes)),
        constructors=tuple(dict.fromkeys(name for pack in every for name in pack.listening.constructors)),
        methods=methods,
        functions=tuple(dict.fromkeys(name for pack in every for name in pack.listening.functions)),
    )


def pack_evidence() -> dict[str, tuple[StepPack, Callable[..., Any]]]:
    """The evidence that packs declare, by name."""
    return {name: (pack, function) for pack in packs() for name, function in pack.evidence.items()}


def evidence_names() -> frozenset[str]:
    """Every name that a rule may ask for."""
    return STATIC_EVIDENCE | DYNAMIC_EVIDENCE | PIPELINE_EVIDENCE | pack_evidence().keys()


def is_static(name: str) -> bool:
    """Whether evidence of this name comes from reading source files only."""
    declared = pack_evidence().get(name)
    if declared is None:
        return name in STATIC_EVIDENCE
    return all(map(is_static, inspect.signature(declared[1]).parameters))


def is_of_pipelines(name: str) -> bool:
    """Whether evidence of this name is that of pipelines, and not of step builders."""
    return name in PIPELINE_EVIDENCE
