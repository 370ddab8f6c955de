"""A builder of this very module, with a config object: run in forks of this process, and in it."""

from __future__ import annotations

import dataclasses
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from sagemaker import image_uris
from sagemaker.image_uris import retrieve
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.results.outcome import Outcome
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import find_subjects

#: What says that a builder was run, listened to and let down by nothing in its surroundings.
RULES = ("SB100", "SB108", "SB110", "SB320", "SB341", "SB400", "SB402", "SB408", "SB413")


@dataclasses.dataclass
class Config:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"
    env: dict[str, str] = dataclasses.field(default_factory=dict)


class XGBoostModelStepBuilder:
    def __init__(self, config: Config, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(
        self, inputs: Any = None, dependencies: Any = None, model_data: Any = None, enable_caching: bool = False
    ) -> CreateModelStep:
        model_data = model_data or (inputs or {}).get("model_data")
        if not model_data and dependencies:
            (training,) = (step for step in dependencies if hasattr(step.properties, "ModelArtifacts"))
            model_data = training.properties.ModelArtifacts.S3ModelArtifacts
        if not model_data:
            raise ValueError("model_data is missing")
        model = XGBoostModel(
            model_data=model_data,
            role=self.role,
            image_uri=retrieve("xgboost", "us-east-1", version=self.config.framework_version, image_scope="inference"),
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            env=dict(self.config.env),
            sagemaker_session=self.session,
            name="given",
        )
        return CreateModelStep(name="XGBoostModel", model=model, depends_on=list(dependencies or []))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    source = tmp_path / "src"
    source.mkdir()
    (source / "serve.py").write_text("# code\n", encoding="utf-8")
    return Config(instance_type="ml.m5.large", entry_point="serve.py", source_dir=str(source), env={"GIVEN": "1"})


@pytest.fixture
def surroundings() -> Iterator[None]:
    """A process as tests have it: a faked account with a bucket in it, a child and a thread."""
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    with mock_aws(), subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="sagemaker-us-east-1-123456789012")
        boto3.setup_default_session(region_name="us-west-2")
        yield
        assert child.poll() is None
        child.communicate()
    over.set()
    thread.join()


def state() -> dict[str, Any]:
    """What a run must leave as it was."""
    client = boto3.client("s3")
    bucket, *others = client.list_buckets()["Buckets"]
    return {
        "bucket": (bucket["Name"], client.list_objects_v2(Bucket=bucket["Name"])["KeyCount"], others),
        "session": boto3.DEFAULT_SESSION,
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "path": list(sys.path),
        "streams": (sys.stdout, sys.stderr),
        "functions": (retrieve, image_uris.retrieve, vars(Model)["__init__"], logging.Logger.callHandlers),
        "handlers": list(logging.getLogger().handlers),
        "levels": (logging.getLogger().level, logging.getLogger("sagemaker").level, logging.root.manager.disable),
        "bytecode": sys.dont_write_bytecode,
    }


def run(imported: ImportedBuilder, **options: Any) -> Scorecard:
    (subject,) = find_subjects([f"{__file__}::{imported.cls.__name__}"]).subjects
    rules = tuple(select_rules(load_rules(), RULES, ()))
    (card,) = check([subject], rules, RunOptions(**options), imported=imported).scorecards
    return card


def outcome(card: Scorecard, rule: str) -> Outcome:
    return next(each for each in card.outcomes if each.rule.id == rule)


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("in_process", [False, True])
def test_a_given_builder_is_run_with_the_given_config(in_process: bool, config: Config, tmp_path: Path) -> None:
    before, asked = state(), dataclasses.asdict(config)

    card = run(ImportedBuilder(cls=XGBoostModelStepBuilder, config=config), in_process=in_process)

    said = {each.rule.id: (each.kind.value, each.reason, each.findings) for each in card.outcomes}
    unseen = said.pop("SB108")
    assert unseen[0] == "not_applicable"
    assert said == dict.fromkeys(said, ("passed", None, ()))
    assert card.exhibits[0].config["env"] == {"GIVEN": "1"}
    assert card.exhibits[0].request is not None
    assert card.exhibits[0].request["PrimaryContainer"]["Environment"]["GIVEN"] == "1"
    assert dataclasses.asdict(config) == asked
    assert [path.name for path in (tmp_path / "src").iterdir()] == ["serve.py"]
    assert state() == before
    (tmp_path / "written").touch()


class BreakingModelStepBuilder(XGBoostModelStepBuilder):
    """Does what a run must not let through to the process that it runs in."""

    def create_step(self, **kwargs: Any) -> CreateModelStep:  # type: ignore[override]
        os.environ.clear()
        os.chdir("/")
        with pytest.raises(PermissionError):
            Path(__file__).with_suffix(".txt").touch()
        raise KeyboardInterrupt


@pytest.mark.usefixtures("surroundings")
def test_a_given_builder_is_watched(config: Config) -> None:
    before = state()

    card = run(ImportedBuilder(cls=BreakingModelStepBuilder, config=config), in_process=True)

    left = "a builder under test must leave the working directory and the environment of its process as they were"
    told = sorted(re.sub(r"variable .*?:", "variable …:", each.message) for each in outcome(card, "SB110").findings)
    assert told == [
        f"changing the environment variable …: {left}",
        f"changing the working directory: {left}",
        "writing tests/unit/workers/test_forking.txt: a builder under test must not write outside its own folder",
    ]
    assert "KeyboardInterrupt" in outcome(card, "SB400").findings[0].message
    assert state() == before
