"""Describe values and exceptions as plain data.

Builders under test are not trusted: nothing here calls their methods (``__repr__``, ``__eq__``, properties).
"""

from __future__ import annotations

import dis
import functools
import math
import os
import sys
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from types import CodeType, FrameType, TracebackType
from typing import Any

from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Problem, Value
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.results.subject import Place
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import PACKAGE, PREFIX

_MAX_TEXT = 4000
_MAX_DEPTH = 20


def qualified_name(cls: type) -> str:
    """``module.Class``, without the module for builtins."""
    module = type.__getattribute__(cls, "__module__")
    name = type.__getattribute__(cls, "__qualname__")
    return str(name) if module == "builtins" else f"{module}.{name}"


def ancestors(cls: type) -> tuple[str, ...]:
    """Qualified names of the classes that `cls` derives from, nearest first, without ``object``."""
    return tuple(qualified_name(each) for each in type.__getattribute__(cls, "__mro__")[1:] if each is not object)


def describe(value: object, identities: dict[int, tuple[int, object]]) -> Value:
    """Describe `value`.

    Args:
        value: Anything a builder passed or returned.
        identities: The objects seen so far by ``id``, each with its number. It keeps the objects alive, so that an
            ``id`` is never reused within one trace.
    """
    cls = type(value)
    if value is None or cls in (str, int, bool):
        return _described(cls.__name__, value)
    if cls is float:
        # Not remembered: -0.0 equals 0.0.
        return Value(type="float", data=_scalar(value))
    known = _known.get(id(cls)) or _learn(value)
    name, bases = known.name, known.bases
    if known.is_variable:
        return Value(type=name, bases=bases, data=plain(value), is_variable=True, identity=_number(value, identities))
    is_open = known.is_container or sdk().models.fields(value) is not None
    data = plain(value) if is_open else None
    types = {_key(key): _type_name(each) for key, each in dict.items(value)} if isinstance(value, dict) else {}
    return Value(type=name, bases=bases, data=data, identity=_number(value, identities), types=types)


