"""What the service refuses though neither botocore nor its model says so."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.evidence.account_names import ROLE
from cursus_tester.probe.request_check import request_problems
from cursus_tester.sdk.names import SERVICE
from cursus_tester.step_pack import Operation
from cursus_tester.steps.create_model.pack import PACK

_FOLDER = {"Get": "Steps.Package.ProcessingOutputConfig.Outputs['model'].S3Output.S3Uri"}


def _join(on: str, *values: Any) -> dict[str, Any]:
    return {"Std:Join": {"On": on, "Values": list(values)}}


@pytest.mark.parametrize(
    ("model_data", "is_archive"),
    [
        ("s3://bucket/model.tar.gz", True),
        ("s3://bucket/model/", False),
        ("s3://bucket/model.zip", False),
        ({"Get": "Parameters.ModelData"}, True),
        (_join("/", _FOLDER, "model.tar.gz"), True),
        (_join("", _FOLDER, "/model", ".tar.gz"), True),
        (_join(".", _FOLDER, "tar", "gz"), True),
        (_join("/", "s3://bucket", {"Get": "Parameters.Archive"}), True),
        (_join("/", _FOLDER, "model"), False),
    ],
)
def test_model_data_is_an_archive(model_data: Any, is_archive: bool) -> None:
    request = {"ExecutionRoleArn": ROLE, "PrimaryContainer": {"Image": "image", "ModelDataUrl": model_data}}
    problems = [problem for problem in request_problems(request, PACK.operation) if ".tar.gz" in problem]
    assert (problems == []) is is_archive


def test_patterns_of_all_kinds_of_characters_are_understood() -> None:
    operation = Operation(service=SERVICE, name="CreateModelPackage")
    described = {"ModelPackageGroupName": "churn", "ModelPackageDescription": "Scores: né, 5 € (v1)"}
    assert request_problems(described, operation) == ()
    [problem] = request_problems({**described, "ModelPackageDescription": "a\x00"}, operation)
    assert problem.startswith("ModelPackageDescription is 'a\\x00'; the service's pattern is ")
