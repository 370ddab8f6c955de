"""Only the adapters know the SDK: a walk through the syntax trees of everything else.

Outside ``sdk/`` and ``contract/`` no module of the package

- imports the SDK;
- names one of its modules in a string: the package itself, a dotted name that starts with it, or a statement that
  imports it;
- names one of its classes in a string: a name of several words (``StepCollection``) anywhere in it, a name of one word
  (``Join``), which plain English has too, where it is the whole string;
- touches one of its private attributes or functions: as an attribute, by ``getattr`` and its like, or, where the name
  has several words, by writing it in a string.

Docstrings are prose and may name what they want; so may comments. There are no exceptions: names come from
`cursus_tester.sdk.names`, objects and what they say from the adapter, ``cursus_tester.sdk.installed.sdk()``.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cursus_tester

_PACKAGE = Path(cursus_tester.__file__).parent
#: Adapters, and the package that teams build on, which stands alone.
_MAY = ("sdk", "contract")
_MODULES = sorted(path for path in _PACKAGE.rglob("*.py") if path.relative_to(_PACKAGE).parts[0] not in _MAY)
#: Where the SDK has what pipelines are made of.
_SDK_FILES = (
    "workflow/*.py",
    "*.py",
    *(f"{each}/*.py" for each in ("huggingface", "mxnet", "pytorch", "sklearn", "tensorflow", "xgboost", "chainer")),
)
_MODULE_IN_TEXT = re.compile(r"(?<![\w.-])sagemaker\.[a-z_]|\b(?:from|import)\s+sagemaker\b|^sagemaker$")
_PRIVATE = re.compile(r"(?<!\w)_[a-z]\w*")
#: Of one word there are other uses, such as the ending ``_version`` of a config field.
_LONG_PRIVATE = re.compile(r"(?<!\w)_[a-z]+_[a-z]\w*")
#: Methods that builders have by convention, which classes of the SDK happen to have too.
_OF_BUILDERS = frozenset({"_get_image_uri"})
#: Functions that take the name of an attribute second.
_BY_NAME = frozenset({"delattr", "getattr", "hasattr", "setattr"})
_DEFINED = re.compile(r"^class (\w+)", re.MULTILINE)
_SEVERAL_WORDS = re.compile(r"[A-Z]\w*[a-z]\w*[A-Z]|[A-Z]{2,}[a-z]\w*[A-Z]?")


@functools.cache
def _sdk_text() -> str:
    specification = importlib.util.find_spec("sagemaker")
    assert specification is not None
    assert specification.submodule_search_locations is not None
    folder = Path(specification.submodule_search_locations[0])
    return "\n".join(path.read_text(encoding="utf-8") for pattern in _SDK_FILES for path in folder.glob(pattern))


@functools.cache
def _sdk_classes() -> frozenset[str]:
    return frozenset(name for name in _DEFINED.findall(_sdk_text()) if not name.startswith("_"))


@functools.cache
def _long_class() -> re.Pattern[str]:
    long = sorted(name for name in _sdk_classes() if _SEVERAL_WORDS.match(name))
    return re.compile(rf"(?<![\w:])(?:{'|'.join(long)})(?!\w)")


@functools.cache
def _sdk_privates() -> frozenset[str]:
    """Private names of the SDK that neither the package nor a builder defines for itself."""
    own = {
        name
        for path in _PACKAGE.rglob("*.py")
        if path.relative_to(_PACKAGE).parts[0] not in _MAY
        for name in _own_names(ast.parse(path.read_text(encoding="utf-8")))
    }
    return frozenset(_PRIVATE.findall(_sdk_text())) - own - _OF_BUILDERS


def _own_names(tree: ast.Module) -> Iterator[str]:
    """What a module defines: functions, classes, variables, and attributes of ``self``."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


def breaches(text: str, shown: str) -> Iterator[str]:
    """Where a module knows the SDK by itself, one line each: ``file:line: what; what to do``."""
    tree = ast.parse(text)
    prose = frozenset(_prose(tree))
    for node in ast.walk(tree):
        if id(node) in prose:
            continue
        for problem in _breaches(node):
            yield f"{shown}:{getattr(node, 'lineno', 0)}: {problem}"


