"""Arguments are made by name, annotation and default."""

from __future__ import annotations

import argparse
import enum
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import pytest
import sagemaker.processing
from sagemaker.processing import Processor

from cursus_tester.evidence.account_names import ROLE, bucket_name
from cursus_tester.probe.account import Account
from cursus_tester.probe.pipelines.arguments import make_arguments
from cursus_tester.probe.pipelines.grounds import Grounds, Unmakeable
from cursus_tester.probe.pipelines.named_values import entry

BUCKET = bucket_name("us-east-1")


class Size(enum.Enum):
    SMALL = "small"


@dataclass
class Settings:
    region: str
    size: Size
    epochs: int
    notes: str | None
    bucket: str = "team"


def grounds(**given: Any) -> Grounds:
    # Nothing here asks for a session.
    return Grounds(region="us-east-1", account=cast(Account, None), given=given, code_folder="/code")


def by_names(region, role_arn, default_bucket, base_job_prefix, instance_type, instance_count, image_uri, tags): ...  # type: ignore[no-untyped-def]


def by_annotations(size: Size, mode: Literal["a", "b"], text: str, number: int, flag: bool, share: float): ...  # type: ignore[no-untyped-def]


def with_defaults(region="eu-west-1", role=None, unknown=None): ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (
            by_names,
            {
                "region": "us-east-1",
                "role_arn": ROLE,
                "default_bucket": BUCKET,
                "base_job_prefix": "conformance",
                "instance_type": "ml.m5.xlarge",
                "instance_count": 1,
                "image_uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/conformance:1",
                "tags": [],
            },
        ),
        (
            by_annotations,
            {"size": Size.SMALL, "mode": "a", "text": "made-up-text", "number": 10, "flag": False, "share": 0.5},
        ),
        (with_defaults, {}),
    ],
)
def test_arguments(function: Callable[..., Any], expected: dict[str, Any]) -> None:
    assert make_arguments(function, grounds(), fills_none=False) == expected


def _packs(session: object, folder: str) -> None:
    Packed(source_dir=str(folder), entry_script="inference.py")


def _runs(code: str) -> None:
    Packed(code=code)


class Packed:
    """Stands for what the SDK's classes take."""

    def __init__(self, **named: Any) -> None:
        self.named = named


def gives_folder(code: str) -> None:
    Packed(source_dir=code, entry_script="inference.py")


def joins_names(code: str, script_path: str) -> None:
    _runs(code=os.path.join(code, "inference.py"))
    _runs(code=Path(script_path).resolve() / "inference.py")  # type: ignore[arg-type]


def hands_on(script: str, code: str) -> None:
    _packs(None, code)
    _runs(script)


def starts_container(container_env, env):  # type: ignore[no-untyped-def]
    Processor(role="r", image_uri="i", instance_count=1, instance_type=env, env=container_env)


def starts_container_by_path(environment):  # type: ignore[no-untyped-def]
    return sagemaker.processing.Processor(role="r", image_uri="i", env=environment)


def runs_file(code: str) -> None:
    _runs(code)
    Packed(source_dir=os.path.dirname(code), entry_script=Path(code).name)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (gives_folder, {"code": "/code"}),
        (joins_names, {"code": "/code", "script_path": "/code"}),
        (hands_on, {"script": "/code/made_up_script.py", "code": "/code"}),
        (runs_file, {"code": "/code/made_up_script.py"}),
        (starts_container, {"container_env": {}, "env": "conformance"}),
        (starts_container_by_path, {"environment": {}}),
    ],
)
def test_what_is_done_with_a_parameter_says_what_it_holds(
    function: Callable[..., Any], expected: dict[str, Any]
) -> None:
    assert make_arguments(function, grounds(), fills_none=False) == expected


def test_what_is_read_of_a_step_says_of_which_kind_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives(fitted, cleaned, train_split_step):  # type: ignore[no-untyped-def]
        return (
            fitted.properties.ModelArtifacts.S3ModelArtifacts,
            cleaned.properties.ProcessingOutputConfig.Outputs["rows"],
            train_split_step.properties.ProcessingOutputConfig.Outputs["rows"],
        )

    monkeypatch.setattr("cursus_tester.probe.pipelines.arguments._step_by_name", lambda name, grounds: name)

    assert make_arguments(gives, grounds(), fills_none=False) == {
        "fitted": "train_fitted_step",
        "cleaned": "cleaned_step",
        "train_split_step": "t_split_step",
    }


def test_made_up_values_are_texts_mappings_and_functions() -> None:
    value = entry("extract", grounds())

    assert value()["learning_rate"] == 0.5
    assert [*value.items()] == [*value.keys()] == []
    assert f"{value}" == "made-up-extract"


def test_nothing_as_a_default_is_filled_where_the_name_says_more() -> None:
    assert make_arguments(with_defaults, grounds(), fills_none=True) == {"role": ROLE}


def test_what_is_given_goes_first() -> None:
    assert make_arguments(with_defaults, grounds(unknown=3), fills_none=False) == {"unknown": 3}


def test_records_and_namespaces() -> None:
    def function(settings: Settings, args: argparse.Namespace, config): ...  # type: ignore[no-untyped-def]

    made = make_arguments(function, grounds(), fills_none=False)
    assert made["settings"] == Settings("us-east-1", Size.SMALL, 10, None)
    assert made["args"].region == "us-east-1"
    assert made["config"]["training"]["instance_type"] == "ml.m5.xlarge"


def test_what_nothing_says_is_named() -> None:
    def function(catalogue): ...  # type: ignore[no-untyped-def]

    with pytest.raises(Unmakeable) as raised:
        make_arguments(function, grounds(), fills_none=False)
    assert raised.value.name == "catalogue"
