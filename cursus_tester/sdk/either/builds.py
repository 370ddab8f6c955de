"""How whole pipelines are made: what is told to a listener while code runs that makes one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cursus_tester.sdk.either.workflow import (
    ConditionStep,
    ExecutionVariable,
    Parameter,
    ParameterString,
    ParameterTypeEnum,
    Pipeline,
    PipelineGraph,
    PipelineVariable,
    Properties,
    Session,
    Step,
    StepCollection,
    StepOutput,
    get_step,
)
from cursus_tester.sdk.protocol import BuildListener, Replacement

_ARN = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/"
_ORDERS = ("__lt__", "__le__", "__gt__", "__ge__")


def listening(listener: BuildListener) -> Iterator[Replacement]:
    """See `cursus_tester.sdk.protocol.Builds`."""
    for owner in (Step, StepCollection, Pipeline):
        yield Replacement(owner, "__init__", _noting(vars(owner)["__init__"], listener.made))
    parameter = _changing_default(vars(Parameter)["__init__"], listener)
    yield Replacement(Parameter, "__init__", _noting(parameter, listener.made))
    # ``ParameterInteger`` and the like are this class with an argument (`functools.partial`); that of texts is its own.
    yield Replacement(ParameterString, "__init__", _changing_default(vars(ParameterString)["__init__"], listener))
    yield from _collections(listener)
    yield from _operators(listener)
    for cls in _subclasses(Step):
        own = vars(cls).get("arguments")
        if isinstance(own, property) and own.fget is not None:
            yield Replacement(cls, "arguments", property(_reading(own.fget, listener)))
    yield Replacement(Session, "_intercept_create_request", _beginning(listener))
    yield Replacement(Pipeline, "definition", _defining(vars(Pipeline)["definition"], listener))
    for name in ("create", "update", "upsert"):
        yield Replacement(Pipeline, name, _compiling(vars(Pipeline)[name], listener))
    yield Replacement(Pipeline, "start", _starting(vars(Pipeline)["start"], listener))


def _noting(construct: Callable[..., None], made: Callable[[Any], None]) -> Callable[..., None]:
    @functools.wraps(construct)
    def construct_and_note(self: Any, *args: Any, **kwargs: Any) -> None:
        # Noted before it ends, so that it is known also where a subclass raises.
        made(self)
        construct(self, *args, **kwargs)

    return construct_and_note


def _changing_default(construct: Callable[..., None], listener: BuildListener) -> Callable[..., None]:
    @functools.wraps(construct)
    def construct_with_another(self: Any, *args: Any, **kwargs: Any) -> None:
        construct(self, *args, **kwargs)
        # Of a class of its own only when all is known that its default has to fit.
        if isinstance(self, ParameterString) == (construct.__qualname__.startswith(ParameterString.__name__)):
            self.default_value = listener.default_of(self.default_value, getattr(self, "enum_values", None) or ())

    return construct_with_another


def _collections(listener: BuildListener) -> Iterator[Replacement]:
    """Collections that do not call the constructor of their base."""
    for cls in _subclasses(StepCollection):
        if cls is not StepCollection and "__init__" in vars(cls):
            yield Replacement(cls, "__init__", _noting(vars(cls)["__init__"], listener.made))


def _operators(listener: BuildListener) -> Iterator[Replacement]:
    for cls in _subclasses(PipelineVariable):
        if cls is PipelineVariable or "__eq__" in vars(cls):
            yield Replacement(cls, "__eq__", _comparing(cls.__eq__, listener))
    yield Replacement(PipelineVariable, "__bool__", _truth(listener))
    yield Replacement(PipelineVariable, "__str__", _text(vars(PipelineVariable)["__str__"], listener))
    yield Replacement(PipelineVariable, "__contains__", _membership(listener))
    for name in _ORDERS:
        yield Replacement(PipelineVariable, name, _order(listener))
        for cls in _subclasses(PipelineVariable):
            if cls is not PipelineVariable and name in vars(cls):
                yield Replacement(cls, name, _order(listener))


def _comparing(compare: Callable[[Any, object], Any], listener: BuildListener) -> Callable[[Any, object], Any]:
    def __eq__(self: Any, other: object) -> Any:
        listener.compared(self, other)
        return compare(self, other)

    return __eq__


def _truth(listener: BuildListener) -> Callable[[Any], bool]:
    def __bool__(self: Any) -> bool:
        listener.tested(self)
        return True

    return __bool__


def _text(convert: Callable[[Any], str], listener: BuildListener) -> Callable[[Any], str]:
    def __str__(self: Any) -> str:
        listener.written(self)
        return convert(self)

    return __str__


def _membership(listener: BuildListener) -> Callable[[Any, object], bool]:
    def __contains__(self: Any, item: object) -> bool:
        listener.searched(self, item)
        raise TypeError(f"argument of type {type(self).__name__!r} is not iterable")

    return __contains__


def _order(listener: BuildListener) -> Callable[[Any, object], Any]:
    def compare(self: Any, other: object) -> Any:
        listener.ordered(self, other)
        return NotImplemented

    return compare


def _reading(read: Callable[[Any], Any], listener: BuildListener) -> Callable[[Any], Any]:
    @functools.wraps(read)
    def read_and_note(self: Any) -> Any:
        listener.read_arguments(self)
        return read(self)

    return read_and_note


#: What the methods of a session that can be deferred begin (2.257.7; core 2.27.0).
_OPERATIONS = {
    "auto_ml": "CreateAutoMLJob",
    "create_model": "CreateModel",
    "create_model_package_from_containers": "CreateModelPackage",
    "create_tuning_job": "CreateHyperParameterTuningJob",
    "process": "CreateProcessingJob",
    "train": "CreateTrainingJob",
    "transform": "CreateTransformJob",
}


def _beginning(listener: BuildListener) -> Callable[..., Any]:
    """A plain session begins what a pipeline session notes."""
    begin = vars(Session)["_intercept_create_request"]

    @functools.wraps(begin)
    def begin_and_tell(self: Any, request: Any, create: Any, func_name: str = "") -> Any:
        if func_name in _OPERATIONS:
            listener.begins(_OPERATIONS[func_name])
        return begin(self, request, create, func_name)

    return begin_and_tell


def _compiling(call: Callable[..., Any], listener: BuildListener) -> Callable[..., Any]:
    @functools.wraps(call)
    def compile_only(self: Any, *args: Any, **kwargs: Any) -> Any:
        if listener.is_off:
            return call(self, *args, **kwargs)
        listener.compile(self)
        return {"PipelineArn": f"{_ARN}{self.name}", "ResponseMetadata": {"HTTPStatusCode": 200}}

    return compile_only


def _defining(define: Callable[..., Any], listener: BuildListener) -> Callable[..., Any]:
    """What the SDK does while it compiles a pipeline is the same whoever asks for the definition."""

    @functools.wraps(define)
    def define_and_tell(self: Any, *args: Any, **kwargs: Any) -> Any:
        with listener.compiling():
            return define(self, *args, **kwargs)

    return define_and_tell


def _starting(call: Callable[..., Any], listener: BuildListener) -> Callable[..., Any]:
    @functools.wraps(call)
    def start(self: Any, *args: Any, **kwargs: Any) -> Any:
        if listener.is_off:
            return call(self, *args, **kwargs)
        return listener.start(self)

    return start


def is_pipeline(value: object) -> bool:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return isinstance(value, Pipeline)


def is_step(value: object) -> bool:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return isinstance(value, (Step, StepCollection, StepOutput))


def is_parameter(value: object) -> bool:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return isinstance(value, Parameter)


def pipeline_of(name: str, parameters: Sequence[Any], steps: Sequence[Any], session: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return Pipeline(name=name, parameters=list(parameters), steps=list(steps), sagemaker_session=session)


def definition(pipeline: Any) -> str:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return str(pipeline.definition())


def is_local(pipeline: Any) -> bool:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return getattr(getattr(pipeline, "sagemaker_session", None), "local_mode", False) is True


def listed_steps(pipeline: Any) -> tuple[Any, ...]:
    """See `cursus_tester.sdk.protocol.Builds`."""
    steps = getattr(pipeline, "steps", None)
    return tuple(_listed(steps)) if isinstance(steps, (list, tuple)) else ()


def _listed(steps: Iterable[Any]) -> Iterator[Any]:
    for each in steps:
        if isinstance(each, StepOutput):
            each = get_step(each)
        if isinstance(each, StepCollection):
            yield from _listed(each.steps)
            continue
        yield each
        yield from _listed(_inside(each))


def _inside(step: Any) -> tuple[Any, ...]:
    """The steps in a condition's branches or in the body of a loop, which only v3 has (mlops 1.27.0)."""
    if isinstance(step, ConditionStep):
        return (*(step.if_steps or ()), *(step.else_steps or ()))
    return tuple(getattr(step, "for_each_body", ()) or ())


