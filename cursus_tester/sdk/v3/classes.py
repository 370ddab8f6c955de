"""Classes and functions of SDK v3 by name, and what of it is patched: for speed, and so that it stays in the fake."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

import boto3
import sagemaker.mlops.workflow
from sagemaker.ai_registry.air_hub import AIRHub
from sagemaker.core import common_utils, image_uris
from sagemaker.core.helper import session_helper
from sagemaker.core.telemetry import telemetry_logging
from sagemaker.mlops.workflow import _utils, steps
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import model_trainer

from cursus_tester.sdk.distribution import SdkError, installed_sdk
from cursus_tester.sdk.either.archives import packing_once
from cursus_tester.sdk.either.lookups import (
    class_in,
    defining_module,
    function_in,
    holders_of,
    module_named,
    with_subclasses,
    without_waiting,
)
from cursus_tester.sdk.either.properties import copying_trees
from cursus_tester.sdk.either.workflow import Properties
from cursus_tester.sdk.names import GET_EXECUTION_ROLE, RETRIEVE
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
    return class_in(defining_module(name, module_of, sagemaker.mlops.workflow), name)


@functools.cache
def family(name: str) -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    for module in _FURTHER_MODULES:
        module_named(module)
    return with_subclasses(class_named(name))


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
    return holders_of(function, _HOLDERS)


def kept_results() -> Iterator[Replacement]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    for module, name in ((common_utils, "_botocore_resolver"), (image_uris, "config_for_framework")):
        yield Replacement(module, name, functools.cache(function_in(module, name)))
    # It would start a thread for each call, whose requests leave the fake.
    function_in(telemetry_logging, "_send_telemetry_request")
    yield Replacement(telemetry_logging, "_send_telemetry_request", lambda *args, **kwargs: None)
    # What waits for a job under a plain session asks the faked account until it has ended, which it has at once.
    yield Replacement(session_helper, "time", without_waiting())
    # Made when the module is imported, before anything is faked: calls of these would leave the fake.
    for name in ("_sagemaker_client", "_s3_client"):
        if name in vars(AIRHub):
            yield Replacement(AIRHub, name, _LateClient("sagemaker" if "sagemaker" in name else "s3"))
    # Code is copied for each repacking, and the copy is uploaded: nobody sees the dates and rights of its files.
    for module in (model_trainer, _utils):
        yield Replacement(module, "shutil", _copying_contents(module_named("shutil")))
    # Processing and transform steps make a local session, with clients of its own, to read the name of a method.
    yield Replacement(steps, "LocalSagemakerClient", _itself(function_in(steps, "LocalSagemakerClient")))
    yield Replacement(Properties, "__init__", copying_trees(vars(Properties)["__init__"]))
    yield Replacement(common_utils, "create_tar_file", packing_once(function_in(common_utils, "create_tar_file")))
    yield Replacement(ModelBuilder, "__post_init__", _in_own_folder(vars(ModelBuilder)["__post_init__"]))


def _itself(cls: type) -> Callable[[], type]:
    """What makes no object of a class, where the names of its methods are all that is asked for."""
    return lambda: cls


def _copying_contents(module: ModuleType) -> ModuleType:
    """A copy of the module ``shutil`` whose ``copytree`` copies no dates, rights and attributes of files."""
    copy = ModuleType(module.__name__)
    copytree = functools.partial(module.copytree, copy_function=module.copyfile)
    vars(copy).update(vars(module), copytree=copytree)
    return copy


class _LateClient:
    """A boto3 client that is made when it is first used, so that the faked account answers it."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        return getattr(boto3.client(self._service), name)


def _in_own_folder(initialize: Callable[..., None]) -> Callable[..., None]:
    """Let a model builder keep its files in the folder for temporary files: it leaves them behind."""

    @functools.wraps(initialize)
    def initialize_in_own_folder(self: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(self.model_path, str) and self.model_path.startswith(_BUILDER_FOLDER):
            name = self.model_path.removeprefix(_BUILDER_FOLDER)
            self.model_path = os.path.join(tempfile.gettempdir(), "model-builder", name)
        initialize(self, *args, **kwargs)

    return initialize_in_own_folder
