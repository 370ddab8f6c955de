"""CM351: a configured accelerator is not dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.field_names import ACCELERATOR
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common.makers import announced
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.declared_config import declared_fields
from cursus_tester.steps.create_model.models import model_place
from cursus_tester.steps.create_model.step_types import STEP_TYPES


@rule("CM351", "accelerator-not-dropped", step_types=STEP_TYPES, severity=Severity.WARNING)
def accelerator_not_dropped(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Uses a configured accelerator, rejects it, or reports that it is ignored.

    What it checks: with an accelerator in the config, the builder passes it to the SDK, raises, or logs that it is
    ignored. With `--static`: the builder mentions the config's accelerator field at all.

    Why: Elastic Inference (`ml.eia*`), the only kind of accelerator that the SDK accepts, was retired in 2023. Whoever
    still configures one gets an endpoint without it, at another speed, and must be told.

    How to fix: log a warning that the accelerator is ignored, or reject it with a `ValueError`.
    """
    if traces is None:
        yield from _never_mentioned(source)
        return
    accelerated = traces.where(
        lambda trace: ACCELERATOR in trace.scenario.config_changes.values(), "the config has no accelerator"
    )
    for trace in accelerated:
        used = any(
            value.data == ACCELERATOR for call in trace.calls if not call.is_nested for value in call.arguments.values()
        )
        if trace.step is None or used or announced(trace, r"accelerat|elastic.inference|ml\.eia"):
            continue
        yield Finding(
            message=f"the config's accelerator {ACCELERATOR} is dropped, and nothing says so",
            hint="log a warning that it is ignored, or reject it with a ValueError",
            place=model_place(trace),
            scenario=trace.scenario.name,
        )


def _never_mentioned(source: Source) -> Iterator[Finding]:
    fields = declared_fields(source, re.compile("accelerator"))
    if not fields:
        said = "the source does not say what the config is" if fields is None else "the config has no accelerator"
        raise NotApplicable(said)
    if all(field.is_used is None for field in fields):
        raise NotApplicable("the source does not show what happens to the config's accelerator")
    for field in fields:
        if field.is_used is False:
            yield Finding(
                message=f"config.{field.name} is dropped: neither the builder nor the config's class mentions it",
                hint="log a warning that it is ignored, or reject it with a ValueError",
                place=field.place,
            )
