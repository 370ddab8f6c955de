"""pytest in pytest: small projects, checked without the SDK wherever that shows as much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cursus_tester.pytest_plugin import collection, conformance, reporting
from cursus_tester.rules.registry import load_rules
from cursus_tester.run import engine

# pytester forgets what a run in this process imports: what is imported before is not imported again by each.
assert [engine, collection, conformance, reporting, load_rules()]

Run = Callable[..., pytest.RunResult]

#: A builder with nothing wrong with its source.
GOOD = """\
from sagemaker.workflow.steps import CreateModelStep


class ChurnModelStepBuilder:
    def __init__(self, config, sagemaker_session=None, role=None):
        self.config = config

    def create_step(self, inputs=None, dependencies=None, enable_caching=None, model_data=None):
        return CreateModelStep(name="Churn", model=self.config.model)
"""

#: Lets each rule say what is written here, without running anything; the rest passes.
CANNED = """\
from pathlib import Path

import pytest

from cursus_tester.run import checking, planning
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.subject import Place
from cursus_tester.results.report import Report
from cursus_tester.results.scoring import scorecard, summarize

SAID = {
    "SB100": ("failed", None),
    "SB105": ("failed", None),
    "SB101": ("blocked", "the builder raised"),
    "SB102": ("not_applicable", "no constructor"),
    "SB103": ("waived", "until we have it"),
    "SB104": ("unexpected_pass", "until we have it"),
    "SB106": ("error", "the rule crashed: KeyError: 'gone'"),
    "SB413": ("failed", None),
    "CM331": ("failed", None),
}


def outcome(rule, subject):
    kind, reason = SAID.get(rule.info.id, ("passed", None))
    place = Place(path=subject.place.path, line=6, column=9)
    finding = Finding(message="what was \\x1b[31mfound", hint="mend it", place=place, scenario="baseline", cause="role")
    findings = (finding,) if kind == "failed" else ()
    return Outcome(rule=rule.info, kind=OutcomeKind(kind), reason=reason, findings=findings)


def run(planned, imported, **_):
    with open("runs.txt", "a") as runs:
        runs.write(f"{len(planned.subjects)} builders, {len(planned.rules)} rules\\n")
        runs.writelines(f"{each.cls.__name__}({each.config.image})\\n" for each in imported.values())
    cards = []
    for subject in planned.subjects:
        outcomes = [outcome(rule, subject) for rule in planned.rules]
        cards.append(scorecard(subject, "CreateModel", None, Pattern(), outcomes))
    sources = {each.place.path: tuple(Path(each.file).read_text().splitlines()) for each in planned.subjects}
    summary = summarize(cards, fail_on=planned.settings.fail_on.severity)
    return Report(tool_version="0", sdk_version=None, scorecards=tuple(cards), summary=summary, sources=sources)


def pytest_configure(config):
    patch = pytest.MonkeyPatch()
    patch.setattr(checking, "run", run)
    config.add_cleanup(patch.undo)
"""


@pytest.fixture
def run(pytester: pytest.Pytester, pytestconfig: pytest.Config) -> Run:
    """``run("--conformance", "team")``: pytest with our plugin, without those that are there by chance."""
    installed = pytestconfig.pluginmanager.has_plugin("cursus_tester")
    plugin = [] if installed else ["-p", "cursus_tester.pytest_plugin.plugin"]

    def run_pytest(*arguments: str, plugins: tuple[str, ...] = (), subprocess: bool = False) -> pytest.RunResult:
        off = [f"-pno:{name}" for name in ("randomly", "xdist", "hypothesispytest") if name not in plugins]
        start: Any = pytester.runpytest_subprocess if subprocess else pytester.runpytest_inprocess
        # The filters of this repository's own run hold in the same process.
        done: pytest.RunResult = start(*plugin, *off, "-Wdefault", *arguments)
        return done

    return run_pytest


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder ``team`` with one builder."""
    pytester.mkdir("team").joinpath("churn_model.py").write_text(GOOD, encoding="utf-8")
    return pytester


@pytest.fixture
def canned(project: pytest.Pytester) -> pytest.Pytester:
    """The same, where rules say what `CANNED` has."""
    project.makeconftest(CANNED)
    return project
