"""What a deployment chooses; pydantic's dataclasses."""

from __future__ import annotations

from typing import Annotated, Optional

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

Text = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class DeliverySettings:
    instance_type: Text
    entry_point: Text
    source_dir: Text
    framework_version: Text = "1.7-1"
    aws_region: Text = "eu-west-1"
    env: dict[str, str] = Field(default_factory=dict)
    model_name: Optional[Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$")]] = None
