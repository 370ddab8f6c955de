"""Style: a framework that wires steps by the specifications that they carry, and knows regions by codes of its own."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from pydantic import BaseModel, field_validator
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.model import XGBoostModel

logger = logging.getLogger(__name__)

REGIONS = {"EU": "eu-central-1", "NA": "us-east-1"}


@dataclass(frozen=True)
class Needed:
    logical_name: str
    dependency_type: str
    required: bool = True
    compatible_sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offered:
    logical_name: str
    output_type: str
    property_path: str


@dataclass
class Wiring:
    step_type: str
    dependencies: dict[str, Needed] = field(default_factory=dict)
    outputs: dict[str, Offered] = field(default_factory=dict)


RENEWAL = Wiring(
    step_type="RenewalModel",
    dependencies={"model_data": Needed("model_data", "model_artifacts", compatible_sources=("RenewalTraining",))},
    outputs={"model_name": Offered("model_name", "model_name", "properties.ModelName")},
)


class RenewalConfig(BaseModel):
    region: str
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"

    @field_validator("region")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in REGIONS:
            raise ValueError(f"region is {value}; it must be one of {sorted(REGIONS)}")
        return value

    @field_validator("instance_type", "entry_point", "source_dir", "framework_version")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value:
            raise ValueError("must not be empty")
        return value

    @property
    def aws_region(self) -> str:
        return REGIONS[self.region]


def wired(wiring: Wiring, steps: list[Any]) -> dict[str, Any]:
    """The inputs that the outputs of earlier steps are of the right type for."""
    found = {}
    for need in wiring.dependencies.values():
        for step in steps:
            spec = getattr(step, "_spec", None)
            for offer in spec.outputs.values() if spec is not None else ():
                if offer.output_type == need.dependency_type:
                    found[need.logical_name] = reduce(getattr, offer.property_path.split("."), step)
    return found


class RenewalModelStepBuilder:
    """Who will renew."""

    def __init__(self, config: RenewalConfig, sagemaker_session=None, role=None):
        self.config = config
        self.session = sagemaker_session
        self.role = role
        self.spec = RENEWAL

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("RenewalModel: role is missing")
        if enable_caching:
            logger.warning("RenewalModel: enable_caching has no effect")
        steps = list(dependencies or [])
        values = {**wired(self.spec, steps), **(inputs or {})}
        if model_data is not None:
            values["model_data"] = model_data
        archive = values.get("model_data")
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("RenewalModel: required input 'model_data' not found")
        model = XGBoostModel(
            model_data=archive,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            image_uri=image_uris.retrieve(
                framework="xgboost",
                region=self.config.aws_region,
                version=self.config.framework_version,
                instance_type=self.config.instance_type,
                image_scope="inference",
            ),
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name="RenewalModel", model=model, depends_on=steps)
        step._spec = self.spec
        return step
