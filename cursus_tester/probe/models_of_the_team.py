"""What the faked account answers about models that the team has made: the SDK describes one that a job names."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from cursus_tester.evidence.account_names import ACCOUNT_ID, ROLE
from cursus_tester.sdk.names import SERVICE


def answering_models(call: Callable[..., Any]) -> Callable[..., Any]:
    """Describe a model of which moto says that there is none, as one of the team's own."""

    @functools.wraps(call)
    def answer(self: BaseClient, operation_name: str, api_params: dict[str, Any]) -> Any:
        if operation_name != "DescribeModel" or self.meta.service_model.service_name != SERVICE:
            return call(self, operation_name, api_params)
        try:
            return call(self, operation_name, api_params)
        except ClientError:
            name, region = api_params.get("ModelName"), self.meta.region_name
            return {
                "ModelName": name,
                "ModelArn": f"arn:aws:{SERVICE}:{region}:{ACCOUNT_ID}:model/{name}",
                "PrimaryContainer": {"Image": f"{ACCOUNT_ID}.dkr.ecr.{region}.amazonaws.com/team-model:1"},
                "ExecutionRoleArn": ROLE,
            }

    return answer
