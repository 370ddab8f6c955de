"""What a step needs and yields."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Dict, List, Optional


class Kind(str, Enum):
    MODEL_ARTIFACTS = "model_artifacts"
    MODEL_NAME = "model_name"


@dataclass(frozen=True)
class Need:
    logical_name: str
    dependency_type: Kind
    required: bool = True
    compatible_sources: List[str] = field(default_factory=list)
    packaged: bool = False


@dataclass(frozen=True)
class Yield:
    logical_name: str
    property_path: str


@dataclass(frozen=True)
class Contract:
    required_env_vars: List[str] = field(default_factory=list)
    optional_env_vars: Dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StepSpec:
    step_name: str
    step_type: str
    framework: str
    pattern: str
    framework_versions: List[str]
    dependencies: Dict[str, Need]
    outputs: Dict[str, Yield]
    script_contract: Optional[Contract] = None
    forced_region: Optional[str] = None
