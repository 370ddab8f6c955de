"""Make arguments for a function that builds a pipeline: by the names, annotations and defaults of its parameters."""

from __future__ import annotations

import argparse
import dataclasses
import enum
import inspect
import os
import re
import sys
import typing
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, allows_none, alternatives, evaluate
from cursus_tester.evidence.account_names import ACCOUNT_ID, ROLE
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.files.libraries import is_library
from cursus_tester.probe.pipelines import uses
from cursus_tester.probe.pipelines.grounds import Grounds, Unmakeable
from cursus_tester.probe.pipelines.keywords import keywords_read
from cursus_tester.probe.pipelines.uses import name_by_use
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import PREFIX, SERVICE
from cursus_tester.sdk.samples import sample

#: Values by the words that a name ends with, the most telling first.
_TEXTS: tuple[tuple[str, str], ...] = (
    (r"(^|_)region(_name)?", "{region}"),
    (r"(^|_)role(_arn|_name)?", ROLE),
    (r"(image|container|ecr)(_uri|_url|_name)?", f"{ACCOUNT_ID}.dkr.ecr.{{region}}.amazonaws.com/conformance:1"),
    (
        r"(^|_)kms(_key)?(_id|_arn)?|(^|_)(encryption|volume)_key(_id)?",
        f"arn:aws:kms:{{region}}:{ACCOUNT_ID}:key/conformance",
    ),
    (r"lambda\w*(arn)", f"arn:aws:lambda:{{region}}:{ACCOUNT_ID}:function:conformance"),
    (r"(sns|topic)\w*(arn)", f"arn:aws:sns:{{region}}:{ACCOUNT_ID}:conformance"),
    (r"(sqs|queue)\w*(url)", f"https://sqs.{{region}}.amazonaws.com/{ACCOUNT_ID}/conformance"),
    (r"(^|_)account(_id)?", ACCOUNT_ID),
    (r"(^|_)(bucket|bucket_name)", "{bucket}"),
    (r"model_?data\w*|model_artifacts?\w*", "s3://{bucket}/models/model.tar.gz"),
    (r"(s3|uri|url|_path|location|destination|data|input|output)", "s3://{bucket}/conformance"),
    (r"instance(_type)?", "ml.m5.xlarge"),
    (r"approval(_status)?", "PendingManualApproval"),
    (r"(framework|sklearn)\w*_version", "1.2-1"),
    (r"xgb\w*_version", "1.7-1"),
    (r"py(thon)?_version", "py3"),
    (r"(prefix|name|id|group|project|stage|env|environment|domain|tag|suffix|version|key)", "conformance"),
)
_TEXT_PATTERNS = tuple((re.compile(f"(?:{pattern})$", re.IGNORECASE), text) for pattern, text in _TEXTS)
_ENTRY_POINT = re.compile(r"(?:^|_)(?:entry_point|entrypoint)$", re.IGNORECASE)
_CODE_FOLDER = re.compile(r"(?:^|_)(?:source|code|script|src)_?(?:dir|directory|folder)$", re.IGNORECASE)
#: The script in it.
SCRIPT = "made_up_script.py"
_COUNT = re.compile(
    r"(?:^|_)(?:count|num|number|epochs?|size|timeout|seconds|minutes|hours|depth|jobs?|max_\w+|min_\w+|n_\w+|volume\w*|retries)$",
    re.IGNORECASE,
)
_INSTANCE_COUNT = re.compile(r"instance_count|_count$")
_FLAG = re.compile(r"^(?:is|use|enable|with|do|run|skip|should|has|local)_|^(?:debug|verbose|caching)$", re.IGNORECASE)
_SESSION = re.compile(r"(?:^|_)(?:session|sess)$", re.IGNORECASE)
_BOTO = re.compile(r"boto3?_", re.IGNORECASE)
_CLIENT = re.compile(r"^(?:boto3?_)?(?:(\w+?)_)?client$", re.IGNORECASE)
_CONFIGS = re.compile(
    r"(?:^|_)(?:config|cfg|conf|args|params|settings|options|namespace|opts|arguments)$", re.IGNORECASE
)
_EMPTY = re.compile(r"^tags$|(?:^|_)(?:hyper_?param(?:eter)?s|environment_variables|env_vars)$", re.IGNORECASE)
_NETWORK = re.compile(r"(?:^|_)(?:subnets?|security_groups?)(?:_ids)?$", re.IGNORECASE)
_OBJECT = re.compile(r"(?:^|_)(?:step|estimator|model|processor|transformer)(?:$|_)", re.IGNORECASE)
#: What the short names of services stand for.
_SERVICES = {"sm": SERVICE, SERVICE: SERVICE, "s3": "s3", "iam": "iam", "sts": "sts", "": SERVICE}


