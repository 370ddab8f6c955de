"""The roles of the faked account, and what IAM says of them."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import timezone
from typing import Any

from botocore.client import BaseClient
from moto.backends import get_backend

from cursus_tester.evidence.account_names import ACCOUNT_ID
from cursus_tester.sdk.names import SERVICE

#: What SDK 3 asks IAM for, which moto (5.2) does not answer: whether a role may do what a job needs.
_SIMULATION = "SimulatePrincipalPolicy"
_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:role/(?:[\w+=,.@/-]*/)?([\w+=,.@-]{1,64})")
#: Lets SageMaker act as a role.
_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": f"{SERVICE}.amazonaws.com"}}
        ],
    }
)


def create(name: str, partition: str = "aws") -> None:
    """Let there be a role that SageMaker may act as."""
    get_backend("iam")[ACCOUNT_ID][partition].create_role(
        role_name=name,
        assume_role_policy_document=_TRUST,
        path="/",
        permissions_boundary="",
        description="",
        tags=[],
        max_session_duration="3600",
    )


def answering_simulations(call: Callable[..., Any]) -> Callable[..., Any]:
    """Answer what a role may do; pass on every other request."""

    @functools.wraps(call)
    def answer(self: BaseClient, operation_name: str, api_params: dict[str, Any]) -> Any:
        if operation_name == _SIMULATION:
            return _simulated(api_params, self.meta.partition)
        if operation_name == "GetRole" and api_params.keys() == {"RoleName"}:
            # SDK 3 asks for every role that it is given, several times: as requests these took half of a build.
            known = _known(api_params["RoleName"], self.meta.partition)
            if known is not None:
                return known
        return call(self, operation_name, api_params)

    return answer


def _known(name: object, partition: str) -> Mapping[str, Any] | None:
    """What IAM says of a role, read from moto's memory; ``None`` where there is none: moto says that."""
    roles = get_backend("iam")[ACCOUNT_ID][partition].roles.values()
    found = next((role for role in roles if role.name == name), None)
    if found is None:
        return None
    role = {
        "Path": found.path,
        "RoleName": found.name,
        "RoleId": found.id,
        "Arn": found.arn,
        "CreateDate": found.create_date.replace(tzinfo=timezone.utc),
        "AssumeRolePolicyDocument": json.loads(found.assume_role_policy_document),
        "Description": found.description,
        "MaxSessionDuration": int(found.max_session_duration or 3600),
        "RoleLastUsed": {},
    }
    return {"Role": role, "ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}}}


def _simulated(api_params: Mapping[str, Any], partition: str) -> Mapping[str, Any]:
    """The answer that a role may do everything, in a partition of AWS.

    A real account has the roles that a team names by their whole ARN, so one is made; of a bare name nobody knows
    whether there is such a role.
    """
    found = _ARN.fullmatch(str(api_params.get("PolicySourceArn")))
    held = {role.name for role in get_backend("iam")[ACCOUNT_ID][partition].roles.values()}
    if found is not None and found[1] not in held:
        create(found[1], partition)
    results = [{"EvalActionName": each, "EvalDecision": "allowed"} for each in api_params.get("ActionNames", ())]
    answered = {"HTTPStatusCode": 200, "HTTPHeaders": {}}
    return {"EvaluationResults": results, "IsTruncated": False, "ResponseMetadata": answered}
