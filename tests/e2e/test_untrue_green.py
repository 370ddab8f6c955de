"""What must not look green: blocked rules, waivers and baselines of one scenario, and what nobody looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Run

XGBOOST = "builders/xgboost_model.py"
#: An XGBoost builder that fails with a plain session only.
CHURN = """\
from dataclasses import dataclass

from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.model import XGBoostModel


@dataclass
class ChurnConfig:
    entry_point: str = "inference.py"
    source_dir: str = "src"
    framework_version: str = "1.7-1"


class ChurnModelStepBuilder:
    def __init__(self, config: ChurnConfig, sagemaker_session=None, role=None):
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs=None, dependencies=None, enable_caching=False, model_data=None):
        if not isinstance(self.sagemaker_session, PipelineSession):
            raise RuntimeError("no such session")
        model_data = model_data or (inputs or {}).get("model_data")
        trained = [each for each in dependencies or () if hasattr(each.properties, "ModelArtifacts")]
        if model_data is None and trained:
            model_data = trained[0].properties.ModelArtifacts.S3ModelArtifacts
        if not model_data:
            raise ValueError("model_data is missing")
        model = XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="ChurnModel", model=model, depends_on=list(dependencies or []))
"""
#: It does not compile at all any more, and raises what it raised.
BROKEN = CHURN.replace("if not isinstance(self.sagemaker_session, PipelineSession):", "if True:")
WAIVER = """\
[[tool.cursus-tester.waivers]]
rule = "SB400"
builder = "churn_model.py::ChurnModelStepBuilder"
{names}reason = "we build under PipelineSession"
expires = 2027-01-31
"""
TODAY = ("--today", "2026-11-25")
#: A step of the team's own, of whose type there is no pack.
SCORING = """\
from dataclasses import dataclass

from sagemaker.workflow.entities import RequestType
from sagemaker.workflow.properties import Properties
from sagemaker.workflow.steps import Step, StepTypeEnum


class ScoringStep(Step):
    def __init__(self, name, depends_on=None):
        super().__init__(name, None, None, StepTypeEnum.FAIL, depends_on)

    @property
    def arguments(self) -> RequestType:
        return {"ErrorMessage": "not scored"}

    @property
    def properties(self):
        return Properties(step_name=self.name)


@dataclass
class ScoringConfig:
    instance_type: str = "ml.m5.large"


class ScoringStepBuilder:
    def __init__(self, config: ScoringConfig, sagemaker_session=None, role=None):
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs=None, outputs=None, dependencies=None, enable_caching=True):
        return ScoringStep("Score", list(dependencies or []))
"""
FACTORY = """\
from sagemaker.workflow.steps import CreateModelStep


def make_churn_step(recipe) -> CreateModelStep:
    return CreateModelStep(name="Churn", model=recipe.model())
