"""Builders of a step type that no pack knows are not judged by the inputs of another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester import OutcomeKind, check_paths

TEXT = """
from dataclasses import dataclass

from sagemaker.processing import Processor
from sagemaker.workflow.steps import ProcessingStep


@dataclass
class CleanDataConfig:
    instance_type: str = "ml.m5.large"


class CleanDataStepBuilder:
    def __init__(self, config: CleanDataConfig, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None, enable_caching=None):
        processor = Processor(
            image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1",
            role=self.role,
            instance_type=self.config.instance_type,
            instance_count=1,
            sagemaker_session=self.session,
        )
        return ProcessingStep(name="CleanData", processor=processor)
"""


#: One that builds, one that the SDK refuses when it compiles, and one that builds nothing.
TEXTS = (
    TEXT,
    TEXT.replace("Processor", "ScriptProcessor", 1)
    .replace("Processor(\n", "ScriptProcessor(\n            command=['python3'],\n")
    .replace("processor=processor)", "step_args=processor.run(code='gone.py'))"),
    TEXT.replace("        processor =", "        raise OSError('no')\n        processor ="),
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_pack_knows_the_inputs_of_a_processing_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "clean_data.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    report = check_paths("clean_data.py", select="SB204")

    (card,) = report.scorecards
    assert (card.step_type, card.rating) == ("Processing", None)
    assert card.not_rated is not None
    assert "no rules are made for Processing steps" in card.not_rated
    assert [each.kind for each in card.outcomes] == [OutcomeKind.NOT_APPLICABLE]
