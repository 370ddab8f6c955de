"""Searches for hyperparameters, and trains two models beside the search. Each trainer has a name of its own."""

from __future__ import annotations

import os

from sagemaker.core.parameter import ContinuousParameter, IntegerParameter
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep, TuningStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking, OutputDataConfig, SourceCode
from sagemaker.train.tuner import HyperparameterTuner

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:3"


def churn_search(session: PipelineSession, role: str) -> Pipeline:
    """A search, and one job beside it."""
    data = ParameterString("Data", default_value="s3://company-data/churn/train")
    channel = InputData(channel_name="train", data_source=data)
    candidate = ModelTrainer(
        training_image=IMAGE,
        source_code=SourceCode(source_dir=os.path.join(HERE, "search"), entry_script="train.py"),
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        networking=Networking(subnets=["subnet-1"], security_group_ids=["sg-1"]),
        output_data_config=OutputDataConfig(s3_output_path="s3://company-models/churn"),
        hyperparameters={"rounds": 200},
        base_job_name="churn-search",
        role=role,
        sagemaker_session=session,
    )
    tuner = HyperparameterTuner(
        model_trainer=candidate,
        objective_metric_name="auc",
        objective_type="Maximize",
        metric_definitions=[{"Name": "auc", "Regex": r"auc=([0-9.]+)"}],
        hyperparameter_ranges={"eta": ContinuousParameter(0.01, 0.5), "depth": IntegerParameter(2, 9)},
        max_jobs=12,
        max_parallel_jobs=3,
    )
    search = TuningStep(name="Search", step_args=tuner.tune(inputs=[channel]))
    steps = [search]
    for name, folder in (("Linear", "search"), ("Forest", "refit")):
        trainer = ModelTrainer(
            training_image=IMAGE,
            source_code=SourceCode(source_dir=os.path.join(HERE, folder), entry_script="train.py"),
            compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_kms_key_id="alias/churn"),
            networking=Networking(subnets=["subnet-1"], security_group_ids=["sg-1"], enable_network_isolation=True),
            base_job_name=f"churn-{name.lower()}",
            role=role,
            sagemaker_session=session,
        )
        steps.append(TrainingStep(name=name, step_args=trainer.train(input_data_config=[channel])))
    return Pipeline(name="churn-search", parameters=[data], steps=steps, sagemaker_session=session)
