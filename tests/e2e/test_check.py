"""`cursus-tester check` on the reference builders, whole and broken, with the real SDK."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema

from tests.e2e.conftest import Run


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_reference_builders_are_clean_and_the_report_fits_its_schema(project: Path, run: Run) -> None:
    result = run("check", "builders/", "-f", "json=-")

    assert result.stderr == ""
    assert result.returncode == 0
    report = json.loads(result.stdout)
    schema = json.loads(files("cursus_tester.reports.formats").joinpath("report.schema.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    assert report["summary"]["subjects"] == 16
    assert {subject["score"] for subject in report["subjects"]} == {100.0}
    unjudged = {
        (subject["name"], outcome["rule"]): outcome["outcome"]
        for subject in report["subjects"]
        for outcome in subject["outcomes"]
        if outcome["outcome"] not in ("passed", "not_applicable")
    }
    assert unjudged == {}


def test_a_model_as_step_args_is_named_with_its_line_and_what_the_sdk_did(project: Path, run: Run) -> None:
    builder = project / "builders" / "xgboost_model.py"
    edit(builder, "model=model", "step_args=model")
    line = next(n for n, text in enumerate(builder.read_text().splitlines(), 1) if "step_args=model" in text)

    result = run("check", "builders/xgboost_model.py", "--no-color")

    assert result.returncode == 1
    finding = " ".join(result.stdout[result.stdout.index("CM303") :].split())
    assert f"builders/xgboost_model.py:{line}:" in finding
    assert (
        "`step_args` received an XGBoostModel; CreateModelStep reads it as a request dict when the pipeline is "
        "compiled, and there the SDK raised AttributeError: 'XGBoostModel' object has no attribute 'pop'"
    ) in finding


def test_bad_files_are_findings_and_bad_paths_are_said_while_the_rest_is_checked(project: Path, run: Run) -> None:
    (project / "builders" / "broken.py").write_text("class BrokenStepBuilder(:\n", encoding="utf-8")
    (project / "builders" / "stray.py").write_text(
        "import no_such_distribution\n\n\nclass StrayModelStepBuilder:\n"
        "    def __init__(self, config): ...\n    def create_step(self, **kwargs): ...\n",
        encoding="utf-8",
    )
    (project / "empty").mkdir()

    result = run(
        "check", "builders/broken.py", "builders/stray.py", "builders/generic_model.py", "empty", "gone", "-f", "json=-"
    )

    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "empty: no step builder and no pipeline in this folder" in result.stderr
    assert "gone: no such file or folder" in result.stderr
    found = {
        subject["id"]: [
            (outcome["rule"], finding["message"], finding["line"])
            for outcome in subject["outcomes"]
            for finding in outcome["findings"]
            if outcome["severity"] == "error" and not finding["explained_by"]
        ]
        for subject in json.loads(result.stdout)["subjects"]
    }
    assert found["builders/generic_model.py::GenericModelStepBuilder"] == []
    ((rule, message, line),) = found["builders/broken.py::"]
    assert (rule, line) == ("SB100", 1)
    assert message.startswith("the file does not parse: ")
    stray = found["builders/stray.py::StrayModelStepBuilder"]
    assert (
        "SB100",
        "importing the module raised ModuleNotFoundError: No module named 'no_such_distribution'",
        1,
    ) in stray


def test_a_builder_that_hangs_or_dies_costs_its_own_scenario_only(project: Path, run: Run) -> None:
    builder = project / "builders" / "generic_model.py"
    edit(
        builder,
        "        model = self._create_model(",
        "        if kwargs.get('enable_caching') is True:\n            import os; os._exit(7)\n"
        "        model = self._create_model(",
    )

    result = run("check", "builders/generic_model.py", "builders/xgboost_model.py", "-f", "json=-")

    assert result.returncode == 1
    failed = {
        (subject["name"], outcome["rule"], finding["scenario"]): finding["message"]
        for subject in json.loads(result.stdout)["subjects"]
        for outcome in subject["outcomes"]
        for finding in outcome["findings"]
        if outcome["severity"] == "error"
    }
    assert {name for name, _, _ in failed} == {"GenericModelStepBuilder"}
    message = failed["GenericModelStepBuilder", "SB110", "enable_caching=True"]
    assert message == "the scenario failed: its process exited with status 7"
