"""Searches for the best price model."""

from sagemaker.inputs import TrainingInput
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner, IntegerParameter
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TuningStep
from sagemaker.xgboost import XGBoost


class PriceTuningStepBuilder:
    def __init__(self, config: dict, sagemaker_session: PipelineSession = None, role: str = None):
        if not role:
            raise ValueError("role missing")
        for name in ("entry_point", "source_dir", "instance_type"):
            if not config.get(name):
                raise ValueError(f"the config has no {name}")
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(self, inputs, dependencies=()):
        train, validation = inputs.get("train"), inputs.get("validation")
        if not train:
            raise ValueError("input 'train' is required")
        estimator = XGBoost(
            entry_point=self.config["entry_point"],
            source_dir=self.config["source_dir"],
            framework_version="1.7-1",
            instance_type=self.config["instance_type"],
            instance_count=1,
            role=self.role,
            sagemaker_session=self.session,
        )
        tuner = HyperparameterTuner(
            estimator,
            objective_metric_name="validation:rmse",
            objective_type="Minimize",
            metric_definitions=[{"Name": "validation:rmse", "Regex": r"validation-rmse:([-+]?[0-9]*\.?[0-9]+)"}],
            hyperparameter_ranges={"eta": ContinuousParameter(0.01, 0.2), "max_depth": IntegerParameter(3, 9)},
            max_jobs=8,
            max_parallel_jobs=4,
        )
        channels = {"train": TrainingInput(train)}
        if validation:
            channels["validation"] = TrainingInput(validation)
        return TuningStep(name="PriceTuning", step_args=tuner.fit(channels), depends_on=list(dependencies))
