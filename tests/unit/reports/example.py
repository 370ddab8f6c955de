"""One report that has everything a renderer has to show."""

from __future__ import annotations

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import FOR_OTHER_STEP_TYPES, Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import ALL_STEP_TYPES, Level, RuleInfo, Severity
from cursus_tester.results.scorecard import Exhibit, Pattern, Scorecard
from cursus_tester.results.scoring import scorecard, summarize
from cursus_tester.results.subject import Place, Subject, SubjectKind

PATH = "builders/xgboost_model.py"
#: What rules apply to, by the letters of their ids.
GROUPS = {"CM": "CreateModel steps", "BS": "Other steps"}


def rule_info(
    id: str,
    slug: str = "some-rule",
    *,
    severity: Severity = Severity.ERROR,
    weight: float = 1.0,
    formerly: str = "",
    applies_to: str = ALL_STEP_TYPES,
    explained_by: tuple[str, ...] = (),
    explains: tuple[str, ...] = (),
) -> RuleInfo:
    level = list(Level)[int(id.lstrip("SBCM")[0]) - 1]
    return RuleInfo(
        id=id,
        slug=slug,
        title="does as it should",
        level=level,
        severity=severity,
        weight=weight,
        formerly=formerly,
        applies_to=applies_to,
        explained_by=explained_by,
        explains=explains,
    )


def outcome(
    id: str,
    kind: OutcomeKind,
    *findings: Finding,
    slug: str = "some-rule",
    reason: str | None = None,
    severity: Severity = Severity.ERROR,
    weight: float = 1.0,
    applies_to: str = ALL_STEP_TYPES,
    explained_by: tuple[str, ...] = (),
    explains: tuple[str, ...] = (),
) -> Outcome:
    rule = rule_info(
        id,
        slug,
        severity=severity,
        weight=weight,
        applies_to=applies_to,
        explained_by=explained_by,
        explains=explains,
    )
    return Outcome(rule=rule, kind=kind, reason=reason, findings=findings)


def finding(
    message: str = "found this, expected that",
    *,
    line: int = 1,
    scenario: str | None = None,
    scenarios: tuple[str, ...] = (),
    known: bool = False,
    waiver: str | None = None,
    cause: str = "",
    fingerprint: str = "0123456789abcdef",
) -> Finding:
    return Finding(
        message=message,
        hint="do it the other way",
        place=Place(path=PATH, line=line, column=9),
        scenario=scenario,
        scenarios=scenarios,
        known=known,
        waiver=waiver,
        cause=cause,
        fingerprint=fingerprint,
    )


def subject(name: str = "XGBoostModelStepBuilder", path: str = PATH) -> Subject:
    return Subject(name=name, kind=SubjectKind.BUILDER, place=Place(path=path, line=20), file=f"/nowhere/{path}")


def report(*cards: Scorecard, sdk_version: str | None = "2.257.7", notes: tuple[str, ...] = ()) -> Report:
    return Report(
        tool_version="0.1.0",
        sdk_version=sdk_version,
        scorecards=cards,
        summary=summarize(cards),
        notes=notes,
        sources={PATH: tuple(f"line_{number} = '<i>{number}</i>'" for number in range(1, 100))},
    )


def broken_card() -> Scorecard:
    return scorecard(
        subject(),
        "CreateModel",
        "xgboost",
        Pattern(declared="A", observed="B"),
        (
            outcome("SB100", OutcomeKind.PASSED, slug="builder-loads"),
            outcome("SB103", OutcomeKind.UNEXPECTED_PASS, reason="waived for nothing"),
            outcome(
                "SB204",
                OutcomeKind.WAIVED,
                finding("no error names the input", line=40, waiver="agreed with the <platform> team"),
                slug="missing-input-named",
                reason="agreed with the <platform> team",
            ),
            outcome("SB205", OutcomeKind.ERROR, reason="ZeroDivisionError: division by zero"),
            outcome(
                "CM303",
                OutcomeKind.FAILED,
                finding(
                    "step_args is an XGBoostModel [bold]not[/bold] a request",
                    line=88,
                    scenario="plain session",
                    scenarios=("plain session", "a", "b", "c"),
                    known=True,
                ),
                finding("the same", line=33),
                finding("the same, accepted", line=34, waiver="until the image is there"),
                slug="pattern-b-request",
            ),
            outcome("SB320", OutcomeKind.NOT_APPLICABLE, reason="holds for Pattern A only"),
            outcome("SB400", OutcomeKind.BLOCKED, reason="create_step raised ValueError: no\x1b[31m model data"),
            outcome("SB401", OutcomeKind.BLOCKED, reason="create_step raised ValueError: no\x1b[31m model data"),
            outcome("CM490", OutcomeKind.PASSED, finding("deprecated"), severity=Severity.INFO, weight=0.0),
        ),
        (
            Exhibit(
                scenario="baseline",
                situation="PipelineSession in us-east-1; model_data from the training step XGBoostTraining",
                config={"instance_type": "ml.m5.large", "env": {"A": "<b>1</b>"}},
                request={"PrimaryContainer": {"Image": "image:1", "Environment": {"A": "<b>1</b>"}}},
                problem=None,
            ),
            Exhibit(
                scenario="plain session",
                situation="Session in us-east-1; model_data from the training step XGBoostTraining",
                config={"instance_type": "ml.m5.large"},
                request=None,
                problem="compile raised AttributeError: no attribute 'pop'",
            ),
        ),
    )


def good_card() -> Scorecard:
    outcomes = [
        outcome(id, OutcomeKind.PASSED) for id in ("SB100", "SB101", "SB201", "SB300", "CM310", "SB400", "SB401")
    ]
    name = "TensorFlowEstimatorModelStepBuilder"
    return scorecard(
        subject(name, "builders/tensorflow_estimator_model.py"),
        "CreateModel",
        "tensorflow",
        Pattern(declared="B", observed="B"),
        outcomes,
    )


def report_of_two_step_types() -> Report:
    """Two builders, each with a rule for all step types, one for its own, and some for the other's."""

    def card(name: str, own: str, *others: str) -> Scorecard:
        outcomes = [
            outcome("SB400", OutcomeKind.PASSED),
            outcome(f"{own}301", OutcomeKind.FAILED, finding(), applies_to=GROUPS[own]),
            *(
                outcome(id, OutcomeKind.NOT_APPLICABLE, reason=f"{FOR_OTHER_STEP_TYPES}; so", applies_to=GROUPS[id[:2]])
                for id in others
            ),
        ]
        return scorecard(subject(name, f"{name}.py"), None, None, Pattern(), outcomes)

    return report(card("Model", "CM", "BS302", "BS301"), card("Job", "BS", "CM301"))


def full_report() -> Report:
    return report(broken_card(), good_card(), notes=("x.py:3: the waiver of SB320 expired on 2026-01-31; remove it",))
