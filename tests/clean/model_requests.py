"""What turns an estimator's model into the request of a CreateModel step, for all of our estimator builders."""

from __future__ import annotations

import copy
from typing import Any


def trained_model(estimator: Any, model_data: Any, session: Any, **options: Any) -> Any:
    """The estimator's model, with the archive that the pipeline run will train."""
    # create_model() wants a job's name and output path; both are put right by model_data below.
    template = copy.copy(estimator)
    template._current_job_name = template._current_job_name or "from-pipeline"
    template.output_path = template.output_path or "s3://from-pipeline"
    model = template.create_model(**options)
    model.model_data = model_data
    model.sagemaker_session = session
    return model


def request_of(model: Any, instance_type: str) -> dict[str, Any]:
    """The CreateModel request, put together without calling the service."""
    container = model.prepare_container_def(instance_type)
    return model.sagemaker_session._create_model_request(
        "",
        model.role,
        container,
        vpc_config=model.vpc_config,
        enable_network_isolation=model.enable_network_isolation(),
    )


def estimator_of(step: Any) -> Any:
    """A training step keeps its estimator in one of two places, by the kind of session that it was built under."""
    return step.estimator if step.estimator is not None else step.step_args.func_args[0]
