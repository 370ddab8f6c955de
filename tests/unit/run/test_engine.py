"""What the engine makes of rules: outcomes, blocked rules, crashes, merged findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Level, RuleInfo, Severity
from cursus_tester.results.subject import Place
from cursus_tester.rules.registry import Rule
from cursus_tester.run.engine import check
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import find_subjects

SOURCE = """\
class ThingModelStepBuilder:
    def __init__(self, config):
        self.config = config

    def create_step(self, **kwargs):
        return self.make(
            kwargs,
        )
"""


def rule(function: Callable[..., Iterator[Finding]], *required: str, step_types: tuple[str, ...] = ()) -> Rule:
    info = RuleInfo(id="XX301", slug="x", title="x", level=Level.STEP_CREATION, severity=Severity.ERROR)
    return Rule(
        info=info,
        function=function,
        required=frozenset(required),
        optional=frozenset(),
        step_types=step_types,
    )


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Rule], Outcome]:
    (tmp_path / "thing.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(one: Rule) -> Outcome:
        (card,) = check(find_subjects(["thing.py"]).subjects, [one], RunOptions(static=True)).scorecards
        (outcome,) = card.outcomes
        return outcome

    return run


def passes(source: object) -> Iterator[Finding]:
    yield from ()


def crashes(source: object) -> Iterator[Finding]:
    raise KeyError("gone")


def does_not_apply(source: object) -> Iterator[Finding]:
    raise NotApplicable("nothing here")
    yield


def is_blocked(source: object) -> Iterator[Finding]:
    raise Blocked("it raised at 0x7f00deadbeef")
    yield


@pytest.mark.parametrize(
    ("function", "kind", "reason"),
    [
        (passes, OutcomeKind.PASSED, None),
        (does_not_apply, OutcomeKind.NOT_APPLICABLE, "nothing here"),
        (is_blocked, OutcomeKind.BLOCKED, "it raised at <id>"),
    ],
)
def test_outcomes(judge: Callable[[Rule], Outcome], function: object, kind: OutcomeKind, reason: str | None) -> None:
    outcome = judge(rule(function, "source"))  # type: ignore[arg-type]

    assert (outcome.kind, outcome.reason, outcome.findings) == (kind, reason, ())


def test_a_crashing_rule_is_an_outcome_that_says_where(judge: Callable[[Rule], Outcome]) -> None:
    outcome = judge(rule(crashes, "source"))

    assert outcome.kind is OutcomeKind.ERROR
    assert outcome.reason is not None
    assert outcome.reason.startswith("the rule crashed: KeyError: 'gone' (test_engine.py:")


def test_a_dynamic_rule_is_not_run_when_nothing_may_run(judge: Callable[[Rule], Outcome]) -> None:
    outcome = judge(rule(crashes, "traces"))

    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_APPLICABLE, "needs the builder to run (--static)")


def test_a_rule_of_another_step_type_says_what_is_built_here(judge: Callable[[Rule], Outcome]) -> None:
    outcome = judge(rule(crashes, "source", step_types=("Training",)))

    assert outcome.reason == "for other step types; this builds a CreateModel step"


def test_what_the_source_shows_and_scenarios_prove_is_one_finding(judge: Callable[[Rule], Outcome]) -> None:
    def finds(source: object) -> Iterator[Finding]:
        yield Finding(message="seen in the source", hint="", place=Place(path="thing.py", line=7))
        for scenario in ("baseline", "session=Session"):
            yield Finding(message="seen to fail", hint="", place=Place(path="thing.py", line=6), scenario=scenario)

    (finding,) = judge(rule(finds, "source")).findings

    assert (finding.message, finding.scenario, finding.more_scenarios) == ("seen to fail", "baseline", 1)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("tmpa1b2c3d4", "tmp_5f6g7h8"), "lost in <id>"),
        (("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "6fa459ea-ee8a-3ca4-894e-db77e160355e"), "lost in <id>"),
        (("9e107d9d372bb6826bd81d3542a419d6", "e4d909c290d0fb1ca068ffaddf22cbd0"), "lost in <id>"),
        (("templates", "templates"), "lost in templates"),
    ],
)
def test_a_message_with_other_generated_names_is_one_finding(
    judge: Callable[[Rule], Outcome], names: Sequence[str], shown: str
) -> None:
    def finds(source: object) -> Iterator[Finding]:
        for number, name in enumerate(names):
            yield Finding(message=f"lost in {name}", hint="", scenario=str(number))

    (finding,) = judge(rule(finds, "source")).findings

    assert (finding.message, finding.scenarios) == (shown, ("0", "1"))


def test_a_finding_without_a_place_gets_the_class(judge: Callable[[Rule], Outcome]) -> None:
    def finds(source: object) -> Iterator[Finding]:
        yield Finding(message="somewhere", hint="")

    (finding,) = judge(rule(finds, "source")).findings

    assert str(finding.place) == "thing.py:1:1"
    assert len(finding.fingerprint) == 16


def test_findings_before_a_rule_gives_up_count(judge: Callable[[Rule], Outcome]) -> None:
    def finds(source: object) -> Iterator[Finding]:
        yield Finding(message="seen", hint="")
        raise Blocked("the rest cannot be seen")

    assert judge(rule(finds, "source")).kind is OutcomeKind.FAILED


def test_nothing_passes_on_a_file_that_does_not_parse(judge: Callable[[Rule], Outcome]) -> None:
    Path("thing.py").write_text("class ThingStepBuilder(:\n", encoding="utf-8")

    outcome = judge(rule(passes, "source"))

    assert (outcome.kind, outcome.reason) == (OutcomeKind.BLOCKED, "the file does not parse: invalid syntax")
