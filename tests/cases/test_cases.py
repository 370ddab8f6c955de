"""What public reports and teams' own builders taught: correct ones that were accused, wrong ones that were missed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import check
from cursus_tester.settings.reading import read_settings
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import find_subjects

BUILDERS = Path(__file__).with_name("builders")
#: Cases share modules, whose names cannot say all of theirs.
_NAMING = "SB105"
#: What judges neither the SDK nor the service, and what the SDK itself leaves behind.
_NOTES = frozenset({Severity.INFO})

#: The rules that fail, by file and class: all of them, and none for a correct builder.
FAILED: Mapping[str, frozenset[str]] = {
    "built_in_algorithm::AlgorithmModelStepBuilder": frozenset(),
    "built_in_algorithm::XGBoostModelStepBuilder": frozenset(),
    "built_in_algorithm::XGBoostClassModelStepBuilder": frozenset({"SB402"}),
    "training_image::EstimatorsImageModelStepBuilder": frozenset({"SB321"}),
    "training_image::TrainingScopeModelStepBuilder": frozenset({"SB321"}),
    "training_image::WrittenImageModelStepBuilder": frozenset({"SB320", "SB321"}),
    "own_bucket::OwnBucketModelStepBuilder": frozenset(),
    "own_bucket::RequiredLocationModelStepBuilder": frozenset(),
    "own_bucket::DefaultBucketModelStepBuilder": frozenset(),
    "uncompressed_archive::ChatModelStepBuilder": frozenset(),
    "uncompressed_archive::ScriptedChatModelStepBuilder": frozenset({"SB402"}),
    "processing_archive::ArchiveModelStepBuilder": frozenset(),
    "processing_archive::NoMachineModelStepBuilder": frozenset({"SB322"}),
    "processing_archive::SpecifiedModelStepBuilder": frozenset(),
    "processing_archive::FolderModelStepBuilder": frozenset({"CM406"}),
    "processing_archive::SpecifiedFolderModelStepBuilder": frozenset({"CM406"}),
    "code_in_s3::CodeArchiveModelStepBuilder": frozenset(),
    "code_in_s3::DefaultBucketArchiveModelStepBuilder": frozenset(),
    "code_in_s3::CodeFolderModelStepBuilder": frozenset({"SB402"}),
    "model_package::IgnoringModelStepBuilder": frozenset(),
    "model_package::NoKeywordModelStepBuilder": frozenset(),
    "model_package::RefusingModelStepBuilder": frozenset(),
    "model_package::SpecifiedPackageModelStepBuilder": frozenset(),
    "model_package::PackageObjectModelStepBuilder": frozenset({"CM302", "SB400"}),
    "pipeline_parameter::DefaultThresholdModelStepBuilder": frozenset(),
    "pipeline_parameter::CallersThresholdModelStepBuilder": frozenset(),
    "pipeline_parameter::NumberThresholdModelStepBuilder": frozenset({"SB340"}),
    "pipeline_parameter::UndeclaredThresholdModelStepBuilder": frozenset({"SB414"}),
    "many_models::ShopsModelStepBuilder": frozenset(),
    "two_containers::CensusPipelineModelStepBuilder": frozenset(),
    "two_containers::EntryPointPipelineModelStepBuilder": frozenset(),
    "looked_up::LookedUpModelStepBuilder": frozenset(),
    "looked_up::SpecifiedLookedUpModelStepBuilder": frozenset(),
    "model_step::AnySessionModelStepBuilder": frozenset({"SB400", "SB410"}),
    "model_step::SettingsSessionModelStepBuilder": frozenset(),
    "model_step::AnnotatedSessionModelStepBuilder": frozenset(),
    "model_step::RefusedSessionModelStepBuilder": frozenset(),
    "model_step::ReturnedModelStepBuilder": frozenset({"SB300"}),
    "relative_code::RelativeCodeModelStepBuilder": frozenset(),
    "relative_code::AsynchronousModelStepBuilder": frozenset(),
    "relative_code::MissingCodeModelStepBuilder": frozenset({"SB400", "SB402"}),
    "environment_variable::SetVariableModelStepBuilder": frozenset(),
    "environment_variable::UnsetVariableModelStepBuilder": frozenset({"SB400"}),
}

#: What a finding of a rule says, in its message or its hint, by file and class.
SAID: Mapping[tuple[str, str], str] = {
    ("model_step::AnySessionModelStepBuilder", "SB400"): "ModelStep needs a PipelineSession",
    ("model_step::AnySessionModelStepBuilder", "SB410"): "needs a PipelineSession",
    ("code_in_s3::CodeFolderModelStepBuilder", "SB402"): "a folder; the container downloads one .tar.gz archive",
    ("model_package::PackageObjectModelStepBuilder", "CM302"): "ModelPackageName",
    ("uncompressed_archive::ScriptedChatModelStepBuilder", "SB402"): "serve a compressed archive",
    (
        "environment_variable::UnsetVariableModelStepBuilder",
        "SB400",
    ): "environment] TEAM_REGION_CODE",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Outcome, ...]]:
    """What the rules say of each builder: one run for all of them."""
    folder = tmp_path_factory.mktemp("cases")
    shutil.copytree(BUILDERS, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        report = check(find_subjects(["."]).subjects, load_rules(), RunOptions(settings=read_settings(".")))
    return {card.subject.id.replace(".py", ""): card.outcomes for card in report.scorecards}


def _failed(outcomes: tuple[Outcome, ...]) -> dict[str, list[str]]:
    bad = (OutcomeKind.FAILED, OutcomeKind.ERROR)
    return {
        each.rule.id: [finding.message for finding in each.findings] or [each.reason or ""]
        for each in outcomes
        if each.kind in bad and each.rule.severity not in _NOTES and each.rule.id != _NAMING
    }


def test_every_builder_is_a_case(outcomes: Mapping[str, tuple[Outcome, ...]]) -> None:
    # What several cases have in common is in a base of theirs.
    assert sorted(case for case in outcomes if "::_" not in case) == sorted(FAILED)


@pytest.mark.parametrize("case", FAILED)
def test_case(outcomes: Mapping[str, tuple[Outcome, ...]], case: str) -> None:
    found = _failed(outcomes[case])
    assert set(found) == FAILED[case], found


@pytest.mark.parametrize("case", [case for case, rules in FAILED.items() if not rules])
def test_correct_builder_is_not_blocked(outcomes: Mapping[str, tuple[Outcome, ...]], case: str) -> None:
    assert [each.rule.id for each in outcomes[case] if each.kind is OutcomeKind.BLOCKED] == []


@pytest.mark.parametrize(("case", "rule"), SAID)
def test_finding_says_what_is_the_matter(outcomes: Mapping[str, tuple[Outcome, ...]], case: str, rule: str) -> None:
    findings = next(each.findings for each in outcomes[case] if each.rule.id == rule)
    assert any(SAID[case, rule] in f"{finding.message} {finding.hint}" for finding in findings)
