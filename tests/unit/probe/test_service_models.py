"""What botocore reads of services and endpoints is read once in a process, and no longer than that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cursus_tester.probe import service_models
from cursus_tester.sandbox.patches import Patches


@pytest.fixture
def patches() -> Iterator[Patches]:
    patches = Patches()
    yield patches
    patches.undo()


def loader() -> Any:
    """That of a new session."""
    session: Any = boto3.Session(region_name="us-east-1")
    return session._loader


def test_sessions_share_what_is_read(patches: Patches) -> None:
    service_models.read_once(patches)
    assert loader().load_service_model("s3", "service-2") is loader().load_service_model("s3", "service-2")
    assert loader().load_data("endpoints")["version"] == 3


def test_what_is_not_there_is_looked_for_again(patches: Patches, tmp_path: Any) -> None:
    service_models.read_once(patches)
    read = loader().file_loader.load_file
    assert read(str(tmp_path / "later")) is None
    (tmp_path / "later.json").write_text('{"here": "now"}', encoding="utf-8")
    assert read(str(tmp_path / "later")) == {"here": "now"}


def test_afterwards_each_session_reads_for_itself(patches: Patches) -> None:
    service_models.read_once(patches)
    patches.undo()
    assert loader().load_data("endpoints") is not loader().load_data("endpoints")
