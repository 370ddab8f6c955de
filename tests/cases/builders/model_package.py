"""A version of the model registry: the request names the package and needs no model data."""

import logging
from dataclasses import dataclass

from sagemaker.model import ModelPackage
from sagemaker.workflow.steps import CreateModelStep

log = logging.getLogger(__name__)


def specification():
    """What the specified ones declare: no constant of the module, which would be everybody's."""
    return {
        "step_type": "CreateModel",
        "dependencies": {},
        "outputs": {"model_name": {"property_path": "properties.ModelName"}},
    }


@dataclass
class PackageConfig:
    model_package_arn: str = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/7"


class _Approved:
    def __init__(
        self,
        config: PackageConfig,
        sagemaker_session=None,
        role=None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        if not config.model_package_arn:
            raise ValueError("model_package_arn is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _step(self, dependencies, enable_caching):
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        request = {
            "ExecutionRoleArn": self.role,
            "Containers": [{"ModelPackageName": self.config.model_package_arn}],
        }
        return CreateModelStep(name="Approved", step_args=request, depends_on=list(dependencies or []))


class IgnoringModelStepBuilder(_Approved):
    """Takes model data as every builder does, and has no use for it."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        return self._step(dependencies, enable_caching)


class NoKeywordModelStepBuilder(_Approved):
    """Takes none."""

    def create_step(self, *, inputs=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        return self._step(dependencies, enable_caching)


class RefusingModelStepBuilder(_Approved):
    """Says that it wants none."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if model_data is not None or (inputs or {}).get("model_data") is not None:
            raise ValueError("a model package brings its model_data along: leave it out")
        return self._step(dependencies, enable_caching)


class SpecifiedPackageModelStepBuilder(_Approved):
    """With a specification that declares none."""

    def __init__(
        self,
        config: PackageConfig,
        sagemaker_session=None,
        role=None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        super().__init__(config, sagemaker_session, role)
        self.spec = specification()

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        step = self._step(dependencies, enable_caching)
        step._spec = self.spec
        return step


class PackageObjectModelStepBuilder(_Approved):
    """By the SDK's object, which CreateModelStep cannot compile."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        model = ModelPackage(
            model_package_arn=self.config.model_package_arn, role=self.role, sagemaker_session=self.session
        )
        return CreateModelStep(name="Approved", model=model, depends_on=list(dependencies or []))
