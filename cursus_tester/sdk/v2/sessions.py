"""Sessions of SDK v2 over the faked account."""

from __future__ import annotations

from typing import Any

from sagemaker.session import Session
from sagemaker.workflow.pipeline_context import PipelineSession

from cursus_tester.evidence.scenario import SessionKind

#: See `cursus_tester.sdk.protocol.Sessions`.
kinds = frozenset(SessionKind)


def make(kind: SessionKind, boto_session: Any, bucket: str) -> Any:
    """See `cursus_tester.sdk.protocol.Sessions`."""
    cls = PipelineSession if kind is SessionKind.PIPELINE_SESSION else Session
    session: Any = cls(
        boto_session=boto_session,
        sagemaker_client=boto_session.client("sagemaker"),
        default_bucket=bucket,
        sagemaker_config={},
    )
    # Every new session looks once whether its bucket exists (2.257.7, Session.default_bucket): it does.
    session._default_bucket = bucket
    return session


def kind_of(cls: type) -> SessionKind | None:
    """See `cursus_tester.sdk.protocol.Sessions`."""
    if not issubclass(cls, Session):
        return None
    return SessionKind.PIPELINE_SESSION if issubclass(cls, PipelineSession) else SessionKind.SESSION


def is_session(value: object) -> bool:
    """See `cursus_tester.sdk.protocol.Sessions`."""
    return isinstance(value, Session)
