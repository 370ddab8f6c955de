"""Classes and functions of SDK v2 by name, and what of it is patched for speed."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

import sagemaker
import sagemaker.session
import sagemaker.workflow
from sagemaker import image_uris, utils
from sagemaker.workflow import pipeline_context, utilities
from sagemaker.workflow._utils import _RepackModelStep

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
from cursus_tester.sdk.v2.modules import module_of

#: Modules whose import defines the framework's models and estimators.
_FRAMEWORK_MODULES = (
    "sagemaker.chainer",
    "sagemaker.huggingface",
    "sagemaker.multidatamodel",
    "sagemaker.mxnet",
    "sagemaker.pytorch",
    "sagemaker.sklearn",
    "sagemaker.spark",
    "sagemaker.tensorflow",
    "sagemaker.xgboost",
)
#: The modules that hold each function, that of the definition first.
_HOLDERS: Mapping[str, tuple[ModuleType, ...]] = {
    RETRIEVE: (image_uris,),
    GET_EXECUTION_ROLE: (sagemaker.session, sagemaker),
}


@functools.cache
def class_named(name: str) -> type:
    """See `cursus_tester.sdk.protocol.Classes`."""
    return class_in(defining_module(name, module_of, sagemaker.workflow), name)


@functools.cache
def family(name: str) -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    for module in _FRAMEWORK_MODULES:
        module_named(module)
    return with_subclasses(class_named(name))


def methods(name: str, method: str) -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    found = tuple(cls for cls in family(name) if method in vars(cls))
    if not found:
        raise SdkError(f"{installed_sdk()} has no method {method!r} of {name} or of a class that derives from it")
    return found


def holders(function: str) -> tuple[ModuleType, ...]:
    """See `cursus_tester.sdk.protocol.Classes`."""
    return holders_of(function, _HOLDERS)


def kept_results() -> Iterator[Replacement]:
    """See `cursus_tester.sdk.protocol.Classes`. sagemaker 2.257.7 spends most of a build on these."""
    for module, name in ((utils, "_botocore_resolver"), (image_uris, "config_for_framework")):
        yield Replacement(module, name, functools.cache(function_in(module, name)))
    # 2.205.0 has no telemetry yet.
    if importlib.util.find_spec("sagemaker.telemetry") is not None:
        telemetry_logging = module_named("sagemaker.telemetry.telemetry_logging")
        function_in(telemetry_logging, "_send_telemetry_request")
        yield Replacement(telemetry_logging, "_send_telemetry_request", lambda *args, **kwargs: None)
    # The decorators of its functions read these signatures at every call.
    for module in (utilities, pipeline_context):
        yield Replacement(module, "inspect", _remembering_signatures(module_named("inspect")))
    # With a file of defaults each of them is validated at every look-up, and the schema with it.
    config = module_named("sagemaker.config.config")
    yield Replacement(config, "jsonschema", _checking_schemas_once(module_named("jsonschema")))
    # Each new session reads the files of defaults, which are the empty one where the builder names no others.
    name = "_load_config_from_file"
    yield Replacement(config, name, _knowing_the_empty_file(function_in(config, name)))
    # What waits for a job under a plain session asks the faked account until it has ended, which it has at once.
    yield Replacement(sagemaker.session, "time", without_waiting())
    yield Replacement(Properties, "__init__", copying_trees(vars(Properties)["__init__"]))
    yield Replacement(utils, "create_tar_file", packing_once(function_in(utils, "create_tar_file")))
    yield Replacement(_RepackModelStep, "__init__", _packing_a_copy(_RepackModelStep.__init__))


def _checking_schemas_once(module: ModuleType) -> ModuleType:
    """A copy of the module ``jsonschema`` whose ``validate`` checks each schema itself only once."""
    validators: dict[int, tuple[Any, Any]] = {}

    def validate(instance: Any, schema: Any) -> None:
        if id(schema) not in validators:
            cls = module.validators.validator_for(schema)
            cls.check_schema(schema)
            validators[id(schema)] = schema, cls(schema)
        error = module.exceptions.best_match(validators[id(schema)][1].iter_errors(instance))
        if error is not None:
            raise error

    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module), validate=validate)
    return copy


def _knowing_the_empty_file(load: Callable[[str], Any]) -> Callable[[str], Any]:
    """`load` of YAML, which does not open the empty file to find nothing in it."""

    @functools.wraps(load)
    def load_file(file_path: str) -> Any:
        return None if file_path == os.devnull else load(file_path)

    return load_file


def _remembering_signatures(module: ModuleType) -> ModuleType:
    """A copy of the module ``inspect`` whose ``signature`` looks at each function once."""
    copy, remembered = ModuleType(module.__name__), functools.lru_cache(maxsize=512)(module.signature)

    def signature(function: Callable[..., Any]) -> Any:
        try:
            return remembered(function)
        except TypeError:  # It cannot be hashed, or has none.
            return module.signature(function)

    vars(copy).update(vars(module), signature=signature)
    return copy


def _packing_a_copy(construct: Callable[..., None]) -> Callable[..., None]:
    """Let a repack step pack a copy of a folder that is not in the run's temporary one: the SDK writes into it."""

    @functools.wraps(construct)
    def construct_with_copy(self: Any, *args: Any, **kwargs: Any) -> None:
        folder, own = kwargs.get("source_dir"), os.path.join(os.path.realpath(tempfile.gettempdir()), "")
        if isinstance(folder, str) and os.path.isdir(folder) and not os.path.realpath(folder).startswith(own):
            kwargs["source_dir"] = os.path.join("packed", os.path.basename(os.path.realpath(folder)))
            shutil.copytree(folder, kwargs["source_dir"], dirs_exist_ok=True)
        construct(self, *args, **kwargs)

    return construct_with_copy
