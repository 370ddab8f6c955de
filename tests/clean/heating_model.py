"""Heating demand, as the energy team builds all of its steps: a base of its own, everything required."""

import logging
import os
from abc import ABC, abstractmethod

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

logger = logging.getLogger(__name__)


class StepBuilder(ABC):
    """The energy team's base: it has nothing in common with anybody else's but its name."""

    def __init__(self, conf, role, session):
        if not role:
            raise ValueError("role is empty")
        self.conf, self.role, self.session = conf, role, session
        # Set on every machine that builds, production and laptop alike.
        self.stage = os.environ["ENERGY_STAGE"]

    @abstractmethod
    def create_step(self, **kwargs): ...


class HeatingConf:
    def __init__(self, entry_point: str, source_dir: str, version: str = "1.7-1", region: str = "us-east-1"):
        for name, value in (
            ("entry_point", entry_point),
            ("source_dir", source_dir),
            ("version", version),
            ("region", region),
        ):
            if not value:
                raise ValueError(f"HeatingConf: {name} is empty")
        self.entry_point, self.source_dir, self.version, self.region = entry_point, source_dir, version, region


class HeatingModelStepBuilder(StepBuilder):
    def __init__(self, conf: HeatingConf, role, session):
        super().__init__(conf, role, session)

    def create_step(self, **kwargs):
        if kwargs.get("enable_caching"):
            logger.warning("caching is not supported and ignored")
        steps = list(kwargs.get("dependencies") or ())
        archive = kwargs.get("model_data") or (kwargs.get("inputs") or {}).get("model_data")
        if archive is None:
            trained = [step for step in steps if isinstance(step, TrainingStep)]
            archive = trained[0].properties.ModelArtifacts.S3ModelArtifacts if trained else None
        if archive is None or archive == "":
            raise ValueError("model_data is empty")
        model = XGBoostModel(
            image_uri=image_uris.retrieve("xgboost", self.conf.region, version=self.conf.version),
            model_data=archive,
            role=self.role,
            entry_point=self.conf.entry_point,
            source_dir=self.conf.source_dir,
            framework_version=self.conf.version,
            env={"STAGE": self.stage},
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="Heating", model=model, depends_on=steps)
