"""What code finds around it while it is run: programs, time, modules that are not installed, defaults and regions."""

from __future__ import annotations

import inspect
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.probe.pipelines.defaults import another_default
from cursus_tester.probe.pipelines.installs import without_installing
from cursus_tester.probe.pipelines.regions import own_region
from cursus_tester.probe.pipelines.stand_ins import StandIn
from cursus_tester.probe.pipelines.waiting import Waited, without_waiting


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (lambda: subprocess.check_call(["python", "-m", "pip", "install", "no-such-package"]), 0),
        (lambda: subprocess.call("pip install no-such-package", shell=True), 0),
        (lambda: subprocess.check_output(["/usr/bin/pip3", "install", "no-such-package"], text=True), ""),
        (lambda: subprocess.run(["conda", "install", "no-such-package"]).returncode, 0),
        (lambda: os.system("pip install -q no-such-package"), 0),
        (lambda: subprocess.check_output(["echo", "install"], text=True), "install\n"),
    ],
)
def test_nothing_is_installed_and_other_programs_run(run: Any, expected: object) -> None:
    before = subprocess.run
    with without_installing():
        assert run() == expected
    assert subprocess.run is before


def test_waiting_takes_no_time_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    with without_waiting():
        time.sleep(3_000)
        with pytest.raises(Waited, match="never comes"):
            time.sleep(3_000)
        time.sleep(3_000)
    assert waited == []
    time.sleep(1)
    assert waited == [1]


def test_a_function_that_is_not_there_takes_any_values() -> None:
    # The SDK (2.257.7) asks so before it makes a step of a function.
    spec = inspect.getfullargspec(StandIn("jobs.prepare"))
    assert (spec.args, spec.varargs) == ([], "args")


def test_what_stands_in_is_unpacked_and_counts_as_empty() -> None:
    first, second, third = StandIn("split")()
    assert isinstance(third, StandIn)
    assert list(StandIn("frame")) == []
    assert len(first) == 0
    assert bool(second)
    assert isinstance((first + 1) / second > 3, StandIn)


@pytest.mark.parametrize(
    ("value", "choices", "expected"),
    [
        (3, (), 6),
        (0.5, (), 0.875),
        (True, (), True),
        (None, (), None),
        ("eu", ("eu", "us"), "us"),
        ("ml.m5.xlarge", (), "ml.m5.12xlarge"),
        ("ml.p3.2xlarge", (), "ml.g4dn.8xlarge"),
        ("s3://bucket/raw/", (), "s3://bucket/raw-other2/"),
        ("30", (), "33"),
        ("Approved", (), "PendingManualApproval"),
        ("orders", (), "orders-other2"),
        ("1.2-1", (), "1.2-1"),
        ("eu-west-1", (), "eu-west-1"),
        ("arn:aws:kms:eu-west-1:123456789012:key/k", (), "arn:aws:kms:eu-west-1:123456789012:key/k"),
    ],
)
def test_another_default_is_as_good(value: object, choices: tuple[str, ...], expected: object) -> None:
    assert another_default(value, choices, 2) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("region = 'eu-central-1'", "eu-central-1"),
        ("image = '123456789012.dkr.ecr.us-west-2.amazonaws.com/x:1'", "us-west-2"),
        ("regions = ['eu-central-1', 'us-west-2']", "us-east-1"),
        ("region = session.boto_region_name", "us-east-1"),
        ("bucket = 'data-eu-central-12'", "us-east-1"),
    ],
)
def test_code_that_names_one_region_is_built_there(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(text, encoding="utf-8")

    assert own_region(str(tmp_path / "pipeline.py")) == expected
