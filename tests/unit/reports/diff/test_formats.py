"""The formats of a difference: exact text, and what must never get through."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from cursus_tester.reports.renderers import DIFFERENCE_RENDERERS
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.results.difference import Difference, compare
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, good_card, outcome, report, subject
from tests.unit.reports.markup import markup


def card(*outcomes: Outcome) -> Scorecard:
    return scorecard(subject(), "CreateModel", "xgboost", Pattern(declared="A", observed="B"), outcomes)


def found(message: str, line: int, scenario: str | None = None) -> Finding:
    return replace(finding(message, line=line, scenario=scenario), fingerprint=message)


def example() -> Difference:
    """One finding fixed, one unchanged, one new, one not judged; one builder added."""
    accepted = found("step_args is an XGBoostModel [bold]not[/bold] a request", 88, "plain session")
    accepted = replace(accepted, scenarios=("a", "b", "c", "d"), known=True)
    before = card(
        outcome("SB100", OutcomeKind.PASSED, slug="builder-loads"),
        outcome("SB204", OutcomeKind.PASSED),
        outcome("CM303", OutcomeKind.FAILED, accepted, found("the same", 33), slug="pattern-b-request"),
        outcome("SB400", OutcomeKind.NOT_APPLICABLE, reason="no data"),
        outcome("CM490", OutcomeKind.PASSED, found("deprecated", 1), severity=Severity.INFO, weight=0.0),
    )
    after = card(
        outcome("SB100", OutcomeKind.PASSED, slug="builder-loads"),
        outcome("SB204", OutcomeKind.FAILED, found("no <b>name</b>", 7, "plain session")),
        outcome("CM303", OutcomeKind.FAILED, found("the same", 34), slug="pattern-b-request"),
        outcome("CM490", OutcomeKind.BLOCKED, reason="it | broke"),
    )
    return compare(report(before), report(after, good_card()))


TERMINAL = """\
builders/tensorflow_estimator_model.py::TensorFlowEstimatorModelStepBuilder
absent → 100.0 (Excellent)

builders/xgboost_model.py::XGBoostModelStepBuilder  55.5 (Poor) → 14.2 (not
rated)
  new  SB204 some-rule  error
    builders/xgboost_model.py:7:9  scenario plain session
      no <b>name</b>
      what to do: do it the other way
  fixed  CM303 pattern-b-request  in the baseline
    builders/xgboost_model.py:88:9  scenario plain session and 3 more
      step_args is an XGBoostModel [bold]not[/bold] a request
  not judged  CM490 some-rule  note
    builders/xgboost_model.py:1:9
      deprecated
      blocked: it | broke

before: cursus-tester 0.1.0, sagemaker 2.257.7: 1 builder, score 55.5 (Poor); 4
rules ran: 3 passed, 1 failed; 1 rule did not run: 1 not applicable
after:  cursus-tester 0.1.0, sagemaker 2.257.7: 2 builders, score 100.0 (Good),
1 of 2 not rated; 10 rules ran: 8 passed, 2 failed; 1 rule did not run: 1
blocked
1 new finding, 1 fixed, 1 not judged, 1 unchanged
"""

MARKDOWN = r"""## Conformance: 1 new finding, 1 fixed, 1 not judged, 1 unchanged

| Builder | Score before → after |
|---|---|
| `builders/tensorflow_estimator_model.py::TensorFlowEstimatorModelStepBuilder` | absent → 100.0 (Excellent) |
| `builders/xgboost_model.py::XGBoostModelStepBuilder` | 55.5 (Poor) → 14.2 (not rated) |

### New

- **SB204 some-rule** error at `builders/xgboost_model.py:7:9`, scenario `plain session`<br>\
no &lt;b&gt;name&lt;/b&gt;<br>What to do: do it the other way

### Fixed

- **CM303 pattern-b-request** in the baseline at `builders/xgboost_model.py:88:9`, \
scenario `plain session and 3 more`<br>step\_args is an XGBoostModel \[bold\]not\[/bold\] a request

### Not judged

- **CM490 some-rule** note at `builders/xgboost_model.py:1:9`<br>deprecated<br>*blocked: it \| broke*