def held_steps(step: Any) -> tuple[Any, ...]:
    """See `cursus_tester.sdk.protocol.Builds`."""
    if isinstance(step, StepCollection):
        return tuple(step.steps)
    return _inside(step)


def is_cyclic(pipeline: Any) -> bool:
    """See `cursus_tester.sdk.protocol.Builds`. 2.257.7 and mlops 1.27.0 say "Cycle detected in …"."""
    try:
        PipelineGraph.from_pipeline(pipeline)
    except ValueError as error:
        return "Cycle detected" in str(error)
    except Exception:  # What else is wrong with it, compiling says.
        return False
    return False


def variable_text(variable: Any) -> str:
    """See `cursus_tester.sdk.protocol.Builds`."""
    if isinstance(variable, Parameter):
        return f"the parameter {variable.name}"
    if isinstance(variable, Properties):
        return f"the property {variable.expr['Get'].removeprefix('Steps.')}"
    if isinstance(variable, ExecutionVariable):
        return f"the execution variable {variable.name}"
    return f"a {type(variable).__name__}"


def is_truth_parameter(variable: Any) -> bool:
    """See `cursus_tester.sdk.protocol.Builds`."""
    return isinstance(variable, Parameter) and variable.parameter_type == ParameterTypeEnum.BOOLEAN


def _subclasses(cls: Any) -> Iterator[Any]:
    yield cls
    for each in cls.__subclasses__():
        yield from _subclasses(each)
