"""Which scenario is meant, and what is run to see it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from cursus_tester.cli.show import observation
from cursus_tester.cli.show.observation import UnknownScenarioError, observe
from cursus_tester.cli.show.rendering import render_text
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.probe.job import Job
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.scenarios.combination import named
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.workers.jobs import Bounds, Probed
from tests.unit.reports.example import subject

BASELINE = Scenario(
    name="baseline",
    session=SessionKind.PIPELINE_SESSION,
    source=SourceKind.TRAINING,
    source_name="XGBoostTraining",
    input_name="model_data",
    route=Route.DEPENDENCIES,
)
SCENARIOS = (
    BASELINE,
    dataclasses.replace(BASELINE, name="session=Session"),
    dataclasses.replace(BASELINE, name="model_data=None"),
    dataclasses.replace(BASELINE, name="model_data absent"),
    named(dataclasses.replace(BASELINE, config_changes={"a": 1, "b": 2}, is_combined=True), BASELINE),
)
REFUSED = {"a": ("3",)}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that were run: all scenarios, or those that a job names."""
    jobs: list[Job] = []

    def probe(_: object, job: Job, bounds: Bounds) -> Probed:
        jobs.append(job)
        traces = tuple(Trace(scenario=each, stage=Stage.DONE) for each in job.only or SCENARIOS)
        return Probed(builder=Builder(refused_values=REFUSED), traces=traces)

    monkeypatch.setattr(observation, "probe_one", probe)
    monkeypatch.setattr(
        observation, "job_for", lambda *_: Job(module="m", name="N", import_root="/", from_estimator=False)
    )
    monkeypatch.setattr(observation, "read_source", lambda _: None)
    return jobs


def seen(scenario: str | None) -> Any:
    trace = observe(subject(), RunOptions(), scenario).trace
    return trace.scenario.name if trace is not None else None


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (None, "baseline"),
        ("model_data=None", "model_data=None"),
        ("sess", "session=Session"),
        ("with a=1 and b=2", "with a=1 and b=2"),
    ],
)
def test_a_planned_scenario_is_run_with_all_others(asked: list[Job], scenario: str | None, expected: str) -> None:
    assert seen(scenario) == expected
    assert len(asked) == 1


def test_what_a_finding_was_shrunk_to_is_run_by_itself(asked: list[Job]) -> None:
    assert seen("with b=2") == "with b=2"

    first, second = asked
    assert first.only == ()
    assert [each.config_changes for each in second.only] == [{"b": 2}]
    assert second.refused == REFUSED


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ("sesion=Session", "there is no scenario 'sesion=Session'; did you mean 'session=Session'?"),
        # More than one begins so.
        ("model_data", "there is no scenario 'model_data'; did you mean 'model_data=None'?"),
        ("zzz", "there is no scenario 'zzz'; leave --scenario out to see their names"),
    ],
)
def test_says_which_scenario_may_be_meant(asked: list[Job], scenario: str, message: str) -> None:
    with pytest.raises(UnknownScenarioError) as caught:
        seen(scenario)

    assert str(caught.value) == message


def test_of_a_builder_that_did_not_load_there_is_none(asked: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(
        stage=Stage.IMPORT,
        exception="ValueError",
        ancestors=(),
        message="no \x1b[31m",
        place=None,
        raised_in="m",
        is_own=True,
        causes=("KeyError: 'x'",),
    )
    monkeypatch.setattr(observation, "probe_one", lambda *_: Probed(builder=Builder(problem=problem)))

    assert seen(None) is None
    with pytest.raises(UnknownScenarioError, match="could not be loaded; leave --scenario out to see why"):
        seen("baseline")
    text = render_text(observe(subject(), RunOptions(), None), RenderOptions())
    assert "what happened\n  import raised ValueError: no \\x1b[31m\n    because of KeyError: 'x'\n" in text