<details><summary>1 unchanged</summary>

- **CM303 pattern-b-request** error at `builders/xgboost_model.py:34:9`<br>the same

</details>

- before: cursus-tester 0.1.0, sagemaker 2.257.7: 1 builder, score 55.5 (Poor); 4 rules ran: 3 passed, \
1 failed; 1 rule did not run: 1 not applicable
- after: cursus-tester 0.1.0, sagemaker 2.257.7: 2 builders, score 100.0 (Good), 1 of 2 not rated; 10 rules ran: \
8 passed, 2 failed; 1 rule did not run: 1 blocked
""".replace("\\\n", "")


@pytest.mark.parametrize(("format", "expected"), [("terminal", TERMINAL), ("markdown", MARKDOWN)])
def test_exact_text(format: str, expected: str) -> None:
    assert DIFFERENCE_RENDERERS[format](example(), RenderOptions(width=80)) == expected


def test_json_says_what_became_of_each_finding() -> None:
    document = json.loads(DIFFERENCE_RENDERERS["json"](example(), RenderOptions()))

    assert list(document) == ["schema", "before", "after", "counts", "subjects"]
    assert document["schema"] == "cursus-tester/difference/1"
    assert document["counts"] == {"new": 1, "fixed": 1, "unchanged": 1, "not_judged": 1}
    assert (document["before"]["summary"]["score"], document["after"]["summary"]["score"]) == (55.5, 100.0)
    added, changed = document["subjects"]
    assert (added["before"], added["after"]["score"]) == (None, 100.0)
    assert [(each["change"], each["rule"]) for each in changed["findings"]] == [
        ("unchanged", "CM303"),
        ("fixed", "CM303"),
        ("not_judged", "CM490"),
        ("new", "SB204"),
    ]
    new = changed["findings"][3]
    assert new["before"] is None
    assert (new["after"]["outcome"], new["after"]["severity"]) == ("failed", "error")
    assert new["after"]["finding"]["message"] == "no <b>name</b>"


def test_a_finding_that_is_no_longer_waived_says_so() -> None:
    def one(kind: OutcomeKind) -> Report:
        return report(scorecard(subject(), None, None, Pattern(), [outcome("CM303", kind, finding())]))

    text = DIFFERENCE_RENDERERS["terminal"](
        compare(one(OutcomeKind.WAIVED), one(OutcomeKind.FAILED)), RenderOptions(width=80)
    )

    assert "  unchanged  CM303 some-rule  error, was waived\n" in text


@pytest.mark.parametrize("format", list(DIFFERENCE_RENDERERS))
def test_of_two_equal_reports(format: str) -> None:
    one = report(card(outcome("CM303", OutcomeKind.FAILED, found("this", 1), found("that", 2))))

    text = DIFFERENCE_RENDERERS[format](compare(one, one), RenderOptions(width=80))

    assert text == DIFFERENCE_RENDERERS[format](compare(one, one), RenderOptions(width=80))
    assert "do it the other way" not in text or format == "json"
    assert "0 new findings, 0 fixed, 0 not judged, 2 unchanged" in text or format == "json"
    assert DIFFERENCE_RENDERERS[format](compare(report(), report()), RenderOptions(width=80)).endswith("\n")


def with_text(text: str) -> Difference:
    failed = outcome("SB400", OutcomeKind.FAILED, replace(finding(text, scenario=text), hint=text))
    odd = scorecard(subject(name=text, path=f"{text}.py"), None, None, Pattern(), [failed])
    return compare(report(), report(odd))


HOSTILE = "\x1b[31m a|b` <script> @team #1 [x](y)\n# heading\u202e"


@pytest.mark.parametrize("format", ["terminal", "markdown"])
def test_text_from_builders_is_shown_and_never_obeyed(format: str) -> None:
    text = DIFFERENCE_RENDERERS[format](with_text(HOSTILE), RenderOptions(width=400))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_text_from_builders_makes_no_markup() -> None:
    render = DIFFERENCE_RENDERERS["markdown"]

    hostile, harmless = (render(with_text(text), RenderOptions()) for text in (HOSTILE, "harmless"))
    assert markup(hostile) == markup(harmless)
