"""Which findings are the same one from run to run."""

from __future__ import annotations

import pytest

from cursus_tester.decisions.fingerprints import with_fingerprints
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import rule_info


def prints(
    *messages: str,
    rule: str = "CM310",
    formerly: str = "",
    path: str = "builders/churn.py",
    name: str = "ChurnStepBuilder",
) -> list[str]:
    subject = Subject(name=name, kind=SubjectKind.BUILDER, place=Place(path=path), file="/x.py")
    findings = [Finding(message=message, hint="", place=Place(path=path, line=n)) for n, message in enumerate(messages)]
    return [each.fingerprint for each in with_fingerprints(rule_info(rule, formerly=formerly), subject, findings)]


MOVED = {"path": "team/models/risk.py", "name": "RiskStepBuilder"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("passes cache_config", "passes cache_config"),
        ("ChurnStepBuilder is not registered", "RiskStepBuilder is not registered"),
        (
            "builders.churn.ChurnStepBuilder._get_inputs is missing",
            "team.models.risk.RiskStepBuilder._get_inputs is missing",
        ),
        ("raised at builders/churn.py:12:4", "raised at team/models/risk.py:7:1"),
        ("raised KeyError (churn.py:12)", "raised KeyError (risk.py:700)"),
        ("raised KeyError (base.py:12)", "raised KeyError (base.py:14)"),
        ("as on line 12", "as on line 3"),
        ("differs on lines 12, 14 and 20", "differs on lines 3"),
    ],
)
def test_lines_move_and_classes_are_renamed_and_moved(before: str, after: str) -> None:
    assert prints(before) == prints(after, **MOVED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("passes cache_config", "passes cache"),
        ("OldChurnStepBuilder is not registered", "OldRiskStepBuilder is not registered"),
        ("reads mychurn.py", "reads myrisk.py"),
        ("the region is us-east-1", "the region is us-east-2"),
        ("raised KeyError (base.py:12)", "raised KeyError (core.py:12)"),
    ],
)
def test_other_findings_are_other_ones(before: str, after: str) -> None:
    assert prints(before) != prints(after, **MOVED)


def test_a_rule_tells_findings_apart() -> None:
    assert prints("the same", rule="CM310") != prints("the same", rule="CM311")


def test_one_more_of_the_same_is_a_new_finding() -> None:
    once, thrice = prints("the same (x.py:3)"), prints("the same (x.py:3)", "the same (x.py:9)", "the same (x.py:12)")

    assert thrice[:1] == once
    assert len(set(thrice)) == 3


def test_a_subject_without_a_name_has_fingerprints() -> None:
    (one,) = prints("the file does not parse", name="")

    assert len(one) == 16


def test_a_rule_with_another_id_knows_its_findings_again() -> None:
    before = prints("passes cache_config", rule="CM400")

    assert prints("passes cache_config", rule="SB400", formerly="CM400") == before
    assert prints("passes cache_config", rule="SB400") != before
