"""Which files reach the SDK is told by their bytes, through files in and outside the search."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.imports.sdk_reach import SdkReach
from cursus_tester.source.modules import read_bytes

SDK = "from sagemaker.workflow.pipeline import Pipeline\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("import boto3, sagemaker.workflow as w", True),
        ("from sagemaker import image_uris", True),
        ("from \\\n    sagemaker.workflow import pipeline", True),
        ("from moto.sagemaker import models", False),
        ("from mine import (\n    first,\n    deep,\n)", True),
        ("from mine.deep import Pipeline", True),
        ("import mine.deep as d", True),
        ("from .mine import deep", True),
        ("from mine import first", False),
        ("from circle.one import x", False),
        ("import nowhere.deep", False),
        ("import json", False),
    ],
)
def test_imports_are_followed(here: Path, text: str, reaches: bool) -> None:
    write(
        here,
        {
            "a.py": f"{text}\n",
            "mine/__init__.py": "",
            "mine/first.py": "x = 1\n",
            "mine/deep.py": "from ..other import Pipeline\n",
            "other.py": SDK,
            "circle/__init__.py": "from .one import x\n",
            "circle/one.py": "from .two import x\n",
            "circle/two.py": "from .one import x\n",
        },
    )
    assert SdkReach(read_bytes).reaches(str(here / "a.py")) is reaches


def test_a_pipeline_whose_classes_come_from_outside_the_search_is_found(here: Path) -> None:
    write(
        here,
        {
            "pipelines/p.py": "from common import Pipeline\n\ndef get_pipeline():\n    return Pipeline(steps=[])\n",
            "pipelines/q.py": "from elsewhere import Pipeline\n\ndef get_pipeline():\n    return Pipeline(steps=[])\n",
            "common/__init__.py": "from .parts import *\n",
            "common/parts.py": SDK,
        },
    )
    assert [subject.id for subject in find_subjects(["pipelines"]).subjects] == ["pipelines/p.py::get_pipeline"]
