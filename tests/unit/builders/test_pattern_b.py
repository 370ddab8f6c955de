"""Pattern B builders, compiled by the real SDK under both kinds of session."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

BUCKET = "sagemaker-us-east-1-123456789012"
PLAIN = f"s3://{BUCKET}/models/model.tar.gz"
VPC = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
ESTIMATOR_VPC = {"subnets": ["subnet-1"], "security_group_ids": ["sg-1"]}
IMAGES = {
    "XGBoost": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
    "PyTorch": "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.0.1-cpu-py310",
    "TensorFlow": "763104351884.dkr.ecr.us-east-1.amazonaws.com/tensorflow-inference:2.13-cpu",
}
REPACKED = ["PyTorch", "TensorFlow"]

pytestmark = [
    pytest.mark.filterwarnings("ignore:We are deprecating:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Running within a PipelineSession:UserWarning"),
]


def module_of(framework: str) -> str:
    return f"{framework.lower()}_estimator_model"


def test_xgboost_from_training(account: Any, make: Callable[..., Any]) -> None:
    training = account.training_step("XGBoost", **ESTIMATOR_VPC)
    builder = make("xgboost_estimator_model", tags=[{"Key": "team", "Value": "search"}], env={"THRESHOLD": "0.5"})
    compiled = account.compile(training, builder.create_step(dependencies=[training]))["XGBoostEstimatorModel"]
    container = compiled["Arguments"]["PrimaryContainer"]
    assert container["Image"] == IMAGES["XGBoost"]
    assert container["ModelDataUrl"] == {"Get": "Steps.XGBoostTraining.ModelArtifacts.S3ModelArtifacts"}
    assert account.members(container["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"]) == {"inference.py"}
    assert container["Environment"]["THRESHOLD"] == "0.5"
    assert compiled["Arguments"]["VpcConfig"] == VPC
    assert compiled["Arguments"]["Tags"] == [{"Key": "team", "Value": "search"}]
    assert compiled["DependsOn"] == ["XGBoostTraining"]


@pytest.mark.parametrize("form", ["parameter", "join", "property"])
def test_xgboost_takes_any_pipeline_variable(account: Any, make: Callable[..., Any], form: str) -> None:
    training = account.training_step("XGBoost")
    model_data, parameters = account.variables(training)[form]
    step = make("xgboost_estimator_model").create_step(model_data=model_data, dependencies=[training])
    arguments = account.compile(training, step, parameters=parameters)["XGBoostEstimatorModel"]["Arguments"]
    assert arguments["PrimaryContainer"]["ModelDataUrl"] == model_data.expr


@pytest.mark.parametrize("isolated", ["config", "estimator"])
def test_xgboost_isolated(account: Any, make: Callable[..., Any], isolated: str) -> None:
    training = account.training_step("XGBoost", enable_network_isolation=isolated == "estimator")
    builder = make("xgboost_estimator_model", enable_network_isolation=isolated == "config")
    with pytest.raises(ValueError, match="enable_network_isolation does not work with model data that a pipeline run"):
        builder.create_step(dependencies=[training])
    step = builder.create_step(dependencies=[training], model_data=PLAIN)
    arguments = account.compile(training, step)["XGBoostEstimatorModel"]["Arguments"]
    assert arguments["EnableNetworkIsolation"] is True
    assert "code/inference.py" in account.members(arguments["PrimaryContainer"]["ModelDataUrl"])


@pytest.mark.parametrize("framework", REPACKED)
@pytest.mark.parametrize("form", ["dependencies", "parameter", "join", "property"])
def test_repack_step_under_pipeline_session_only(
    account: Any, make: Callable[..., Any], framework: str, form: str
) -> None:
    training = account.training_step(framework, **ESTIMATOR_VPC, enable_network_isolation=True)
    builder = make(module_of(framework), model_name="a" * 63, tags=[{"Key": "team", "Value": "search"}])
    model_data, parameters = {**account.variables(training), "dependencies": (None, ())}[form]
    if not account.is_pipeline:
        with pytest.raises(ValueError, match=r"model_data is a pipeline variable.*build with a PipelineSession"):
            builder.create_step(dependencies=[training], model_data=model_data)
        return
    step = builder.create_step(dependencies=[training], model_data=model_data)
    compiled = account.compile(training, step, parameters=parameters)
    repack_name = next(name for name in compiled if "-RepackModel-" in name)
    assert all(re.fullmatch(r"[A-Za-z0-9\-_]{1,64}", name) for name in compiled)
    assert step.name == f"{framework}EstimatorModel-CreateModel"
    assert step._spec is builder.spec
    repack = compiled[repack_name]
    assert repack["DependsOn"] == [f"{framework}Training"]
    assert repack["Arguments"]["HyperParameters"]["inference_script"] == '"inference.py"'
    assert "inference.py" in account.members(
        repack["Arguments"]["HyperParameters"]["sagemaker_submit_directory"].strip('"')
    )
    arguments = compiled[step.name]["Arguments"]
    assert arguments["PrimaryContainer"]["ModelDataUrl"] == {
        "Get": f"Steps.{repack_name}.ModelArtifacts.S3ModelArtifacts"
    }
    assert arguments["PrimaryContainer"]["Image"] == IMAGES[framework]
    assert arguments["VpcConfig"] == VPC
    assert arguments["EnableNetworkIsolation"] is True
    assert arguments["Tags"] == [{"Key": "team", "Value": "search"}]


@pytest.mark.parametrize("framework", REPACKED)
def test_plain_archive_is_repacked_at_build(account: Any, make: Callable[..., Any], framework: str) -> None:
    training = account.training_step(framework)
    step = make(module_of(framework)).create_step(dependencies=[training], model_data=PLAIN)
    compiled = account.compile(training, step)
    assert sorted(compiled) == [f"{framework}EstimatorModel", f"{framework}Training"]
    container = compiled[f"{framework}EstimatorModel"]["Arguments"]["PrimaryContainer"]
    assert account.members(container["ModelDataUrl"]) == {"weights.bin", "code/inference.py"}
    assert container["Image"] == IMAGES[framework]
    assert compiled[f"{framework}EstimatorModel"]["DependsOn"] == [f"{framework}Training"]


@pytest.mark.parametrize("framework", IMAGES)
def test_estimator_is_left_as_it_was(account: Any, make: Callable[..., Any], framework: str) -> None:
    training = account.training_step(framework)
    estimator = training.step_args.func_args[0] if account.is_pipeline else training.estimator
    before = dict(vars(estimator))
    make(module_of(framework)).create_step(dependencies=[training], model_data=PLAIN)
    assert vars(estimator) == before


def test_finished_training_job_is_not_looked_up(account: Any, make: Callable[..., Any]) -> None:
    training = account.training_step("XGBoost")
    estimator = training.step_args.func_args[0] if account.is_pipeline else training.estimator
    estimator.latest_training_job = SimpleNamespace(name="finished")
    make("xgboost_estimator_model").create_step(dependencies=[training])
    assert account.calls == []
    account.session.sagemaker_client.list_models()
    assert account.calls == ["ListModels"]


@pytest.mark.parametrize(
    ("steps", "found"),
    [((), 0), ((("PyTorch", None),), 0), ((("XGBoost", "First"), ("XGBoost", "Second")), 0)],
    ids=["none", "of another framework", "two alike"],
)
def test_no_one_estimator(
    account: Any, make: Callable[..., Any], steps: tuple[tuple[str, str | None], ...], found: int
) -> None:
    dependencies = [account.training_step(framework, name) for framework, name in steps]
    with pytest.raises(
        ValueError, match=f"found {found} training steps with an estimator of class XGBoost.*model_data"
    ):
        make("xgboost_estimator_model").create_step(dependencies=dependencies, model_data=PLAIN)


def test_the_named_one_of_two_estimators(account: Any, make: Callable[..., Any]) -> None:
    dependencies = [account.training_step("XGBoost", name) for name in ("Baseline", "XGBoostTraining")]
    step = make("xgboost_estimator_model").create_step(dependencies=dependencies)
    assert step.step_args["PrimaryContainer"]["ModelDataUrl"].step_name == "XGBoostTraining"


def test_the_trained_version_is_served(
    account: Any, make: Callable[..., Any], warnings_logged: Callable[[], list[str]]
) -> None:
    training = account.training_step("XGBoost", framework_version="1.5-1")
    step = make("xgboost_estimator_model").create_step(dependencies=[training])
    assert step.step_args["PrimaryContainer"]["Image"].endswith("sagemaker-xgboost:1.5-1")
    assert warnings_logged() == [
        "config.framework_version 1.7-1 is ignored: the model is served with the version that trained it, 1.5-1"
    ]


def test_tensorflow_script_must_have_the_name_that_the_image_reads(account: Any, make: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"config\.entry_point is 'serve\.py', expected 'inference\.py'"):
        make("tensorflow_estimator_model", entry_point="serve.py")
