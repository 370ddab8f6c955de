"""The faked account for builder authors' own tests: what a builder is given, and what becomes of its step."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from cursus_tester.evidence.account_names import DEFAULT_REGION, MODEL_KEY, ROLE, bucket_name
from cursus_tester.evidence.scenario import SessionKind, SourceKind
from cursus_tester.probe.account import Account
from cursus_tester.sandbox.environment import ENVIRONMENT
from cursus_tester.sdk.expressions import evaluate
from cursus_tester.sdk.frameworks import SPELLINGS
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.protocol import JobSettings

#: Names of training steps, by framework.
_TRAINING_STEPS = {framework: f"{spelling}Training" for framework, spelling in SPELLINGS.items()}


class FakeAccount:
    """An AWS account in this process's memory: a bucket with a model archive in it, a role, and sessions."""

    region = DEFAULT_REGION
    #: An execution role's ARN.
    role = ROLE
    #: The SDK's default bucket.
    bucket = bucket_name(DEFAULT_REGION)
    #: The URI of a model archive that is there.
    model_data = f"s3://{bucket}/{MODEL_KEY}"

    def __init__(self, account: Account) -> None:
        self._account = account

    def session(self) -> Any:
        """A new SDK ``Session``."""
        return self._account.session(self.region, SessionKind.SESSION)

    def pipeline_session(self) -> Any:
        """A new SDK ``PipelineSession``."""
        return self._account.session(self.region, SessionKind.PIPELINE_SESSION)

    def training_step(self, framework: str, session: Any) -> Any:
        """A training step, built under `session`.

        Raises:
            ValueError: There is no such framework.
        """
        if framework not in _TRAINING_STEPS:
            raise ValueError(f"there is no training step of {framework!r}; there is {', '.join(_TRAINING_STEPS)}")
        job = JobSettings(
            framework=framework, framework_version=None, python_version=None, session=session, region=self.region
        )
        name = _TRAINING_STEPS[framework]
        return evaluate(sdk().steps.dependency(SourceKind.TRAINING, name, ("model_data",), job))

    def compile_step(self, step: Any, *others: Any, session: Any, parameters: Sequence[Any] = ()) -> dict[str, Any]:
        """`step` in the definition of a pipeline of it and the `others`: a dict with ``Name``, ``Type``, ``Arguments``.

        Args:
            step: A step; of a step collection, its last step counts.
            *others: The steps that it depends on.
            session: The session that the pipeline is compiled under.
            parameters: The pipeline parameters that the steps mention.

        Raises:
            TypeError: `step` is no step.
        """
        members = sdk().steps.members(step)
        if not members or isinstance(step, (list, tuple)):
            raise TypeError(f"{step!r} is neither a step nor a step collection")
        name = members[-1].name
        definition = json.loads(sdk().pipelines.compile("conformance", parameters, (*others, step), session))
        compiled: dict[str, Any] = next(each for each in definition["Steps"] if each["Name"] == name)
        return compiled

    def members(self, uri: str) -> tuple[str, ...]:
        """The names in the archive at `uri`, sorted.

        Raises:
            FileNotFoundError: There is no archive.
        """
        members = self._account.look_up(uri, {uri}).members
        if members is None:
            raise FileNotFoundError(f"{uri}: there is no archive at this place in the faked account")
        return members


@contextmanager
def faked() -> Iterator[FakeAccount]:
    """The account, until the block ends. No variable of the user's leads to another one meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        account = Account()
        try:
            yield FakeAccount(account)
        finally:
            account.close()
