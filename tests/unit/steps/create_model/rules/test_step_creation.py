"""Judgements of the step creation rules, and a builder that never heard of our contract with one defect at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import LogRecord, Trace
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common import build_names
from cursus_tester.rules.common.makers import announced, framework_named
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from cursus_tester.steps.create_model.rules.estimator import _is_of_version
from cursus_tester.steps.create_model.rules.model_object import _is_of
from tests.run_options import PLANNED


def _trace(*, logs: tuple[LogRecord, ...] = (), config: Mapping[str, Any] | None = None) -> Trace:
    scenario = Scenario(
        name="baseline",
        session=SessionKind.PIPELINE_SESSION,
        source=SourceKind.TRAINING,
        source_name="Training",
        input_name="model_data",
        route=Route.DEPENDENCIES,
    )
    return Trace(scenario=scenario, stage=Stage.DONE, logs=logs, config=config or {})


@pytest.mark.parametrize(
    ("name", "has_clock"),
    [
        ("XGBoostModel", False),
        ("model-3f2a9c0d1e4b5a67", False),
        ("team-123456789012", False),
        ("model-v20240", False),
        ("model-20240131", True),
        ("model-2024-01-31", True),
        ("model-20240131120501", True),
        ("model-1795401234", True),
        ("model-1795401234567", True),
        ("sagemaker-xgboost-2026-11-23-02-41-23-873", True),
        ("release-20240131-of-config", False),
    ],
)
def test_clocks_in_names(name: str, has_clock: bool) -> None:
    assert build_names.has_clock(name, _trace(config={"release": "release-20240131"})) is has_clock


@pytest.mark.parametrize(
    ("level", "logger", "message", "counts"),
    [
        ("WARNING", "builders", "tags are not supported", True),
        ("INFO", "builders", "tags are ignored", True),
        ("INFO", "builders", "tags: team=a", False),
        ("UserWarning", "warnings", "tags have gone", True),
        ("WARNING", "sagemaker.model", "tags are not supported", False),
        ("WARNING", "builders", "vpc_config is ignored", False),
    ],
)
def test_announcements(level: str, logger: str, message: str, counts: bool) -> None:
    trace = _trace(logs=(LogRecord(level=level, logger=logger, message=message),))
    assert announced(trace, r"\btags\b") is counts


@pytest.mark.parametrize(
    ("image", "framework", "version", "same"),
    [
        ("a/sagemaker-xgboost:1.7-1", "xgboost", "1.7-1", True),
        ("a/sagemaker-xgboost:1.5-1", "xgboost", "1.7-1", False),
        ("a/pytorch-inference:2.1-cpu-py310", "pytorch", "2.1.0", True),
        ("a/pytorch-inference:2.1.0-cpu-py310", "pytorch", "2.1", True),
        ("a/pytorch-inference:2.0.1-cpu-py310", "pytorch", "2.1", False),
        ("a/huggingface-pytorch-inference:2.1.0-transformers4.37.0-cpu", "huggingface", "4.37.0", True),
        ("a/huggingface-pytorch-inference:2.1.0-transformers4.26.0-cpu", "huggingface", "4.37.0", False),
    ],
)
def test_versions_of_images(image: str, framework: str, version: str, same: bool) -> None:
    assert _is_of_version(image, framework, version) is same


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/build/code", True),
        ("/somewhere/serving", True),
        ("/build/code/inference.py", True),
        ("s3://bucket/releases/sourcedir.tar.gz", True),
        ("s3://other/sourcedir.tar.gz", False),
        ("/opt/team/code", False),
        ("train.py", False),
    ],
)
def test_paths_made_from_the_config(path: str, own: bool) -> None:
    assert _is_of(path, ["/build/code", "serving", "inference.py", "s3://bucket/releases", ""]) is own


@pytest.mark.parametrize(
    ("name", "framework"),
    [("FraudXGBoostModel", "xgboost"), ("scikit-learn", "sklearn"), ("Py_Torch", "pytorch"), ("Ranking", None)],
)
def test_frameworks_in_names(name: str, framework: str | None) -> None:
    assert framework_named(name) == framework


_FOREIGN = """
import logging
import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Dict, List, Optional

from sagemaker import image_uris
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel

log = logging.getLogger("team.builders")
log.propagate = False


@dataclass
class ServeConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.2-1"
    region: str = "us-east-1"
    model_name: Optional[str] = None
    subnets: Optional[List[str]] = None
    security_group_ids: Optional[List[str]] = None
    network_isolation: bool = False
    kms_key_id: Optional[str] = None
    tags: Dict[str, str] = field(default_factory=dict)
    environment: Dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for name in ("instance_type", "entry_point", "source_dir", "framework_version"):
            if not getattr(self, name):
                raise ValueError(f"{name} is required")


