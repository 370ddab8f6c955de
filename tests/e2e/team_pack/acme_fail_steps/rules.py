"""What Acme expects of its fail steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from acme_fail_steps.pack import OTHER_OWNER
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import rule


@rule("AC301", "message-given", step_types=("Fail",))
def message_given(traces: Traces) -> Iterator[Finding]:
    """Gives its step a message.

    What it checks: the step that the builder returns has an error message.

    Why: without one the execution fails and says nothing.

    How to fix: `FailStep(…, error_message="…")`.
    """
    for trace in traces.returning():
        if trace.step is not None and not trace.step.details.get("has_message"):
            yield Finding(message="the step has no error message", hint="pass error_message=")


@rule("AC401", "message-names-owner", step_types=("Fail",))
def message_names_owner(error_messages: Mapping[str, str]) -> Iterator[Finding]:
    """Names the owner that its config says in the message.

    What it checks: with another owner in the config, the message names that one.

    Why: whoever reads the failed execution asks the wrong team.

    How to fix: build the message from `config.owner`.
    """
    scenario = "config: another owner"
    if scenario not in error_messages:
        raise NotApplicable("the config has no owner")
    if OTHER_OWNER not in error_messages[scenario]:
        yield Finding(
            message=f"the message is {error_messages[scenario]!r}; expected the owner {OTHER_OWNER}",
            hint="build the message from config.owner",
            scenario=scenario,
        )
