"""Judging small builders of nobody's framework."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import Outcome
from cursus_tester.results.rule import Conventions
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.settings.settings import Settings
from cursus_tester.source.discovery import find_subjects

#: Outcomes by rule id.
Outcomes = Mapping[str, Outcome]


@pytest.fixture
def judge_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcomes]:
    """Judge the one builder in a file by rules, conventions among them, by its text alone."""

    def judge(
        text: str,
        *rules: str,
        file: str = "churn_model.py",
        conventions: Conventions | None = Conventions.ALL,
    ) -> Outcomes:
        monkeypatch.chdir(tmp_path)
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        (subject,) = find_subjects([file]).subjects
        chosen = tuple(select_rules(load_rules(), rules, ()))
        (card,) = check(
            [subject], chosen, RunOptions(static=True, settings=Settings(conventions=conventions))
        ).scorecards
        return {outcome.rule.id: outcome for outcome in card.outcomes}

    return judge