class SKLearnServeStepBuilder:
    def __init__(self, config: ServeConfig, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, model_data=None, inputs=None, dependencies=None, enable_caching=False):
        c = self.config
        if not self.role:
            raise ValueError("role is missing")
        if enable_caching:
            log.warning("no cache: enable_caching is ignored")
        if c.tags:
            log.warning("a model step takes no tags: ignoring %s", c.tags)
        data = model_data if model_data is not None else (inputs or {}).get("model_data")
        if data is None and dependencies:
            data = dependencies[0].properties.ModelArtifacts.S3ModelArtifacts
        if data is None or data == "":
            raise ValueError("model_data is missing")
        if c.network_isolation and not isinstance(data, str):
            raise ValueError("network isolation wants model_data that exists at build")
        vpc = {"Subnets": list(c.subnets), "SecurityGroupIds": list(c.security_group_ids)} if c.subnets else None
        image = image_uris.retrieve(
            "sklearn", c.region, c.framework_version, "py3", c.instance_type, None, "inference"
        )
        model = SKLearnModel(
            model_data=data,
            role=self.role,
            entry_point=os.path.join(c.source_dir, c.entry_point),
            framework_version=c.framework_version,
            image_uri=image,
            sagemaker_session=self.session,
            env=dict(c.environment),
            name=c.model_name,
            vpc_config=vpc,
            model_kms_key=c.kms_key_id,
            enable_network_isolation=c.network_isolation,
        )
        return CreateModelStep(name="SKLearnServe", model=model, depends_on=list(dependencies or []))
"""

#: What is wrong, by replacement, and the rule that must find it.
_DEFECTS = {
    "": ("", "", ""),
    "CM306": ('name="SKLearnServe", model=model', '"SKLearnServe", None, model', "CM306"),
    "CM312": ('log.warning("no cache', 'log.info("no cache', "CM312"),
    "SB320": ("image_uri=image,", 'image_uri=image.replace("1.2-1", "latest"),', "SB320"),
    "SB323": ('"sklearn", c.region', '"sklearn", "us-east-1"', "SB323"),
    "SB326": ('c.framework_version, "py3", c.instance_type', '"1.0-1", "py3", c.instance_type', "SB326"),
    "CM330": ("= SKLearnModel(", "= XGBoostModel(", "CM330"),
    "CM331": ("os.path.join(c.source_dir, c.entry_point)", 'os.path.join(c.source_dir, "inference.py")', "CM331"),
    "SB340": ("env=dict(c.environment)", 'env={**c.environment, "WORKERS": 4}', "SB340"),
    "SB341": ("env=dict(c.environment)", 'env={"MODE": "serve"}', "SB341"),
    "SB342": ("        vpc = {", '        c.environment.setdefault("MODE", "serve")\n        vpc = {', "SB342"),
    "SB350": ('"py3", c.instance_type', '"py3", "ml.m5.large"', "SB350"),
    "SB352-vpc": ("            vpc_config=vpc,\n", "", "SB352"),
    "SB352-kms": ("            model_kms_key=c.kms_key_id,\n", "", "SB352"),
    "SB352-isolation": ("            enable_network_isolation=c.network_isolation,\n", "", "SB352"),
    "SB352-tags": ("        if c.tags:\n", "        if False:\n", "SB352"),
    "SB360": ('name="SKLearnServe"', 'name=f"SKLearnServe-{datetime.now():%H%M%S}"', "SB360"),
    "CM361": ("            name=c.model_name,\n", "", "CM361"),
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """The rules of severity error or warning that fail on each variant, those of the interface left out."""
    folder: Path = tmp_path_factory.mktemp("foreign")
    for name, (old, new, _) in _DEFECTS.items():
        assert not old or _FOREIGN.count(old) == 1
        text = _FOREIGN.replace(old, new) if old else _FOREIGN
        (folder / f"serve_{name.replace('-', '_').lower() or 'good'}.py").write_text(text, encoding="utf-8")
    report = check(find_subjects([str(folder)]).subjects, load_rules(), PLANNED)
    found = {}
    for card in report.scorecards:
        stem = Path(card.subject.place.path).stem.removeprefix("serve_")
        found[stem] = {
            outcome.rule.id
            for outcome in card.outcomes
            if outcome.kind is OutcomeKind.FAILED
            and outcome.rule.severity is not Severity.INFO
            and not outcome.rule.id.startswith("SB1")
        }
    return found


@pytest.mark.parametrize("name", _DEFECTS)
def test_a_foreign_builder_with_one_defect(failed: Mapping[str, set[str]], name: str) -> None:
    rules = failed[name.replace("-", "_").lower() or "good"]
    expected = _DEFECTS[name][2]
    assert expected in rules if expected else rules == set()
