"""Which tests ``--conformance`` makes of builders, without importing one."""

from __future__ import annotations

import pytest

from cursus_tester.results.rule import Level
from cursus_tester.results.subject import SubjectKind
from cursus_tester.rules.registry import Rule, load_rules
from tests.plugin.conftest import GOOD, Run

CHURN = "team/churn_model.py::ChurnModelStepBuilder"
RULES = tuple(rule for rule in load_rules() if rule.judges(SubjectKind.BUILDER))


def collected(done: pytest.RunResult) -> list[str]:
    assert done.ret in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED), done.stdout.str()
    return [line for line in done.outlines if "::" in line]


def ids(rules: list[Rule]) -> list[str]:
    return [f"{CHURN}::{rule.info.id}" for rule in rules]


def test_each_builder_and_rule_is_a_test(project: pytest.Pytester, run: Run) -> None:
    found = collected(run("--conformance", "team", "--collect-only", "-q"))
    assert found == ids(list(RULES))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-m", "level3"], [rule for rule in RULES if rule.info.level is Level.STEP_CREATION]),
        (
            ["-m", "level1 and static"],
            [rule for rule in RULES if rule.info.level is Level.INTERFACE and rule.is_static],
        ),
        (["-m", "dynamic"], [rule for rule in RULES if not rule.is_static]),
        (["-k", "CM310"], [rule for rule in RULES if rule.info.id == "CM310"]),
        (["-k", "CM400"], [rule for rule in RULES if rule.info.id == "SB400"]),
        (["-k", "cm400 or sb401"], [rule for rule in RULES if rule.info.id in ("SB400", "SB401")]),
        (["-k", "no-cache-config"], [rule for rule in RULES if rule.info.id == "CM310"]),
        (["-k", "Fraud"], []),
    ],
)
def test_selection(project: pytest.Pytester, run: Run, arguments: list[str], expected: list[Rule]) -> None:
    found = collected(run("--conformance", "team", "--collect-only", "-q", "--strict-markers", *arguments))
    assert found == ids(expected)


@pytest.mark.parametrize("spelling", ["SB400", "CM400", "cm400"])
@pytest.mark.parametrize("before", [["--conformance"]])
def test_the_id_of_a_test_may_have_the_id_that_its_rule_had(
    project: pytest.Pytester, run: Run, spelling: str, before: list[str]
) -> None:
    found = collected(run("--collect-only", "-q", *before, f"{CHURN}::{spelling}"))
    assert found == [f"{CHURN}::SB400"]


@pytest.mark.parametrize(
    ("ini", "arguments", "expected"),
    [
        ("", [], {"own"}),
        ("", ["--conformance", f"{CHURN}::CM310"], {"churn"}),
        ("", ["--conformance", "team/churn_model.py"], {"churn"}),
        ("", ["--conformance", "team", "other"], {"churn", "fraud"}),
        ("", ["--conformance", "team", "--conformance", "other"], {"churn", "fraud"}),
        ("testpaths = tests", ["--conformance", "team"], {"churn"}),
        ("testpaths = tests", ["tests", "--conformance", "team"], {"churn", "own"}),
        ("", [".", "--conformance", "team"], {"churn", "own"}),
        ("conformance_paths = team other", [], {"churn", "fraud", "own"}),
        ("testpaths = tests\nconformance_paths = team", [], {"churn", "own"}),
        ("conformance_paths = team other", ["tests"], {"own"}),
        ("conformance_paths = team other", [CHURN], {"churn"}),
        ("conformance_paths = team", ["--conformance", "other"], {"fraud"}),
    ],
)
def test_paths(project: pytest.Pytester, run: Run, ini: str, arguments: list[str], expected: set[str]) -> None:
    for folder, file, text in (("tests", "test_own.py", "def test_own(): ..."), ("other", "fraud_model.py", GOOD)):
        project.mkdir(folder).joinpath(file).write_text(text, encoding="utf-8")
    project.makeini(f"[pytest]\n{ini}\n")
    found = collected(run("--collect-only", "-q", "-k", "CM310 or test_own", *arguments))
    names = {CHURN: "churn", "other/fraud_model.py::ChurnModelStepBuilder": "fraud", "tests/test_own.py": "own"}
    assert sorted(names[test.rpartition("::")[0]] for test in found) == sorted(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--conformance", "gone"], "--conformance: gone: no such file or folder; check the path"),
        (["--conformance", "team", "tests"], "paths of other tests go before --conformance"),
        (["--conformance", "team", "--conformance-report", "jsn=x"], "unknown format 'jsn'"),
        (["--conformance", "team", "--conformance-report", "json"], "--conformance-report json: a report of a pytest"),
        (["--conformance", "team", "--conformance-fail-on", "info"], "invalid choice: 'info'"),
    ],
)
def test_wrong_usage(project: pytest.Pytester, run: Run, arguments: list[str], message: str) -> None:
    project.mkdir("tests")
    done = run(*arguments)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert message in done.stderr.str()


def test_settings_that_are_not_understood(project: pytest.Pytester, run: Run) -> None:
    project.makepyprojecttoml("[tool.cursus-tester]\nconfig = {}\n")
    done = run("--conformance", "team")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "tool.cursus-tester.config is no setting" in done.stderr.str()


RAISING = "raise RuntimeError('imported')\n"


def test_no_module_of_the_project_is_imported(project: pytest.Pytester, run: Run) -> None:
    """Neither the builder's, named explicitly or not, nor the package around it."""
    builder = project.path / "team" / "churn_model.py"
    builder.write_text(RAISING + GOOD, encoding="utf-8")
    builder.with_name("__init__.py").write_text(RAISING, encoding="utf-8")
    for path in ("team", "team/churn_model.py"):
        done = run("--conformance", path, "--conformance-static", "-k", "CM310 or CM306", "-p", "no:cacheprovider")
        done.assert_outcomes(passed=2, deselected=len(RULES) - 2)


def test_a_file_that_does_not_parse_has_tests_too(project: pytest.Pytester, run: Run) -> None:
    project.path.joinpath("team", "broken.py").write_text("class BrokenStepBuilder(:\n", encoding="utf-8")
    found = collected(run("--conformance", "team/broken.py", "--collect-only", "-q"))
    judging = [rule for rule in load_rules() if rule.judges(SubjectKind.MODULE)]
    assert found == [f"team/broken.py::{rule.info.id}" for rule in judging]
