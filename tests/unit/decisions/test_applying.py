"""What is decided of builders that another search found than the one that a run rests on."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cursus_tester.decisions.applying import Grounds, coverage_of, decide
from cursus_tester.decisions.coverage import Coverage
from cursus_tester.results.finding import Waiver
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.settings.settings import Settings
from cursus_tester.source.discovery import find_subjects
from tests.unit.reports.example import finding, outcome, report

BUILDER = "class {}StepBuilder:\n    def create_step(self): ...\n"


@pytest.mark.parametrize("builder", ["b:BStepBuilder", "b.py::BStepBuilder"])
def test_waivers_hold_for_builders_of_other_searches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "AB":
        Path(f"{name.lower()}.py").write_text(BUILDER.format(name), encoding="utf-8")
    settings = Settings(
        folder=str(tmp_path),
        paths=("a.py",),
        waivers=(Waiver(rule="CM310", builder=builder, reason="agreed", origin="here"),),
    )
    coverage = coverage_of(settings, find_subjects(["a.py"]).subjects, ())
    assert (coverage.searched, coverage.is_complete) == (("a.py",), False)
    ran = replace(coverage, rules=frozenset({"CM310"}))
    grounds = Grounds(today=datetime.date(2026, 11, 25), rule_ids={}, coverage=ran)
    (other,) = find_subjects(["b.py"]).subjects
    card = scorecard(other, None, None, Pattern(), [outcome("CM310", OutcomeKind.FAILED, finding())])

    (decided,) = decide(report(card), settings, grounds).scorecards

    assert decided.outcomes[0].kind is OutcomeKind.WAIVED


def test_without_waivers_no_file_is_read_for_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text(BUILDER.format("A"), encoding="utf-8")
    subjects = find_subjects(["a.py"]).subjects
    Path("a.py").unlink()

    assert coverage_of(Settings(), subjects, ()) == Coverage(subjects=subjects, searched=(".",))


def test_of_a_file_whose_one_class_is_checked_the_others_were_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text(BUILDER.format("A") + BUILDER.format("B"), encoding="utf-8")
    paths = ("a.py::AStepBuilder",)
    waiver = Waiver(rule="CM310", builder="a.py::BStepBuilder", reason="agreed", origin="here")
    settings = Settings(folder=str(tmp_path), paths=paths, waivers=(waiver,))

    coverage = coverage_of(settings, find_subjects(paths).subjects, ())

    assert not coverage.covers("a.py::BStepBuilder")


@pytest.mark.parametrize(
    ("table", "key", "searched", "expected"),
    [
        ("configs", "a:AStepBuilder", ".", None),
        ("configs", "a.py::*", ".", None),
        ("configs", "a:AStepBilder", ".", "did you mean a:AStepBuilder?"),
        ("sessions", "a.py::BStepBuilder", ".", "did you mean a.py::AStepBuilder?"),
        ("pipelines", "nothing.like:it", ".", "correct its name, or remove it"),
        # Only part was looked at, so nobody knows.
        ("configs", "c:CStepBuilder", "a.py", None),
    ],
)
def test_settings_for_a_builder_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, key: str, searched: str, expected: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text(BUILDER.format("A"), encoding="utf-8")
    settings = Settings(folder=str(tmp_path), paths=(searched,)).changed("pyproject.toml", **{table: {key: None}})
    coverage = coverage_of(settings, find_subjects([searched]).subjects, ())
    grounds = Grounds(today=datetime.date(2026, 11, 25), rule_ids={}, coverage=coverage)

    notes = decide(report(), settings, grounds).notes

    told = f"pyproject.toml: {table}: there is no builder {key}; {expected}"
    assert notes == (() if expected is None else (told,))
