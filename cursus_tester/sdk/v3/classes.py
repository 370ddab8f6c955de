"""Classes and functions of SDK v3 by name, and what of it is patched: for speed, and so that it stays in the fake."""

from __future__ import annotations

import functools
import importlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import sagemaker.mlops.workflow
from sagemaker.ai_registry.air_hub import AIRHub
from sagemaker.core import common_utils, image_uris
from sagemaker.core.helper import session_helper
from sagemaker.core.telemetry import telemetry_logging
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.sdk.distribution import SdkError, installed_sdk
from cursus_tester.sdk.either.properties import copying_trees
from cursus_tester.sdk.either.workflow import Properties
from cursus_tester.sdk.names import GET_EXECUTION_ROLE, PREFIX, RETRIEVE
from cursus_tester.sdk.protocol import Replacement
from cursus_tester.sdk.v3.modules import module_of

#: Modules whose import defines processors that nothing else imports.
_FURTHER_MODULES = ("sagemaker.core.spark.processing",)
#: The modules that hold each function, that of the definition first.
_HOLDERS: Mapping[str, tuple[ModuleType, ...]] = {
    RETRIEVE: (image_uris,),
    GET_EXECUTION_ROLE: (session_helper,),
}
#: Where a model builder keeps its files if nobody says where, whatever ``TMPDIR`` says (serve 1.27.0).
_BUILDER_FOLDER = "/tmp/sagemaker/model-builder/"


@functools.cache
def class_named(name: str) -> type:
    """See `cursus_tester.sdk.protocol.Classes`."""
    module = _module(_module_of(name))
    found = vars(module).get(name)
    if not isinstance(found, type):
        raise SdkError(f"{installed_sdk()} has no class {name!r} in {module.__name__}")
    return found


@functools.cache
def family(name: str) -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    for module in _FURTHER_MODULES:
        _module(module)
    cls = class_named(name)
    return tuple(dict.fromkeys((cls, *_subclasses(cls))))


def methods(name: str, method: str) -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Classes`. A class that takes its constructor from pydantic counts, too."""
    found = tuple(cls for cls in family(name) if method in vars(cls))
    if not found and hasattr(class_named(name), method):
        return (class_named(name),)
    if not found:
        raise SdkError(f"{installed_sdk()} has no method {method!r} of {name} or of a class that derives from it")
    return found


def holders(function: str) -> tuple[ModuleType, ...]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    if function not in _HOLDERS:
        raise SdkError(f"the adapter knows no function {function!r} of the SDK; there is {', '.join(_HOLDERS)}")
    modules, name = _HOLDERS[function], function.rpartition(".")[2]
    for module in modules:
        _function(module, name)
    return modules


def kept_results() -> Iterator[Replacement]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    for module, name in ((common_utils, "_botocore_resolver"), (image_uris, "config_for_framework")):
        yield Replacement(module, name, functools.cache(_function(module, name)))
    # It would start a thread for each call, whose requests leave the fake.
    _function(telemetry_logging, "_send_telemetry_request")
    yield Replacement(telemetry_logging, "_send_telemetry_request", lambda *args, **kwargs: None)
    # What waits for a job under a plain session asks the faked account until it has ended, which it has at once.
    yield Replacement(session_helper, "time", _without_waiting(_module("time")))
    # Made when the module is imported, before anything is faked: calls of these would leave the fake.
    for name in ("_sagemaker_client", "_s3_client"):
        if name in vars(AIRHub):
            yield Replacement(AIRHub, name, _LateClient("sagemaker" if "sagemaker" in name else "s3"))
    yield Replacement(Properties, "__init__", copying_trees(vars(Properties)["__init__"]))
    yield Replacement(ModelBuilder, "__post_init__", _in_own_folder(vars(ModelBuilder)["__post_init__"]))


class _LateClient:
    """A boto3 client that is made when it is first used, so that the faked account answers it."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        return getattr(boto3.client(self._service), name)


def _without_waiting(module: ModuleType) -> ModuleType:
    """A copy of the module ``time`` whose ``sleep`` returns at once."""
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module), sleep=lambda seconds: None)
    return copy


def _in_own_folder(initialize: Callable[..., None]) -> Callable[..., None]:
    """Let a model builder keep its files in the folder for temporary files: it leaves them behind."""

    @functools.wraps(initialize)
    def initialize_in_own_folder(self: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(self.model_path, str) and self.model_path.startswith(_BUILDER_FOLDER):
            name = self.model_path.removeprefix(_BUILDER_FOLDER)
            self.model_path = os.path.join(tempfile.gettempdir(), "model-builder", name)
        initialize(self, *args, **kwargs)

    return initialize_in_own_folder


def _module_of(name: str) -> str:
    """The module that defines a class; a step class that `module_of` does not know is looked for in the SDK's files."""
    try:
        return module_of(name)
    except SdkError:
        for path in sorted(Path(sagemaker.mlops.workflow.__path__[0]).glob("*.py")):
            if re.search(rf"^class {re.escape(name)}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
                return f"{sagemaker.mlops.workflow.__name__}.{path.stem}"
        raise


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SdkError(f"{installed_sdk()} has no module {name!r}: {error}") from error


def _function(module: ModuleType, name: str) -> Any:
    found = vars(module).get(name)
    if not callable(found):
        raise SdkError(f"{installed_sdk()} has no function {name!r} in {module.__name__}")
    return found


def _subclasses(cls: Any) -> Iterator[type]:
    """The SDK's own: what others derive from them inherits what they are wrapped in."""
    for each in cls.__subclasses__():
        if each.__module__.startswith(PREFIX):
            yield each
        yield from _subclasses(each)