def _prose(tree: ast.Module) -> Iterator[int]:
    """Docstrings, and what ``__all__`` lists, which are the module's own names."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                yield id(text)
            case ast.Assign(targets=[ast.Name(id="__all__")], value=names):
                yield from map(id, ast.walk(names))


def _breaches(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            modules = [each.name for each in names]
        case ast.ImportFrom(module=module, level=0):
            modules = [module or ""]
        case _:
            modules = []
    for module in modules:
        if module.partition(".")[0] == "sagemaker":
            yield f"imports {module}; ask the adapter, cursus_tester.sdk.installed.sdk(), for what is needed of it"
    match node:
        case ast.Attribute(attr=name):
            pass
        case ast.Call(func=ast.Name(id=function), args=[_, ast.Constant(value=str(name)), *_]) if function in _BY_NAME:
            pass
        case _:
            name = ""
    if name in _sdk_privates():
        yield f"touches {name}, which is private to the SDK; let the adapter in sdk/v2/ answer what is asked of it"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _breaches_in_text(node.value)


def _breaches_in_text(text: str) -> Iterator[str]:
    take = "take the name from cursus_tester.sdk.names"
    if _MODULE_IN_TEXT.search(text):
        yield f"names a module of the SDK in {text[:60]!r}; {take}"
    named = _long_class().search(text)
    if named is not None or text in _sdk_classes():
        yield f"names the SDK's class {named[0] if named else text} in {text[:60]!r}; {take}"
    for name in _sdk_privates().intersection(_LONG_PRIVATE.findall(text)):
        yield f"names {name}, which is private to the SDK, in {text[:60]!r}; let the adapter in sdk/v2/ answer"


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: path.relative_to(_PACKAGE).as_posix())
def test_only_the_adapters_know_the_sdk(path: Path) -> None:
    found = list(breaches(path.read_text(encoding="utf-8"), path.relative_to(_PACKAGE.parent).as_posix()))

    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    "path", sorted((_PACKAGE / "sdk").glob("*.py")), ids=lambda path: path.relative_to(_PACKAGE).as_posix()
)
def test_only_adapters_import_the_sdk(path: Path) -> None:
    """What reads text or makes reports takes names from ``sdk/``, and must not pay for an import."""
    found = [each for each in breaches(path.read_text(encoding="utf-8"), path.name) if ": imports " in each]

    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("import sagemaker", 1, "imports sagemaker;"),
        ("import os, sagemaker.session as session", 1, "imports sagemaker.session;"),
        ("def f():\n    from sagemaker.workflow import steps", 2, "imports sagemaker.workflow;"),
        ("module = import_module('sagemaker')", 1, "names a module of the SDK in 'sagemaker'"),
        ("x = 1\nname = 'sagemaker.session'", 2, "names a module of the SDK in 'sagemaker.session'"),
        ("line = f'from sagemaker import {name}'", 1, "names a module of the SDK in 'from sagemaker import '"),
        ("call.target == 'ModelStep'", 1, "names the SDK's class ModelStep in 'ModelStep'"),
        ("hint = f'pass {x} to CreateModelStep(name=…)'", 1, "names the SDK's class CreateModelStep in"),
        ("value.is_a('Model')", 1, "names the SDK's class Model in 'Model'"),
        ("framework = estimator._framework_name", 1, "touches _framework_name, which is private"),
        ("getattr(step, '_depends_on', None)", 1, "touches _depends_on, which is private"),
        ("hasattr(estimator, '_version')", 1, "touches _version, which is private"),
        ("target == 'Session._create_model_request'", 1, "names _create_model_request, which is private"),
    ],
)
def test_each_way_to_know_the_sdk_is_found(text: str, line: int, what: str) -> None:
    found = list(breaches(text, "module.py"))

    assert any(each.startswith(f"module.py:{line}: {what}") for each in found), found


@pytest.mark.parametrize(
    "text",
    [
        '"""What ``sagemaker.session.Session`` and a ModelStep do."""',
        "class A:\n    def f(self):\n        'Like CreateModelStep.'",
        "x = 1  # sagemaker.session.Session",
        "from cursus_tester.sdk import names",
        "__all__ = ['Parameter']",
        "host = 'api.sagemaker.us-east-1.amazonaws.com'",
        "field = 'sagemaker_session'",
        "message = 'the model is not a step of a pipeline; the session says so'",
        "expression = 'Std:JsonGet'",
        "field.endswith('_version')",
        "name = 'TrainingStepBuilder'",
    ],
)
def test_what_is_not_the_sdks_may_be_said(text: str) -> None:
    assert list(breaches(text, "module.py")) == []
