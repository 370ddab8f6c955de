"""Each fix of ``check --fix`` on a mutant of its rule: afterwards nothing is found in any of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cursus_tester.fixing.fixing import find_fixes
from cursus_tester.fixing.proposals.by_rule import FIXABLE
from cursus_tester.fixing.trial import trial_of
from cursus_tester.results.rule import Severity
from cursus_tester.run.planning import CheckRequest
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.workers.kept import KeptServers
from tests.mutants.declare import FOLDERS, REPOSITORY, declared_mutants, mutated

MUTANTS = {mutant.name: mutant for mutant in declared_mutants()}
#: One mutant of each builder, so that all are mended in one run.
MENDED = (
    "SB340: a number in the environment of a transform job",
    "CM310: cache_config as an attribute of the step",
    "CM306: the model is the second positional argument, which is step_args",
    "SB321: the training image, by a constant",
    "SB300: Pattern B returns the ModelStep collection",
    "SB403: Pattern B, waits for nothing but what it refers to",
)
#: The same, once more.
MENDED_TOO = (
    "CM331: PyTorch's image is asked for and not handed over",
    "CM332: a parameter's default",
    "CM406: the artifacts of a training job, where no model data is given",
    "RM406: registers the artifacts of a training job",
    "SB342: a variable put into the config's environment under another name",
    "SB350: Pattern B, a written-down instance type",
    "SB400: the text of the name of a model",
    "SB413: a part of the pipeline model without a session",
)
#: Of pipelines, each in a run of its own.
MENDED_PIPELINES = (
    "PL302: a parameter is not declared",
    "PL303: a parameter is not used",
    "PL306: a structure where a location is wanted",
    "in a pipeline: PL316: the default of a parameter beside the parameter",
)


def rule_of(name: str) -> str:
    """The rule that a mutant is for."""
    return MUTANTS[name].rules[0]


def errors_after(top: Path, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """What was mended in these mutants, by rule, and what is found in them afterwards."""
    for folder in sorted({*FOLDERS, *(os.path.dirname(MUTANTS[name].file) for name in names)}):
        shutil.copytree(REPOSITORY / folder, top / folder, ignore=shutil.ignore_patterns("__pycache__"))
    files = []
    for name in names:
        for file, text in mutated(MUTANTS[name]).items():
            (top / file).write_text(text, encoding="utf-8")
        files.append(MUTANTS[name].file)
    monkeypatch.chdir(top)
    # Scenarios that combine changes show none of these; each fix is judged several times.
    request = CheckRequest(overrides={"paths": files}, options=RunOptions(changes=1))
    with KeptServers() as servers, trial_of(request, servers) as trial:
        done = [line.split(": ")[1].split()[0] for file in find_fixes(trial).files for line in file.done]
        after = trial.judge()
    return done, [
        f"{finding.place}: {outcome.rule.id} {finding.message}"
        for card in after.scorecards
        for outcome in card.outcomes
        if outcome.rule.severity is Severity.ERROR
        for finding in outcome.findings
    ]


@pytest.mark.parametrize("names", [MENDED, MENDED_TOO], ids=["first", "second"])
def test_builders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]) -> None:
    done, left = errors_after(tmp_path, names, monkeypatch)

    assert sorted({*done}) == sorted(map(rule_of, names))
    assert left == []


def test_every_fix_is_tried_on_a_mutant() -> None:
    assert {*map(rule_of, (*MENDED, *MENDED_TOO, *MENDED_PIPELINES))} == FIXABLE


@pytest.mark.parametrize("name", MENDED_PIPELINES)
def test_pipelines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    done, left = errors_after(tmp_path, (name,), monkeypatch)

    assert (done, left) == ([rule_of(name)], [])
