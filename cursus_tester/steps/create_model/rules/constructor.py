"""CM301 to CM303, CM306: what the builder hands to ``CreateModelStep``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_tester.evidence.trace import Call, Trace, Value
from cursus_tester.evidence.traces import Traces, why
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.left_open import are_certain, comes_from, judge_only_what_is_decided
from cursus_tester.rules.common.returned_step import article
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import (
    CREATE_MODEL_REQUEST,
    CREATE_MODEL_STEP,
    MODEL,
    MODEL_CLASSES,
    MODEL_PACKAGE,
    MODEL_STEP,
    PIPELINE_MODEL,
    PIPELINE_SESSION,
    PREFIX,
)
from cursus_tester.source.builder_source import Argument, Source
from cursus_tester.steps.create_model.step_types import NO_CREATE_MODEL_STEP, STEP_TYPES

_STEP = CREATE_MODEL_STEP
#: The parameters of ``CreateModelStep`` in their order (sagemaker 2.257.7).
_POSITIONAL = (
    "name",
    "step_args",
    "model",
    "inputs",
    "depends_on",
    "retry_policies",
    "display_name",
    "description",
)
#: What a request has one of.
_CONTAINERS = frozenset({"PrimaryContainer", "Containers"})
_PASS_REQUEST = (
    f"pass a request: session.{CREATE_MODEL_REQUEST}(name, role, model.prepare_container_def(instance_type), "
    "vpc_config=model.vpc_config, enable_network_isolation=model.enable_network_isolation(), tags=tags); under a "
    f"{PIPELINE_SESSION} model.create(instance_type=…).create_model_request is one. Or pass the model itself, "
    "model=model (Pattern A). Where the image reads its code from the archive (pytorch, tensorflow, huggingface), "
    f"return {MODEL_STEP}(name=…, step_args=model.create(instance_type=…)).steps[-1] under a {PIPELINE_SESSION}"
)
_OF_FRAMEWORK = "construct your framework's model class and pass the object"
_OF_CREATE = (
    f"pass the model itself, model=model: what create() gives is for {MODEL_STEP}(step_args=…), under a "
    f"{PIPELINE_SESSION}"
)
_OF_PACKAGE = 'pass a request: step_args={"ExecutionRoleArn": role, "Containers": [{"ModelPackageName": arn}]}'


@rule("CM301", "model-xor-step-args", step_types=STEP_TYPES, not_under=NO_CREATE_MODEL_STEP, explains=("SB400",))
def model_xor_step_args(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Passes exactly one of `model` and `step_args` to `CreateModelStep`.

    What it checks: each call passes one of the two, not both and not neither.

    Why: `CreateModelStep` raises "step_args and model are mutually exclusive" in both cases.

    How to fix: pass `model=` with a model object (Pattern A) or `step_args=` with a request dict (Pattern B).

    How to waive: it cannot work; fix it.
    """
    hint = "pass exactly one: model= for a model object (Pattern A), step_args= for a request dict (Pattern B)"
    decided, found = are_certain(source.calls_to(_STEP)), False
    for written in source.calls_to(_STEP):
        names = {"step_args", "model"} & set(written.keywords)
        given_positionally = len(written.positional) > 1
        is_certain = not written.has_unknown_arguments and not any(written.keywords[name].conditional for name in names)
        both = len(names) == 2 and not any(_is_none(source, written.keywords[name]) for name in names)
        decided = decided and is_certain
        if is_certain and not given_positionally and (both or not names):
            found = True
            what = "both model and step_args" if both else "neither model nor step_args"
            yield Finding(message=f"{CREATE_MODEL_STEP} is given {what}", hint=hint, place=written.place)
    judge_only_what_is_decided(traces, decided or found, "which of model and step_args is given")
    for trace, call in _step_calls(traces):
        given = [name for name in ("model", "step_args") if _given(call, name)]
        named = [name for name in ("model", "step_args") if name in call.arguments]
        if len(given) == 2 or (not given and len(named) != 1):
            what = "both model and step_args" if given else "neither model nor step_args"
            yield Finding(
                message=f"{CREATE_MODEL_STEP} is given {what}{_answer(trace, call)}",
                hint=hint,
                place=call.place or NOWHERE,
                scenario=trace.scenario.name,
                cause=_cause(trace, call),
            )


