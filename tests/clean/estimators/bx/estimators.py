"""What our estimator builders share: finding the estimator, making its model, making a request of that."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterable

from sagemaker.workflow.pipeline_context import PipelineSession


class NoTrainingStep(ValueError):
    pass


def training_step(dependencies: Iterable[Any]) -> Any:
    for step in dependencies:
        if getattr(getattr(step, "step_type", None), "value", "") == "Training":
            return step
    raise NoTrainingStep("model_data has no source: no training step among the dependencies")


def estimator_of(step: Any) -> Any:
    if step.estimator is not None:
        return step.estimator
    return step.step_args.func_args[0]


@contextmanager
def _as_if_run(estimator: Any):
    """create_model() wants the name of a job and where its output lies, which only a run knows."""
    kept = estimator._current_job_name, estimator.output_path
    estimator._current_job_name, estimator.output_path = "not-run", "s3://not-run"
    try:
        yield estimator
    finally:
        estimator._current_job_name, estimator.output_path = kept


def model_of(step: Any, model_data: Any, session: Any, **options: Any) -> Any:
    with _as_if_run(estimator_of(step)) as estimator:
        model = estimator.create_model(**options)
    model.model_data = model_data
    model.sagemaker_session = session
    return model


def request(model: Any, session: Any, instance_type: str, tags: Any = None) -> dict[str, Any]:
    if isinstance(session, PipelineSession):
        return model.create(instance_type=instance_type, tags=tags).create_model_request
    return session._create_model_request(
        "",
        model.role,
        model.prepare_container_def(instance_type=instance_type),
        vpc_config=model.vpc_config,
        enable_network_isolation=model.enable_network_isolation(),
        tags=tags,
    )
