"""Base class of the builders of Pattern B: a training step's estimator makes the model."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from sagemaker.estimator import Framework
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

from cursus_tester.contract.create_model import CreateModelStepBuilder
from cursus_tester.contract.pipeline_objects import is_pipeline_variable
from cursus_tester.contract.resolver import is_named_source


def estimator_of(step: TrainingStep) -> Any:
    """The estimator of a training step.

    A step built under a ``PipelineSession`` keeps it as the first argument of the deferred ``fit``, a step built under
    a ``Session`` as ``estimator`` (sagemaker 2.257.7).
    """
    return step.estimator if step.step_args is None else step.step_args.func_args[0]


class EstimatorModelStepBuilder(CreateModelStepBuilder):
    """Base of the builders that call the trained estimator's ``create_model()``."""

    #: The estimator class of the builder's framework.
    estimator_class: ClassVar[type[Framework]]

    def validate_configuration(self) -> None:
        """Raise on a missing field and on a framework version that the specification does not list."""
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()

    def extract_inputs_from_dependencies(
        self, dependencies: Sequence[object], wanted: Collection[str] | None = None
    ) -> dict[str, Any]:
        """Model data from the training step whose estimator makes the model."""
        return super().extract_inputs_from_dependencies([self._get_trained_step(dependencies)], wanted)

    def _get_trained_step(self, dependencies: Sequence[object]) -> TrainingStep:
        """The training step among `dependencies` whose estimator is of the builder's framework.

        Raises:
            ValueError: There is none, or there are several and not exactly one is named as a compatible source.
        """
        trained = [
            step
            for step in dependencies
            if isinstance(step, TrainingStep) and isinstance(estimator_of(step), self.estimator_class)
        ]
        if len(trained) > 1:
            trained = [step for step in trained if is_named_source(self.spec.dependencies[0], step)]
        if len(trained) != 1:
            raise ValueError(
                f"{type(self).__name__}: found {len(trained)} training steps with an estimator of class "
                f"{self.estimator_class.__name__} among the dependencies, expected one, which makes the model and "
                "provides model_data; pass that step in dependencies=[…], even with an explicit model_data"
            )
        return trained[0]

    def _get_trained_estimator(self, dependencies: Sequence[object]) -> Any:
        """The estimator of the training step among `dependencies`."""
        estimator = estimator_of(self._get_trained_step(dependencies))
        if estimator.framework_version != self.config.framework_version:
            self.log_warning(
                "config.framework_version %s is ignored: the model is served with the version that trained it, %s",
                self.config.framework_version,
                estimator.framework_version,
            )
        return estimator

    def _is_isolated(self, estimator: Any) -> bool:
        return bool(self.config.enable_network_isolation or estimator.enable_network_isolation())

    def _create_model(self, estimator: Any, model_data: Any) -> Any:
        """The model that `estimator` makes, with the configured inference code, role, session and `model_data`.

        ``create_model()`` takes neither model data nor a session. It keeps the estimator's VPC; only TensorFlow's
        keeps network isolation (sagemaker 2.257.7).
        """
        options: dict[str, Any] = {}
        if self.config.vpc_config:
            options["vpc_config_override"] = self._get_vpc_config()
        with _placeholder_artifacts(estimator):
            model = estimator.create_model(
                role=self.role,
                entry_point=self.config.entry_point,
                source_dir=self._get_source_dir(),
                name=self._get_model_name(model_data),
                env=self._get_environment_variables(),
                enable_network_isolation=self._is_isolated(estimator),
                **options,
            )
        model.model_data = model_data
        model.sagemaker_session = self.session
        return model

    def _create_model_request(self, model: Any) -> dict[str, Any]:
        """The CreateModel request of `model`. Only the upload of code calls AWS.

        ``model.create()`` does not work here: under a ``Session`` it creates the model at once (sagemaker 2.257.7).
        """
        request: dict[str, Any] = model.sagemaker_session._create_model_request(
            name=self.config.model_name or "",
            role=model.role,
            container_defs=model.prepare_container_def(instance_type=self.config.instance_type),
            vpc_config=model.vpc_config,
            enable_network_isolation=model.enable_network_isolation(),
            tags=self._get_tags(),
        )
        return request

    def _attach_specification(self, step: Any) -> CreateModelStep:  # type: ignore[override]
        """`step`, the last of the SDK's collection, with the specification as ``_spec``."""
        created: CreateModelStep = super()._attach_specification(step)
        return created

    def _get_tags(self) -> list[dict[str, str]] | None:
        """A copy of ``config.tags``, which becomes part of the request."""
        tags: list[dict[str, str]] | None = copy.deepcopy(self.config.tags)
        return tags

    def _needs_repack_step(self, inputs: Mapping[str, Any]) -> bool:
        """Whether code must go into an archive that only the pipeline run provides.

        Raises:
            ValueError: It must, and the session is not a ``PipelineSession``: then the SDK drops the code silently
                (sagemaker 2.257.7).
        """
        if not is_pipeline_variable(inputs["model_data"]):
            return False
        if not isinstance(self.session, PipelineSession):
            raise ValueError(
                f"{type(self).__name__}: model_data is a pipeline variable and sagemaker_session a "
                f"{type(self.session).__name__}, under which the SDK leaves the inference code out of the archive; "
                "build with a PipelineSession, or pass model_data as an s3:// URI"
            )
        return True


@contextmanager
def _placeholder_artifacts(estimator: Any) -> Iterator[None]:
    """Let ``create_model()`` work before the training job exists, then restore the estimator.

    ``create_model()`` builds an artifact location from job name and output path and raises ``TypeError`` when one is
    ``None``; with a finished job it calls DescribeTrainingJob (sagemaker 2.257.7). The location is not used: the model
    gets its real model data afterwards.
    """
    names = ("output_path", "_current_job_name", "latest_training_job")
    kept = {name: getattr(estimator, name) for name in names}
    estimator.output_path, estimator._current_job_name, estimator.latest_training_job = "s3://unused", "unused", None
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(estimator, name, value)
