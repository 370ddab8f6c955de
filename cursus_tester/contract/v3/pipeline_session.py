"""The only kind of session that a builder for SDK v3 can work with."""

from __future__ import annotations

from typing import Any

from sagemaker.core.workflow.pipeline_context import PipelineSession


def require_pipeline_session(builder: object, session: Any) -> None:
    """Raise a ``ValueError`` unless `session` is a ``PipelineSession``.

    Under any other, ``build()`` creates the model and ``train()`` starts the job while the pipeline is described
    (sagemaker 3.27.0).
    """
    if not isinstance(session, PipelineSession):
        raise ValueError(
            f"{type(builder).__name__}: sagemaker_session is a {type(session).__name__}, under which the SDK starts "
            "jobs and creates models while the pipeline is described; pass a PipelineSession"
        )
