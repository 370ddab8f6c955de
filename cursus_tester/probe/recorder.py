"""Record the builder's calls of the SDK, with wrappers that call the original functions."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import logging
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import botocore.client

from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import AwsCall, Breach, BreachKind, Call, LogRecord, Value
from cursus_tester.observation.describe import caller, describe, describe_exception
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import LOGGER, PREFIX
from cursus_tester.sdk.protocol import Listening

#: Modules whose own calls of the SDK are not the builder's.
_NESTED_IN = (
    PREFIX,
    "cursus_tester.sdk.",
    "cursus_tester.probe.",
    "cursus_tester.configs.",
    "cursus_tester.observation.",
    "cursus_tester.workers.",
)


class Recording:
    """What was recorded so far in one scenario."""

    def __init__(self, team_code: TeamCode) -> None:
        self.team_code = team_code
        self.stage = Stage.IMPORT
        self.calls: list[Call] = []
        self.aws_calls: list[AwsCall] = []
        self.breaches: list[Breach] = []
        self.logs: list[LogRecord] = []
        self.uploads: set[str] = set()
        self._identities: dict[int, tuple[int, object]] = {}
        self._constructing: set[int] = set()
        self.log_handler = _LogHandler(self)

    def describe(self, value: object) -> Value:
        """Describe `value`, with its identity within this recording."""
        return describe(value, self._identities)

    def seen(self, *classes: type) -> Iterator[Any]:
        """The objects of these classes that were described so far, in that order."""
        for _, value in tuple(self._identities.values()):
            if isinstance(value, classes):
                yield value

    @contextmanager
    def constructing(self, instance: object) -> Iterator[bool]:
        """Whether the running constructor is the outermost of `instance`: a subclass calls that of its base."""
        if id(instance) in self._constructing:
            yield False
            return
        self._constructing.add(id(instance))
        try:
            yield True
        finally:
            self._constructing.discard(id(instance))


#: The most breaches of one recording: a builder may retry in a loop.
_MAX_BREACHES = 20

#: The current recording of this process.
_current: Recording | None = None


@contextmanager
def recording(team_code: TeamCode) -> Iterator[Recording]:
    """Record SDK calls, AWS calls, logging and warnings until the block ends."""
    global _current
    record = Recording(team_code)
    handler = record.log_handler
    root = logging.getLogger()
    levels = {logger: logger.level for logger in (root, logging.getLogger(LOGGER))}
    previous, _current = _current, record
    # Other handlers would print the lines of every scenario when a builder runs in the caller's process.
    handlers = root.handlers
    root.handlers = [*(each for each in handlers if isinstance(each, _LogHandler)), handler]
    _set_level(root, logging.INFO)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = handler.warn
        try:
            yield record
        finally:
            root.handlers = handlers
            for logger, level in levels.items():
                _set_level(logger, level)
            _current = previous


def _set_level(logger: logging.Logger, level: int) -> None:
    # Setting the level clears the cache of logging for all loggers.
    if logger.level != level:
        logger.setLevel(level)


def record_breach(kind: BreachKind, what: str) -> Breach | None:
    """Record a refusal with the builder's line in the current recording; ``None`` where enough are recorded."""
    record = _current
    if record is None or len(record.breaches) >= _MAX_BREACHES:
        return None
    breach = Breach(kind=kind, what=what, stage=record.stage, place=record.team_code.nearest(caller(2)))
    record.breaches.append(breach)
    return breach