class Named(str):
    """A made-up text that is a mapping as well: whoever looks into it gets what the key's name says."""

    _grounds: Grounds

    def __deepcopy__(self, memo: Any) -> Named:
        return self

    def __getitem__(self, key: Any) -> Any:
        return entry(key, self._grounds) if isinstance(key, str) else super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key."""
        return entry(key, self._grounds)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or _asks_what_it_is(sys._getframe(1)):
            raise AttributeError(name)
        return entry(name, self._grounds)

    def __contains__(self, item: object) -> bool:
        return True


class Configuration(dict[str, Any]):
    """A made-up configuration, read by key, by ``get`` or by attribute: each value is what its name says."""

    def __init__(self, grounds: Grounds) -> None:
        super().__init__()
        self._grounds = grounds

    def __deepcopy__(self, memo: Any) -> Configuration:
        return self

    def __missing__(self, key: Any) -> Any:
        if not isinstance(key, str):
            raise KeyError(key)
        self[key] = entry(key, self._grounds)
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key; its default where that says more than its name."""
        return default if default is not None else self[key]

    def __contains__(self, key: object) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or _asks_what_it_is(sys._getframe(1)):
            raise AttributeError(name)
        return self[name]


def _asks_what_it_is(frame: FrameType) -> bool:
    """Whether the SDK, or another library, looks whether a value is an object of its own."""
    return is_library(frame.f_code.co_filename)


def entry(name: str, grounds: Grounds) -> Any:
    """What a name says by itself; else something made up that may be a text or a mapping."""
    found = by_name(name, grounds)
    if found is not UNKNOWN:
        return found
    if _COUNT.search(name):
        return 1
    value = Named(f"{MADE_UP}-{name}")
    value._grounds = grounds
    return value


def by_name(name: str, grounds: Grounds) -> Any:
    """What a name says by itself; `UNKNOWN` where it says nothing."""
    if _SESSION.search(name):
        if _BOTO.search(name):
            return grounds.account.boto_session(grounds.region)
        return grounds.account.session(grounds.region, SessionKind.PIPELINE_SESSION)
    client = _CLIENT.match(name)
    if client is not None:
        service = (client[1] or "").lower()
        return grounds.account.boto_session(grounds.region).client(_SERVICES.get(service, service.replace("_", "-")))
    if _CONFIGS.search(name):
        return Configuration(grounds)
    if _EMPTY.search(name):
        return [] if name == "tags" else {}
    if _NETWORK.search(name):
        return ["subnet-0123456789abcdef0" if "subnet" in name.lower() else "sg-0123456789abcdef0"]
    if _CODE_FOLDER.search(name):
        return grounds.code_folder
    if _ENTRY_POINT.search(name):
        return SCRIPT
    if uses.SCRIPT.search(name):
        return os.path.join(grounds.code_folder, SCRIPT)
    if _FLAG.search(name):
        return False
    if _COUNT.search(name):
        return 1 if _INSTANCE_COUNT.search(name) else 30 if "volume" in name else 10
    for pattern, text in _TEXT_PATTERNS:
        if pattern.search(name):
            return text.format(region=grounds.region, bucket=grounds.bucket)
    return UNKNOWN


def make_arguments(function: Callable[..., Any], grounds: Grounds, *, fills_none: bool) -> dict[str, Any]:
    """Arguments for a function, by name; what has a default keeps it.

    Args:
        function: The function, or a class.
        grounds: What they are made for.
        fills_none: Whether parameters whose default is ``None`` get a value too, where their name says one.

    Raises:
        Unmakeable: Nothing is known of a parameter that has no default.
    """
    module = inspect.getmodule(function)
    made: dict[str, Any] = {}
    parameters = inspect.signature(function).parameters
    for parameter in parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            continue
        if parameter.kind is parameter.VAR_KEYWORD:
            made.update({name: value for name, value in grounds.given.items() if name not in parameters})
            for name in keywords_read(function, parameter.name):
                if name not in made and name not in parameters:
                    made[name] = _known(name, make(name, UNKNOWN, grounds))
            continue
        if parameter.name in grounds.given:
            made[parameter.name] = grounds.given[parameter.name]
            continue
        annotation = evaluate(parameter.annotation, module)
        has_default = parameter.default is not parameter.empty
        if has_default and not (fills_none and parameter.default is None):
            continue
        value = make(name_by_use(function, parameter.name), annotation, grounds)
        if value is UNKNOWN and has_default:
            continue
        made[parameter.name] = _known(parameter.name, value)
    return made


def _known(name: str, value: Any) -> Any:
    if value is UNKNOWN:
        raise Unmakeable(name)
    return value


