"""A pipeline of the reference builders, joined by the contract's dependency resolver.

It prepares a table, trains, evaluates, and, where the model is good enough, creates the model, registers it and scores
new rows. Each builder finds its inputs in the steps that it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession

from builders.batch_transform import BatchTransformStepBuilder
from builders.model_evaluation import ModelEvaluationConfig, ModelEvaluationStepBuilder
from builders.quality_condition import QualityConditionConfig, QualityConditionStepBuilder
from builders.tabular_preprocessing import TabularPreprocessingConfig, TabularPreprocessingStepBuilder
from builders.xgboost_model import XGBoostModelConfig, XGBoostModelStepBuilder
from builders.xgboost_register_model import XGBoostRegisterModelStepBuilder
from builders.xgboost_training import XGBoostTrainingStepBuilder
from cursus_tester.contract.configs import RegistrationConfig
from cursus_tester.contract.job_configs import TrainingConfig, TransformConfig

MACHINE = "ml.m5.xlarge"


def get_pipeline(session: PipelineSession, role: str, code: Mapping[str, str], data: str, new_rows: str) -> Pipeline:
    """The pipeline.

    Args:
        session: The session that describes the steps and packs their code.
        role: The role of every job.
        code: Folders of code by script: ``preprocess.py``, ``train.py``, ``evaluate.py`` and ``inference.py``.
        data: Where the table is, an ``s3://`` URI.
        new_rows: Where the rows to score are.
    """
    given: dict[str, Any] = {"sagemaker_session": session, "role": role}

    def script(name: str) -> dict[str, Any]:
        return {"entry_point": name, "source_dir": code[name]}

    prepared = TabularPreprocessingStepBuilder(
        TabularPreprocessingConfig(instance_type=MACHINE, framework_version="1.2-1", **script("preprocess.py")), **given
    ).create_step(inputs={"raw_data": data}, enable_caching=True)
    trained = XGBoostTrainingStepBuilder(
        TrainingConfig(instance_type=MACHINE, framework_version="1.7-1", **script("train.py")), **given
    ).create_step(dependencies=[prepared], enable_caching=True)
    evaluated = ModelEvaluationStepBuilder(
        ModelEvaluationConfig(
            instance_type=MACHINE,
            image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/evaluation:1",
            evaluation_metric="auc",
            **script("evaluate.py"),
        ),
        **given,
    ).create_step(dependencies=[trained, prepared])
    served = XGBoostModelStepBuilder(
        XGBoostModelConfig(instance_type=MACHINE, framework_version="1.7-1", **script("inference.py")), **given
    ).create_step(dependencies=[trained])
    registered = XGBoostRegisterModelStepBuilder(
        RegistrationConfig(model_package_group_name="churn", framework_version="1.7-1", **script("inference.py")),
        **given,
    ).create_step(dependencies=[trained, evaluated])
    scored = BatchTransformStepBuilder(TransformConfig(instance_type=MACHINE), **given).create_step(
        dependencies=[served], inputs={"transform_input": new_rows}
    )
    decided = QualityConditionStepBuilder(QualityConditionConfig(), **given).create_step(
        dependencies=[evaluated], if_steps=[served, registered, scored]
    )
    return Pipeline(name="churn", steps=[prepared, trained, evaluated, decided], sagemaker_session=session)
