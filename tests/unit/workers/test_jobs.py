"""What the processes of one builder are asked, one after the other."""

from __future__ import annotations

import dataclasses

from cursus_tester.evidence.builder import SILENT_STEPS, Builder, Dependency, Specification
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.probe.job import Job
from cursus_tester.workers.jobs import PLANNING, SILENT, Gathered, request_for
from cursus_tester.workers.messages import WorkerRequest

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
    dataclasses.replace(BASELINE, name="session=Session", session=SessionKind.SESSION),
    dataclasses.replace(BASELINE, name="by itself", config_changes={"instance_type": "ml.c5.2xlarge"}, alone=True),
)


def request(gathered: Gathered) -> WorkerRequest:
    job = Job(module="xgboost_model", name="Builder", import_root="/team", from_estimator=False)
    return request_for(job, gathered, working_directory="/team", number=1, builder=0, folder="/tmp/own")


def test_the_first_process_plans() -> None:
    asked = request(Gathered())
    assert not asked.is_continued
    assert asked.job.only == ()


def test_a_further_one_runs_what_is_left_of_that_plan() -> None:
    gathered = Gathered(builder=Builder(scenarios=SCENARIOS, refused_values={"instance_type": ("'ml.t2'",)}))
    for first in (1, 2):
        gathered.take(Trace(scenario=SCENARIOS[first - 1], stage=Stage.DONE))
        gathered.run_again(first)
        asked = request(gathered)
        assert asked.is_continued
        assert asked.job.only == SCENARIOS[first:]
        assert asked.job.refused == {"instance_type": ("'ml.t2'",)}


def test_what_is_by_itself_is_of_another_config_from_the_start() -> None:
    gathered = Gathered(builder=Builder(scenarios=SCENARIOS), first=2)
    assert request(gathered).config_changes == {"instance_type": "ml.c5.2xlarge"}
    gathered.run_again(1)
    assert request(gathered).config_changes == {}


def test_a_death_while_combined_scenarios_are_planned_is_of_no_scenario_that_was_planned_before() -> None:
    gathered = Gathered(builder=Builder(scenarios=SCENARIOS))
    for scenario in SCENARIOS[:2]:
        gathered.take(Trace(scenario=scenario, stage=Stage.DONE))
    gathered.record_death("its process was killed by SIGKILL", combines=True)
    assert gathered.builder is not None
    assert [each.name for each in gathered.builder.scenarios] == [
        "baseline",
        "session=Session",
        PLANNING,
        "by itself",
    ]
    assert [(each.scenario.name, each.death) for each in gathered.traces[2:]] == [
        (PLANNING, "its process was killed by SIGKILL")
    ]


def test_a_death_in_a_scenario_is_of_that_scenario() -> None:
    gathered = Gathered(builder=Builder(scenarios=SCENARIOS))
    gathered.take(Trace(scenario=SCENARIOS[0], stage=Stage.DONE))
    gathered.record_death("its process was killed by SIGKILL", combines=True)
    assert [each.scenario.name for each in gathered.traces] == ["baseline", "session=Session"]
    gathered.record_death("its process was killed by SIGKILL", combines=False)
    assert [each.scenario.name for each in gathered.traces] == ["baseline", "session=Session", "by itself"]


def test_a_baseline_that_dies_is_tried_with_steps_that_say_what_they_yield() -> None:
    declared = Specification(
        step_type="CreateModel",
        pattern=None,
        framework=None,
        framework_versions=(),
        forced_region=None,
        custom_container=False,
        dependencies=(Dependency(name="model_data", type="model_artifacts", required=True),),
        outputs=(),
        required_environment=(),
        optional_environment={},
    )
    gathered = Gathered(builder=Builder(scenarios=SCENARIOS[:2], specification=declared))
    gathered.record_death("it exceeded its time limit of 10 s and was killed")
    assert gathered.died_of_silent_steps
    gathered.give_specifications()
    gathered.run_again(0)
    assert SILENT_STEPS in request(gathered).job.refused
    for scenario in SCENARIOS[:2]:
        gathered.take(Trace(scenario=scenario, stage=Stage.DONE))
    builder, traces = gathered.results()
    assert [each.name for each in builder.scenarios] == ["baseline", "session=Session", SILENT]
    assert [each.death is None for each in traces] == [True, True, False]


def test_a_builder_that_declares_no_inputs_is_not_tried_again() -> None:
    gathered = Gathered(builder=Builder(scenarios=SCENARIOS))
    gathered.record_death("its process was killed by SIGKILL")
    assert not gathered.died_of_silent_steps
