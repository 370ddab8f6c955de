from typing import Dict, List, Optional

from pydantic import BaseModel, ConfigDict


class LakeConfig(BaseModel):
    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str
    py_version: str = "py3"
    aws_region: str = "us-east-1"
    accelerator_type: Optional[str] = None
    model_name: Optional[str] = None
    env: Dict[str, str] = {}
    subnets: List[str] = []
    security_groups: List[str] = []
    enable_network_isolation: bool = False
    kms_key: Optional[str] = None
    tags: List[Dict[str, str]] = []


class ChurnModelConfig(LakeConfig):
    score_threshold: float = 0.5


class CreditModelConfig(LakeConfig):
    pass
