"""Judgements of the integration rules that need no run: swallowed errors, SDK v3, comparisons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.rules.common.comparison import differences, shown, without

_BUILDER = """
    import contextlib
    import logging
    from sagemaker import image_uris
    from sagemaker.workflow.steps import CreateModelStep
    from sagemaker.xgboost.model import XGBoostModel

    log = logging.getLogger(__name__)

    class ChurnModelStepBuilder:
        def __init__(self, config, sagemaker_session=None, role=None):
            self.config = config

        def helper(self, step):
            return step.properties.ModelArtifacts

        def create_step(self, dependencies=None, **kwargs) -> CreateModelStep:
{body}
            return CreateModelStep(name="ChurnModel", model=XGBoostModel())
"""


def _body(lines: str) -> str:
    return "\n".join(f"            {line}" for line in lines.splitlines())


@pytest.mark.parametrize(
    ("lines", "caught"),
    [
        ("try:\n    self.helper(dependencies[0])\nexcept Exception:\n    pass", "except Exception"),
        ("try:\n    dependencies[0].properties\nexcept:\n    data = None", "except:"),
        (
            "try:\n    image_uris.retrieve('xgboost')\nexcept (KeyError, Exception):\n    image = 'x'",
            "except (KeyError",
        ),
        ("try:\n    XGBoostModel()\nexcept BaseException as error:\n    log.warning('no: %s', error)", "except BaseEx"),
        ("with contextlib.suppress(Exception):\n    self.helper(1)", "contextlib.suppress(Exception)"),
        ("try:\n    estimator.create_model()\nexcept Exception:\n    return None", "except Exception"),
        ("try:\n    self.resolver.resolve(1)\nexcept Exception:\n    return None", "except Exception"),
        # What is raised, kept for later, expected or none of the building is fine.
        ("try:\n    self.helper(1)\nexcept Exception as error:\n    raise ValueError('x') from error", ""),
        ("try:\n    self.helper(1)\nexcept Exception as error:\n    errors.append(error)", ""),
        ("try:\n    self.helper(1)\nexcept (AttributeError, KeyError):\n    pass", ""),
        ("try:\n    text = str(kwargs)\nexcept Exception:\n    text = ''", ""),
        ("try:\n    Path('.').resolve()\nexcept Exception:\n    pass", ""),
        ("with contextlib.suppress(KeyError):\n    self.helper(1)", ""),
    ],
)
def test_swallowed_errors(judge_source: Callable[..., Mapping[str, Outcome]], lines: str, caught: str) -> None:
    outcome = judge_source(_BUILDER.replace("{body}", _body(lines)), "SB411")["SB411"]
    if caught:
        assert outcome.kind is OutcomeKind.FAILED
        assert outcome.findings[0].message.startswith(caught)
    else:
        assert outcome.findings == ()


_IMPORTING = """
    {line}

    class ChurnModelStepBuilder:
        def __init__(self, config): ...
        def create_step(self, **kwargs): ...
"""


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("from sagemaker.workflow.steps import CreateModelStep", "sagemaker.mlops.workflow.model_step.ModelStep"),
        ("from sagemaker.workflow.condition_step import ConditionStep", "workflow.condition_step.ConditionStep"),
        ("from sagemaker.workflow import steps", "sagemaker.mlops.workflow.steps"),
        ("from sagemaker.workflow.steps import *", "sagemaker.mlops.workflow.steps"),
        ("import sagemaker.workflow.steps as wf", "sagemaker.mlops.workflow.steps"),
        ("from sagemaker.workflow.functions import Join", "sagemaker.core.workflow.functions.Join"),
        ("from sagemaker.workflow.pipeline_context import PipelineSession", "pipeline_context.PipelineSession"),
        ("from sagemaker import image_uris", "sagemaker.core.image_uris"),
        ("from sagemaker.session import Session", "sagemaker.core.helper.session_helper.Session"),
        ("from sagemaker.processing import ProcessingInput", "sagemaker.core.shapes.ProcessingInput"),
        ("from sagemaker.sklearn import SKLearnProcessor", "sagemaker.core.processing.ScriptProcessor"),
        ("from sagemaker.pytorch import PyTorchModel", "sagemaker.serve.model_builder.ModelBuilder"),
        ("from sagemaker.pytorch.estimator import PyTorch", "sagemaker.train.model_trainer.ModelTrainer"),
        ("from sagemaker.pipeline import PipelineModel", "sagemaker.serve.model_builder.ModelBuilder"),
        ("from sagemaker.lambda_helper import Lambda", "sagemaker.core.lambda_helper.Lambda"),
        ("from sagemaker.tuner import HyperparameterTuner", "sagemaker.train.tuner.HyperparameterTuner"),
        ("from sagemaker.serve.builder.model_builder import ModelBuilder", "serve.model_builder.ModelBuilder"),
        ("import sagemaker; s = sagemaker.Session()", "sagemaker.core.helper.session_helper.Session"),
        ("import sagemaker as sm; uri = sm.image_uris.retrieve", "sagemaker.core.image_uris.retrieve"),
        ("from sagemaker.workflow.entities import Expression", "nothing takes its place"),
        ("from sagemaker.workflow.airflow import model_config", "nothing takes its place"),
    ],
)
def test_what_version_three_lacks(judge_source: Callable[..., Mapping[str, Outcome]], line: str, place: str) -> None:
    findings = judge_source(_IMPORTING.format(line=line), "SB491")["SB491"].findings
    assert [place in finding.message for finding in findings] == [True]


@pytest.mark.parametrize(
    "line",
    [
        "import sagemaker",
        "from sagemaker.serve.builder.schema_builder import SchemaBuilder",
        "from sagemaker.lineage.artifact import Artifact",
        "from sagemaker.mlops.workflow.steps import TrainingStep",
        "from sagemaker.workflow.steps import NoSuchName",
        "import os",
    ],
)
def test_what_version_three_has_or_version_two_lacks(
    judge_source: Callable[..., Mapping[str, Outcome]], line: str
) -> None:
    assert judge_source(_IMPORTING.format(line=line), "SB491")["SB491"].findings == ()


def test_differences_are_told_by_path() -> None:
    stamp, later = "s3://b/xgboost-2026-11-23-02-41-23-873/code", "s3://b/xgboost-2026-11-23-02-41-24-001/code"
    one = {"Image": "a", "Environment": {"A": "1", "B": "2"}, "Url": stamp, "List": [1, 2]}
    other = {"Image": "a", "Environment": {"A": "1", "C": "2"}, "Url": later, "List": [1, 3]}
    found = differences(one, other)
    assert [path for path, _, _ in found] == ["Environment.B", "Environment.C", "List[1]"]
    assert [path for path, _, _ in without(found, ["Environment"])] == ["List[1]"]
    assert shown(found[:1]) == 'Environment.B is "2" and absent'
