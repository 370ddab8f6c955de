"""The Python interface: what is asked for wrongly, what a report raises, and one rule on one builder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cursus_tester
from cursus_tester import (
    ConformanceError,
    Finding,
    Outcome,
    OutcomeKind,
    Report,
    Severity,
    Unable,
    check_builder,
    check_paths,
    run_rule,
)
from cursus_tester.results.rule import Level, RuleInfo
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard, summarize
from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.rules import registry


class ChurnModelStepBuilder:
    def __init__(self, config: Any, sagemaker_session: Any = None, role: Any = None) -> None:
        self.config = config

    def create_step(self, **kwargs: Any) -> Any:
        raise NotImplementedError


def churn_step() -> Any:
    from sagemaker.workflow.steps import CreateModelStep

    return CreateModelStep("Churn", cache_config=None)


def report(*outcomes: Outcome, fail_on: Severity | None = Severity.ERROR) -> Report:
    subject = Subject(name="B", kind=SubjectKind.BUILDER, place=Place(path="b.py"), file="/b.py")
    cards = [scorecard(subject, None, None, Pattern(), outcomes)]
    return Report(
        tool_version="0", sdk_version=None, scorecards=tuple(cards), summary=summarize(cards, fail_on=fail_on)
    )


def outcome(
    kind: OutcomeKind, *findings: Finding, id: str = "XX301", reason: str | None = None, warns: bool = False
) -> Outcome:
    severity = Severity.WARNING if warns else Severity.ERROR
    info = RuleInfo(id=id, slug="x", title="Does x", level=Level.STEP_CREATION, severity=severity)
    return Outcome(rule=info, kind=kind, reason=reason, findings=findings)


FINDING = Finding(
    message="found \x1b[31mx", hint="do y", place=Place(path="b.py", line=3, column=5), scenario="baseline"
)
KNOWN = Finding(message="old", hint="", place=Place(path="b.py"), known=True)


@pytest.mark.parametrize(
    ("outcomes", "text"),
    [
        (
            [outcome(OutcomeKind.FAILED, FINDING, KNOWN), outcome(OutcomeKind.PASSED, id="XX302")],
            "b.py::B does not conform\n"
            "  XX301 x (error) at b.py:3:5, scenario baseline\n"
            "    found \\x1b[31mx\n"
            "    what to do: do y",
        ),
        (
            [
                outcome(OutcomeKind.BLOCKED, reason="it raised"),
                outcome(OutcomeKind.BLOCKED, id="XX303", reason="it raised"),
                outcome(OutcomeKind.FAILED, id="XX302"),
                outcome(OutcomeKind.ERROR, id="XX304", reason="the rule crashed: KeyError", warns=True),
            ],
            "b.py::B does not conform\n"
            "  XX302 x (error): failed\n"
            "  XX301, XX303 could not be judged: it raised\n"
            "  XX304 could not be judged: the rule crashed: KeyError",
        ),
        (
            [outcome(OutcomeKind.NOT_APPLICABLE, reason="needs the builder to run (--static)")],
            "nothing was tested: no rule ran\n  XX301: needs the builder to run (--static)",
        ),
        ([], "nothing was tested: no rule ran"),
    ],
)
def test_what_a_report_raises(outcomes: list[Outcome], text: str) -> None:
    with pytest.raises(ConformanceError) as raised:
        report(*outcomes).raise_for_findings()
    assert str(raised.value) == text
    assert isinstance(raised.value, AssertionError)
    assert raised.value.report == report(*outcomes)


WARNS = outcome(OutcomeKind.FAILED, FINDING, warns=True)


@pytest.mark.parametrize(
    ("judged", "fail_on", "raises"),
    [
        (report(outcome(OutcomeKind.PASSED)), None, False),
        (report(outcome(OutcomeKind.FAILED, KNOWN)), None, False),
        (report(outcome(OutcomeKind.FAILED, FINDING)), "never", False),
        (report(WARNS), None, False),
        (report(WARNS), "warning", True),
        (report(WARNS, fail_on=Severity.WARNING), None, True),
        (report(WARNS, fail_on=Severity.WARNING), "error", False),
        (report(outcome(OutcomeKind.ERROR, reason="crashed")), "never", True),
    ],
)
def test_when_a_report_raises(judged: Report, fail_on: str | None, raises: bool) -> None:
    try:
        judged.raise_for_findings(fail_on)
    except ConformanceError:
        assert raises
    else:
        assert not raises


def test_a_severity_that_is_none() -> None:
    with pytest.raises(ValueError, match="'errors' is not a valid FailOn"):
        report().raise_for_findings("errors")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"paths": "gone"}, "gone: no such file or folder"),
        ({"paths": []}, "check_paths: there are no paths"),
        ({"paths": ["builders", "specs"]}, "specs: no step builder and no pipeline in this folder"),
        ({"paths": "builders", "select": "CM999"}, "no rule has the id or prefix 'CM999'"),
        ({"paths": "builders", "import_root": "gone"}, "--import-root gone: no such folder"),
    ],
)
def test_paths_that_cannot_be_checked(options: dict[str, Any], message: str) -> None:
    with pytest.raises(Unable) as raised:
        check_paths(**options)
    assert message in str(raised.value)


def test_paths() -> None:
    found = check_paths([Path("builders/xgboost_model.py")], select=["CM31,SB101"], ignore="CM311", static=True)
    assert [card.subject.name for card in found.scorecards] == ["XGBoostModelStepBuilder"]
    kinds = {each.rule.id: each.kind for each in found.scorecards[0].outcomes}
    assert kinds["CM310"] is kinds["SB101"] is OutcomeKind.PASSED
    assert "CM311" not in kinds
    found.raise_for_findings()


def test_builder_of_this_module() -> None:
    found = check_builder(ChurnModelStepBuilder, select="SB411", static=True)
    assert [card.subject.id for card in found.scorecards] == ["tests/unit/test_api.py::ChurnModelStepBuilder"]
    found.raise_for_findings()


def test_a_function_gets_the_rules_of_its_step_and_of_pipelines() -> None:
    found = check_builder(churn_step, select="CM310,SB300,PL100,PL301")
    kinds = {each.rule.id: each.kind for each in found.scorecards[0].outcomes}
    # SB300 judges what a step builder returns.
    assert kinds == {
        "CM310": OutcomeKind.FAILED,
        "PL100": OutcomeKind.FAILED,
        "PL301": OutcomeKind.BLOCKED,
    }


class Outer:
    class InnerModelStepBuilder: ...


MADE = type("MadeModelStepBuilder", (), {"__module__": "gone", "create_step": None})


@pytest.mark.parametrize(
    ("builder", "options", "error", "message"),
    [
        (ChurnModelStepBuilder(None), {}, TypeError, "expected a step builder class or a function .* give the class"),
        (churn_step, {"config": 1}, TypeError, "churn_step .* is no class; only a class gets a config"),
        (Outer.InnerModelStepBuilder, {}, Unable, "Outer.InnerModelStepBuilder: is defined inside another definition"),
        (MADE, {}, Unable, "gone.MadeModelStepBuilder: its source is in no file"),
        (Finding, {}, Unable, "finding.py::Finding: no step builder or pipeline Finding in this file"),
    ],
)
def test_builders_that_cannot_be_checked(
    builder: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        check_builder(builder, **options)


@pytest.fixture
def own_rule(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))

    @cursus_tester.rule("ACME101", "acme-name")
    def acme_name(subject: Subject) -> Iterator[Finding]:
        """Is one of ours."""
        if not subject.name.startswith("Acme"):
            yield Finding(message=f"{subject.name} is not ours", hint="call it Acme…")

    return acme_name


def test_one_rule_on_one_builder(own_rule: Any) -> None:
    found = run_rule(own_rule, ChurnModelStepBuilder, static=True)
    assert [finding.message for finding in found.findings] == ["ChurnModelStepBuilder is not ours"]
    assert run_rule("sb101", "builders/xgboost_model.py", static=True).kind is OutcomeKind.PASSED


@pytest.mark.parametrize(
    ("rule", "builder", "message"),
    [
        ("SB999", "builders/xgboost_model.py", "no rule has the id or prefix 'SB999'"),
        ("SB101", "builders", r"builders: expected one builder, found 16: builders/approved_model_lookup.py::Appr"),
        (churn_step, "builders/xgboost_model.py", "churn_step.* is no rule; declare it with @rule"),
    ],
)
def test_a_rule_that_cannot_be_run(rule: Any, builder: str, message: str) -> None:
    with pytest.raises((Unable, ValueError, registry.RuleError), match=message):
        run_rule(rule, builder, static=True)


def test_the_package_offers_all_and_imports_nothing() -> None:
    assert {name: getattr(cursus_tester, name).__name__ for name in cursus_tester.__all__} == {
        name: name for name in cursus_tester.__all__
    }
    assert set(cursus_tester.__all__) <= set(dir(cursus_tester))
    show = "import sys, cursus_tester; print([name for name in sys.modules if 'cursus_tester' in name])"
    printed = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout
    assert printed == "['cursus_tester']\n"
    with pytest.raises(AttributeError, match="module 'cursus_tester' has no attribute 'check_all'"):
        _ = cursus_tester.check_all