def make(name: str, annotation: Any, grounds: Grounds, depth: int = 0) -> Any:
    """A value for a parameter or field; `UNKNOWN` where neither its annotation nor its name says what it is."""
    annotation = UNKNOWN if annotation in (Any, object) else annotation
    kinds = alternatives(annotation) if annotation is not UNKNOWN else ()
    named = by_name(name, grounds)
    if named is UNKNOWN and annotation is not UNKNOWN and allows_none(annotation):
        return None
    for kind in kinds:
        found = _of_type(name, kind, named, grounds, depth)
        if found is not UNKNOWN:
            return found
    if named is not UNKNOWN and (not kinds or any(_is_of(named, kind) for kind in kinds)):
        return named
    if not kinds:
        step = _step_by_name(name, grounds)
        if step is not None:
            return step
        one = by_name(name[:-1], grounds) if name.endswith("s") else UNKNOWN
        return [one] if isinstance(one, str) else UNKNOWN
    return UNKNOWN


def _is_of(value: object, kind: Any) -> bool:
    origin = typing.get_origin(kind) or kind
    return not isinstance(origin, type) or isinstance(value, origin)


def _of_type(name: str, kind: Any, named: Any, grounds: Grounds, depth: int) -> Any:
    origin = typing.get_origin(kind) or kind
    if origin is typing.Literal:
        return typing.get_args(kind)[0]
    if not isinstance(origin, type):
        return UNKNOWN
    sessions = sdk().sessions.kind_of(origin)
    if sessions is not None:
        return grounds.account.session(grounds.region, sessions)
    if f"{origin.__module__}.{origin.__qualname__}" == "boto3.session.Session":
        return grounds.account.boto_session(grounds.region)
    if issubclass(origin, enum.Enum):
        return next(iter(origin))
    if origin is argparse.Namespace:
        return Configuration(grounds)
    if origin is bool:
        return named if isinstance(named, bool) else False
    if origin is int:
        return named if type(named) is int else 1
    if origin is float:
        return float(named) if type(named) in (int, float) else 0.5
    if origin is str:
        return named if isinstance(named, str) else f"{MADE_UP}-{name}"
    if issubclass(origin, Mapping):
        if isinstance(named, origin):
            return named
        # A library's own mapping, such as one that reads YAML, is read like any other.
        return Configuration(grounds) if _CONFIGS.search(name) or origin.__module__ != "builtins" else {}
    if origin in (list, tuple, set, frozenset):
        return _several(name, kind, origin, grounds, depth)
    step = _step_of(origin, name, grounds)
    if step is not None:
        return step
    return _object(origin, grounds, depth)


def _several(name: str, kind: Any, origin: type, grounds: Grounds, depth: int) -> Any:
    inner = typing.get_args(kind)[:1]
    if not inner or inner[0] is Any or "depend" in name or "tag" in name:
        return origin()
    one = make(re.sub(r"(?:s|_list)$", "", name), inner[0], grounds, depth + 1)
    return origin() if one is UNKNOWN else origin((one,))


def _object(cls: type, grounds: Grounds, depth: int) -> Any:
    """An object of a class of the team, such as a dataclass or a pydantic model."""
    if depth > 4 or cls.__module__ in ("builtins", "typing") or inspect.isabstract(cls):
        return UNKNOWN
    fields: dict[str, Any] = {}
    if hasattr(cls, "model_fields"):
        described = {name: (field.annotation, field.is_required()) for name, field in cls.model_fields.items()}
    elif dataclasses.is_dataclass(cls):
        module = inspect.getmodule(cls)
        described = {
            field.name: (evaluate(field.type, module), _has_no_default(field)) for field in dataclasses.fields(cls)
        }
    else:
        try:
            return cls(**make_arguments(cls, dataclasses.replace(grounds, given={}), fills_none=False))
        except Exception:  # Of a class that is no record nothing is known.
            return UNKNOWN
    for name, (annotation, is_required) in described.items():
        if is_required:
            fields[name] = make(name, annotation, grounds, depth + 1)
            if fields[name] is UNKNOWN:
                return UNKNOWN
    try:
        return cls(**fields)
    except Exception:  # It refuses what its names and annotations say.
        return UNKNOWN


def _has_no_default(field: Any) -> bool:
    return field.init and field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _step_by_name(name: str, grounds: Grounds) -> Any:
    """A step, or an object that steps are made with, for a parameter that is called one."""
    if not _OBJECT.search(name):
        return None
    session = grounds.account.session(grounds.region, SessionKind.PIPELINE_SESSION)
    return sample(None, name, session, grounds.region)


def _step_of(cls: type, name: str, grounds: Grounds) -> Any:
    """A step, or a pipeline variable, for a parameter that is annotated as one."""
    if not cls.__module__.startswith(PREFIX):
        return None
    return sample(cls, name, grounds.account.session(grounds.region, SessionKind.PIPELINE_SESSION), grounds.region)


def shown(value: object) -> str:
    """An argument as Python writes it, or what it is."""
    if isinstance(value, Configuration):
        return "a configuration made up by the names that are read of it"
    if value is None or type(value) in (str, int, float, bool, list, dict, tuple):
        text = repr(value)
        return text if len(text) <= 120 else f"{text[:117]}…"
    return f"a {type(value).__name__}"
