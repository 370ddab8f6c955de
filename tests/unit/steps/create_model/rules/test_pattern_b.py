"""Pattern B by a builder that has never heard of us: correct, and broken or merely different in one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from tests.run_options import PLANNED

FILE = "foreign_booster_model.py"
TEXT = Path(__file__).with_name(FILE).read_text(encoding="utf-8")

_EMPTY = (
    "        if data is None or (isinstance(data, str) and not data):\n"
    '            raise ValueError("model_data is required")\n'
)

_HANDED_ON = "model.model_data, model.sagemaker_session = data, self.session"
_WAIT = "depends_on=before)"
_CLASS = "class BoosterStepBuilder:\n"
_SCRIPT = "            entry_point=self.config.entry_point,\n            source_dir=self.config.source_dir,\n"
_BEFORE = "        before = list(dependencies or [])\n"
_FIELDS = '("instance_type", "source_dir", "entry_point", "framework_version")'
_ARTIFACTS = "training.properties.ModelArtifacts.S3ModelArtifacts, **(inputs or {})}"

#: What is broken: what is replaced by what, the rule that fails, what its finding says.
BROKEN: Mapping[str, tuple[tuple[tuple[str, str], ...], str, str]] = {
    "nothing for an archive": (((_EMPTY, ""),), "SB204", "neither rejected it nor used what BoosterTraining provides"),
    "empty archive": ((("data is None or (isinstance(data, str) and not data)", "data is None"),), "SB204", 'is ""'),
    "empty archive without its name": ((('"model_data is required"', '"incomplete"'),), "SB204", "does not name it"),
    "field that may be missing": (
        (
            (_FIELDS, '("instance_type", "source_dir", "framework_version")'),
            ("    entry_point: str\n", ""),
            ("    tags: list | None = None\n", "    tags: list | None = None\n    entry_point: str | None = None\n"),
            (_SCRIPT, _SCRIPT.replace("entry_point,", "entry_point.strip(),")),
        ),
        "SB208",
        "config.entry_point is None",
    ),
    "estimator of another build": (
        (
            (_CLASS, f"KEPT: dict = {{}}\n\n\n{_CLASS}"),
            ("self.model(estimator_of(training)", 'self.model(KEPT.setdefault("it", estimator_of(training))'),
        ),
        "CM304",
        "another XGBoost than the trained one",
    ),
    "tags under one session only": (((", tags=tags)\n", ")\n"),), "CM305", "config.tags"),
    "training script": (((_SCRIPT, ""),), "SB402", "train.py, the training script"),
    "algorithm that runs no script": (
        (('["1.5-1", "1.7-1"]', '["1", "1.7-1"]'),),
        "SB402",
        "built-in algorithm",
    ),
    "estimator that has no job": (
        (('        trained._current_job_name = "trained"\n', ""),),
        "SB400",
        "create_step raised TypeError",
    ),
    "waiting for itself": (((_WAIT, 'depends_on=[*before, "Booster"])'),), "SB403", "waits for itself"),
    "waiting for what another build waits for": (
        (
            (_CLASS, f"{_CLASS}    waits: list = []\n\n"),
            (_BEFORE, f"{_BEFORE}        self.waits.extend(before)\n"),
            (_WAIT, "depends_on=self.waits)"),
        ),
        "SB403",
        "waits for ManualApproval, which only another build was given",
    ),
    "model without a session": (
        ((_HANDED_ON, "model.model_data, model.sagemaker_session = data, None"),),
        "SB413",
        "made without a session",
    ),
    "role of whoever builds": (
        (
            ("import logging\n", "import logging\n\nfrom sagemaker import get_execution_role\n"),
            ("            role=self.role,\n", "            role=get_execution_role(self.session),\n"),
        ),
        "SB413",
        "get_execution_role() is called",
    ),
}

#: What is different and as good.
GOOD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "as it is": (),
    "nothing falls back to what was trained": (
        (
            _ARTIFACTS,
            "training.properties.ModelArtifacts.S3ModelArtifacts, "
            "**{name: value for name, value in (inputs or {}).items() if value not in (None, '')}}",
        ),
        ("        if model_data is not None:\n", "        if model_data is not None and model_data != '':\n"),
    ),
    "estimator found by type": (
        (
            "def estimator_of(step):\n",
            "import functools\n\n\n@functools.singledispatch\ndef estimator_of(step):\n    raise ValueError(step)\n\n\n"
            "@estimator_of.register\ndef _(step: TrainingStep):\n",
        ),
    ),
    "waiting by name": ((_WAIT, "depends_on=[step.name for step in before])"),),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Outcome]]:
    """Outcomes by rule, by the folder of the builder."""
    folder = tmp_path_factory.mktemp("foreign")
    for name, replacements in {**{name: replaced for name, (replaced, _, _) in BROKEN.items()}, **GOOD}.items():
        text = TEXT
        for old, new in replacements:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (folder / name).mkdir()
        (folder / name / FILE).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        report = check(find_subjects(["."]).subjects, load_rules(), PLANNED)
    return {
        card.subject.place.path.partition("/")[0]: {outcome.rule.id: outcome for outcome in card.outcomes}
        for card in report.scorecards
    }


@pytest.mark.parametrize("name", BROKEN)
def test_broken_builders_are_found(judged: Mapping[str, Mapping[str, Outcome]], name: str) -> None:
    _, rule, said = BROKEN[name]
    outcome = judged[name][rule]
    assert outcome.kind is OutcomeKind.FAILED
    assert any(said in finding.message for finding in outcome.findings), [each.message for each in outcome.findings]


@pytest.mark.parametrize("name", GOOD)
def test_good_builders_are_left_alone(judged: Mapping[str, Mapping[str, Outcome]], name: str) -> None:
    accused = {
        id: [finding.message for finding in outcome.findings]
        for id, outcome in judged[name].items()
        if outcome.rule.severity is not Severity.INFO
        and outcome.kind not in (OutcomeKind.PASSED, OutcomeKind.NOT_APPLICABLE)
    }
    # The constructor takes neither registry nor resolver, which is a matter of level 1 only.
    assert set(accused) <= {"SB109"}, accused
