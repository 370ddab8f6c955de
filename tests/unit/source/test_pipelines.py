"""What makes steps and pipelines is found: functions, methods, modules and notebooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.subject import SubjectKind
from cursus_tester.source.discovery import find_subjects

IMPORTS = """\
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.workflow.step_collections import RegisterModel
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(text: str, name: str = "p.py") -> Mapping[str, SubjectKind]:
    Path(name).write_text(text, encoding="utf-8")
    return {subject.name: subject.kind for subject in find_subjects([name]).subjects}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def get_pipeline(region): return Pipeline(steps=[])", {"get_pipeline": SubjectKind.PIPELINE}),
        ("def send(): Pipeline(steps=[]).upsert()", {"send": SubjectKind.PIPELINE}),
        ("def around(name, steps): return Pipeline(name=name, steps=steps)", {}),
        ("def around(name, steps): return Pipeline(name=name, steps=list(steps)).definition()", {}),
        # A name alone is that of a pipeline in the account.
        ("pipeline = Pipeline(name='p', sagemaker_session=session)\npipeline.start()", {}),
        ("def start(name): Pipeline(name).start()", {}),
        ("def start(**options): Pipeline(**options).start()", {"start": SubjectKind.PIPELINE}),
        ("def make(name, p, e, s): return Pipeline(name, p, e, s)", {"make": SubjectKind.PIPELINE}),
        ("def around(step): return Pipeline(steps=[step])", {"around": SubjectKind.PIPELINE}),
        ("def make(x) -> 'Pipeline': return other(x)", {"make": SubjectKind.PIPELINE}),
        ("def make(x) -> list[TrainingStep]: return other(x)", {"make": SubjectKind.FACTORY}),
        ("def make(x): return RegisterModel(name='x')", {"make": SubjectKind.FACTORY}),
        ("@decorated\ndef make(x): return ProcessingStep(name='x')", {"make": SubjectKind.FACTORY}),
        ("class A:\n    def build(self): return Pipeline()", {"A.build": SubjectKind.PIPELINE}),
        # What it calls belongs to it.
        (
            "def step(): return ProcessingStep()\ndef get_pipeline(): return Pipeline(steps=[step()])",
            {"get_pipeline": SubjectKind.PIPELINE},
        ),
        (
            "class A:\n    def step(self): return ProcessingStep()\n"
            "    def build(self): return Pipeline(steps=[self.step()])",
            {"A.build": SubjectKind.PIPELINE},
        ),
        # Methods that are called in turn need those before them.
        (
            "class A:\n    def add(self):\n        self.steps = [ProcessingStep()]\n        return self\n"
            "    def build(self): return Pipeline(steps=self.steps)\n"
            "def get_pipeline(): return A().add().build()",
            {"get_pipeline": SubjectKind.PIPELINE},
        ),
        (
            "class A:\n    def add(self): self.steps = [ProcessingStep()]\n"
            "    def build(self): return Pipeline(steps=self.steps)\n"
            "def get_pipeline():\n    a = A()\n    a.add()\n    made = a.build()\n    return made",
            {"get_pipeline": SubjectKind.PIPELINE},
        ),
        # What a method hands on that does not return its instance is no instance of the class.
        (
            "class A:\n    def add(self): return B()\n    def build(self): return Pipeline(steps=[])\n"
            "def get_pipeline(): return A().add().build()",
            {"A.build": SubjectKind.PIPELINE},
        ),
        # One that is called alone needs no other.
        (
            "class A:\n    def build(self): return Pipeline(steps=[])\ndef get_pipeline(): return A().build()",
            {"A.build": SubjectKind.PIPELINE},
        ),
        ("Pipeline(steps=[])", {"": SubjectKind.MODULE}),
        ("if __name__ == '__main__':\n    Pipeline(steps=[])", {"": SubjectKind.MODULE}),
        ("def step(): return ProcessingStep()\nPipeline(steps=[step()])", {"": SubjectKind.MODULE}),
        # A step that is handed on was made elsewhere; tests and fixtures make none for anybody.
        ("def pick(steps) -> TrainingStep:\n    for step in steps:\n        return step", {}),
        ("def test_it(): Pipeline()", {}),
        ("import pytest\n@pytest.fixture\ndef pipeline(): return Pipeline()", {}),
        ("from mine import Pipeline\nPipeline()", {}),
        ("x = 1", {}),
    ],
)  # fmt: skip
def test_what_makes_a_pipeline(text: str, expected: Mapping[str, SubjectKind]) -> None:
    assert found(IMPORTS + text) == expected


def test_a_notebook_is_one_subject() -> None:
    sources = (IMPORTS, "def step(): return ProcessingStep()", "pipeline = Pipeline(steps=[step()])")
    cells = [{"cell_type": "code", "source": each.splitlines(keepends=True)} for each in sources]
    text = json.dumps({"cells": cells}, indent=1)
    assert found(text, "n.ipynb") == {"": SubjectKind.NOTEBOOK}
    [subject] = find_subjects(["n.ipynb"]).subjects
    assert subject.id == "n.ipynb::"
    assert "Pipeline(steps" in text.splitlines()[subject.place.line - 1]
