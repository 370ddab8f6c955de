"""Base class of the builders that create a model."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from sagemaker.core.training.configs import Networking
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.contract.create_model import CreateModelStepBuilder
from cursus_tester.contract.v3.pipeline_session import require_pipeline_session


class ModelStepBuilder(CreateModelStepBuilder):
    """Base of the builders that describe a model with the SDK's ``ModelBuilder``."""

    step_type: ClassVar[str] = "CreateModel"

    def _require_role_and_session(self) -> None:
        super()._require_role_and_session()
        require_pipeline_session(self, self.session)

    def _get_network(self) -> Networking:
        """VPC and isolation; the SDK takes isolation from here only (sagemaker-serve 1.27.0)."""
        vpc = self._get_vpc_config() or {}
        return Networking(
            subnets=vpc.get("Subnets"),
            security_group_ids=vpc.get("SecurityGroupIds"),
            enable_network_isolation=self.config.enable_network_isolation,
        )

    def _get_tags(self) -> list[dict[str, str]] | None:
        """A copy of ``config.tags``, which becomes part of the request."""
        tags: list[dict[str, str]] | None = copy.deepcopy(self.config.tags)
        return tags

    def _create_step(self, model: ModelBuilder, model_name: str | None, dependencies: list[Any]) -> ModelStep:
        """The step that creates `model`.

        Args:
            model: The description of the model.
            model_name: The prefix of what the SDK uploads; without one it is new for each definition.
            dependencies: The steps that must be over before.
        """
        step_args = model.build(model_name=model_name, tags=self._get_tags())
        step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=dependencies)
        return self._attach_specification(step)