class _LogHandler(logging.Handler):
    def __init__(self, record: Recording) -> None:
        super().__init__(logging.INFO)
        self._recording = record

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except Exception as error:  # The builder's own arguments; the record says so and a rule may judge it.
            message = f"{record.msg!s:.200} <cannot be formatted: {type(error).__name__}>"
        self._recording.logs.append(LogRecord(level=record.levelname, logger=record.name, message=message[:2000]))

    def warn(self, message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        self._recording.logs.append(LogRecord(level=category.__name__, logger="warnings", message=str(message)[:2000]))


def install(listening: Listening, patches: Patches) -> None:
    """Wrap the functions of `listening`, logging, and botocore's calls.

    A module that imports one of the functions by name afterwards gets the wrapped one; for one that has done so before
    there is `listen_in`.

    Raises:
        SdkError: The SDK lacks something that is listened to.
    """
    classes = sdk().classes
    for name in listening.steps:
        # A team's own subclass of a step passes its arguments on to the SDK's class.
        cls = classes.class_named(name)
        patches.replace(cls, "__init__", _listen_constructor(vars(cls)["__init__"], name))
    for name in listening.constructors:
        for cls in classes.methods(name, "__init__"):
            # A class may take its constructor from pydantic.
            patches.replace(cls, "__init__", _listen_constructor(getattr(cls, "__init__")))  # noqa: B009
    for name, method in ((name, method) for name, methods in listening.methods.items() for method in methods):
        for cls in classes.methods(name, method):
            patches.replace(cls, method, _listen(vars(cls)[method], f"{cls.__name__}.{method}", is_method=True))
    patches.replace(logging.Logger, "callHandlers", _listen_logging(logging.Logger.callHandlers))
    for target in listening.functions:
        holders, name = classes.holders(target), target.rpartition(".")[2]
        wrapped = _listen(getattr(holders[0], name), target, is_method=False)
        for holder in holders:
            patches.replace(holder, name, wrapped)
    client = botocore.client.BaseClient
    patches.replace(client, "_make_api_call", _listen_aws(client._make_api_call))


def listen_in(listening: Listening, modules: Iterable[ModuleType], patches: Patches) -> None:
    """Replace functions that modules imported before `install` by the wrapped ones."""
    wrapped = [getattr(sdk().classes.holders(each)[0], each.rpartition(".")[2]) for each in listening.functions]
    originals = {id(vars(each)["__wrapped__"]): each for each in wrapped}
    for module in modules:
        for name, value in tuple(vars(module).items()):
            if id(value) in originals:
                patches.replace(module, name, originals[id(value)])


def _listen_logging(function: Callable[[logging.Logger, logging.LogRecord], None]) -> Any:
    """Record loggers that do not propagate to the root logger, too."""

    @functools.wraps(function)
    def call_handlers(self: logging.Logger, record: logging.LogRecord) -> None:
        if _current is not None and record.levelno >= logging.INFO and not _reaches_root(self):
            _current.log_handler.emit(record)
        function(self, record)

    return call_handlers


def _reaches_root(logger: logging.Logger) -> bool:
    while logger.parent is not None:
        if not logger.propagate:
            return False
        logger = logger.parent
    return True


def _listen_constructor(function: Callable[..., None], step: str = "") -> Callable[..., None]:
    """Record each construction under the name of the `step` class; where that is empty, of the object's class."""
    names = _positional_names(function)

    @functools.wraps(function)
    def construct(self: Any, *args: Any, **kwargs: Any) -> None:
        if _current is None:
            return function(self, *args, **kwargs)
        with _current.constructing(self) as outermost:
            if not outermost:
                return function(self, *args, **kwargs)
            call = functools.partial(function, self, *args, **kwargs)
            target = step or type(self).__name__
            _record(_current, target, names, (self, *args), kwargs, call, result=self, makes_step=bool(step))

    return construct


def _listen(function: Callable[..., Any], target: str, *, is_method: bool) -> Callable[..., Any]:
    names = _positional_names(function)

    @functools.wraps(function)
    def listen(*args: Any, **kwargs: Any) -> Any:
        if _current is None:
            return function(*args, **kwargs)
        call = functools.partial(function, *args, **kwargs)
        receiver = args[0] if is_method and args else None
        return _record(_current, target, names, args, kwargs, call, receiver=receiver)

    return listen


def _record(
    record: Recording,
    target: str,
    names: Sequence[str],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    call: Callable[[], Any],
    *,
    result: object = None,
    receiver: object = None,
    makes_step: bool = False,
) -> Any:
    """Make the call and record it with its result; arguments are described before the callee can change them."""
    frame = caller(2)
    skip = 1 if receiver is not None or result is not None else 0
    arguments, positional = _bound(names, args, kwargs, skip)
    described = {name: record.describe(value) for name, value in arguments.items()}
    place = record.team_code.nearest(frame)
    nested = str(frame.f_globals.get("__name__", "")).startswith(_NESTED_IN)
    stage, error = record.stage, None
    described_receiver = record.describe(receiver) if receiver is not None else None
    index = len(record.calls)

    def note(value: object, problem: BaseException | None) -> None:
        nonlocal error
        error = describe_exception(problem, stage, record.team_code) if problem is not None else None
        noted = Call(
            target=target,
            arguments=described,
            positional=positional,
            result=None if problem is not None else record.describe(value),
            error=error,
            place=place,
            is_nested=nested,
            receiver=described_receiver,
            stage=stage,
            makes_step=makes_step,
        )
        # Calls are in the order in which they began.
        record.calls.insert(index, noted)

    try:
        returned = call()
    except BaseException as problem:
        note(None, problem)
        raise
    note(result if result is not None else returned, None)
    return returned


def _positional_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """The parameters of a function that may be given by position."""
    return tuple(
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    )


def _bound(
    names: Sequence[str], args: tuple[Any, ...], kwargs: dict[str, Any], skip: int
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Arguments by the callee's positional parameters, without the first `skip`, and the names given by position.

    A call that does not fit the signature is noted as written: the SDK answers it with a ``TypeError``.
    """
    by_position = dict(zip(names[skip:], args[skip:], strict=False))
    return {**by_position, **kwargs}, tuple(by_position)


def _listen_aws(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(self: Any, operation_name: str, api_params: dict[str, Any]) -> Any:
        record = _current
        if record is not None:
            record.aws_calls.append(
                AwsCall(
                    service=self.meta.service_model.service_name,
                    operation=operation_name,
                    stage=record.stage,
                    place=record.team_code.nearest(caller(1)),
                )
            )
        answer = function(self, operation_name, api_params)
        if record is not None and operation_name in ("PutObject", "CompleteMultipartUpload"):
            # That it has a bucket and a key is sure once it was answered, except for other services' operations.
            record.uploads.add(f"s3://{api_params.get('Bucket')}/{api_params.get('Key')}")
        return answer

    return call


def calls_for(record: Recording, step_classes: Container[str]) -> Iterator[Call]:
    """The calls that were noted; the steps of other types than the builder's are none that it is for."""
    for call in record.calls:
        is_other = call.makes_step and call.target not in step_classes
        yield dataclasses.replace(call, makes_step=False) if is_other else call
