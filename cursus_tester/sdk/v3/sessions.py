"""Sessions of SDK v3 over the faked account."""

from __future__ import annotations

from typing import Any

from sagemaker.core.helper.session_helper import Session, SessionSettings
from sagemaker.core.workflow.pipeline_context import PipelineSession

from cursus_tester.evidence.scenario import SessionKind

#: See `cursus_tester.sdk.protocol.Sessions`.
kinds = frozenset({SessionKind.PIPELINE_SESSION})


def make(kind: SessionKind, boto_session: Any, bucket: str) -> Any:
    """See `cursus_tester.sdk.protocol.Sessions`."""
    cls = PipelineSession if kind is SessionKind.PIPELINE_SESSION else Session
    session: Any = cls(
        boto_session=boto_session,
        sagemaker_client=boto_session.client("sagemaker"),
        default_bucket=bucket,
        sagemaker_config={},
        # What is left out is one object for all sessions (core 2.27.0), and model builders write their folder into it.
        settings=SessionSettings(),
    )
    # Every new session looks once whether its bucket exists (core 2.27.0, Session.default_bucket): it does.
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


def deferring(session: Any) -> Any:
    """A session that only notes what jobs would be: `session` itself, or one beside it.

    Under any other session the jobs of v3 are begun at once.
    """
    if isinstance(session, PipelineSession):
        return session
    return make(SessionKind.PIPELINE_SESSION, session.boto_session, session.default_bucket())
