"""``show``: everything about one scenario, and a script that does the same without the tester."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.cli.show.script import script
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace
from cursus_tester.run import planning
from cursus_tester.run.running import job_for
from cursus_tester.source.builder_source import read_source
from cursus_tester.workers.jobs import Bounds
from cursus_tester.workers.launching import Server
from cursus_tester.workers.pool import probe_one
from tests.e2e.conftest import REPOSITORY, Run

#: Scenarios that are made in different ways, by builder; of those that are named alike one.
WANTED = {
    "builders/xgboost_model.py": (
        "baseline",
        "session=Session",
        "model_data from ProcessingStep",
        "model_data as s3:// URI",
        "model_data as Join, session=Session",
        "given by inputs=",
        "model_data=None",
        "a dependency that yields nothing",
        "a dependency that cannot be read",
        "role=None",
        "beside a second builder",
        "beside a second builder in us-east-1",
        "config: entry_point absent",
        'config: instance_type=""',
        "config: env=",
        "combined: ",
    ),
    # The SDK looks into the archive, and packs the code into it.
    "builders/pytorch_model.py": ("model_data as s3:// URI",),
    "builders/pytorch_estimator_model.py": ("baseline", "session=Session", "model_data as s3:// URI"),
}


@dataclass(frozen=True)
class Done:
    """A scenario, and what came of its script."""

    trace: Trace
    script: str
    printed: str
    raised: str | None


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Done]:
    """The scripts of the wanted scenarios, run, by builder and scenario."""
    folder, found = tmp_path_factory.mktemp("scripts"), {}
    before = os.getcwd()
    os.chdir(REPOSITORY)
    try:
        planned = planning.plan(planning.CheckRequest(overrides={"paths": tuple(WANTED)}))
        with Server() as server:
            for subject in planned.subjects:
                job = dataclasses.replace(job_for(subject, read_source(subject), planned.options), writes_code=True)
                probed = probe_one(server, job, Bounds())
                for name in WANTED[subject.place.path]:
                    traces = [each for each in probed.traces if each.scenario.name.startswith(name)]
                    for trace in traces[:1]:
                        file = folder / f"{len(found)}.py"
                        file.write_text(script(job, probed.builder, trace), encoding="utf-8")
                        found[f"{subject.name}: {name}"] = trace, file
        subprocess.run(
            [sys.executable, "-W", "ignore", REPOSITORY / "tests" / "e2e" / "run_scripts.py", folder],
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            capture_output=True,
            check=True,
        )
    finally:
        os.chdir(before)
    return {
        name: Done(trace, file.read_text("utf-8"), **json.loads(file.with_suffix(".json").read_text("utf-8")))
        for name, (trace, file) in found.items()
    }


def lasting(value: Any) -> Any:
    """Without stamps, without what the SDK makes of the folder that the code is in, and where pydantic quotes it."""
    text = hide_stamps(value if isinstance(value, str) else json.dumps(value))
    return re.sub(r"[0-9a-f]{16,64}|input_value=\{.*\}", "<code>", text)


def test_scripts_do_what_the_scenarios_did(done: Mapping[str, Done]) -> None:
    assert len(done) == sum(map(len, WANTED.values()))
    assert {bool(each.raised) for each in done.values()} == {True, False}
    for name, each in done.items():
        if each.trace.problem is not None:
            kind, _, message = (each.raised or "").partition(": ")
            assert lasting(message) == lasting(each.trace.problem.message), name
            # What cannot be read raises an exception of the tester's own.
            assert kind == each.trace.problem.exception.rpartition(".")[2] or each.trace.scenario.failing_dependency
            continue
        assert each.raised is None, f"{name}: {each.raised}\n{each.script}"
        steps = [step for step in json.loads(each.printed)["Steps"] if step["Type"] == "Model"]
        assert lasting(steps[-1]["Arguments"]) == lasting(each.trace.request), name


def test_scripts_use_nothing_of_the_tester(done: Mapping[str, Done]) -> None:
    for name, each in done.items():
        outside_comments = [line for line in each.script.splitlines() if not line.startswith("#")]
        used = [line for line in outside_comments if "cursus_tester" in line]
        assert all("cursus_tester.contract" in line for line in used), name


def test_shows_the_baseline_and_names_the_scenarios(run: Run, project: Path) -> None:
    shown = run("show", "builders/xgboost_model.py::XGBoostModelStepBuilder", "-f", "text", "-f", "json=show.json")

    assert (shown.returncode, shown.stderr) == (0, "")
    sections = [line for line in shown.stdout.splitlines() if line and not line.startswith(" ")]
    assert sections[:10] == [
        "builders/xgboost_model.py::XGBoostModelStepBuilder",
        "scenario baseline",
        "config xgboost_model.XGBoostModelConfig",
        "what was said to the SDK",
        "what was asked of AWS",
        "what was logged",
        "what happened",
        "compiled request",
        "step",
        "archives",
    ]
    for line in (
        "  PipelineSession in us-east-1; model_data from the training step XGBoostTraining, by dependencies=[…]",
        "  instance_type = 'ml.m5.xlarge'",
        "  the pipeline compiled",
        '        "Get": "Steps.XGBoostTraining.ModelArtifacts.S3ModelArtifacts"',
        "  baseline",
        "  session=Session",
        "# XGBoostModelStepBuilder in the scenario 'baseline'.",
    ):
        assert line in shown.stdout.splitlines()
    assert re.search(
        r"\n  builders/xgboost_model.py:\d+:\d+: image_uris.retrieve\(framework='xgboost', .*\) -> '68331", shown.stdout
    )
    assert re.search(
        r"\n  s3://sagemaker-us-east-1-123456789012/\S+: uploaded by this build, inference.py", shown.stdout
    )
    document = json.loads((project / "show.json").read_text("utf-8"))
    assert document["schema"] == "cursus-tester/scenario/1"
    assert document["trace"]["scenario"]["name"] == "baseline"
    assert document["script"] in shown.stdout


def test_shows_the_scenario_that_is_asked_for(run: Run, project: Path) -> None:
    first, second = (
        run("show", "builders/xgboost_model.py::XGBoostModelStepBuilder", "--scenario", "model_data=N")
        for _ in range(2)
    )

    assert first.stdout == second.stdout
    assert "\nscenario model_data=None\n" in first.stdout
    assert "create_step raised ValueError: XGBoostModelStepBuilder: required input 'model_data'" in first.stdout
    assert "\nscenarios\n" not in first.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["builders/xgboost_model.py::XGBoostModelStepBulder"],
            "builders/xgboost_model.py::XGBoostModelStepBulder: no builder of that name; did you mean "
            "builders/xgboost_model.py::XGBoostModelStepBuilder?",
        ),
        (["builders/xgboost.py::X"], "builders/xgboost.py: no such file or folder; "),
        (["broken.py::X"], "broken.py cannot be parsed; `cursus-tester check broken.py` says where"),
        (
            ["builders/xgboost_model.py::XGBoostModelStepBuilder", "-f", "html"],
            "--format: unknown format 'html'; known formats are json, text",
        ),
        (
            ["builders/xgboost_model.py::XGBoostModelStepBuilder", "--scenario", "sesion=Session"],
            "builders/xgboost_model.py::XGBoostModelStepBuilder: there is no scenario 'sesion=Session'; did you mean "
            "'session=Session'?",
        ),
    ],
)
def test_says_what_is_wrong(run: Run, project: Path, arguments: list[str], message: str) -> None:
    (project / "broken.py").write_text("class X:\n  def (", encoding="utf-8")

    done = run("show", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"cursus-tester: {message}")


def test_a_builder_that_does_not_load_is_shown_as_far_as_it_got(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd_model.py").write_text(
        "class OddModelStepBuilder:\n"
        "    def __init__(self, config: int) -> None:\n"
        "        raise ValueError('no \\x1b[31m config')\n"
        "    def create_step(self): ...\n",
        encoding="utf-8",
    )

    done = run("show", "odd_model.py::OddModelStepBuilder")

    assert done.returncode == 0
    assert "\nthe builder could not be loaded, so there is no scenario\n" in done.stdout
    assert "raised ValueError: no \\x1b[31m config\n" in done.stdout
    assert done.stdout.endswith("found no config with which the builder could be made.\n")
