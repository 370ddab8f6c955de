"""Compile one pipeline before the first builder, so that the SDK and boto3 load what they load on first use."""

from __future__ import annotations

import importlib
import json
import pkgutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import boto3

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.builder import InputKind
from cursus_tester.evidence.field_names import COMBINED_REGIONS, REGIONS_OF_PIPELINES
from cursus_tester.evidence.scenario import SessionKind, SourceKind
from cursus_tester.probe.account import Account
from cursus_tester.probe.request_check import request_problems, request_shape
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.sdk.expressions import evaluate
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import SERVICE
from cursus_tester.sdk.protocol import JobSettings
from cursus_tester.step_pack import StepPack

#: Named, not imported: nothing in the tester rests on it.
_CONTRACT = "cursus_tester.contract"


def compile_once(account: Account, packs: Iterable[StepPack]) -> None:
    """Compile the steps that builders depend on and a sample of each type of step under both sessions."""
    steps = sdk().steps
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "inference.py").write_text("# code\n", encoding="utf-8")
        for kind in SessionKind:
            session = account.session(DEFAULT_REGION, kind)
            job = JobSettings(
                framework="xgboost",
                framework_version=None,
                python_version=None,
                session=session,
                region=DEFAULT_REGION,
            )
            training = evaluate(steps.dependency(SourceKind.TRAINING, "XGBoostTraining", ("model_data",), job))
            archive = steps.output(training, "model_data", InputKind.ARCHIVE)
            processing = evaluate(steps.dependency(SourceKind.PROCESSING, "Processing", ("model_data",), job))
            sdk().pipelines.compile("warm", (), (processing,), session)
            for pack in packs:
                if pack.sample is not None:
                    step = evaluate(pack.sample(steps, archive, folder, session))
                    definition = sdk().pipelines.compile("warm", (), (training, step), session)
                    request_problems(json.loads(definition)["Steps"][1]["Arguments"], pack.operation)
                elif pack.operation is not None:
                    request_shape(pack.operation)
    for region in _REGIONS:
        # With its bucket: every worker finds the same ones.
        account.boto_session(region)


#: Where builders and pipelines are run beside the default region.
_REGIONS = tuple(dict.fromkeys((*COMBINED_REGIONS, *REGIONS_OF_PIPELINES)))


def make_clients(account: Account) -> Iterator[None]:
    """Make the clients of the other regions, one region at each step; those of one take as long as ten builds."""
    for region in _REGIONS:
        for kind in sdk().sessions.kinds:
            session = account.session(region, kind)
            sdk().pipelines.compile("warm", (), (), session)
        # Estimators ask boto3's default session for one (SDK 2.257.7, TensorBoardApp).
        boto3.client(SERVICE, region_name=region)
        yield


def import_contract() -> None:
    """Import the framework that builders may be written on: its modules only define things.

    A worker that imported them took longer for it than for its builder.
    """
    parts = (_CONTRACT, f"{_CONTRACT}.v{installed_major()}")
    for name in parts:
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            if not module.ispkg:
                importlib.import_module(module.name)
