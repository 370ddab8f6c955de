"""For which version of the SDK a file is written, and what becomes of one that is written for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.run.planning import CheckRequest, Plan, plan
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.modules import read_module
from cursus_tester.source.sdk_major import written_for

FOR_V2 = "from sagemaker.workflow.steps import CreateModelStep\n"
FOR_V3 = "from sagemaker.serve.model_builder import ModelBuilder\n"
BUILDER = "class XStepBuilder:\n    def create_step(self): ...\n"
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "major"),
    [
        (FOR_V2, 2),
        ("import sagemaker.session\n", 2),
        ("from sagemaker import image_uris\n", 2),
        ("def build():\n    from sagemaker.xgboost.model import XGBoostModel\n", 2),
        (FOR_V3, 3),
        ("from sagemaker.core import image_uris\n", 3),
        ("from sagemaker.mlops.workflow.steps import TrainingStep\n", 3),
        ("from sagemaker.train import ModelTrainer\nimport sagemaker\n", 3),
        # Both versions have it.
        ("import sagemaker\n", None),
        ("from sagemaker.serve.builder.schema_builder import SchemaBuilder\n", None),
        ("from sagemaker.lineage.context import Context\n", None),
        ("import sagemaker_core\nfrom team.sagemaker.core import model\nfrom .sagemaker.train import x\n", None),
        # For either.
        (FOR_V2 + FOR_V3, None),
        (f"try:\n    {FOR_V3}except ImportError:\n    {FOR_V2}", None),
        (f"if V3:\n    {FOR_V3}else:\n    {FOR_V2}", None),
        ("", None),
    ],
)
def test_version_for_which_a_file_is_written(tmp_path: Path, text: str, major: int | None) -> None:
    file = tmp_path / "model.py"
    file.write_text(text, encoding="utf-8")

    assert written_for(read_module(str(file))) == major


@pytest.mark.parametrize("file", sorted(REPOSITORY.glob("builders/**/*.py")), ids=lambda each: each.name)
def test_reference_builder(file: Path) -> None:
    assert written_for(read_module(str(file))) == (3 if file.parent.name == "v3" else 2)


def planned(*paths: str, static: bool = False) -> Plan:
    return plan(CheckRequest(overrides={"paths": paths}, options=RunOptions(static=static)))


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One builder for the installed SDK, and two for the other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cursus_tester.run.planning.installed_version", lambda: "2.257.7")
    for name, text in (("a.py", FOR_V2), ("b.py", FOR_V3), ("c.py", FOR_V3)):
        Path(name).write_text(text + BUILDER, encoding="utf-8")


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize("static", [False, True])
def test_of_the_other_version_in_a_folder_is_left_out_and_said_to_be(static: bool) -> None:
    found = planned(".", static=static)

    assert [each.id for each in found.subjects] == ["a.py::XStepBuilder"]
    assert found.problems == ()
    assert found.left_out == (
        "b.py, c.py: not run, written for SDK v3: sagemaker 2.257.7 is installed; check them in an "
        "environment with version 3, made by pip install 'cursus-tester[run]' 'sagemaker>=3', or name one that you "
        "have with --python PATH",
    )


@pytest.mark.usefixtures("mixed")
def test_of_the_other_version_that_is_named_cannot_be_checked() -> None:
    found = planned("a.py", "b.py::XStepBuilder")

    assert [each.id for each in found.subjects] == ["a.py::XStepBuilder"]
    assert found.left_out == ()
    assert found.problems == (
        "b.py: not run, written for SDK v3: sagemaker 2.257.7 is installed; check it in an environment "
        "with version 3, made by pip install 'cursus-tester[run]' 'sagemaker>=3', or name one that you have with "
        "--python PATH",
    )


@pytest.mark.usefixtures("mixed")
def test_a_folder_of_the_other_version_only_cannot_be_checked() -> None:
    Path("a.py").unlink()

    found = planned(".")

    assert (found.subjects, found.left_out) == ((), ())
    assert found.problems[0].startswith("b.py, c.py: not run")


@pytest.mark.usefixtures("mixed")
def test_what_version_3_no_longer_has_is_said_where_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cursus_tester.run.planning.installed_version", lambda: "3.27.0")

    assert [each.id for each in planned(".", static=True).subjects] == [f"{name}.py::XStepBuilder" for name in "abc"]
    assert planned(".").left_out[0].endswith("--static says what version 3 no longer has (SB491)")


@pytest.mark.usefixtures("mixed")
def test_without_an_sdk_all_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cursus_tester.run.planning.installed_version", lambda: None)

    assert len(planned(".", static=True).subjects) == 3
