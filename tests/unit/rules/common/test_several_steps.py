"""Builders that return several steps, and builders of steps that the tester knows by their requests alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester import check_paths
from cursus_tester.results.outcome import OutcomeKind

TEXT = """
from dataclasses import dataclass

from sagemaker.lambda_helper import Lambda
from sagemaker.processing import Processor
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.lambda_step import LambdaStep
from sagemaker.workflow.steps import ProcessingStep


@dataclass
class WaitConfig:
    queue: str = "https://sqs.us-east-1.amazonaws.com/123456789012/approvals"
    function: str = "arn:aws:lambda:us-east-1:123456789012:function:look-up"


class Base:
    def __init__(self, config: WaitConfig, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role


class ApprovalStepBuilder(Base):
    def create_step(self, dependencies=None) -> CallbackStep:
        return CallbackStep(
            name="Approval", sqs_queue_url=self.config.queue, inputs={}, outputs=[], depends_on=list(dependencies or [])
        )


class StopStepBuilder(Base):
    def create_step(self, dependencies=None) -> FailStep:
        return FailStep(name="Stop it!", error_message="no")


class LookUpStepBuilder(Base):
    def create_step(self, dependencies=None) -> LambdaStep:
        function = Lambda(function_arn=self.config.function.rpartition(":")[2], session=self.session)
        inputs = {"rows": {"first": 1}}
        return LambdaStep(name="LookUp", lambda_func=function, inputs=inputs, depends_on=list(dependencies or []))


class TwoStepsStepBuilder(Base):
    def create_step(self, dependencies=None):
        image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1"
        processor = Processor(
            image_uri=image, role=self.role, instance_type="ml.huge", instance_count=1, sagemaker_session=self.session
        )
        one = ProcessingStep(name="One", processor=processor, depends_on=list(dependencies or []))
        two = CallbackStep(name="Two", sqs_queue_url=self.config.queue, inputs={}, outputs=[], depends_on=[one])
        return [one, two]
"""


def test_each_is_judged_by_what_is_known_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "steps.py").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    report = check_paths("steps.py", select=("SB300", "SB360", "SB401", "SB403", "LA302"))

    found = {
        (card.subject.name, card.step_type): sorted(
            each.rule.id for each in card.outcomes if each.kind is OutcomeKind.FAILED
        )
        for card in report.scorecards
    }
    assert found == {
        ("ApprovalStepBuilder", "Callback"): [],
        ("LookUpStepBuilder", "Lambda"): ["LA302"],
        ("StopStepBuilder", "Fail"): ["SB360", "SB403"],
        ("TwoStepsStepBuilder", "Callback"): ["SB300", "SB401"],
    }
