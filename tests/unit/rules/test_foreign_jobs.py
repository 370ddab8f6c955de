"""Rules on builders of jobs in other hands, from `tests/clean/jobs`, broken in one place at a time: one run for all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from tests.run_options import PLANNED

JOBS = Path(__file__).parents[2] / "clean" / "jobs"

#: What is broken: the file, the text that is replaced, what takes its place, the rule that fails, what it says.
BROKEN: Mapping[str, tuple[str, str, str, str, str]] = {
    "unused input under one session": (
        "drift_report.py",
        "source=inputs[name]",
        'source=inputs["current" if type(self.session).__name__ == "Session" else name]',
        "SB203",
        "asks for the input 'reference'",
    ),
    "role of a check": (
        "data_quality.py",
        "role=self.role,",
        'role="arn:aws:iam::123456789012:role/AmbientRole",',
        "SB413",
        "the request's role is",
    ),
    "property file in no output": (
        "drift_report.py",
        'output_name="report", path',
        'output_name="reports", path',
        "PR201",
        "the job has none of that name",
    ),
    "a structure as channel": (
        "vision_training.py",
        'outputs["images"].S3Output.S3Uri',
        'outputs["images"].S3Output',
        "SB401",
        "which is a whole structure",
    ),
    "machine of a check": (
        "data_quality.py",
        "instance_type=self.config.instance_type",
        'instance_type="ml.m5.xlarge"',
        "SB350",
        "CheckJobConfig is given 'ml.m5.xlarge'",
    ),
    "session of a check": (
        "data_quality.py",
        "            sagemaker_session=self.session,\n",
        "",
        "SB413",
        "CheckJobConfig does not have the session",
    ),
    "expiry of a check": (
        "data_quality.py",
        'expire_after="P1D"',
        'expire_after="3 days"',
        "SB313",
        "'3 days'",
    ),
    "property file that the step does not have": (
        "speech_quality_condition.py",
        "property_file=self.config.report",
        'property_file=f"{self.config.report}s"',
        "CO301",
        "reads the property file EvaluationReports, which",
    ),
    "threshold in quotes": (
        "speech_quality_condition.py",
        "right=self.config.min_auc",
        "right=str(self.config.min_auc)",
        "CO301",
        "compares with the text '0.75'",
    ),
    "image of the team's own": (
        "address_dedupe.py",
        "image_uri=c.image_uri",
        'image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/dedupe:4"',
        "SB324",
        "config.image_uri says 123456789012.dkr.ecr.eu-west-1.amazonaws.com/dedupe:conformance",
    ),
    "isolation without a network": (
        "address_dedupe.py",
        "if c.subnets or c.isolation:",
        "if c.subnets:",
        "SB352",
        "config.isolation does not reach the request",
    ),
    "check without a baseline": (
        "data_quality.py",
        "            model_package_group_name=self.config.model_package_group_name,\n",
        "",
        "QC301",
        "nothing says which baseline",
    ),
    "keyword that is not checked": (
        "ticket_routing_training.py",
        "if not instance_type or not entry_point or not source_dir:",
        "if not entry_point or not source_dir:",
        "SB208",
        "instance_type is",
    ),
    "open setting that is not checked": (
        "order_split.py",
        '("instance_type", "entry_point", "framework_version")',
        '("instance_type", "framework_version")',
        "SB208",
        "entry_point is",
    ),
    "an input that nothing declares, with another one in its place": (
        "loan_training.py",
        "TrainingInput(value,",
        'TrainingInput(inputs["train"],',
        "SB203",
        "the step has the value of 'train' once more in its place",
    ),
    "an input that nothing declares, lost under one session": (
        "loan_training.py",
        "        estimator = self.estimator()\n",
        "        estimator = self.estimator()\n"
        "        if not isinstance(self.session, PipelineSession):\n"
        "            channels = {'train': channels['train']}\n",
        "SB203",
        "its value does not reach the step here, as it does elsewhere",
    ),
    "a hyperparameter that the script does not take": (
        "loan_training.py",
        '"max-depth": c.max_depth',
        '"depth": c.max_depth',
        "TR302",
        "the script takes no hyperparameter depth",
    ),
    "a single dependency that is dropped": (
        "loan_training.py",
        "if dependencies else {}",
        "if dependencies and len(dependencies) > 1 else {}",
        "SB403",
        "does not run after ManualApproval",
    ),
    "a missing input that raises a KeyError": (
        "alert_lambda.py",
        'raise ValueError("report',
        'raise KeyError("report',
        "SB204",
        "which is not a ValueError",
    ),
    "another input of a function in place of one that nothing declares": (
        "alert_lambda.py",
        'payload["baseline"] = inputs["baseline"]',
        'payload["baseline"] = inputs["report"]',
        "SB203",
        "the step has the value of 'report' once more in its place",
    ),
    "steps of one branch in the other, too": (
        "release_condition.py",
        "else_steps=otherwise",
        "else_steps=[*if_steps, *otherwise]",
        "SB400",
        "duplicate names",
    ),
    "steps of a branch that are lost": (
        "release_condition.py",
        "if_steps=list(if_steps)",
        "if_steps=[]",
        "CO301",
        "given as if_steps is not in IfSteps",
    ),
    "a second step that is read and dropped": (
        "table_scoring.py",
        "depends_on=steps, cache_config",
        "depends_on=steps[:1], cache_config",
        "SB403",
        "does not run after",
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, str]]:
    """What each failed rule says of each broken builder."""
    root = tmp_path_factory.mktemp("jobs")
    files = {}
    for index, (name, (file, old, new, _, _)) in enumerate(BROKEN.items()):
        text = (JOBS / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, name
        path = root / f"broken{index}" / file
        path.parent.mkdir()
        path.write_text(text.replace(old, new), encoding="utf-8")
        shutil.copytree(JOBS / "loan", path.parent / "loan")
        files[name] = os.path.relpath(path)
    rules = tuple(select_rules(load_rules(), tuple({each[3] for each in BROKEN.values()}), ()))
    cards = check(find_subjects([*files.values()]).subjects, rules, PLANNED).scorecards
    return {
        name: {
            outcome.rule.id: " ".join(finding.message for finding in outcome.findings)
            for card in cards
            if card.subject.place.path == file
            for outcome in card.outcomes
            if outcome.kind is OutcomeKind.FAILED
        }
        for name, file in files.items()
    }


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(name: str, said: Mapping[str, Mapping[str, str]]) -> None:
    *_, rule, message = BROKEN[name]
    assert message in said[name].get(rule, "")
