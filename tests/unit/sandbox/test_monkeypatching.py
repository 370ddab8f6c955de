"""What a builder replaces is found, whether Python keeps versions of dictionaries or not."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from botocore import client, utils
from botocore.client import BaseClient

from cursus_tester.sandbox import monkeypatching
from cursus_tester.sandbox.monkeypatching import MonkeypatchDetector

CHANGES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "botocore.utils.merge_dicts": lambda patch: patch.setattr(utils, "merge_dicts", lambda *_: None),
    "botocore.utils.is_json_value_header": lambda patch: patch.delattr(utils, "is_json_value_header"),
    "botocore.utils.ArnParser": lambda patch: patch.setitem(vars(utils), "ArnParser", object),
    "botocore.client.BaseClient._make_api_call": lambda patch: patch.setattr(BaseClient, "_make_api_call", print),
    "botocore.client.BaseClient.can_paginate": lambda patch: patch.delattr(BaseClient, "can_paginate"),
    "botocore.client.BaseClient.close_all": lambda patch: patch.setattr(BaseClient, "close_all", print, raising=False),
    "botocore.client": lambda patch: patch.setitem(sys.modules, "botocore.client", utils),
    "builtins.sorted": lambda patch: patch.setattr("builtins.sorted", list),
}


@pytest.fixture(params=[True, False], ids=["versions", "no-versions"], scope="module")
def detector(request: pytest.FixtureRequest) -> MonkeypatchDetector:
    with pytest.MonkeyPatch.context() as patch:
        if not request.param:
            patch.setattr(sys, "version_info", (3, 13))
        return MonkeypatchDetector()


@pytest.mark.parametrize("name", CHANGES)
def test_each_replacement_is_found(name: str, detector: MonkeypatchDetector, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        CHANGES[name](patch)
        found = list(detector.replaced_names("builder"))

    assert name in found
    assert not [*detector.replaced_names("builder")]


def test_what_is_no_code_is_no_replacement(detector: MonkeypatchDetector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "logger", client.logger)
    monkeypatch.setattr(client, "some_number", 1, raising=False)

    assert not [*detector.replaced_names("builder")]


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="Python 3.13 keeps no versions of dictionaries")
def test_this_python_keeps_versions() -> None:
    unchanged: dict[str, object] = {"value": 1}
    changed: dict[str, object] = {"value": 1}
    versions = monkeypatching._Versions([unchanged, changed])

    changed["value"] = 2

    assert versions.changed() == [1]
