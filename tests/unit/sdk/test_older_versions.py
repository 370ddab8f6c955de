"""What older parts of SDK v3 do by themselves, as the comparison of environments says."""

from __future__ import annotations

import pytest

from cursus_tester.sdk.older_versions import older_behaviour


@pytest.mark.parametrize(
    ("version", "parts"),
    [
        (
            "3.25.0 (sagemaker-core 2.25.0, sagemaker-train 1.25.0, sagemaker-serve 1.25.0, sagemaker-mlops 1.25.0)",
            ["sagemaker-serve", "sagemaker-mlops", "sagemaker-train"],
        ),
        (
            "3.26.0 (sagemaker-core 2.26.0, sagemaker-train 1.26.0, sagemaker-serve 1.26.0, sagemaker-mlops 1.26.0)",
            ["sagemaker-serve"],
        ),
        (
            "3.0.1 (sagemaker-core 2.27.0, sagemaker-train 1.27.0, sagemaker-serve 1.27.0, sagemaker-mlops 1.27.0)",
            [],
        ),
        ("2.257.7", []),
    ],
)
def test_what_was_so_before(version: str, parts: list[str]) -> None:
    assert [each.partition(" ")[0] for each in older_behaviour(version)] == parts
