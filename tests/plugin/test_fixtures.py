"""The fixtures for builder authors' own tests, with the real SDK."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plugin.conftest import Run

REPOSITORY = Path(__file__).resolve().parents[2]

TESTS = """
import boto3
import pytest

from builders.xgboost_model import XGBoostModelConfig, XGBoostModelStepBuilder


@pytest.fixture
def config(tmp_path):
    (tmp_path / "serve.py").write_text("# code")
    return XGBoostModelConfig(
        instance_type="ml.m5.large", entry_point="serve.py", source_dir=str(tmp_path), framework_version="1.7-1"
    )


def test_step(config, fake_account, pipeline_session, training_step, compile_step, sdk_calls):
    builder = XGBoostModelStepBuilder(config, sagemaker_session=pipeline_session, role=fake_account.role)
    step = builder.create_step(dependencies=[training_step])

    assert sdk_calls["CreateModelStep"].call_args.kwargs["model"] is sdk_calls["XGBoostModel"].call_args.args[0]
    assert sdk_calls["image_uris.retrieve"].call_args.kwargs["image_scope"] == "inference"
    assert sdk_calls["Model"].call_count == 1
    compiled = compile_step(step, training_step)
    assert (compiled["Name"], compiled["Type"]) == ("XGBoostModel", "Model")
    container = compiled["Arguments"]["PrimaryContainer"]
    assert container["ModelDataUrl"] == {"Get": "Steps.XGBoostTraining.ModelArtifacts.S3ModelArtifacts"}
    assert fake_account.members(container["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"]) == ("serve.py",)


def test_model_data_that_is_there(config, fake_account, compile_step):
    builder = XGBoostModelStepBuilder(config, sagemaker_session=fake_account.session(), role=fake_account.role)
    compiled = compile_step(builder.create_step(model_data=fake_account.model_data))
    assert compiled["Arguments"]["PrimaryContainer"]["ModelDataUrl"] == fake_account.model_data
    assert fake_account.members(fake_account.model_data) == ("model.bin",)
    with pytest.raises(FileNotFoundError, match="s3://elsewhere/model.tar.gz: there is no archive"):
        fake_account.members("s3://elsewhere/model.tar.gz")


@pytest.mark.parametrize("training_step", ["pytorch", "sklearn"], indirect=True)
def test_other_frameworks(training_step, fake_account):
    assert training_step.name in ("PyTorchTraining", "SKLearnTraining")
    with pytest.raises(ValueError, match="there is no training step of 'caffe'; there is huggingface"):
        fake_account.training_step("caffe", fake_account.session())


def test_nothing_is_left(monkeypatch):
    # Of the tests before: neither the account nor its credentials.
    assert boto3.DEFAULT_SESSION is None
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(Exception, match="credentials|connect"):
        boto3.client("s3", region_name="us-east-1").list_buckets()


def test_unknown_spy(sdk_calls):
    with pytest.raises(KeyError, match="'Estimator' is not spied on; there is CreateModelStep, "):
        sdk_calls["Estimator"]
"""


def test_fixtures(pytester: pytest.Pytester, run: Run) -> None:
    for name in ("builders", "specs"):
        shutil.copytree(REPOSITORY / name, pytester.path / name, ignore=shutil.ignore_patterns("__pycache__"))
    pytester.makepyfile(test_own=TESTS)
    run("-p", "no:cacheprovider", subprocess=True).assert_outcomes(passed=6)


def test_spies_without_pytest_mock(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile("def test_own(sdk_calls): ...")
    done = run("-p", "no:pytest_mock")
    done.assert_outcomes(errors=1)
    assert "the fixture sdk_calls needs pytest-mock; install it (pip install pytest-mock)" in done.outlines
