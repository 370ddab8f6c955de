"""How requests of processing jobs are read, and how their code is followed into the container."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Archive, Call, Trace, Value
from cursus_tester.rules.common.caching import _DURATION
from cursus_tester.steps.processing.code import deliveries, deliveries_under_v3
from cursus_tester.steps.processing.requests import data_inputs, refusals

_SCENARIO = Scenario(
    name="baseline",
    session=SessionKind.PIPELINE_SESSION,
    source=SourceKind.LITERAL,
    source_name="",
    input_name="",
    route=Route.INPUTS,
)
_CODE = "/opt/ml/processing/input/code"


def _input(name: str, path: str, uri: Any) -> dict[str, Any]:
    return {"InputName": name, "S3Input": {"LocalPath": path, "S3Uri": uri}}


def _trace(entrypoint: list[Any], inputs: list[Any], code: str | None, archives: dict[str, Archive]) -> Trace:
    arguments = {"code": Value(type="str", data=code)} if code is not None else {}
    run = Call(
        target="ScriptProcessor.run",
        arguments=arguments,
        positional=(),
        result=None,
        error=None,
        place=None,
        is_nested=False,
    )
    request = {"AppSpecification": {"ContainerEntrypoint": entrypoint}, "ProcessingInputs": inputs}
    return Trace(scenario=_SCENARIO, stage=Stage.DONE, calls=(run,), request=request, archives=archives)


_UPLOADED = Archive(exists=True, uploaded=True)
_BOOT = "/opt/ml/processing/input/entrypoint/runproc.sh"


@pytest.mark.parametrize(
    ("trace", "wrong"),
    [
        pytest.param(
            _trace(
                ["python3", f"{_CODE}/a.py"], [_input("code", _CODE, "s3://b/a.py")], "a.py", {"s3://b/a.py": _UPLOADED}
            ),
            [""],
            id="a script",
        ),
        pytest.param(
            _trace(
                ["python3", f"{_CODE}/a.py"], [_input("code", _CODE, "s3://b/c.py")], "a.py", {"s3://b/c.py": _UPLOADED}
            ),
            ["the container runs /opt/ml/processing/input/code/a.py, and the job puts c.py there"],
            id="another script",
        ),
        pytest.param(
            _trace(["python3", f"{_CODE}/a.py"], [], None, {}),
            ["the container runs /opt/ml/processing/input/code/a.py, and no input of the job is put there"],
            id="no input",
        ),
        pytest.param(
            _trace([], [], "a.py", {}), ["the code 'a.py' is given, and the container does not run it"], id="dropped"
        ),
        pytest.param(_trace(["serve"], [], None, {}), [""], id="the image's own program"),
        pytest.param(
            _trace(
                ["/bin/bash", _BOOT],
                [
                    _input("code", f"{_CODE}/", "s3://b/sourcedir.tar.gz"),
                    _input("entrypoint", "/opt/ml/processing/input/entrypoint", "s3://b/runproc.sh"),
                ],
                "src/a.py",
                {"s3://b/runproc.sh": _UPLOADED, "s3://b/sourcedir.tar.gz": Archive(exists=True, members=("b.py",))},
            ),
            ["", "the uploaded code does not contain a.py; it contains b.py"],
            id="an archive without the script",
        ),
    ],
)
def test_code_is_followed_into_the_container(trace: Trace, wrong: list[str]) -> None:
    assert [each.wrong for each in deliveries(Builder(), trace)] == wrong


_FOLDER = Archive(exists=False, below=("install_requirements.py", "sourcedir.tar.gz"))


@pytest.mark.parametrize(
    ("code", "archives", "expected"),
    [
        (
            "a.py",
            {"s3://b/code/": _FOLDER, "s3://b/code/sourcedir.tar.gz": Archive(exists=True, members=("a.py",))},
            Delivery(),
        ),
        (
            # The bootstrap script starts it without its folder.
            "src/a.py",
            {"s3://b/code/": _FOLDER, "s3://b/code/sourcedir.tar.gz": Archive(exists=True, members=("src/a.py",))},
            Delivery(wrong="the uploaded code does not contain a.py; it contains src/a.py"),
        ),
        (
            "a.py",
            {"s3://b/code/": Archive(exists=False)},
            Delivery(unknown="this build did not upload s3://b/code/sourcedir.tar.gz: what is there cannot be checked"),
        ),
        (
            "a.py",
            {"s3://b/code/": Archive(exists=False, below=("a.py",))},
            Delivery(wrong="nothing puts sourcedir.tar.gz into /opt/ml/processing/input/code"),
        ),
    ],
)
def test_an_archive_is_found_below_the_folder_that_sdk_v3_names(
    code: str, archives: dict[str, Archive], expected: Delivery
) -> None:
    inputs = [
        _input("code", f"{_CODE}/", "s3://b/code/"),
        _input("entrypoint", "/opt/ml/processing/input/entrypoint", "s3://b/runproc.sh"),
    ]
    trace = _trace(["/bin/bash", _BOOT], inputs, code, {"s3://b/runproc.sh": _UPLOADED, **archives})

    script, found = deliveries_under_v3(Builder(), trace)

    assert not script.wrong
    assert (bool(found.wrong), bool(found.unknown)) == (bool(expected.wrong), bool(expected.unknown))
    assert found.wrong.startswith(expected.wrong)
    assert found.unknown.startswith(expected.unknown)


def test_inputs_of_code_are_none_of_data() -> None:
    request = {
        "ProcessingInputs": [
            _input("code", _CODE, "s3://b/a.py"),
            _input("rows", "/opt/ml/processing/rows", "s3://b/r"),
        ]
    }

    assert [each.name for each in data_inputs(request)] == ["rows"]


def test_a_name_is_taken_once() -> None:
    request = {"ProcessingInputs": [_input("rows", "/a", "s3://b/1"), _input("rows", "/b", "s3://b/2")]}

    assert list(refusals(request)) == ["several inputs have the name 'rows'; the service takes each name once"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("P30D", True),
        ("PT1H", True),
        ("P1DT12H", True),
        ("P4W", True),
        ("P1Y2M3DT4H5M6S", True),
        ("30 days", False),
        ("30d", True),
        ("P", False),
        ("PT", False),
        ("P1DT", False),
        ("p30d", True),
    ],
)
def test_durations(text: str, is_one: bool) -> None:
    assert (_DURATION.fullmatch(text) is not None) is is_one
