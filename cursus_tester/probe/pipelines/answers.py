"""Answer questions about the account that only the team's own account could answer.

Code that makes a pipeline asks for parameters of SSM, for the approved package of a group, or for the version of an
image. The faked account has none of them, and moto does not know all operations. The answers have the form that the
service's model says; values of which nothing is known begin with `cursus_tester.evidence.build.MADE_UP`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.model import Shape

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.account_names import ACCOUNT_ID
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.sdk.names import SERVICE

#: Operations that change nothing.
_READING = re.compile(r"(?:BatchGet|Describe|Get|List|Query|Search)[A-Z]")
#: What is answered although the account says that there is no such thing: the team's account has it.
_TAKEN_FOR_GRANTED = frozenset({"DescribeModel", "DescribeModelPackage"})
#: What moto (5.2) raises in this process where it does not know an operation, or does not know what it is asked for.
_NOT_KNOWN_BY_MOTO = (NotImplementedError, LookupError, AttributeError, TypeError)
#: Policies that every account has, and moto only where it is told to load them all.
_POLICIES_OF_AWS = "arn:aws:iam::aws:policy/"
_THERE_ALREADY = re.compile(r"Exists|InUse|Conflict")
#: What is there, of several states that the service knows: code may wait for it.
_GOOD_STATES = ("Completed", "Approved", "InService", "Succeeded", "Active", "CREATED", "Created", "Available")
_PAGES = frozenset({"NextToken", "Marker", "nextToken"})
_WHEN = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
_DEEPEST = 5

#: Says what a name stands for, or `UNKNOWN`.
ByName = Callable[[str], Any]


#: Told the question whose answer is made up.
Note = Callable[[str], None]


def answer(
    client: BaseClient,
    operation: str,
    parameters: Mapping[str, Any],
    call: Callable[[], Any],
    by_name: ByName,
    note: Note,
    granted: Container[tuple[str, str]] = frozenset(),
) -> Any:
    """What `call` returns, or a made-up answer where only the team's account has one.

    Args:
        client: The client that is asked.
        operation: Of its service.
        parameters: Of the operation.
        call: Asks the faked account.
        by_name: Says what a name stands for.
        note: Told which answers are made up.
        granted: Services and operations that are answered whatever the faked account says.
    """
    service = client.meta.service_model.service_name
    if service == "ssm" and operation in ("GetParameter", "GetParameters"):
        return _of_parameter_store(operation, parameters, call, by_name, note)
    asked = f"{service} {operation} {' '.join(v for v in parameters.values() if isinstance(v, str))}".rstrip()
    try:
        found = call()
    except _NOT_KNOWN_BY_MOTO:
        if not _READING.match(operation) and (service, operation) not in granted:
            raise
    except ClientError:
        if service == "iam" and operation == "GetRole":
            note(asked)
            return {"Role": _role(str(parameters.get("RoleName")))}
        if str(parameters.get("PolicyArn", "")).startswith(_POLICIES_OF_AWS):
            return {}
        is_granted = (service, operation) in granted
        if not is_granted and (service != SERVICE or operation not in _TAKEN_FOR_GRANTED):
            raise
    else:
        if service != SERVICE or operation != "ListModelPackages" or found.get("ModelPackageSummaryList"):
            return found
    note(asked)
    shape = client.meta.service_model.operation_model(operation).output_shape
    region = client.meta.region_name
    return _made(shape, "", _Naming(parameters, by_name, region)) if shape is not None else {}


def may_be_granted(service: str, operation: str, error: BaseException) -> bool:
    """Whether the team's account may well answer what the faked one refuses: a look-up, or what is there already."""
    if service == "s3":
        return False
    if isinstance(error, _NOT_KNOWN_BY_MOTO) or _READING.match(operation):
        return True
    code = str(error.response.get("Error", {}).get("Code")) if isinstance(error, ClientError) else ""
    return _THERE_ALREADY.search(code) is not None


def _role(name: str) -> dict[str, Any]:
    """A role that only the team's account has: the SDK asks for the ARN of one that it is given by name."""
    arn = f"arn:aws:iam::{ACCOUNT_ID}:role/{name}"
    return {"RoleName": name, "Arn": arn, "Path": "/", "RoleId": "AROAEXAMPLE", "CreateDate": _WHEN}


def _of_parameter_store(
    operation: str, parameters: Mapping[str, Any], call: Callable[[], Any], by_name: ByName, note: Note
) -> dict[str, Any]:
    def made(name: str) -> dict[str, Any]:
        note(f"ssm {operation} {name}")
        value = by_name(re.split(r"[/.]", name)[-1].replace("-", "_"))
        return {"Name": name, "Type": "String", "Value": value if isinstance(value, str) else f"{MADE_UP}-{name}"}

    try:
        found: dict[str, Any] = call()
    except ClientError:
        if operation != "GetParameter":
            raise
        return {operation.removeprefix("Get"): made(str(parameters.get("Name")))}
    if operation == "GetParameters":
        missing = found.pop("InvalidParameters", [])
        return {**found, "Parameters": [*found["Parameters"], *map(made, missing)], "InvalidParameters": []}
    return found


class _Naming:
    """What names stand for in one answer."""

    def __init__(self, parameters: Mapping[str, Any], by_name: ByName, region: str) -> None:
        self._parameters = parameters
        self._by_name = by_name
        self._region = region

    def text(self, shape: Shape, name: str) -> str:
        """A text for a member."""
        asked = self._parameters.get(name)
        if isinstance(asked, str):
            return asked
        choices: list[str] = shape.metadata.get("enum") or []
        if choices:
            return next((each for each in _GOOD_STATES if each in choices), choices[0])
        if name.endswith("Arn"):
            return f"arn:aws:{SERVICE}:{self._region}:{ACCOUNT_ID}:{name.removesuffix('Arn').lower()}/conformance"
        found = self._by_name(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
        return found if isinstance(found, str) and found is not UNKNOWN else f"{MADE_UP}-{name}"


def _made(shape: Shape, name: str, naming: _Naming, depth: int = 0) -> Any:
    kind = shape.type_name
    if kind == "structure":
        members = {key: each for key, each in shape.members.items() if key not in _PAGES}
        return {key: _made(each, key, naming, depth + 1) for key, each in members.items()} if depth < _DEEPEST else {}
    if kind == "list":
        return [_made(shape.member, name.removesuffix("s"), naming, depth + 1)] if depth < _DEEPEST else []
    if kind == "string":
        return naming.text(shape, name)
    plain = {"timestamp": _WHEN, "boolean": False, "map": {}, "blob": b"", "float": 0.5, "double": 0.5}
    return plain.get(kind, 1)
