"""Style: Pattern B of PyTorch, nearly all of it inherited from a base in another module; a ``NewType``d config."""

from __future__ import annotations

from typing import Annotated, Any, NewType

from estimator_steps import TrainedModelStepBase
from pydantic import BaseModel, Field, field_validator

InstanceType = NewType("InstanceType", str)


class SearchConfig(BaseModel):
    """Config of the search model."""

    instance_type: InstanceType
    entry_point: Annotated[str, Field(min_length=1)]
    source_dir: Annotated[str, Field(min_length=1)]
    model_server_workers: int = Field(default=2, ge=1, le=16)

    @field_validator("instance_type")
    @classmethod
    def _is_instance(cls, value: str) -> str:
        if not value.startswith("ml."):
            raise ValueError("an instance type starts with ml.")
        return value


class SearchEstimatorModelStepBuilder(TrainedModelStepBase):
    """Embeds queries."""

    specification = {
        "step_type": "CreateModel",
        "pattern": "B",
        "framework": "pytorch",
        "dependencies": [
            {
                "name": "model_data",
                "type": "model_artifacts",
                "required": True,
                "sources": ["PyTorchTraining"],
            }
        ],
        "outputs": [{"name": "model_name", "path": "properties.ModelName"}],
    }

    def __init__(self, config: SearchConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        super().__init__(config=config, sagemaker_session=sagemaker_session, role=role)

    def create_model_options(self) -> dict[str, Any]:
        workers = self.config.model_server_workers
        return super().create_model_options() | {"model_server_workers": workers}
