"""Pipelines are test items like builders: only of the rules that are for them."""

from __future__ import annotations

import pytest

PIPELINE = """
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession

def get_pipeline():
    unused = ParameterString("Unused", default_value="x")
    wait = CallbackStep(name="Wait", sqs_queue_url="https://sqs.us-east-1.amazonaws.com/1/q", inputs={}, outputs=[])
    return Pipeline(name="p", parameters=[unused], steps=[wait], sagemaker_session=PipelineSession())
"""


def test_a_rule_on_a_pipeline_is_an_item(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(pipeline=PIPELINE)

    result = pytester.runpytest("--conformance", "pipeline.py::get_pipeline::PL303", "-W", "default")

    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*nothing uses the parameter 'Unused'*"])
