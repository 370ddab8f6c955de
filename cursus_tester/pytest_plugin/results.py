"""The results of a pytest run: of one check, made when the first test wants its outcome."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest

from cursus_tester.pytest_plugin import shared_check
from cursus_tester.pytest_plugin.checks import Checked, check_chosen
from cursus_tester.pytest_plugin.selection import Chosen
from cursus_tester.pytest_plugin.workers import shared_folder
from cursus_tester.results.report import ConformanceWarning, Report
from cursus_tester.results.scoring import narrowed
from cursus_tester.run.planning import Plan, Unable


class Results:
    """What was checked in this run."""

    def __init__(self) -> None:
        #: What the tests come from.
        self.plans: list[Plan] = []
        self._checked: Checked | None = None

    @property
    def report(self) -> Report | None:
        """All that was checked; ``None`` before the first test that wants any of it, and where nothing could be."""
        return self._checked.report if self._checked is not None else None

    def of(self, chosen: Chosen, session: pytest.Session) -> Report:
        """What the rules of `chosen` say of its builder, as if there were no others.

        Raises:
            Unable: The builder cannot be run.
        """
        return narrowed(self.of_builder(chosen, session), chosen.includes)

    def of_builder(self, chosen: Chosen, session: pytest.Session) -> Report:
        """What the rules of all tests say of the builder of `chosen`.

        Raises:
            Unable: The builder cannot be run.
        """
        if self._checked is None:
            self._check(session)
        assert self._checked is not None
        if self.report is None or chosen.subject.id in self._checked.problems:
            raise Unable(self._checked.problems[chosen.subject.id])
        return replace(self.report, scorecards=(self._cards[chosen.subject.id],))

    def _check(self, session: pytest.Session) -> None:
        notes: list[str] = []

        def check() -> Checked:
            checked = check_chosen(session, self.plans)
            notes.extend(checked.report.notes if checked.report is not None else ())
            return checked

        self._checked = shared_check.once(shared_folder(session.config), check)
        self._cards = {card.subject.id: card for card in self.report.scorecards} if self.report else {}
        # By the process that made the check only, and behind it: they may be turned into errors.
        for note in notes:
            warnings.warn(ConformanceWarning(note), stacklevel=1)


_RESULTS = pytest.StashKey[Results]()


def prepare(config: pytest.Config, planned: Plan) -> None:
    """Say what tests of this run come from."""
    config.stash.setdefault(_RESULTS, Results()).plans.append(planned)


def results_of(config: pytest.Config) -> Results:
    """The results of this run; `prepare` comes first."""
    return config.stash[_RESULTS]


def report_of(config: pytest.Config) -> Report | None:
    """What was checked, here or by the workers that this process controls; ``None`` where nothing was."""
    results = config.stash.get(_RESULTS, None)
    if results is not None and results.report is not None:
        return results.report
    folder = shared_folder(config)
    checked = shared_check.read(folder) if folder is not None else None
    return checked.report if checked is not None else None
