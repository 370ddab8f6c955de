"""What a migration changes: real definitions of both SDKs, recorded with the versions they name, and made-up ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cursus_tester.migration.comparison import compare
from cursus_tester.results.migration import Aspect, Compiled, Migration

RECORDED = Path(__file__).parent / "recorded"


def recorded(name: str) -> Compiled:
    """The steps of a reference builder; ``recorded/NAME.json`` says with which SDK."""
    return msgspec.json.decode((RECORDED / f"{name}.json").read_bytes(), type=Compiled)


def told(migration: Migration) -> dict[str, tuple[Aspect, bool]]:
    return {each.path: (each.judgement.aspect, each.judgement.matters) for each in migration.differences}


def test_a_packaged_model_compiles_to_the_same() -> None:
    migration = compare(recorded("generic_model.v2"), recorded("generic_model.v3"))

    assert migration.differences == ()
    assert not migration.matters
    assert migration.pairs == (("GenericModel", "GenericModel"),)


def test_a_model_with_code_gets_a_repack_step() -> None:
    migration = compare(recorded("xgboost_model.v2"), recorded("xgboost_model.v3"))

    repack = "XGBoostModel-RepackModel-model-bd63d1f01eab744e"
    assert migration.pairs == (("XGBoostModel", "XGBoostModel"), (None, repack))
    assert told(migration) == {
        "Arguments.PrimaryContainer.Environment.SAGEMAKER_SUBMIT_DIRECTORY": (Aspect.CODE, True),
        "Arguments.PrimaryContainer.ModelDataUrl": (Aspect.MODEL_DATA, True),
        "": (Aspect.REPACK, True),
    }
    assert all(each.judgement.says and each.judgement.source for each in migration.differences)


def test_a_training_job_gets_its_code_another_way() -> None:
    migration = compare(recorded("xgboost_training.v2"), recorded("xgboost_training.v3"))

    found = told(migration)
    assert {path for path, (aspect, _) in found.items() if aspect is Aspect.CODE} == {
        *(f"Arguments.HyperParameters.sagemaker_{each}" for each in ("submit_directory", "program", "region")),
        "Arguments.HyperParameters.sagemaker_container_log_level",
        "Arguments.AlgorithmSpecification.ContainerEntrypoint",
        "Arguments.AlgorithmSpecification.ContainerArguments",
        "Arguments.InputDataConfig[code]",
        "Arguments.InputDataConfig[sm_drivers]",
    }
    harmless = [path for path, (_, matters) in found.items() if not matters]
    assert len(harmless) == len(found) - 8
    assert "Arguments.OutputDataConfig.CompressionType" in harmless
    assert "Arguments.StoppingCondition.MaxRuntimeInSeconds" not in found, "the builder sets it"


@pytest.mark.parametrize("name", ["generic_model", "xgboost_model", "xgboost_training"])
@pytest.mark.parametrize("sdk", ["v2", "v3"])
def test_a_definition_is_equal_to_itself(name: str, sdk: str) -> None:
    assert compare(recorded(f"{name}.{sdk}"), recorded(f"{name}.{sdk}")).differences == ()


def compiled(*steps: dict[str, Any], parameters: tuple[dict[str, Any], ...] = ()) -> Compiled:
    return Compiled(subject="a.py::A", sdk="sagemaker", steps=steps, parameters=parameters)


def model(**members: Any) -> dict[str, Any]:
    container = {"Image": "1.dkr.ecr.us-east-1.amazonaws.com/own:1", "Environment": {"A": "1"}}
    container = {**container, **members.pop("container", {})}
    return {
        "Name": "M",
        "Type": "Model",
        "Arguments": {"PrimaryContainer": container, **members.pop("arguments", {})},
    } | members


def training(name: str = "T", **arguments: Any) -> dict[str, Any]:
    return {"Name": name, "Type": "Training", "Arguments": {"RoleArn": "r", **arguments}}


@pytest.mark.parametrize(
    ("old", "new", "path", "aspect", "matters"),
    [
        ({"Name": "M-CreateModel"}, {"Name": "M"}, "Name", Aspect.STEP_NAME, True),
        ({"Description": "x"}, {}, "Description", Aspect.OTHER, False),
        ({"DependsOn": ["A"]}, {}, "DependsOn", Aspect.ORDER, True),
        ({"Branch": "C.IfSteps"}, {}, "Branch", Aspect.BRANCH, True),
        (
            {},
            {"container": {"Image": "1.dkr.ecr.us-east-1.amazonaws.com/own:2"}},
            "Arguments.PrimaryContainer.Image",
            Aspect.IMAGE_TAG,
            True,
        ),
        ({}, {"container": {"Image": "other:1"}}, "Arguments.PrimaryContainer.Image", Aspect.IMAGE, True),
        (
            {},
            {"container": {"Environment": {"A": "2"}}},
            "Arguments.PrimaryContainer.Environment.A",
            Aspect.ENVIRONMENT,
            True,
        ),
        (
            {"container": {"Environment": {"A": "1", "SAGEMAKER_PROGRAM": ""}}},
            {},
            "Arguments.PrimaryContainer.Environment.SAGEMAKER_PROGRAM",
            Aspect.CODE,
            False,
        ),
        (
            {"container": {"Environment": {"A": "1", "SAGEMAKER_PROGRAM": "a.py"}}},
            {},
            "Arguments.PrimaryContainer.Environment.SAGEMAKER_PROGRAM",
            Aspect.ENVIRONMENT,
            True,
        ),
        (
            {},
            {"container": {"ModelDataUrl": "s3://bucket/model-builder/x/"}},
            "Arguments.PrimaryContainer.ModelDataUrl",
            Aspect.MODEL_DATA,
            True,
        ),
        (
            {"arguments": {"VpcConfig": {"Subnets": ["a"]}}},
            {},
            "Arguments.VpcConfig.Subnets",
            Aspect.NETWORK,
            True,
        ),
        ({}, {"arguments": {"EnableNetworkIsolation": False}}, "Arguments.EnableNetworkIsolation", Aspect.OTHER, False),
        ({"arguments": {"EnableNetworkIsolation": True}}, {}, "Arguments.EnableNetworkIsolation", Aspect.NETWORK, True),
        ({"arguments": {"ExecutionRoleArn": "a"}}, {}, "Arguments.ExecutionRoleArn", Aspect.ROLE, True),
        ({"arguments": {"New": 1}}, {}, "Arguments.New", Aspect.OTHER, True),
    ],
)
def test_one_difference_of_a_model_step(
    old: dict[str, Any], new: dict[str, Any], path: str, aspect: Aspect, matters: bool
) -> None:
    (found,) = compare(compiled(model(**old)), compiled(model(**new))).differences

    assert (found.path, found.judgement.aspect, found.judgement.matters) == (path, aspect, matters)


@pytest.mark.parametrize(
    ("old", "new", "path", "aspect", "matters"),
    [
        (
            {"StoppingCondition": {"MaxRuntimeInSeconds": 86400}},
            {"StoppingCondition": {"MaxRuntimeInSeconds": 3600}},
            "Arguments.StoppingCondition.MaxRuntimeInSeconds",
            Aspect.RUN_TIME,
            True,
        ),
        (
            {"HyperParameters": {"depth": '"5"'}},
            {"HyperParameters": {"depth": "5"}},
            "Arguments.HyperParameters.depth",
            Aspect.HYPERPARAMETERS,
            True,
        ),
        (
            {"OutputDataConfig": {"S3OutputPath": "s3://bucket/"}},
            {"OutputDataConfig": {"S3OutputPath": "s3://bucket/T"}},
            "Arguments.OutputDataConfig.S3OutputPath",
            Aspect.OUTPUTS,
            False,
        ),
        (
            {"OutputDataConfig": {"S3OutputPath": "s3://bucket/wanted"}},
            {"OutputDataConfig": {"S3OutputPath": "s3://bucket/T"}},
            "Arguments.OutputDataConfig.S3OutputPath",
            Aspect.OUTPUTS,
            True,
        ),
        (
            {"InputDataConfig": [{"ChannelName": "train"}, {"ChannelName": "test"}]},
            {"InputDataConfig": [{"ChannelName": "test"}]},
            "Arguments.InputDataConfig[train]",
            Aspect.INPUTS,
            True,
        ),
        (
            {"DebugHookConfig": {"S3OutputPath": "s3://b/"}},
            {},
            "Arguments.DebugHookConfig.S3OutputPath",
            Aspect.OTHER,
            False,
        ),
        (
            {},
            {"ResourceConfig": {"InstanceCount": 2}},
            "Arguments.ResourceConfig.InstanceCount",
            Aspect.RESOURCES,
            True,
        ),
    ],
)
def test_one_difference_of_a_training_step(
    old: dict[str, Any], new: dict[str, Any], path: str, aspect: Aspect, matters: bool
) -> None:
    (found,) = compare(compiled(training(**old)), compiled(training(**new))).differences

    assert (found.path, found.judgement.aspect, found.judgement.matters) == (path, aspect, matters)


def test_steps_are_matched_by_type_and_order_and_references_follow_them() -> None:
    def pair(first: str, second: str, made: str) -> Compiled:
        data = {"Get": f"Steps.{second}.ModelArtifacts.S3ModelArtifacts"}
        return compiled(
            training(first), training(second), model(Name=made, container={"ModelDataUrl": data}, DependsOn=[second])
        )

    migration = compare(pair("One", "Two", "M"), pair("Two", "Three", "M"))

    assert migration.pairs == (("One", "Two"), ("Two", "Three"), ("M", "M"))
    assert [(each.step, each.path, each.new) for each in migration.differences] == [
        ("One", "Name", "Two"),
        ("Two", "Name", "Three"),
    ]


def test_a_step_that_only_one_has() -> None:
    migration = compare(compiled(training("A"), model()), compiled(model(), training("B"), training("C")))

    assert migration.pairs == (("A", "B"), ("M", "M"), (None, "C"))
    whole = [each for each in migration.differences if not each.path]
    assert [(each.step, each.judgement.aspect, each.judgement.matters) for each in whole] == [("C", Aspect.STEP, True)]


def test_what_is_another_in_each_build_is_no_difference() -> None:
    def at(stamp: str) -> Compiled:
        return compiled(training(InputDataConfig=[{"ChannelName": "code", "S3Uri": f"s3://b/T/T-{stamp}/input/code"}]))

    assert compare(at("20261130171611"), at("20261130171854")).differences == ()


def test_parameters_of_a_pipeline() -> None:
    old = compiled(parameters=({"Name": "P", "Type": "String", "DefaultValue": "a"}, {"Name": "Q", "Type": "String"}))
    new = compiled(parameters=({"Name": "P", "Type": "String", "DefaultValue": "b"}, {"Name": "Q", "Type": "String"}))

    (found,) = compare(old, new).differences

    assert (found.path, found.judgement) == ("Parameters[P]", found.judgement)
    assert found.judgement.aspect is Aspect.PARAMETER
    assert found.judgement.matters


def test_the_inner_workings_of_a_repack_step_do_no_harm() -> None:
    def repack(name: str, script: str) -> dict[str, Any]:
        return training(name, HyperParameters={"inference_script": script, "model_archive": {"Get": "Steps.T.X"}})

    (migration,) = [compare(compiled(repack("M-RepackModel-a", '"a.py"')), compiled(repack("M-RepackModel-b", "a.py")))]

    assert {each.path: each.judgement.matters for each in migration.differences} == {
        "Name": False,
        "Arguments.HyperParameters.inference_script": False,
    }
    other = compare(compiled(repack("M-RepackModel-a", '"a.py"')), compiled(repack("M-RepackModel-b", "b.py")))
    assert other.matters, "another script is another script"


def test_a_branch_follows_its_condition() -> None:
    def within(condition: str) -> Compiled:
        return compiled(
            {"Name": condition, "Type": "Condition"}, training(), {**model(), "Branch": f"{condition}.IfSteps"}
        )

    assert [each.path for each in compare(within("One"), within("Two")).differences] == ["Name"]


def test_a_repack_step_that_leaves_its_branch() -> None:
    repack = training("M-RepackModel-a", HyperParameters={"model_archive": {"Get": "Steps.T.X"}})

    (found,) = compare(compiled({**repack, "Branch": "C.IfSteps"}), compiled(repack)).differences

    assert found.judgement.aspect is Aspect.BRANCH
    assert "runs whatever" in found.judgement.says


@pytest.mark.parametrize("file", sorted(RECORDED.glob("*.json")), ids=lambda file: file.name)
def test_each_recording_says_with_which_sdk_it_was_made(file: Path) -> None:
    sdk = json.loads(file.read_text(encoding="utf-8"))["sdk"]

    assert sdk.startswith("sagemaker 2.257.7" if ".v2." in file.name else "sagemaker 3.27.0 (sagemaker-core 2.27.0")
