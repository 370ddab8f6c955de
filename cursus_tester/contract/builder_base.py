"""Base class of all step builders."""

from __future__ import annotations

import copy
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from cursus_tester.contract.pipeline_objects import is_pipeline_variable
from cursus_tester.contract.registry import REGISTRY, BuilderRegistry
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.specification import StepSpecification

#: Keywords of ``create_step`` that are no inputs.
_OPTIONS = frozenset({"inputs", "outputs", "dependencies", "enable_caching"})

StepT = TypeVar("StepT")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOptions:
    """The keywords of ``create_step`` after reading them."""

    #: Inputs by logical name: the explicit ones, and the rest from the dependencies.
    inputs: Mapping[str, Any]
    #: A copy: the SDK keeps and extends the list that it gets (sagemaker 2.257.7).
    dependencies: list[Any]


def is_missing(value: object) -> bool:
    """Whether `value` is ``None`` or ``""``. Pipeline variables are never compared."""
    return value is None or (isinstance(value, str) and not value)


class StepBuilderBase(ABC):
    """Turns a config and a specification into one pipeline step."""

    #: Such as ``CreateModel``.
    step_type: ClassVar[str]

    def __init__(
        self,
        config: Any,
        spec: StepSpecification,
        sagemaker_session: Any = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        """Store the arguments and validate the config.

        Args:
            config: The user's config.
            spec: What the builder declares; attached to the step as ``_spec``.
            sagemaker_session: ``Session`` or ``PipelineSession``; `create_step` needs it.
            role: ARN of the execution role; `create_step` needs it.
            notebook_root: The folder to which paths in the config are relative (default: the working directory).
            registry_manager: The registry that has the step's standard name.
            dependency_resolver: Finds inputs in the steps that the step depends on.

        Raises:
            ValueError: A required field of the config is missing or has an invalid value.
        """
        self.config = config
        self.spec = spec
        self.session = sagemaker_session
        # Any: the SDK annotates its optional roles as str.
        self.role: Any = role
        self.notebook_root = notebook_root
        self.registry_manager = registry_manager or REGISTRY
        self.dependency_resolver = dependency_resolver or DependencyResolver()
        self._logger = logging.getLogger(type(self).__module__)
        self.validate_configuration()

    @abstractmethod
    def validate_configuration(self) -> None:
        """Raise a ``ValueError`` that names the field when the config is invalid."""

    @abstractmethod
    def _get_outputs(self, outputs: Mapping[str, Any]) -> Any:
        """The outputs to pass to the step; ``None`` when the step provides them itself."""

    @abstractmethod
    def create_step(self, **kwargs: Any) -> Any:
        """The configured pipeline step."""

    def _read_options(self, kwargs: Mapping[str, Any]) -> StepOptions:
        """Read the keywords of ``create_step`` and log a warning for each that has no effect.

        An explicit input, in ``inputs`` or as a keyword such as ``model_data``, overrides one that a dependency
        provides.

        Raises:
            ValueError: Role or session is missing, an option has the wrong type, or two dependencies match equally
                well.
        """
        self._require_role_and_session()
        names = {each.logical_name for each in self.spec.dependencies}
        dependencies = self._extract_param(kwargs, "dependencies", [])
        if not isinstance(dependencies, (list, tuple)):
            raise ValueError(
                f"{type(self).__name__}.create_step: dependencies is a {type(dependencies).__name__}, expected a list "
                "of steps"
            )
        given = self._normalize_inputs(self._extract_param(kwargs, "inputs"))
        given.update(self._normalize_inputs({name: kwargs[name] for name in names & kwargs.keys()}))
        self._announce(kwargs, unknown=sorted((kwargs.keys() - names - _OPTIONS) | (given.keys() - names)))
        found = self.extract_inputs_from_dependencies(dependencies, names - given.keys())
        return StepOptions(inputs={**found, **given}, dependencies=list(dependencies))

    def _announce(self, kwargs: Mapping[str, Any], unknown: list[str]) -> None:
        """Log a warning for each keyword of ``create_step`` that has no effect."""
        for name in unknown:
            self.log_warning("create_step: %s is not declared by the specification and is ignored", name)

    def _require_role_and_session(self) -> None:
        for name, value in (("role", self.role), ("sagemaker_session", self.session)):
            if not value:
                raise ValueError(f"{type(self).__name__}: {name} is missing; pass {name}=… to the constructor")

    def _get_inputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The declared inputs, selected from `inputs`.

        Raises:
            ValueError: A required input is missing.
        """
        available = self._normalize_inputs(inputs)
        for dependency in self.spec.dependencies:
            if dependency.required and dependency.logical_name not in available:
                raise ValueError(
                    f"{type(self).__name__}: required input {dependency.logical_name!r} not found; pass "
                    f"{dependency.logical_name}=…, or a dependency among {', '.join(dependency.compatible_sources)}"
                )
        names = {dependency.logical_name for dependency in self.spec.dependencies}
        return {name: value for name, value in available.items() if name in names}

    def _get_environment_variables(self) -> dict[str, Any]:
        """The contract's environment variables: required ones from the config, optional ones with their defaults.

        Raises:
            ValueError: A required variable is neither in ``config.env`` nor a field of the config.
        """
        contract = self.spec.script_contract
        variables: dict[str, Any] = dict(contract.optional_environment_variables)
        configured = getattr(self.config, "env", None) or {}
        for name in contract.required_environment_variables:
            value = configured.get(name) or getattr(self.config, name.lower(), None)
            if is_missing(value):
                raise ValueError(
                    f"{type(self).__name__}: the contract of {contract.entry_point} requires the environment variable "
                    f"{name}; set it in config.env"
                )
            variables[name] = value
        return variables

    def _get_step_name(self) -> str:
        """The standard name: the class name without ``StepBuilder``."""
        return self.registry_manager.step_name(type(self))

    def _require_fields(self, *names: str) -> None:
        """Raise a ``ValueError`` when one of the fields `names` is absent, ``None`` or ``""``."""
        for name in names:
            if is_missing(getattr(self.config, name, None)):
                raise ValueError(f"{type(self).__name__}: config.{name} is missing or empty; a value is required")

    def _check_framework_version(self) -> None:
        version, listed = self.config.framework_version, self.spec.framework_versions
        if listed and version not in listed:
            raise ValueError(
                f"{type(self).__name__}: config.framework_version is {version!r}, expected one of {', '.join(listed)}"
            )

    def _get_source_dir(self) -> str:
        """The folder of code; a relative path is below ``notebook_root``, if that is set."""
        source_dir: str = self.config.source_dir
        if self.notebook_root is None or source_dir.lower().startswith("s3://"):
            return source_dir
        return str(Path(self.notebook_root) / source_dir)

    def _get_vpc_config(self) -> dict[str, Any] | None:
        """A copy of ``config.vpc_config``, which becomes part of the request."""
        vpc_config: dict[str, Any] | None = copy.deepcopy(self.config.vpc_config)
        return vpc_config

    def _extract_param(self, kwargs: Mapping[str, Any], name: str, default: Any = None) -> Any:
        """The keyword `name`, or `default` when it is missing or ``None``."""
        value = kwargs.get(name)
        return default if value is None else value

    def _normalize_inputs(self, inputs: Mapping[str, Any] | None) -> dict[str, Any]:
        """A copy of `inputs` without missing values.

        Raises:
            ValueError: `inputs` is not a mapping from input names to values.
        """
        if inputs is None:
            return {}
        if not isinstance(inputs, Mapping):
            raise ValueError(
                f"{type(self).__name__}.create_step: inputs is a {type(inputs).__name__}, expected a mapping from "
                "input names to values"
            )
        return {name: value for name, value in inputs.items() if not is_missing(value)}

    def extract_inputs_from_dependencies(
        self, dependencies: Sequence[object], wanted: Collection[str] | None = None
    ) -> dict[str, Any]:
        """The values that the steps `dependencies` provide for the `wanted` inputs (default: all declared inputs)."""
        names = {each.logical_name for each in self.spec.dependencies} if wanted is None else wanted
        return self.dependency_resolver.resolve(self.spec.dependencies, dependencies, wanted=names)

    def _attach_specification(self, step: StepT) -> StepT:
        """`step` with the specification as ``_spec``."""
        attributes: Any = step
        attributes._spec = self.spec
        return step

    def log_info(self, message: str, *values: object) -> None:
        """Log `message`; pipeline variables among `values` are shown by their type."""
        self._logger.info(message, *map(loggable, values))

    def log_warning(self, message: str, *values: object) -> None:
        """Log a warning; pipeline variables among `values` are shown by their type."""
        self._logger.warning(message, *map(loggable, values))


def loggable(value: object) -> object:
    """`value` with pipeline variables replaced by their types: ``str()`` of one raises (sagemaker 2.257.7, 3.27.0)."""
    if is_pipeline_variable(value):
        return f"<{type(value).__name__}>"
    if isinstance(value, Mapping):
        return {key: loggable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [loggable(each) for each in value]
    return value
