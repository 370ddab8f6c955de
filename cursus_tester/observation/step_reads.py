"""What a builder reads of the steps that it depends on, as far as its code says by the names that it uses."""

from __future__ import annotations

import dis
import inspect
import os
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType
from typing import Any

from cursus_tester.evidence.scenario import Route, SourceKind
from cursus_tester.observation.asked_inputs import codes_in, mentioned_names
from cursus_tester.observation.signatures import parameters_of
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sdk.names import CREATE_MODEL_STEP, PACKAGE, STEPS_WITH_ARCHIVES

#: What each kind of step yields is called so (sagemaker 2.257.7).
_YIELDS = (
    (SourceKind.TRAINING, ("ModelArtifacts",)),
    (SourceKind.TUNING, ("get_top_model_s3_uri",)),
    (SourceKind.PROCESSING, ("ProcessingOutputConfig",)),
)
#: Whoever mentions one of these means a step that makes a model.
_OF_MODELS = (CREATE_MODEL_STEP, "ModelName")
#: What a step of files that conditions can read has.
_PROPERTY_FILES = "property_files"
#: How the outputs of a Lambda step are reached; those of a processing job have the same name.
_OUTPUTS = "Outputs"
#: Without it nothing of a step is read.
_PROPERTIES = "properties"
#: Whoever looks for a step of one of these classes means to take something from it.
_STEP_CLASSES = STEPS_WITH_ARCHIVES
#: What a specification says of the builder's own step.
_OWN_OUTPUT = "properties.ModelName"
#: Packages of which no code resolves a step's outputs for a builder.
_SILENT = frozenset({"abc", "attr", "attrs", "builtins", "dataclasses", "pydantic", PACKAGE, "typing"})


def texts_in_code(cls: type, team_code: TeamCode) -> frozenset[str]:
    """Every text in the code that a builder uses of the team's, and in the constants of its modules."""
    held = (value for module in _modules(cls, team_code) for value in tuple(vars(module).values()))
    return _words(cls, team_code) | frozenset(text for value in held for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, os.PathLike):
        yield str(value)
    elif isinstance(value, (list, tuple)):
        yield from (str(each) for each in value if isinstance(each, (str, os.PathLike)))


def kinds_read(cls: type, team_code: TeamCode) -> tuple[SourceKind, ...]:
    """The kinds of steps whose archive the code of a builder's tree knows how to find; empty where it says none."""
    words = _words(cls, team_code)
    found = [kind for kind, names in _YIELDS if any(_mentions(words, name) for name in names)]
    if _mentions(words, _OUTPUTS) and SourceKind.PROCESSING not in found:
        found.append(SourceKind.LAMBDA)
    return tuple(found)


def reads_steps(cls: type, team_code: TeamCode) -> bool:
    """Whether a builder may read anything of a step: it says so, or code that is not the team's may."""
    packages = {each.__module__.partition(".")[0] for each in cls.__mro__ if not _is_held(each.__module__, team_code)}
    words = _words(cls, team_code)
    says = any(_mentions(words, name) for name in (_PROPERTIES, *_STEP_CLASSES))
    return says or bool(packages - _SILENT) or bool(kinds_read(cls, team_code))


def reads_property_files(cls: type, team_code: TeamCode) -> bool:
    """Whether a builder looks for the step that it depends on by the property files that this has."""
    return _mentions(_words(cls, team_code), _PROPERTY_FILES)


def reads_models(cls: type, team_code: TeamCode) -> bool:
    """Whether the code of a builder's tree mentions steps that make a model, or what they yield."""
    return any(_mentions(_words(cls, team_code), name) for name in _OF_MODELS)


def asks_for(cls: type, name: str, team_code: TeamCode) -> bool:
    """Whether a builder's code reads its input `name`, or finds in a step what may stand for it.

    A parameter of that name that nothing reads is there for the callers' sake.
    """
    codes = [code for each in cls.__mro__ for code in codes_in(each) if team_code.holds(code.co_filename)]
    return (
        reads_steps(cls, team_code)
        or name in mentioned_names(cls, team_code.holds)
        or any(_loads(code, name) for code in codes)
    )


def swallowed_ways(function: Any) -> frozenset[str]:
    """The keywords for inputs that ``create_step`` takes among any others, none of which it reads."""
    try:
        parameters = parameters_of(function)
    except (TypeError, ValueError):
        return frozenset()
    others = next((each.name for each in parameters if each.kind is each.VAR_KEYWORD), None)
    code = getattr(inspect.unwrap(function), "__code__", None)
    if others is None or code is None or _loads(code, others):
        return frozenset()
    return frozenset((Route.INPUTS.value, Route.DEPENDENCIES.value)) - {each.name for each in parameters}


def _loads(code: CodeType, name: str) -> bool:
    if any(_is_load(each, name) for each in dis.get_instructions(code)):
        return True
    return any(_loads(each, name) for each in code.co_consts if isinstance(each, CodeType))


def _is_load(instruction: dis.Instruction, name: str) -> bool:
    value = instruction.argval
    # Since Python 3.13 one instruction loads two.
    return instruction.opname.startswith("LOAD_") and (name in value if isinstance(value, tuple) else value == name)


def _mentions(words: frozenset[str], name: str) -> bool:
    return name in words or any(name in word for word in words if "." in word and word != _OWN_OUTPUT)


def _words(cls: type, team_code: TeamCode) -> frozenset[str]:
    """Every name and text in the code of the builder's ancestors and of the team's modules that these use."""
    modules = list(_modules(cls, team_code))
    codes = [code for holder in (*cls.__mro__, *modules) for code in codes_in(holder)]
    codes += [code for module in modules for held in _classes(module) for code in codes_in(held)]
    return frozenset(word for code in codes if team_code.holds(code.co_filename) for word in _of(code))


def _modules(cls: type, team_code: TeamCode) -> Iterator[ModuleType]:
    seen: set[str] = set()
    pending = [each.__module__ for each in cls.__mro__]
    while pending:
        name = pending.pop()
        module = sys.modules.get(name)
        if name in seen or module is None or not _is_held(name, team_code):
            continue
        seen.add(name)
        yield module
        for value in tuple(vars(module).values()):
            pending.append(value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", "")))


def _is_held(module: str, team_code: TeamCode) -> bool:
    file = getattr(sys.modules.get(module), "__file__", None)
    return isinstance(file, str) and team_code.holds(file)


def _classes(module: ModuleType) -> Iterator[type]:
    return (value for value in tuple(vars(module).values()) if isinstance(value, type))


def _of(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _of(constant)
        elif isinstance(constant, (tuple, frozenset)):
            yield from (each for each in constant if isinstance(each, str))
