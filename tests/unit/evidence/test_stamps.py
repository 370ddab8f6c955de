"""What differs from run to run is hidden."""

from __future__ import annotations

import time

import pytest
from sagemaker.utils import sagemaker_timestamp

from cursus_tester.evidence.stamps import hide_places, hide_stamps


@pytest.mark.parametrize("moment", [1_700_000_000.873, 1_700_000_000.53, 1_700_000_000.5])
def test_stamps_of_the_sdk_whatever_the_clock_reads(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    """The SDK cuts the digits after the point, of which there may be fewer than three (2.257.7)."""
    monkeypatch.setattr(time, "time", lambda: moment)

    assert hide_stamps(f"s3://bucket/xgboost-{sagemaker_timestamp()}/code") == "s3://bucket/xgboost-<stamp>/code"


def test_the_time_of_a_tuning_job_of_sdk_v3_is_hidden() -> None:
    """It stands in the places of code (sagemaker-train 1.27.0, ``HyperparameterTuner``)."""
    uri = "s3://bucket/Search/tuning-1796063955/input/sourcedir/sourcedir.tar.gz"

    assert hide_stamps(uri) == "s3://bucket/Search/tuning-<stamp>/input/sourcedir/sourcedir.tar.gz"
    assert hide_stamps("s3://bucket/tuning-1796063955/data") == "s3://bucket/tuning-1796063955/data"


def test_a_time_in_another_form_is_shown() -> None:
    assert hide_stamps("s3://bucket/1700000000/model.tar.gz") == "s3://bucket/1700000000/model.tar.gz"


def test_the_hash_of_code_is_hidden_where_it_is_shown_and_not_where_it_is_compared() -> None:
    """It holds the path of the code, in a temporary folder (sagemaker 2.257.7, ``workflow.utilities``)."""
    uri = f"s3://bucket/conformance/code/{'0f' * 32}/sourcedir.tar.gz"

    assert hide_places(uri) == "s3://bucket/conformance/code/<stamp>/sourcedir.tar.gz"
    assert hide_stamps(uri) == uri


def test_the_hash_of_a_repack_steps_code_is_hidden_as_later_sdks_write_a_time_in_its_place() -> None:
    """It holds the path of the code, in a temporary folder (sagemaker 2.205.0, ``workflow.steps``)."""
    uri = f"s3://bucket/Model-RepackModel-model-1-{'0f' * 16}/source/sourcedir.tar.gz"

    assert hide_stamps(uri) == "s3://bucket/Model-RepackModel-model-1-<stamp>/source/sourcedir.tar.gz"


def test_the_requirements_that_the_sdk_writes_for_a_function_step_have_another_name_each_time() -> None:
    """``mkstemp`` makes it up (sagemaker 2.257.7, ``remote_function.job``)."""
    text = '{"dependency_file": "sagemaker_requirements_vs2_rmdw.txt"}'

    assert hide_stamps(text) == '{"dependency_file": "sagemaker_requirements_<stamp>.txt"}'
