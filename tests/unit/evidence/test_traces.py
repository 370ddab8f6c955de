"""What is not known of a builder because its time was used up is not held against it, nor taken for good."""

from __future__ import annotations

import dataclasses

import pytest

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import Blocked, NotApplicable

BASELINE = Scenario(
    name="baseline",
    session=SessionKind.SESSION,
    source=SourceKind.LITERAL,
    source_name="",
    input_name="model_data",
    route=Route.KEYWORD,
)
CACHING = dataclasses.replace(BASELINE, name="enable_caching=True", enable_caching=True)
MISSING = dataclasses.replace(BASELINE, name="model_data absent", missing="absent")


def run(*scenarios: Scenario) -> Traces:
    """Traces of a builder with three scenarios, of which these were run."""
    traces = tuple(Trace(scenario=scenario, stage=Stage.DONE) for scenario in scenarios)
    return Traces(Builder(scenarios=(BASELINE, CACHING, MISSING)), traces)


def test_what_was_run_is_there_to_be_judged() -> None:
    traces = run(BASELINE, CACHING, MISSING)
    assert len(traces.where(lambda trace: trace.scenario.enable_caching is True, "no such keyword")) == 1
    assert len(traces.flawed(lambda scenario: scenario.missing is not None, "no such input")) == 1


def test_what_was_not_run_is_blocked() -> None:
    traces = run(BASELINE)
    with pytest.raises(Blocked, match="time was used up before the scenario 'enable_caching=True' was run"):
        traces.where(lambda trace: trace.scenario.enable_caching is True, "no such keyword")
    with pytest.raises(Blocked, match="time was used up before the scenario 'model_data absent' was run"):
        traces.flawed(lambda scenario: scenario.missing is not None, "no such input")


def test_what_was_never_to_be_run_is_not_applicable() -> None:
    with pytest.raises(NotApplicable, match="no such session"):
        run(BASELINE).where(lambda trace: trace.scenario.session is SessionKind.PIPELINE_SESSION, "no such session")
