"""Trains the loan model: XGBoost with a script of our own."""

from __future__ import annotations

import pathlib
import typing as t

from sagemaker.inputs import TrainingInput
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, TrainingStep
from sagemaker.xgboost import XGBoost

SCRIPTS = pathlib.Path(__file__).resolve().parent / "loan"


class LoanConfig(t.NamedTuple):
    output_path: str
    instance_type: str = "ml.m5.2xlarge"
    instance_count: int = 1
    volume_size: int = 50
    framework_version: str = "1.7-1"
    max_depth: int = 5
    eta: float = 0.2
    rounds: int = 150
    spot: bool = False
    max_run: int = 7200
    max_wait: int = 14400
    environment: t.Optional[t.Dict[str, str]] = None
    tags: t.Optional[t.List[t.Dict[str, str]]] = None
    subnets: t.Optional[t.List[str]] = None
    security_group_ids: t.Optional[t.List[str]] = None
    kms_key: t.Optional[str] = None
    enable_network_isolation: bool = False


class LoanTrainingStepBuilder:
    CHANNELS = {"train": True, "validation": False}

    def __init__(self, config: LoanConfig, sagemaker_session=None, role=None) -> None:
        for name in ("output_path", "instance_type", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"{name} must not be empty")
        self.config, self.session, self.role = config, sagemaker_session, role

    def estimator(self) -> XGBoost:
        c = self.config
        spot = {"use_spot_instances": True, "max_wait": c.max_wait} if c.spot else {}
        return XGBoost(
            entry_point="fit_loan.py",
            source_dir=str(SCRIPTS),
            framework_version=c.framework_version,
            role=self.role,
            instance_type=c.instance_type,
            instance_count=c.instance_count,
            volume_size=c.volume_size,
            volume_kms_key=c.kms_key,
            output_kms_key=c.kms_key,
            output_path=c.output_path,
            hyperparameters={"max-depth": c.max_depth, "eta": c.eta, "rounds": c.rounds},
            metric_definitions=[{"Name": "auc", "Regex": r"validation-auc: ([0-9.]+)"}],
            max_run=c.max_run,
            environment=c.environment,
            tags=c.tags,
            subnets=c.subnets,
            security_group_ids=c.security_group_ids,
            enable_network_isolation=c.enable_network_isolation,
            sagemaker_session=self.session,
            **spot,
        )

    def create_step(
        self,
        inputs: t.Optional[t.Mapping[str, t.Any]] = None,
        dependencies: t.Optional[t.Sequence[t.Any]] = None,
        enable_caching: bool = False,
    ) -> TrainingStep:
        if not self.role:
            raise ValueError("the role is missing")
        inputs = inputs or {}
        channels = {}
        for name, needed in self.CHANNELS.items():
            value = inputs.get(name)
            if needed and not value:
                raise ValueError(f"the channel {name} is missing")
            if value:
                channels[name] = TrainingInput(value, content_type="text/csv")
        more = {"depends_on": list(dependencies)} if dependencies else {}
        if enable_caching:
            more["cache_config"] = CacheConfig(enable_caching=True, expire_after="P30D")
        estimator = self.estimator()
        if isinstance(self.session, PipelineSession):
            return TrainingStep("LoanTraining", step_args=estimator.fit(channels), **more)
        return TrainingStep("LoanTraining", estimator=estimator, inputs=channels, **more)
