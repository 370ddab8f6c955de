"""What a name stands for: a region, a role, an instance type, a configuration that is read by names of its own."""

from __future__ import annotations

import os
import re
import sys
from types import FrameType
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.account_names import ACCOUNT_ID, ROLE
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.files.libraries import is_library
from cursus_tester.probe.pipelines import uses
from cursus_tester.probe.pipelines.grounds import Grounds
from cursus_tester.sdk.names import SERVICE

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
    r"(?:^|_)(?:count|num|number|epochs?|size|timeout|seconds|minutes|hours|depth|jobs|max_\w+|min_\w+|n_\w+|volume\w*|retries)$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:^|_)(?:thresholds?|ratio|fraction|rate|dropout|alpha|share|percentage)$", re.IGNORECASE)
_INSTANCE_COUNT = re.compile(r"instance_count|_count$")
_FLAG = re.compile(r"^(?:is|use|enable|with|do|run|skip|should|has|local)_|^(?:debug|verbose|caching)$", re.IGNORECASE)
_SESSION = re.compile(r"(?:^|_)(?:session|sess)$", re.IGNORECASE)
_BOTO = re.compile(r"boto3?_", re.IGNORECASE)
_CLIENT = re.compile(r"^(?:boto3?_)?(?:(\w+?)_)?client$", re.IGNORECASE)
CONFIGS = re.compile(
    r"(?:^|_)(?:config|cfg|conf|args|params|settings|options|namespace|opts|arguments)$", re.IGNORECASE
)
_EMPTY = re.compile(r"^tags$|(?:^|_)(?:hyper_?param(?:eter)?s|environment_variables|env_vars)$", re.IGNORECASE)
_NETWORK = re.compile(r"(?:^|_)(?:subnets?|security_groups?)(?:_ids)?$", re.IGNORECASE)
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

    def __call__(self, *_: Any, **__: Any) -> Named:
        # A function, of a notebook's other cells.
        return self

    def keys(self) -> tuple[str, ...]:
        """As a mapping it holds nothing that is listed."""
        return ()

    values = items = keys

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
    if CONFIGS.search(name):
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
    if _SHARE.search(name):
        return 0.5
    if _COUNT.search(name):
        return 1 if _INSTANCE_COUNT.search(name) else 30 if "volume" in name else 10
    for pattern, text in _TEXT_PATTERNS:
        if pattern.search(name):
            return text.format(region=grounds.region, bucket=grounds.bucket)
    return UNKNOWN
