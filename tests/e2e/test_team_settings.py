"""Where a team's modules are imported from, and what its settings say of conventions."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester import check_paths
from cursus_tester.results.outcome import OutcomeKind

SPECIFICATION = 'STEP = "Churn"\nIMAGE = "1.dkr.ecr.us-east-1.amazonaws.com/churn:1"\n'
BUILDER = """\
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep
from churn_specs.names import IMAGE, STEP


class ChurnServing:
    def __init__(self, sagemaker_session=None, role=None):
        self.session, self.role = sagemaker_session, role

    def create_step(self, model_data, dependencies=()):
        model = Model(image_uri=IMAGE, model_data=model_data, role=self.role, sagemaker_session=self.session)
        return CreateModelStep(name=STEP, model=model, depends_on=list(dependencies))
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A repository whose builders import what lies beside their folder."""
    for path, text in (
        ("team/pyproject.toml", ""),
        ("team/churn_specs/names.py", SPECIFICATION),
        ("team/builders/churn_model.py", BUILDER),
        ("elsewhere/notes.txt", ""),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path / "team"


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        pytest.param("team", "builders", id="from the top"),
        pytest.param("team/builders", ".", id="from the builders' folder"),
        pytest.param("elsewhere", "{team}/builders", id="from elsewhere, by an absolute path"),
    ],
)
def test_modules_beside_the_builders_are_found(
    team: Path, monkeypatch: pytest.MonkeyPatch, folder: str, path: str
) -> None:
    monkeypatch.chdir(team.parent / folder)

    (card,) = check_paths(path.format(team=team), select="SB100,SB400").scorecards

    assert {each.rule.id: (each.kind, each.findings) for each in card.outcomes} == {
        "SB100": (OutcomeKind.PASSED, ()),
        "SB400": (OutcomeKind.PASSED, ()),
    }


def test_without_a_repository_the_finding_names_the_way_out(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (team / "pyproject.toml").unlink()
    monkeypatch.chdir(team / "builders")

    ((failed,),) = (card.outcomes for card in check_paths(".", select="SB100").scorecards)

    (finding,) = failed.findings
    assert "No module named 'churn_specs'" in finding.message
    assert "--import-root" in finding.hint


@pytest.mark.parametrize(
    ("conventions", "kind"),
    [
        ("", OutcomeKind.NOT_APPLICABLE),
        ('conventions = "all"\n', OutcomeKind.FAILED),
        ('conventions = "none"\n', OutcomeKind.NOT_APPLICABLE),
    ],
)
def test_conventions_are_for_whom_the_settings_say(
    team: Path, monkeypatch: pytest.MonkeyPatch, conventions: str, kind: OutcomeKind
) -> None:
    (team / "pyproject.toml").write_text(f"[tool.cursus-tester]\n{conventions}", encoding="utf-8")
    monkeypatch.chdir(team)

    # SB102 asks for a parameter config, SB105 for a name that ends in StepBuilder.
    (card,) = check_paths("builders", select="SB102,SB105", static=True).scorecards

    assert [each.kind for each in card.outcomes] == [kind, kind]
