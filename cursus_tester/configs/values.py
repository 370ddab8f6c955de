"""Suggest values for config fields, as a SageMaker user would write them."""

from __future__ import annotations

import copy
import datetime
import functools
import os
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, allows_none, alternatives
from cursus_tester.configs.constraints import allowed_values, constraints
from cursus_tester.configs.fields import Field, fields_of, is_config_like
from cursus_tester.evidence.account_names import ROLE, VPC_CONFIG, bucket_name
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import (
    PYTHON_FIELDS,
    VERSION_FIELDS,
    python_candidates,
    usual_machines,
    version_candidates,
)

#: Fields that builders need even where their annotation allows ``None``.
_NEEDED = re.compile(r"instance_type|version|entry_point|script|source_dir|role|region|framework|bucket")


#: What a field says that means a place in S3; those of buckets, keys and prefixes stand in a table.
_S3 = re.compile(r"(?:^|_)s3(?:_|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueContext:
    """The framework, versions, region and code folder that generated values refer to."""

    #: Such as ``xgboost``; ``None`` when it cannot be told.
    framework: str | None
    #: Versions that the builder's specification lists.
    framework_versions: tuple[str, ...]
    region: str
    #: An existing folder with the inference code.
    source_dir: str
    #: A file in it.
    entry_point: str = "inference.py"


def candidates(field: Field, context: ValueContext, known: Mapping[str, Any]) -> list[Any]:
    """Values for a field, the most likely first: declared, listed and literal ones, and those of its name and type.

    Args:
        field: The field.
        context: What values refer to.
        known: The values that other fields have by default or have been given: versions must suit each other.
    """
    listed = [*field.listed, *_listed(field.annotation)]
    domain = list(_domain_values(field.name, context, known))
    if listed:
        ranks = {_identity(value): rank for rank, value in enumerate(domain)}
        found = sorted(listed, key=lambda each: ranks.get(_identity(getattr(each, "value", each)), len(domain)))
    else:
        found = [converted for value in domain for converted in _as_annotated(value, field.annotation)]
        parts = alternatives(field.annotation) or (UNKNOWN,)
        found += [value for part in parts for value in _by_type(part, field, context)]
    if allows_none(field.annotation):
        found.insert(len(found) if _NEEDED.search(field.name) else 0, None)
    distinct: dict[str, Any] = {}
    for value in found:
        distinct.setdefault(_identity(value), value)
    return allowed_values(list(distinct.values()), field)


def _identity(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"


def _listed(annotation: Any) -> Iterator[Any]:
    for alternative in alternatives(annotation):
        if typing.get_origin(alternative) is typing.Literal:
            yield from (each for each in typing.get_args(alternative) if each is not None)
        elif isinstance(alternative, type) and issubclass(alternative, Enum):
            yield from alternative


def _as_annotated(value: Any, annotation: Any) -> Iterator[Any]:
    """`value` where the annotation allows its type, as a path where it wants one."""
    parts = alternatives(annotation)
    if isinstance(value, str) and any(isinstance(part, type) and issubclass(part, PurePath) for part in parts):
        yield Path(value)
    kinds = tuple(cls for part in parts for cls in (typing.get_origin(part) or part,) if isinstance(cls, type))
    if not kinds or Any in parts or isinstance(value, kinds):
        yield value


def _domain_values(name: str, context: ValueContext, known: Mapping[str, Any]) -> Iterator[Any]:
    name = name.lower().strip("_")
    framework, own, listed = _framework(context, known), context.framework, context.framework_versions
    if name in VERSION_FIELDS or name.endswith(("framework_version", f"{framework}_version")):
        yield from version_candidates(framework, own, listed, known)
    elif name in PYTHON_FIELDS or name.endswith("py_version"):
        yield from python_candidates(framework, listed, known)
    else:
        table = _by_name(context)
        ends = [end for end in table if name == end or name.endswith(f"_{end}")]
        if ends:
            yield from table[max(ends, key=len)]
        elif _S3.search(name):
            yield f"s3://{bucket_name(context.region)}/conformance"
        elif name.endswith("_version"):
            yield from version_candidates(name.removesuffix("_version"), own, listed, known)


def _framework(context: ValueContext, known: Mapping[str, Any]) -> str:
    chosen = known.get("framework") or known.get("framework_name")
    chosen = getattr(chosen, "value", chosen)
    if isinstance(chosen, str) and images.has_framework(chosen.lower()):
        return chosen.lower()
    return context.framework or "xgboost"


def _by_name(context: ValueContext) -> dict[str, tuple[Any, ...]]:
    """Values by a field's name or the end of it."""
    bucket = bucket_name(context.region)
    prefix = f"s3://{bucket}/conformance"
    model = f"s3://{bucket}/models/model.tar.gz"
    arn = f"arn:aws:sagemaker:{context.region}:123456789012"
    image = f"123456789012.dkr.ecr.{context.region}.amazonaws.com/conformance:1"
    framework = (context.framework or "xgboost",)
    source = (context.source_dir,)
    entry = (context.entry_point, str(Path(context.source_dir, context.entry_point)))
    region = (context.region,)
    vpc = {key: list(value) for key, value in VPC_CONFIG.items()}
    return {
        "instance_type": usual_machines(framework[0]),
        "instance_count": (1,),
        "framework": framework,
        "framework_name": framework,
        "model_framework": framework,
        "entry_point": entry,
        "entrypoint": entry,
        "script": entry,
        "source_dir": source,
        "source_directory": source,
        "code_dir": source,
        "code_directory": source,
        "role": (ROLE,),
        "role_arn": (ROLE,),
        "region": region,
        "region_name": region,
        "account": ("123456789012",),
        "account_id": ("123456789012",),
        "bucket": (bucket,),
        "bucket_name": (bucket,),
        "s3_prefix": ("conformance", prefix),
        "s3_uri": (prefix,),
        "s3_path": (prefix,),
        "s3_loc": (prefix,),
        "location": (prefix,),
        "uri": (prefix,),
        "data_uri": (prefix,),
        "data_prefix": (prefix, "conformance"),
        "output_path": (prefix,),
        "output_prefix": (prefix, "conformance"),
        "data_path": (prefix,),
        "artifact_path": (model,),
        "artifact": (model,),
        "artifacts": (model,),
        "model_data": (model,),
        "model_path": (model,),
        "model_uri": (model,),
        "model_url": (model,),
        "model_s3_uri": (model,),
        "data_url": (model,),
        "archive": (model,),
        "archive_uri": (model,),
        "code_uri": (f"s3://{bucket}/conformance/sourcedir.tar.gz",),
        "source_uri": (f"s3://{bucket}/conformance/sourcedir.tar.gz",),
        "model_package_arn": (f"{arn}:model-package/conformance/1",),
        "model_package_name": (f"{arn}:model-package/conformance/1",),
        "model_package_group_name": ("conformance",),
        "lambda_arn": (f"arn:aws:lambda:{context.region}:123456789012:function:conformance",),
        "function_arn": (f"arn:aws:lambda:{context.region}:123456789012:function:conformance",),
        "env": ({},),
        "environment": ({},),
        "environment_variables": ({},),
        "env_vars": ({},),
        "tags": ([], {}),
        "vpc_config": (vpc,),
        "subnets": (vpc["Subnets"],),
        "subnet_ids": (vpc["Subnets"],),
        "security_group_ids": (vpc["SecurityGroupIds"],),
        "security_groups": (vpc["SecurityGroupIds"],),
        "kms_key": (f"arn:aws:kms:{context.region}:123456789012:key/12345678-1234-1234-1234-123456789012",),
        "model_name": ("conformance-model",),
        "pipeline_name": ("conformance",),
        "project_name": ("conformance",),
        "project_root_folder": (str(Path(context.source_dir).parent),),
        "pipeline_version": ("1.0.0",),
        "date": ("2025-01-08",),
        "job_type": ("training",),
        "author": ("conformance",),
        "service_name": ("conformance",),
        "step_name": ("CreateModel",),
        "image": (image,),
        "image_uri": (image,),
        "ecr_uri": (image,),
        "container_uri": (image,),
        "container_log_level": (20,),
        "model_server_workers": (1,),
        "volume_size": (30,),
    }


def _by_type(annotation: Any, field: Field, context: ValueContext) -> Iterator[Any]:
    cls: Any = typing.get_origin(annotation) or annotation
    if annotation in (str, Any, UNKNOWN):
        yield from _texts(field, context)
    elif not isinstance(cls, type):
        return
    elif cls is bool:
        yield from (False, True)
    elif cls in (int, float):
        yield from (float(number) if cls is float else int(number) for number in _numbers(field))
    elif issubclass(cls, PurePath):
        yield cls(context.source_dir)
    elif is_config_like(cls):
        yield from _nested(cls, context)
    elif issubclass(cls, Mapping):
        yield {}
    elif issubclass(cls, (list, set, frozenset, tuple)) or cls in (Sequence, typing.Iterable):
        yield from _sequences(cls, annotation, field, context)
    elif cls in (datetime.date, datetime.datetime):
        yield cls(2025, 1, 8)
    elif cls.__module__.startswith("pydantic") and hasattr(cls, "get_secret_value"):
        secret: Any = cls
        yield secret("conformance")
    elif cls.__module__ not in ("builtins", "typing") and fields_of(cls):
        yield from _nested(cls, context)


def _texts(field: Field, context: ValueContext) -> Iterator[str]:
    yield from (field.name.strip("_").replace("_", "-"), "conformance", "1.0.0", "1")
    for name, bound in constraints(field):
        if name == "min_length":
            yield "x" * bound
    yield f"s3://{bucket_name(context.region)}/conformance"
    for name, bound in constraints(field):
        if name == "pattern":
            yield from _matches(bound)


@functools.cache
def _matches(pattern: str) -> tuple[str, ...]:
    """A text that matches a regular expression. Not the simplest one: finding that takes seconds."""
    from hypothesis import Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.configuration import set_hypothesis_home_dir
    from hypothesis.errors import HypothesisException

    # Hypothesis writes files: they go into the working directory, which is temporary.
    set_hypothesis_home_dir(os.path.join(os.getcwd(), ".hypothesis"))
    compiled = re.compile(pattern)
    try:
        text = find(
            st.from_regex(compiled, alphabet=st.characters(codec="ascii")),
            lambda each: each.isprintable() and compiled.search(each) is not None,
            settings=settings(derandomize=True, database=None, max_examples=50, phases=(Phase.generate,)),
        )
    except HypothesisException:
        return ()
    return (text,)


def _numbers(field: Field) -> Iterator[float]:
    yield from (1, 2, 10)
    for name, bound in constraints(field):
        if name in ("ge", "le", "multiple_of"):
            yield bound
        elif name in ("gt", "lt"):
            yield from (bound + 1, bound + 0.5) if name == "gt" else (bound - 1, bound - 0.5)


def _nested(cls: type, context: ValueContext) -> Iterator[Any]:
    """One instance of a config inside a config."""
    from cursus_tester.configs.classes import recipe_of

    recipe = recipe_of(cls)
    values: dict[str, Any] = {field.name: field.default for field in recipe.fields if not field.required}
    given: dict[str, Any] = {}
    for field in recipe.fields:
        if field.required:
            found = candidates(field, context, {**values, **given})
            if not found:
                return
            given[field.name] = found[0]
    try:
        yield recipe.construct(given)
    except Exception:  # The team's own class refuses; the field that holds it then has no value.
        return


def _sequences(cls: type, annotation: Any, field: Field, context: ValueContext) -> Iterator[Any]:
    kind = cls if cls in (set, frozenset, tuple) else list
    arguments = [each for each in typing.get_args(annotation) if each is not Ellipsis]
    if arguments and isinstance(arguments[0], type) and is_config_like(arguments[0]):
        for item in _nested(arguments[0], context):
            yield kind([item])
            yield kind([item, copy.deepcopy(item)])
    yield kind()
    if arguments and arguments[0] is str:
        yield kind(["conformance"])
        yield kind(["conformance", "conformance-2"])
