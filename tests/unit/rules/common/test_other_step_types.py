"""Builders of a step type that no pack knows: what holds for all types is judged, and nothing of another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester import OutcomeKind, check_paths

TEXT = """
from dataclasses import dataclass

from sagemaker.workflow.steps import Step, StepTypeEnum


@dataclass
class LineageConfig:
    group: str = "models"


class LineageStep(Step):
    def __init__(self, name, group, depends_on=None):
        super().__init__(name, None, None, StepTypeEnum.LINEAGE, depends_on)
        self._group = group

    @property
    def arguments(self):
        return {"Group": self._group}

    @property
    def properties(self):
        raise NotImplementedError


class LineageStepBuilder:
    def __init__(self, config: LineageConfig, sagemaker_session=None, role=None):
        self.config = config

    def create_step(self, inputs=None, dependencies=None, enable_caching=None) -> LineageStep:
        return LineageStep("Lineage", self.config.group, depends_on=list(dependencies or []))
"""
#: One that the SDK refuses when it compiles, and one that never builds a step.
REFUSED = TEXT.replace('return {"Group"', 'raise OSError("no") if self._group else {"Group"')
NEVER = TEXT.replace("        return LineageStep(", "        raise OSError('no')\n        return LineageStep(")


@pytest.mark.parametrize(
    ("text", "compiles"), [(TEXT, OutcomeKind.PASSED), (REFUSED, OutcomeKind.FAILED), (NEVER, OutcomeKind.FAILED)]
)
def test_a_type_without_a_pack_is_not_rated_and_judged_by_what_holds_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, compiles: OutcomeKind
) -> None:
    (tmp_path / "lineage.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    report = check_paths("lineage.py", select=("SB204", "SB400", "SB401"))

    (card,) = report.scorecards
    assert (card.step_type, card.rating) == ("Lineage", None)
    assert card.not_rated is not None
    assert "no rules are made for Lineage steps" in card.not_rated
    found = {each.rule.id: each.kind for each in card.outcomes}
    assert found == {
        "SB204": OutcomeKind.NOT_APPLICABLE,
        "SB400": compiles,
        "SB401": OutcomeKind.NOT_APPLICABLE,
    }
