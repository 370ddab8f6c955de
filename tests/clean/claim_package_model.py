"""Version of the claims model that the registry approved: the package brings image, archive and code along."""

from typing import Any, Dict, List, Optional

from pydantic import BaseModel, Field
from sagemaker.workflow.steps import CreateModelStep


class ClaimPackageSettings(BaseModel):
    package_arn: str = Field(
        pattern=r"^arn:aws:sagemaker:", default="arn:aws:sagemaker:us-east-1:123456789012:model-package/claims/12"
    )
    isolated: bool = False


class ClaimPackageModelStepBuilder:
    def __init__(self, settings: ClaimPackageSettings, session: Any = None, role: Optional[str] = None) -> None:
        if not role:
            raise ValueError("ClaimPackageModelStepBuilder: role is required")
        self._settings = settings
        self._role = role

    def _request(self) -> Dict[str, Any]:
        container = {"ModelPackageName": self._settings.package_arn, "ContainerHostname": "claims"}
        return {"ExecutionRoleArn": self._role, "PrimaryContainer": container}

    def create_step(self, dependencies: Optional[List[Any]] = None, **_: Any) -> CreateModelStep:
        if _.get("enable_caching"):
            import logging

            logging.getLogger(__name__).warning("caching is not available for CreateModelStep")
        return CreateModelStep(name="ClaimPackage", step_args=self._request(), depends_on=list(dependencies or []))
