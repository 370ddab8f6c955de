"""Which servers a check starts: one, unless something must be run beside it or in another Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import check
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import find_subjects
from cursus_tester.workers.launching import Launched, Server
from tests.mutants.declare import REPOSITORY, SUITES, declared_mutants, mutated
from tests.mutants.detect import _plant

BROKEN = "pair: a plain session and a model name give the image of one region"


@pytest.fixture
def launching(monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    """The server of each worker, in the order in which they were started."""
    servers: list[Server] = []
    launch = Server.launch

    def noted(self: Server, request: Any) -> Launched:
        servers.append(self)
        return launch(self, request)

    monkeypatch.setattr(Server, "launch", noted)
    return servers


def test_what_is_found_in_the_only_builder_is_shrunk_on_the_server_that_ran_it(
    tmp_path: Path, launching: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant = next(each for each in declared_mutants() if each.name == BROKEN)
    path = _plant(REPOSITORY, SUITES[2], tmp_path / "tree", mutant.file, mutated(mutant))
    monkeypatch.chdir(tmp_path)
    rules = [rule for rule in load_rules() if rule.info.id in mutant.rules]

    report = check(find_subjects([path]).subjects, rules, RunOptions(jobs=1))

    findings = [
        finding
        for card in report.scorecards
        for outcome in card.outcomes
        if outcome.kind is OutcomeKind.FAILED
        for finding in outcome.findings
    ]
    assert any("reproduce with" in finding.hint for finding in findings)
    assert len(set(map(id, launching))) == 1
