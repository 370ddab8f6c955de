"""Pattern A builders, compiled by the real SDK under both kinds of session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

BUCKET = "sagemaker-us-east-1-123456789012"
PLAIN = f"s3://{BUCKET}/models/model.tar.gz"
ARTIFACTS = {"Get": "Steps.XGBoostTraining.ModelArtifacts.S3ModelArtifacts"}
XGBOOST_IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
SKLEARN_IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
PYTORCH_IMAGE = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.0.1-cpu-py310"

pytestmark = [
    pytest.mark.filterwarnings("ignore:We are deprecating:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Running within a PipelineSession:UserWarning"),
]


def archive_of(step: str, output: str = "model") -> dict[str, Any]:
    folder = {"Get": f"Steps.{step}.ProcessingOutputConfig.Outputs['{output}'].S3Output.S3Uri"}
    return {"Std:Join": {"On": "/", "Values": [folder, "model.tar.gz"]}}


def test_xgboost_from_training(account: Any, make: Callable[..., Any]) -> None:
    training = account.training_step("XGBoost")
    builder = make("xgboost_model", env={"THRESHOLD": "0.5"}, vpc_config=None)
    step = builder.create_step(dependencies=[training])
    compiled = account.compile(training, step)["XGBoostModel"]
    container = compiled["Arguments"]["PrimaryContainer"]
    submitted = container["Environment"].pop("SAGEMAKER_SUBMIT_DIRECTORY")
    assert container == {
        "Image": XGBOOST_IMAGE,
        "ModelDataUrl": ARTIFACTS,
        "Environment": {
            "SAGEMAKER_MODEL_SERVER_TIMEOUT": "60",
            "THRESHOLD": "0.5",
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_CONTAINER_LOG_LEVEL": "20",
            "SAGEMAKER_REGION": "us-east-1",
        },
    }
    assert account.members(submitted) == {"inference.py"}
    assert compiled["DependsOn"] == ["XGBoostTraining"]
    assert step._spec is builder.spec


@pytest.mark.parametrize("form", ["parameter", "join", "property"])
def test_xgboost_takes_any_pipeline_variable(account: Any, make: Callable[..., Any], form: str) -> None:
    training = account.training_step("XGBoost")
    model_data, parameters = account.variables(training)[form]
    step = make("xgboost_model").create_step(model_data=model_data)
    arguments = account.compile(training, step, parameters=parameters)["XGBoostModel"]["Arguments"]
    assert (
        arguments["PrimaryContainer"]["ModelDataUrl"]
        == {
            "parameter": {"Get": "Parameters.ModelData"},
            "join": {"Std:Join": {"On": "/", "Values": [{"Get": "Parameters.ModelData"}, "model.tar.gz"]}},
            "property": ARTIFACTS,
        }[form]
    )


def test_xgboost_from_processing(account: Any, make: Callable[..., Any]) -> None:
    processing = account.processing_step("ProcessingStep", outputs=("report", "model"))
    step = make("xgboost_model").create_step(dependencies=[processing])
    arguments = account.compile(processing, step)["XGBoostModel"]["Arguments"]
    assert arguments["PrimaryContainer"]["ModelDataUrl"] == archive_of("ProcessingStep")


def test_xgboost_forces_the_region_of_its_image(
    account: Any, make: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    step = make("xgboost_model", aws_region="eu-west-1").create_step(model_data=PLAIN)
    assert step.model.image_uri == XGBOOST_IMAGE
    assert "Region eu-west-1 is configured; the image is forced to us-east-1" in caplog.messages


def test_xgboost_isolated(account: Any, make: Callable[..., Any]) -> None:
    builder = make("xgboost_model", enable_network_isolation=True)
    arguments = account.compile(builder.create_step(model_data=PLAIN))["XGBoostModel"]["Arguments"]
    assert arguments["EnableNetworkIsolation"] is True
    assert "code/inference.py" in account.members(arguments["PrimaryContainer"]["ModelDataUrl"])
    with pytest.raises(ValueError, match="enable_network_isolation does not work with model data that a pipeline run"):
        builder.create_step(dependencies=[account.training_step("XGBoost")])


def test_pytorch_packs_its_code_into_a_plain_archive(account: Any, make: Callable[..., Any]) -> None:
    arguments = account.compile(make("pytorch_model").create_step(model_data=PLAIN))["PyTorchModel"]["Arguments"]
    container = arguments["PrimaryContainer"]
    assert container["Image"] == PYTORCH_IMAGE
    assert account.members(container["ModelDataUrl"]) == {"weights.bin", "code/inference.py"}
    assert container["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"] == "/opt/ml/model/code"
    assert container["Environment"]["SAGEMAKER_PROGRAM"] == "inference.py"


PACKAGED = [("pytorch_model", "PyTorchModel"), ("generic_model", "GenericModel")]


@pytest.mark.parametrize(("module", "name"), PACKAGED)
def test_packaged_archive(account: Any, make: Callable[..., Any], module: str, name: str) -> None:
    training, packaging = account.training_step("PyTorch"), account.processing_step("PackagingStep")
    step = make(module).create_step(dependencies=[training, packaging])
    compiled = account.compile(training, packaging, step)[name]
    container = compiled["Arguments"]["PrimaryContainer"]
    assert container["Image"] == PYTORCH_IMAGE
    assert container["ModelDataUrl"] == archive_of("PackagingStep")
    assert container["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"] == "/opt/ml/model/code"
    assert container["Environment"]["SAGEMAKER_PROGRAM"] == "inference.py"
    assert sorted(compiled["DependsOn"]) == ["PackagingStep", "PyTorchTraining"]


@pytest.mark.parametrize(("module", "name"), PACKAGED)
@pytest.mark.parametrize("route", ["dependencies", "model_data"])
def test_training_step_without_code_is_refused(
    account: Any, make: Callable[..., Any], module: str, name: str, route: str
) -> None:
    training = account.training_step("PyTorch")
    given = {"dependencies": [training], "model_data": training.properties.ModelArtifacts.S3ModelArtifacts}[route]
    with pytest.raises(ValueError, match=r"directly from the training step PyTorchTraining.*add a packaging step"):
        make(module).create_step(**{route: given})


@pytest.mark.parametrize(("module", "name"), PACKAGED)
@pytest.mark.parametrize("form", ["parameter", "join"])
def test_packaged_archive_as_variable(
    account: Any, make: Callable[..., Any], module: str, name: str, form: str
) -> None:
    model_data, parameters = account.variables(account.training_step("PyTorch"))[form]
    arguments = account.compile(make(module).create_step(model_data=model_data), parameters=parameters)[name]
    assert "Parameters.ModelData" in str(arguments["Arguments"]["PrimaryContainer"]["ModelDataUrl"])


def test_generic_container_of_ones_own(account: Any, make: Callable[..., Any]) -> None:
    image_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1"
    step = make("generic_model", image_uri=image_uri).create_step(model_data=PLAIN)
    assert account.compile(step)["GenericModel"]["Arguments"]["PrimaryContainer"] == {
        "Image": image_uri,
        "ModelDataUrl": PLAIN,
        "Environment": {"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"},
    }


def test_two_containers_in_a_row(account: Any, make: Callable[..., Any]) -> None:
    trained = [account.training_step("XGBoost"), account.training_step("SKLearn")]
    step = make("multi_container_model", vpc_config={"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]})
    compiled = account.compile(*trained, step.create_step(dependencies=trained))["MultiContainerModel"]
    preprocessing, xgboost = compiled["Arguments"]["Containers"]
    assert (preprocessing["Image"], xgboost["Image"]) == (SKLEARN_IMAGE, XGBOOST_IMAGE)
    assert preprocessing["ModelDataUrl"] == {"Get": "Steps.SKLearnTraining.ModelArtifacts.S3ModelArtifacts"}
    assert xgboost["ModelDataUrl"] == ARTIFACTS
    for container in (preprocessing, xgboost):
        environment = container["Environment"]
        assert account.members(environment["SAGEMAKER_SUBMIT_DIRECTORY"]) == {"inference.py"}
    assert compiled["Arguments"]["VpcConfig"] == {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}


def test_one_of_two_archives_missing(account: Any, make: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="required input 'preprocessor_data' not found"):
        make("multi_container_model").create_step(dependencies=[account.training_step("XGBoost")])


def test_isolated_containers_get_repacked_archives(account: Any, make: Callable[..., Any]) -> None:
    builder = make("multi_container_model", enable_network_isolation=True)
    step = builder.create_step(model_data=PLAIN, preprocessor_data=PLAIN)
    arguments = account.compile(step)["MultiContainerModel"]["Arguments"]
    assert arguments["EnableNetworkIsolation"] is True
    archives = {container["ModelDataUrl"] for container in arguments["Containers"]}
    assert len(archives) == 2
    assert all("code/inference.py" in account.members(archive) for archive in archives)
