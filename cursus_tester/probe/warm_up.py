"""One pipeline, compiled before the first builder: what the SDK and boto3 load on first use is then loaded."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.model import XGBoostModel

from cursus_tester.evidence.account_names import ROLE
from cursus_tester.evidence.field_names import OTHER_REGION
from cursus_tester.evidence.scenario import SessionKind, SourceKind
from cursus_tester.probe.account import Account
from cursus_tester.probe.dependency_steps import Job, make_step, model_data_of
from cursus_tester.probe.request_check import request_problems
from cursus_tester.sandbox.environment import DEFAULT_REGION


def compile_once(account: Account) -> None:
    """Compile a training step and a model step under both sessions."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "inference.py").write_text("# code\n", encoding="utf-8")
        for kind in SessionKind:
            session = account.session(DEFAULT_REGION, kind)
            job = Job(
                framework="xgboost",
                framework_version=None,
                python_version=None,
                session=session,
                region=DEFAULT_REGION,
            )
            training = make_step(SourceKind.TRAINING, "XGBoostTraining", "model_data", job)
            model = XGBoostModel(
                model_data=model_data_of(training, "model_data"),
                role=ROLE,
                entry_point="inference.py",
                source_dir=folder,
                framework_version="1.7-1",
                sagemaker_session=session,
            )
            step = CreateModelStep(name="Model", model=model)
            pipeline = Pipeline(name="warm", steps=[training, step], sagemaker_session=session)
            request_problems(json.loads(pipeline.definition())["Steps"][1]["Arguments"])
    account.session(OTHER_REGION, SessionKind.SESSION)
