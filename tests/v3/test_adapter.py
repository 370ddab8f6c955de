"""The adapter for SDK v3: what it leaves alone, and what of the SDK stays in the fake."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator

import pytest
from sagemaker.ai_registry.air_hub import AIRHub
from sagemaker.core import image_uris
from sagemaker.core.helper.iam_role_resolver import resolve_and_validate_role
from sagemaker.core.telemetry import telemetry_logging
from sagemaker.core.training.configs import SourceCode
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.evidence.account_names import DEFAULT_REGION, ROLE
from cursus_tester.evidence.scenario import SessionKind, SourceKind, Stage
from cursus_tester.observation.describe import describe, describe_exception
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.account import Account, cache_sdk_lookups
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk import images
from cursus_tester.sdk.expressions import evaluate
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.protocol import JobSettings
from cursus_tester.sdk.v3.modules import MODULES

#: What the SDK says wherever one of its objects is used as it is meant to be.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Running within a PipelineSession"),
    pytest.mark.filterwarnings("ignore:The 'dependencies' parameter is deprecated"),
    pytest.mark.filterwarnings("ignore:Lambda function won.t be updated"),
    pytest.mark.filterwarnings("ignore:Implicitly cleaning up <TemporaryDirectory:ResourceWarning"),
]


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    patches = Patches()
    cache_sdk_lookups(patches)
    account = Account()
    yield account
    account.close()
    patches.undo()


def test_the_root_logger_is_as_it_was() -> None:
    sdk()
    assert not [each for each in logging.getLogger().handlers if "sagemaker" in type(each).__module__]
    assert "AWS_SECRET_ACCESS_KEY" not in os.environ


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_class_is_where_it_is_said_to_be(name: str) -> None:
    assert sdk().classes.class_named(name).__module__ == MODULES[name]


def test_a_role_is_checked_against_the_fake(account: Account) -> None:
    session = account.session(DEFAULT_REGION, SessionKind.PIPELINE_SESSION)

    assert resolve_and_validate_role(ROLE, "serving", session) == ROLE
    # A team's account has the roles that it names.
    other = "arn:aws:iam::123456789012:role/service-role/TeamRole"
    assert resolve_and_validate_role(other, "training", session) == other
    with pytest.raises(ValueError, match="IAM role 'NoSuchRole' does not exist"):
        resolve_and_validate_role("NoSuchRole", "serving", session)


def test_a_role_is_checked_in_another_partition(account: Account) -> None:
    session = account.session("cn-north-1", SessionKind.PIPELINE_SESSION)
    assert resolve_and_validate_role(ROLE, "serving", session) == ROLE


def test_sessions_share_no_settings(account: Account) -> None:
    one, other = (account.session(DEFAULT_REGION, SessionKind.PIPELINE_SESSION) for _ in range(2))
    assert one.settings is not other.settings


def test_a_model_builder_keeps_its_files_in_the_temporary_folder(account: Account) -> None:
    session = account.session(DEFAULT_REGION, SessionKind.PIPELINE_SESSION)
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1"
    builder = ModelBuilder(image_uri=image, role_arn=ROLE, sagemaker_session=session)
    assert builder.model_path.startswith(os.path.join(tempfile.gettempdir(), ""))
    assert not builder.model_path.startswith("/tmp/sagemaker/")


def test_the_client_of_the_import_is_made_anew(account: Account) -> None:
    assert AIRHub._sagemaker_client.list_models()["Models"] == []


def test_telemetry_is_off(account: Account) -> None:
    assert telemetry_logging._send_telemetry_request(1, [], None) is None


@pytest.mark.parametrize("kind", [each for each in SourceKind if each.is_step])
@pytest.mark.parametrize("session", SessionKind)
def test_each_kind_of_step_compiles(account: Account, kind: SourceKind, session: SessionKind) -> None:
    of_account = account.session(DEFAULT_REGION, session)
    job = JobSettings(
        framework=None, framework_version=None, python_version=None, session=of_account, region=DEFAULT_REGION
    )
    step = evaluate(sdk().steps.dependency(kind, "Earlier", ("model_data",), job))
    assert '"Earlier"' in sdk().pipelines.compile("conformance", (), (step,), of_account)


def test_a_value_object_is_shown_by_its_fields() -> None:
    found = describe(SourceCode(source_dir="code", entry_script="inference.py"), {})
    assert found.data == {"source_dir": "code", "entry_script": "inference.py"}
    assert found.is_a("SourceCode")


def test_what_a_class_of_the_sdk_refuses_is_no_refusal_of_the_builder() -> None:
    team_code = TeamCode((os.path.dirname(__file__),), os.getcwd())
    with pytest.raises(ValueError, match="validation error") as caught:
        SourceCode(source_dir=["code"])
    assert not describe_exception(caught.value, Stage.CREATE_STEP, team_code).is_refusal


@pytest.mark.parametrize(
    ("framework", "version", "python", "instance_type", "region", "scope"),
    [
        ("xgboost", "3.2-0", "py3", "ml.m5.xlarge", "us-east-1", "inference"),
        ("xgboost", "1.5-1", "py3", "ml.c7g.xlarge", "us-east-1", "inference"),
        ("sklearn", "1.9-0", "py3", "ml.m5.xlarge", "cn-north-1", "inference"),
        ("pytorch", "2.6.0", "py312", "ml.g4dn.xlarge", "eu-west-1", "inference"),
        ("pytorch", "2.6.0", "py312", "ml.c7g.xlarge", "us-east-1", "inference"),
        ("pytorch", "2.10.0", None, "ml.m5.xlarge", "us-east-1", "training"),
        ("tensorflow", "2.20.0", None, "ml.m5.xlarge", "us-east-1", "inference"),
    ],
)
def test_images_are_those_of_the_sdk(
    framework: str, version: str, python: str | None, instance_type: str, region: str, scope: str
) -> None:
    pythons = images.python_versions(framework, version, scope)
    python = python or (pythons[-1] if pythons else None)
    own = images.serving_image(
        framework=framework, version=version, python=python, instance_type=instance_type, region=region, scope=scope
    )
    asked = image_uris.retrieve(
        framework, region, version=version, py_version=python, instance_type=instance_type, image_scope=scope
    )
    assert own == asked
