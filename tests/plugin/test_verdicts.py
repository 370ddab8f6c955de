"""What rules say becomes what pytest says."""

from __future__ import annotations

import pytest

from cursus_tester.results.subject import SubjectKind
from cursus_tester.rules.catalogue import find_rule
from cursus_tester.rules.registry import load_rules
from tests.plugin.conftest import GOOD, Run

CHURN = "team/churn_model.py::ChurnModelStepBuilder"


@pytest.fixture
def verdicts(canned: pytest.Pytester, run: Run) -> pytest.RunResult:
    return run("--conformance", "team", "-rA", "-k", "SB1")


def test_every_kind_of_outcome(verdicts: pytest.RunResult) -> None:
    verdicts.assert_outcomes(passed=5, failed=3, errors=1, skipped=1, xfailed=1, warnings=1)
    verdicts.stdout.re_match_lines_random(
        [
            rf"FAILED {CHURN}::SB100 - Failed: what was",
            rf"FAILED {CHURN}::SB101 - Failed: blocked",
            rf"FAILED {CHURN}::SB104 - Failed: \[XPASS",
            rf"ERROR {CHURN}::SB106 - Failed: SB106:",
            r"SKIPPED \[1\] team/churn_model.py:4: no constructor",
            rf"XFAIL {CHURN}::SB103 - (reason: )?until we have it",
            rf"PASSED {CHURN}::SB105",
        ]
    )


def test_a_failure_shows_finding_scenario_excerpt_and_way_out_instead_of_a_traceback(
    verdicts: pytest.RunResult,
) -> None:
    lines, rule = verdicts.outlines, find_rule(load_rules(), "SB100")
    assert rule is not None
    start = next(number for number, line in enumerate(lines) if "ChurnModelStepBuilder SB100 builder-loads" in line)
    assert lines[start + 1 : start + 12] == [
        r"what was \x1b[31mfound",
        "team/churn_model.py:6:9, scenario baseline",
        "  4 | class ChurnModelStepBuilder:",
        "  5 |     def __init__(self, config, sagemaker_session=None, role=None):",
        "> 6 |         self.config = config",
        "  7 |",
        "  8 |     def create_step(self, inputs=None, dependencies=None, enable_caching=None, model_data=None):",
        "what to do: mend it",
        "",
        f"SB100 builder-loads, error: {rule.info.title}",
        "for details run: cursus-tester explain SB100",
    ]
    assert not [line for line in lines if "Traceback" in line or "verdicts.py" in line]


def test_a_rule_that_weighs_less_than_fail_on_is_a_warning_at_the_place(verdicts: pytest.RunResult) -> None:
    verdicts.stdout.fnmatch_lines(
        [
            f"{CHURN}::SB105",
            "  *team/churn_model.py:6: ConformanceWarning: SB105 naming: what was \\x1b*found; mend it",
        ]
    )


@pytest.mark.parametrize(("fail_on", "failed", "warned"), [("error", 3, 1), ("warning", 4, 0), ("never", 1, 3)])
def test_fail_on(canned: pytest.Pytester, run: Run, fail_on: str, failed: int, warned: int) -> None:
    done = run("--conformance", "team", "-k", "SB1", "--conformance-fail-on", fail_on)
    # A waiver that is not needed and a crashed rule count whatever the severity.
    done.assert_outcomes(passed=8 - failed, failed=failed, errors=1, skipped=1, xfailed=1, warnings=warned)


@pytest.mark.parametrize(
    ("chosen", "failed", "explained"), [("CM331 or SB413", 1, 1), ("CM331", 1, 0), ("SB413", 1, 0)]
)
def test_a_finding_that_another_one_explains_fails_once(
    canned: pytest.Pytester, run: Run, chosen: str, failed: int, explained: int
) -> None:
    done = run("--conformance", "team", "-rx", "-k", chosen)

    done.assert_outcomes(failed=failed, xfailed=explained)
    if explained:
        done.stdout.re_match_lines_random([rf"XFAIL {CHURN}::CM331 - (reason: )?explained by SB413, which fails"])


def test_last_failed_are_run_again_and_nothing_else_is_checked(canned: pytest.Pytester, run: Run) -> None:
    run("--conformance", "team", "-k", "SB100 or SB105 or SB104")
    run("--conformance", "team", "--lf").assert_outcomes(
        failed=2, deselected=sum(rule.judges(SubjectKind.BUILDER) for rule in load_rules()) - 2
    )
    assert canned.path.joinpath("runs.txt").read_text() == "1 builders, 3 rules\n1 builders, 2 rules\n"


WAIVERS = """
[tool.cursus-tester]
conventions = "all"
[[tool.cursus-tester.waivers]]
rule = "SB109"
builder = "team/*"
reason = "no registry here"

[[tool.cursus-tester.waivers]]
rule = "SB109"
builder = "team/fraud_model.py::*"
reason = "not yet"
expires = 2020-01-01
"""


def test_waivers_of_settings_hold_for_tests_of_any_origin(project: pytest.Pytester, run: Run) -> None:
    """Of builders that are checked by --conformance, and of those that a test is parametrized by."""
    project.mkdir("other").joinpath("fraud_model.py").write_text(GOOD.replace("Churn", "Fraud"), encoding="utf-8")
    project.makepyprojecttoml(WAIVERS.replace("team/fraud", "other/fraud"))
    project.makepyfile(
        "from cursus_tester import parametrize_builders\n"
        "@parametrize_builders('other', 'team', select='SB109')\n"
        "def test_each(builder, conformance): conformance.check(builder)\n"
    )
    done = run(".", "--conformance", "team", "--conformance-static", "-k", "SB109 or test_each", "-rxw")
    done.assert_outcomes(passed=2, xfailed=1, warnings=3)
    done.stdout.fnmatch_lines(["XFAIL *ChurnModelStepBuilder::SB109 - *no registry here*"])
    assert "the waiver of SB109 expired on 2020-01-01 and waives nothing any more" in done.stdout.str()
