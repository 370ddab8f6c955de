"""What ``create_step`` demands under names of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cursus_tester.evidence.scenario import DemandedStep, SourceKind
from cursus_tester.observation.demanded_parameters import demanded_parameters, demanded_steps


def _read(self: Any, trained: Any, evaluation: Any) -> Any:
    report = evaluation.properties.ProcessingOutputConfig.Outputs["report"].S3Output.S3Uri
    return trained.properties.ModelArtifacts.S3ModelArtifacts, report


def _ranked(self: Any, search: Any) -> Any:
    return search.get_top_model_s3_uri(top_k=0, s3_bucket="b")


def _registered(self: Any, registration: Any) -> Any:
    return registration.properties.ModelPackageArn


def _called(self: Any, training_step: Any, upstream: ProcessingStep) -> Any:  # type: ignore[name-defined] # noqa: F821
    return self.build(training_step, upstream)


def _usual(self: Any, inputs: Any, model_data: Any, raw_data: str, if_steps: Any = ()) -> Any:
    return inputs, model_data, raw_data, if_steps


@pytest.mark.parametrize(
    ("function", "steps"),
    [
        (_read, [("trained", SourceKind.TRAINING, ()), ("evaluation", SourceKind.PROCESSING, ("report",))]),
        (_ranked, [("search", SourceKind.TUNING, ())]),
        (_registered, [("registration", SourceKind.PACKAGE, ())]),
        (_called, [("training_step", SourceKind.TRAINING, ()), ("upstream", SourceKind.PROCESSING, ())]),
        (_usual, []),
    ],
)
def test_steps(function: Callable[..., Any], steps: list[tuple[str, SourceKind, tuple[str, ...]]]) -> None:
    found = demanded_steps(function, "model_data")
    assert [(each.parameter, each.kind, each.outputs) for each in found] == steps


def test_the_step_is_named_after_its_parameter() -> None:
    (step,) = demanded_steps(_registered, "")
    expected = DemandedStep(parameter="registration", kind=SourceKind.PACKAGE, name="Registration")
    assert step == expected


def test_what_every_caller_knows_is_not_demanded() -> None:
    assert [each.name for each in demanded_parameters(_usual, "model_data")] == ["raw_data"]