"""


def report_of(tmp_path: Path, name: str = "out.json") -> dict[str, Any]:
    report: dict[str, Any] = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    return report


@pytest.fixture
def unloadable(project: Path) -> Path:
    """A reference builder that imports what is not installed."""
    file = project / XGBOOST
    file.write_text(
        file.read_text("utf-8").replace("\nfrom pathlib", "\nimport nosuchmodule\nfrom pathlib", 1), "utf-8"
    )
    assert "import nosuchmodule" in file.read_text("utf-8")
    return file


@pytest.mark.parametrize("flags", [("--select", "CM3,SB204"), ("--ignore", "SB100"), ("--select", "CM310")])
def test_rules_that_a_builder_blocks_block_where_the_cause_was_left_out(
    unloadable: Path, tmp_path: Path, run: Run, flags: tuple[str, ...]
) -> None:
    done = run("check", XGBOOST, *flags, "-f", "json=out.json", "-f", "terminal=-", "-q")

    summary = report_of(tmp_path)["summary"]
    assert done.returncode == 1
    assert summary["blocking"] == summary["unjudged"] > 0
    words = " ".join(done.stdout.split())
    assert words.count("ModuleNotFoundError: No module named 'nosuchmodule'") == 1
    assert "could not be judged block" in words
    assert "1 builder, not rated: " in words


def test_they_block_where_the_cause_is_waived(unloadable: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "pyproject.toml").write_text(
        WAIVER.format(names="")
        .replace("SB400", "SB100")
        .replace("churn_model.py::ChurnModelStepBuilder", f"{XGBOOST}::*"),
        encoding="utf-8",
    )

    done = run("check", XGBOOST, *TODAY, "-f", "json=out.json")

    summary = report_of(tmp_path)["summary"]
    assert (done.returncode, summary["waived"]) == (1, 1)
    assert summary["blocking"] == summary["unjudged"] > 0


def test_they_block_where_the_cause_is_in_the_baseline(unloadable: Path, tmp_path: Path, run: Run) -> None:
    accepted = run("baseline", XGBOOST)
    done = run("check", XGBOOST, "--baseline", "-f", "json=out.json")

    assert (accepted.returncode, done.returncode) == (0, 1)
    assert "rules that builders kept from looking: " in accepted.stderr
    summary = report_of(tmp_path)["summary"]
    assert summary["blocking"] == summary["unjudged"] > 0


@pytest.mark.parametrize(
    ("source", "names", "exit_code", "blocking"),
    [
        (CHURN, "", 0, 0),
        (CHURN, 'scenario = "*session=Session"\n', 0, 0),
        (CHURN, 'message = "*no such session*"\n', 0, 0),
        (CHURN, 'scenario = "baseline"\n', 1, 1),
        (BROKEN, 'scenario = "*session=Session"\n', 1, 1),
        (BROKEN, 'message = "*no such thing*"\n', 1, 1),
    ],
)
def test_a_waiver_of_one_scenario_hides_no_other(
    tmp_path: Path, run: Run, source: str, names: str, exit_code: int, blocking: int
) -> None:
    (tmp_path / "churn_model.py").write_text(source, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(WAIVER.format(names=names), encoding="utf-8")

    done = run("check", "churn_model.py", "--select", "SB400", *TODAY, "-f", "json=out.json")

    report = report_of(tmp_path)
    assert (done.returncode, report["summary"]["blocking"]) == (exit_code, blocking)
    (outcome,) = report["subjects"][0]["outcomes"]
    open = [each for each in outcome["findings"] if each["waiver"] is None]
    assert all("baseline" in each["scenarios"] for each in open if source is BROKEN)


def test_a_baseline_of_one_scenario_hides_no_other(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "churn_model.py"
    file.write_text(CHURN, encoding="utf-8")
    check = ("check", "churn_model.py", "--select", "SB400", "--baseline", "-f", "json=out.json")
    assert run("baseline", "churn_model.py", "--select", "SB400").returncode == 0
    assert run(*check).returncode == 0

    file.write_text(BROKEN, encoding="utf-8")

    assert run(*check).returncode == 1
    (outcome,) = report_of(tmp_path)["subjects"][0]["outcomes"]
    known = {each["known"]: each["scenarios"] for each in outcome["findings"]}
    assert "baseline" in known[False]
    assert all(name.endswith("session=Session") for name in known[True])


def test_what_nobody_looked_at_is_not_rated(tmp_path: Path, run: Run) -> None:
    (tmp_path / "scoring.py").write_text(SCORING, encoding="utf-8")
    (tmp_path / "churn_steps.py").write_text(FACTORY, encoding="utf-8")

    done = run("check", "scoring.py", "churn_steps.py", "-f", "json=out.json", "-f", "terminal=-")
    least = run("check", "scoring.py", "churn_steps.py", "-q", "--min-score", "1")

    report = report_of(tmp_path)
    [factory] = [each for each in report["subjects"] if each["name"] == "make_churn_step"]
    blocked = sum(each["outcome"] == "blocked" for each in factory["outcomes"])
    assert blocked > 30
    assert {each["name"]: (each["rating"], each["not_rated"]) for each in report["subjects"]} == {
        "ScoringStepBuilder": (None, "no rules are made for Scoring steps"),
        "make_churn_step": (None, f"{blocked} rules could not be judged"),
    }
    assert (report["summary"]["score"], report["summary"]["rating"], report["summary"]["not_rated"]) == (None, None, 2)
    assert "2 builders, not rated: " in done.stdout
    assert "not rated, no rules are made for Scoring steps: scoring.py::ScoringStepBuilder" in " ".join(
        done.stdout.split()
    )
    assert done.returncode == (1 if report["summary"]["blocking"] else 0)
    assert least.returncode == 1
    assert [line.partition(";")[0] for line in least.stderr.splitlines()] == [
        f"cursus-tester: churn_steps.py::make_churn_step: is not rated, as {blocked} rules could not be judged",
        "cursus-tester: scoring.py::ScoringStepBuilder: is not rated, as no rules are made for Scoring steps",
    ]


@pytest.mark.parametrize(
    ("flags", "settings", "exit_code", "said"),
    [
        ((), "", 0, ""),
        (("--min-score", "1"), "", 1, "is not rated, as it was only read, not run"),
        ((), "min-score = 1\n", 0, "min-score in pyproject.toml is not judged: --static runs nothing"),
    ],
)
def test_what_was_only_read_is_not_rated(
    project: Path, run: Run, flags: tuple[str, ...], settings: str, exit_code: int, said: str
) -> None:
    (project / "pyproject.toml").write_text(f"[tool.cursus-tester]\n{settings}", encoding="utf-8")

    done = run("check", XGBOOST, "--static", *flags)

    assert done.returncode == exit_code
    assert said in done.stderr
    words = " ".join(done.stdout.split())
    assert words.endswith(
        f"not rated, it was only read, not run: {XGBOOST}::XGBoostModelStepBuilder 1 builder, not rated: nothing blocks"
    )
