"""What else the tool does works on pipelines too: the gate, the baseline, waivers, shards and the cache."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.e2e.conftest import Run, run_here
from tests.repositories import ENVIRONMENT, make_repository

COMMON = """\
from sagemaker.workflow.callback_step import CallbackStep

QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/q"


def wait(name):
    return CallbackStep(name=name, sqs_queue_url=QUEUE, inputs={}, outputs=[])
"""
PIPELINE = """\
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession

from common import wait


def get_pipeline():
    return Pipeline(name="p", parameters=[], steps=[wait("A")], sagemaker_session=PipelineSession())
"""
BROKEN = COMMON.replace("https://sqs.us-east-1.amazonaws.com/123456789012/q", "q")
UNUSED = PIPELINE.replace("parameters=[]", 'parameters=[ParameterString("Unused")]')
WAIVED = UNUSED.replace(
    "def get_pipeline():", 'def get_pipeline():  # cursus-tester: waive PL303 reason="for later" expires=2999-01-01'
)


def test_the_gate_sees_what_a_change_of_an_imported_module_does_to_a_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = make_repository(tmp_path / "repository")
    repository.commit({"common.py": COMMON, "pipeline.py": PIPELINE})
    repository.git("checkout", "-q", "-b", "change")
    repository.write({"common.py": BROKEN})
    (tmp_path / "tmp").mkdir()
    monkeypatch.chdir(repository.top)
    for name, value in {**ENVIRONMENT, "TMPDIR": str(tmp_path / "tmp")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", None)

    result = run_here(capsys, "gate", "--base", "main")

    assert result.returncode == 1
    assert "PL317 step-values-fit" in result.stdout


def test_baseline_waivers_shards_and_the_cache(run: Run, tmp_path: Path) -> None:
    for name, text in {"common.py": COMMON, "pipeline.py": UNUSED, "waived.py": WAIVED}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    check = ("check", "--fail-on", "warning", "-q", "-f", "json=out.json")

    def outcomes() -> dict[str, str]:
        subjects = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["subjects"]
        return {each["path"]: next(o["outcome"] for o in each["outcomes"] if o["rule"] == "PL303") for each in subjects}

    assert run(*check).returncode == 1
    assert outcomes() == {"pipeline.py": "failed", "waived.py": "waived"}
    # From the cache, until something that the pipeline rests on changes.
    assert run(*check).returncode == 1
    assert run("baseline").returncode == 0
    assert run(*check, "--baseline").returncode == 0
    (tmp_path / "common.py").write_text(BROKEN, encoding="utf-8")
    assert run(*check, "--baseline").returncode == 1
    run(*check, "--shard", "1/2")
    first = outcomes()
    run(*check, "--shard", "2/2")
    assert sorted([*first, *outcomes()]) == ["pipeline.py", "waived.py"]


def test_a_made_up_name_of_a_step_hides_nothing(run: Run, tmp_path: Path) -> None:
    """What rests on a made-up value is not said, and no rule passes for it."""
    for queue, expected in (('"q"', "failed"), ('f"{label}"', "not_applicable")):
        text = PIPELINE.replace("get_pipeline()", "get_pipeline(label)").replace('wait("A")', 'wait(f"{label}-A")')
        common = COMMON.replace("sqs_queue_url=QUEUE", "sqs_queue_url=queue").replace(
            "def wait(name)", "def wait(name, queue)"
        )
        broken = text.replace("from common import wait", common).replace('-A")', f'-A", {queue})')
        (tmp_path / "pipeline.py").write_text(broken, encoding="utf-8")
        run("check", "pipeline.py", "-q", "--no-cache", "-f", "json=out.json")
        [subject] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["subjects"]
        assert {each["outcome"] for each in subject["outcomes"] if each["rule"] == "PL317"} == {expected}, subject