@rule("CM302", "pattern-a-model-object", step_types=STEP_TYPES, not_under=NO_CREATE_MODEL_STEP, explains=("SB400",))
def pattern_a_model_object(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Passes a `Model` or `PipelineModel` object as `model`.

    What it checks: the value of `model=` is a model object of the SDK, and not an estimator, a string, a model package,
    or the `None` of a call that returns nothing.

    Why: `CreateModelStep` accepts anything and asks it for a container definition only when the pipeline is compiled.

    How to fix: construct the model class of your framework, such as `XGBoostModel(…)`, and pass that.

    How to waive: it cannot work; fix it.
    """
    decided, found = are_certain(source.calls_to(_STEP)), False
    for written in source.calls_to(_STEP):
        argument = written.keywords.get("model")
        decided = decided and (argument is None or comes_from(source, argument, _is_model))
        for origin in _beside_nothing(source, argument):
            wrong = _not_a_model(origin)
            if wrong and "step_args" not in written.keywords:
                assert argument is not None
                found = True
                yield Finding(
                    message=f"`model` is given {wrong}; a Model or {PIPELINE_MODEL} object was expected",
                    hint=_OF_FRAMEWORK,
                    place=argument.place,
                )
    judge_only_what_is_decided(traces, decided or found, "what model is")
    for trace, call in _step_calls(traces):
        value = call.arguments.get("model")
        if (
            value is None
            or _given(call, "step_args")
            or (value.is_a(MODEL, PIPELINE_MODEL) and not value.is_a(MODEL_PACKAGE))
        ):
            continue
        yield Finding(
            message=f"`model` received {article(value.type)}; a Model or {PIPELINE_MODEL} object was expected"
            f"{_answer(trace, call)}",
            hint=_model_hint(value),
            place=call.place or NOWHERE,
            scenario=trace.scenario.name,
            cause=_cause(trace, call),
        )


@rule("CM303", "pattern-b-request", step_types=STEP_TYPES, not_under=NO_CREATE_MODEL_STEP, explains=("SB400", "SB401"))
def pattern_b_request(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Passes a request dict as `step_args`.

    What it checks: the value of `step_args=` is a non-empty dict with the content of a `CreateModel` request: not a
    model object, not the result of `model.create()`, not `None`, not `{}`.

    Why: `CreateModelStep` reads `step_args` as the request when the pipeline is compiled, and raises "has no attribute
    'pop'". Under a plain `Session`, `model.create()` creates a model in the account at once and returns `None`.

    How to fix: `model = estimator.create_model(…)` returns a model object. Set its `model_data` to the training step's
    artifacts and pass `model.create(instance_type=…).create_model_request`. For PyTorch, TensorFlow and HuggingFace use
    `ModelStep(name=…, step_args=model.create(…)).steps[-1]`, which adds the repack step.

    How to waive: it cannot work; fix it.
    """
    decided, found = are_certain(source.calls_to(_STEP)), False
    for written in source.calls_to(_STEP):
        argument = written.keywords.get("step_args")
        if argument is None or "model" in written.keywords:
            continue
        decided = decided and comes_from(source, argument, _is_request)
        for origin in _beside_nothing(source, argument):
            wrong = _not_a_request(source, origin)
            if wrong:
                found = True
                yield Finding(
                    message=f"`step_args` is given {wrong}; {CREATE_MODEL_STEP} reads it as a request dict when the "
                    "pipeline is compiled",
                    hint=_PASS_REQUEST,
                    place=argument.place,
                )
    judge_only_what_is_decided(traces, decided or found, "what step_args is")
    for trace, call in _step_calls(traces):
        value = call.arguments.get("step_args")
        if value is None or _given(call, "model"):
            continue
        held = value.data if isinstance(value.data, dict) else {}
        if not _CONTAINERS.isdisjoint(held):
            continue
        expected = f"{CREATE_MODEL_STEP} reads it as a request dict when the pipeline is compiled"
        if held:
            shown, expected = f"a dict of {', '.join(sorted(held)[:4])}", "a request has PrimaryContainer or Containers"
        else:
            shown = "{}" if value.data == {} else article(value.type)
        yield Finding(
            message=f"`step_args` received {shown}; {expected}{_answer(trace, call)}",
            hint=_PASS_REQUEST,
            place=call.place or NOWHERE,
            scenario=trace.scenario.name,
            cause=_cause(trace, call),
        )


@rule("CM306", "positional-arguments", fixable=True, step_types=STEP_TYPES, not_under=NO_CREATE_MODEL_STEP)
def positional_arguments(source: Source) -> Iterator[Finding]:
    """Passes only the name to `CreateModelStep` by position.

    What it checks: every call has at most one positional argument.

    Why: the second positional parameter of `CreateModelStep` is `step_args`, not the model. A model in its place is
    read as a request, and compiling the pipeline fails.

    How to fix: write `model=` or `step_args=`, and `depends_on=`.
    """
    calls = source.calls_to(_STEP)
    if not calls:
        raise NotApplicable(f"the source has no call of {CREATE_MODEL_STEP} that can be read")
    for written in calls:
        if len(written.positional) > 1:
            taken = ", ".join(_POSITIONAL[1 : len(written.positional)]) or "more than it takes"
            yield Finding(
                message=f"{CREATE_MODEL_STEP} is given {len(written.positional)} arguments by position: "
                f"all but the name are read as {taken}",
                hint="give model= or step_args=, depends_on= and the rest by keyword",
                place=written.positional[1].place,
            )


def _step_calls(traces: Traces | None) -> tuple[tuple[Trace, Call], ...]:
    return traces.calling(_STEP) if traces is not None else ()


def _given(call: Call, name: str) -> bool:
    value = call.arguments.get(name)
    return value is not None and value.type != "None"


def _model_hint(value: Value) -> str:
    """What to pass in place of what is no model."""
    if value.is_a(MODEL_PACKAGE):
        return _OF_PACKAGE
    if value.type == "None" or value.type.endswith("StepArguments"):
        return _OF_CREATE
    if value.type in ("list", "tuple"):
        return f"make one model of them: {PIPELINE_MODEL}(models=[…], role=…, sagemaker_session=…)"
    if value.type == "dict":
        return "pass the model itself, model=model; a request goes to step_args"
    return _OF_FRAMEWORK


def _cause(trace: Trace, call: Call) -> str:
    """The exception that such a call leads to: SB400 finds it, too."""
    return causes.exception(call.error or trace.problem) or causes.REQUEST


def _answer(trace: Trace, call: Call) -> str:
    """What the SDK did with such a call."""
    if call.error is not None:
        return f": the SDK raised {call.error}"
    if trace.problem is not None and trace.problem.raised_in.startswith(PREFIX):
        return f", and there the SDK raised {trace.problem}"
    return f": {why(trace)}" if trace.request is None else ""


def _is_none(source: Source, argument: Argument) -> bool:
    origins = source.origins(argument)
    return origins is None or any(isinstance(each, ast.Constant) and each.value is None for each in origins)


def _is_model(source: Source, origin: ast.expr) -> bool:
    """Whether an expression constructs one of the SDK's models."""
    called = source.dotted(origin.func) if isinstance(origin, ast.Call) else ""
    return called.startswith(PREFIX) and called.rsplit(".", 1)[-1] in (*MODEL_CLASSES, PIPELINE_MODEL)


def _is_request(source: Source, origin: ast.expr) -> bool:
    """Whether an expression is a request, written down or made by the SDK."""
    if isinstance(origin, ast.Call):
        return isinstance(origin.func, ast.Attribute) and origin.func.attr == CREATE_MODEL_REQUEST
    if isinstance(origin, ast.Dict):
        keys = {key.value for key in origin.keys if isinstance(key, ast.Constant)}
        return not _CONTAINERS.isdisjoint(keys)
    return isinstance(origin, ast.Attribute) and origin.attr == "create_model_request"


def _beside_nothing(source: Source, argument: Argument | None) -> tuple[ast.expr, ...]:
    """What an argument may come from, without a ``None`` that something else may have replaced: a run shows that."""
    origins = (source.origins(argument) or ()) if argument is not None else ()
    given = tuple(each for each in origins if not (isinstance(each, ast.Constant) and each.value is None))
    return given or origins


def _not_a_model(origin: ast.expr) -> str:
    if isinstance(origin, ast.Constant):
        return "None" if origin.value is None else f"the {type(origin.value).__name__} {origin.value!r}"
    if isinstance(origin, ast.Dict):
        return "a dict"
    return ""


def _not_a_request(source: Source, origin: ast.expr) -> str:
    if isinstance(origin, ast.Constant):
        return "None" if origin.value is None else f"the {type(origin.value).__name__} {origin.value!r}"
    if isinstance(origin, ast.Dict) and not origin.keys:
        return "{}"
    if isinstance(origin, ast.Call):
        called = source.dotted(origin.func)
        name = called.rsplit(".", 1)[-1]
        if called.startswith(PREFIX) and (name in MODEL_CLASSES or name == PIPELINE_MODEL):
            return article(name)
        if isinstance(origin.func, ast.Attribute) and origin.func.attr == "create_model":
            return "the model object that create_model() returns"
        if isinstance(origin.func, ast.Attribute) and origin.func.attr == "create":
            return "what create() returns"
    return ""