@functools.lru_cache(maxsize=4096, typed=True)
def _described(name: str, value: Hashable) -> Value:
    """A text, whole number, flag or ``None``. Most arguments are one of the same few."""
    return Value(type="None" if value is None else name, data=_scalar(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """What is known of a class."""

    #: Kept, so that its ``id`` is never reused.
    cls: type
    name: str
    #: The names of the SDK's classes that it derives from.
    bases: tuple[str, ...]
    #: Whether its objects are pipeline variables. The SDK's class of these answers slowly, being an abstract one.
    is_variable: bool
    is_container: bool


#: By the ``id`` of a class, which a class of the team's own need not be able to hash.
_known: dict[int, _Class] = {}


def _learn(value: object) -> _Class:
    cls = type(value)
    return _known.setdefault(
        id(cls),
        _Class(
            cls=cls,
            name=qualified_name(cls),
            bases=tuple(name for name in ancestors(cls) if name.startswith(PREFIX)),
            is_variable=sdk().pipelines.is_variable(value),
            is_container=isinstance(value, (dict, list, tuple, set, frozenset)),
        ),
    )


def _type_name(value: object) -> str:
    # An enumeration of strings is a string to the SDK and to JSON.
    return "None" if value is None else "str" if isinstance(value, str) else qualified_name(type(value))


def _key(key: object) -> str:
    return key if type(key) is str else f"<{qualified_name(type(key))}>"


def plain(value: object, depth: int = 0) -> Any:
    """`value` as JSON: containers element by element, pipeline variables as expressions, other objects by type."""
    if value is None or type(value) in (str, int, float, bool):
        return _scalar(value)
    if depth > _MAX_DEPTH:
        return "<nested too deeply>"
    if (_known.get(id(type(value))) or _learn(value)).is_variable:
        return plain(sdk().pipelines.expression(value), depth + 1)
    if isinstance(value, dict):
        return {_key(key): plain(each, depth + 1) for key, each in dict.items(value)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each, depth + 1) for each in tuple(value)]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    fields = sdk().models.fields(value)
    if fields is not None:
        return {name: plain(each, depth + 1) for name, each in fields.items()}
    return f"<{qualified_name(type(value))}>"


def _scalar(value: object) -> Any:
    if type(value) is str:
        return value if len(value) <= _MAX_TEXT else value[:_MAX_TEXT] + "…"
    return str(value) if type(value) is float and not math.isfinite(value) else value


def _number(value: object, identities: dict[int, tuple[int, object]]) -> int:
    return identities.setdefault(id(value), (len(identities) + 1, value))[0]


def describe_exception(error: BaseException, stage: Stage, team_code: TeamCode) -> Problem:
    """Describe an exception: what was raised, where in the team's code, and by which module."""
    place, raised_in, is_own, is_deliberate, frameworks = None, "", False, False, set[str]()
    for traceback in _tracebacks(error.__traceback__):
        frame = traceback.tb_frame
        frameworks |= _frameworks_of(frame, team_code)
        raised_in = str(frame.f_globals.get("__name__", ""))
        is_deliberate = _is_raise(frame.f_code, traceback.tb_lasti)
        in_tree = team_code.holds(frame.f_code.co_filename)
        is_own = in_tree or raised_in.startswith("cursus_tester.contract")
        if in_tree:
            place = team_code.place(frame, traceback.tb_lasti, traceback.tb_lineno)
    if isinstance(error, SyntaxError) and error.filename and team_code.holds(error.filename):
        place = Place(path=team_code.shown_path(error.filename), line=error.lineno or 1, column=error.offset or 1)
    # pydantic's validation errors are raised by its core on behalf of the config class: that is the config's own no. On
    # behalf of a class of the SDK they are the SDK's.
    is_declared = raised_in.startswith(_DECLARING) and not _is_of_sdk(error.__traceback__)
    return Problem(
        stage=stage,
        exception=qualified_name(type(error)),
        ancestors=ancestors(type(error)),
        message=text_of(error),
        place=place,
        raised_in=raised_in,
        is_own=is_own or is_declared,
        is_of_a_base=raised_in.partition(".")[0] in frameworks,
        is_deliberate=_is_deliberate(error, is_raised=is_deliberate, is_declared=is_declared),
        causes=tuple(_causes(error)),
    )


def _is_of_sdk(traceback: TracebackType | None) -> bool:
    """Whether the innermost object whose method raised is of a class of the SDK."""
    frames = [each.tb_frame for each in _tracebacks(traceback)]
    owner = frames[-1].f_locals.get("self") if frames else None
    return qualified_name(type(owner)).startswith(PREFIX)


#: Modules that raise what a config class declares: types, choices and validators.
_DECLARING = ("pydantic", "attr", "dataclasses", "enum")


def _is_deliberate(error: BaseException, *, is_raised: bool, is_declared: bool) -> bool:
    """Whether an exception says no to something, by where it comes from."""
    if not is_declared:
        return is_raised
    # pydantic and enum raise these themselves where a name is wrong, or a frozen model is changed.
    return not isinstance(error, (LookupError, AttributeError)) and "frozen_instance" not in text_of(error)


def _is_raise(code: CodeType, instruction: int) -> bool:
    """Whether an instruction of `code` is a ``raise`` or an ``assert``."""
    return 0 <= instruction < len(code.co_code) and dis.opname[code.co_code[instruction]] == "RAISE_VARARGS"


#: What many classes of a team derive from, and what is no framework of step builders all the same.
_NO_FRAMEWORKS = frozenset({PACKAGE, "boto3", "botocore", "cursus_tester", "moto"})


def _frameworks_of(frame: FrameType, team_code: TeamCode) -> set[str]:
    """The installed packages that the object derives from whose method runs, where its class is the team's."""
    names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
    cls = type(frame.f_locals.get(names[0])) if names else object
    module = sys.modules.get(str(type.__getattribute__(cls, "__module__")))
    if not team_code.holds(str(getattr(module, "__file__", None))):
        return set()
    bases = (str(type.__getattribute__(each, "__module__")) for each in type.__getattribute__(cls, "__mro__"))
    return {base.partition(".")[0] for base in bases} - sys.stdlib_module_names - _NO_FRAMEWORKS


def _tracebacks(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _causes(error: BaseException) -> Iterator[str]:
    seen = {id(error)}
    following = _reason(error)
    while following is not None and id(following) not in seen and len(seen) < 10:
        seen.add(id(following))
        yield f"{qualified_name(type(following))}: {text_of(following)}"
        following = _reason(following)


def _reason(error: BaseException) -> BaseException | None:
    """The cause or context of `error`, unless ``from None`` hides it."""
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def text_of(error: BaseException) -> str:
    """The text of an exception, or the error of its ``__str__``, which may be the builder's own."""
    try:
        # The returned string may be of a subclass with methods of the builder.
        text = str.__str__(str(error))
    except Exception as another:
        return f"<its __str__ raises {qualified_name(type(another))}>"
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"


def caller(depth: int) -> FrameType:
    """The frame `depth` levels above the one that calls this."""
    return sys._getframe(depth + 1)
