"""A verdict on the terminal and as Markdown, of everything that it can hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cursus_tester.reports.renderers import VERDICT_RENDERERS
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.results.difference import compare_subject
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.verdict import Extent, Import, Thresholds, Verdict, judge
from tests.unit.reports.example import finding, good_card, outcome, subject

EXTENT = Extent(
    base="main (1a)", head="HEAD (2b)", files=2, affected=2, builders=7, notes=("the submodule x is empty",)
)


def found(message: str, line: int = 1, waiver: str | None = None) -> Finding:
    return replace(finding(message, line=line, waiver=waiver), fingerprint=message)


def outcomes(*others: Outcome) -> tuple[Outcome, ...]:
    return (outcome("SB100", OutcomeKind.PASSED), *others)


def example(**parts: str) -> Verdict:
    """One of everything, with `parts` of other texts."""
    before = outcomes(
        outcome("SB204", OutcomeKind.FAILED, found("fixed")),
        outcome("CM303", OutcomeKind.FAILED, found("old", 3)),
        outcome("CM310", OutcomeKind.BLOCKED, reason="create_step raised"),
        outcome("CM312", OutcomeKind.PASSED),
        outcome("SB320", OutcomeKind.PASSED),
        outcome("SB400", OutcomeKind.FAILED, found("lost")),
    )
    after = outcomes(
        outcome("SB204", OutcomeKind.PASSED),
        outcome("CM303", OutcomeKind.FAILED, found("old", 5), found(parts.get("new", "new"), 9)),
        outcome("CM310", OutcomeKind.FAILED, found("seen at last", 6)),
        outcome("CM312", OutcomeKind.FAILED, found("mild", 7), severity=Severity.WARNING),
        outcome("SB320", OutcomeKind.WAIVED, found("accepted", 8, waiver="agreed"), reason="agreed"),
        outcome("SB400", OutcomeKind.NOT_APPLICABLE, reason="no data"),
    )
    former = replace(subject(), name="XGBStepBuilder")
    cards = scorecard(former, None, None, Pattern(), before), scorecard(subject(), None, None, Pattern(), after)
    return judge(
        EXTENT,
        [compare_subject(*cards), compare_subject(None, good_card())],
        Thresholds(max_drop=5.0),
        removed=["a.py::A"],
        imports=[Import(builder="a.py::A", path="use.py", line=3)],
    )


TERMINAL = """\
gate: blocked by 2 new findings and 1 other problem
  base: main (1a)
  head: HEAD (2b)
  2 files differ; builders that are new or depend on that: 2 of 7
  note: the submodule x is empty

use.py:3
  imports a.py::A, which is no longer there
  what to do: import it from where it is now, or take this import out too

New (3)
  CM303 some-rule  error, blocks
    builders/xgboost_model.py:9:9
      new
      what to do: do it the other way
  CM310 some-rule  error, blocks; could not be judged before
    builders/xgboost_model.py:6:9
      seen at last
      what to do: do it the other way
  CM312 some-rule  warning, does not block
    builders/xgboost_model.py:7:9
      mild
      what to do: do it the other way

Waived by this change (1)
  SB320 some-rule  error
    builders/xgboost_model.py:8:9
      accepted
      waived: agreed

Fixed (1)
  SB204 some-rule  error
    builders/xgboost_model.py:1:9
      fixed

No longer judged (1)
  SB400 some-rule  error
    builders/xgboost_model.py:1:9
      lost
      not applicable: no data

Remaining (1)
  CM303 some-rule  error  builders/xgboost_model.py:5:9

Removed builders (1)
  a.py::A

Scores
  builders/tensorflow_estimator_model.py::TensorFlowEstimatorModelStepBuilder
  new → 100.0 (Excellent)
  builders/xgboost_model.py::XGBoostModelStepBuilder  28.5 (not rated) → 55.5
  (Poor)
    was builders/xgboost_model.py::XGBStepBuilder
"""
MARKDOWN = """\
## Conformance gate blocked by 2 new findings and 1 other problem

- base: main (1a)
- head: HEAD (2b)
- 2 files differ; builders that are new or depend on that: 2 of 7
- note: the submodule x is empty

### Blocks

- `use.py:3`: imports a.py::A, which is no longer there<br>What to do: import it from where it is now, or take this import out too

### New (3)

- **CM303 some-rule** error, blocks at `builders/xgboost_model.py:9:9`<br>new<br>What to do: do it the other way
- **CM310 some-rule** error, blocks; could not be judged before at `builders/xgboost_model.py:6:9`<br>seen at last<br>What to do: do it the other way
- **CM312 some-rule** warning, does not block at `builders/xgboost_model.py:7:9`<br>mild<br>What to do: do it the other way

### Waived by this change (1)

- **SB320 some-rule** error at `builders/xgboost_model.py:8:9`<br>accepted<br>Waived: agreed

### Fixed (1)

- **SB204 some-rule** error at `builders/xgboost_model.py:1:9`<br>fixed

### No longer judged (1)

- **SB400 some-rule** error at `builders/xgboost_model.py:1:9`<br>lost<br>*not applicable: no data*

<details><summary>Remaining (1)</summary>

- **CM303 some-rule** error at `builders/xgboost_model.py:5:9`<br>old

</details>

### Removed builders

- `a.py::A`

| Builder | Score |
|---|---|
| `builders/tensorflow_estimator_model.py::TensorFlowEstimatorModelStepBuilder` | new → 100.0 (Excellent) |
| `builders/xgboost_model.py::XGBoostModelStepBuilder`<br>was `builders/xgboost_model.py::XGBStepBuilder` | 28.5 (not rated) → 55.5 (Poor) |
"""  # noqa: E501


@pytest.mark.parametrize(("format", "expected"), [("terminal", TERMINAL), ("markdown", MARKDOWN)])
def test_everything_is_told_in_order(format: str, expected: str) -> None:
    assert VERDICT_RENDERERS[format](example(), RenderOptions(width=80)) == expected


@pytest.mark.parametrize(
    ("extent", "problems", "expected"),
    [
        (EXTENT, (), "passed: nothing got worse"),
        (replace(EXTENT, affected=0), (), "passed: no builder depends on the changed files, so none was checked"),
        (EXTENT, ("no rule ran",), "undecided: the run is incomplete"),
    ],
)
@pytest.mark.parametrize("format", VERDICT_RENDERERS)
def test_verdicts_without_findings(format: str, extent: Extent, problems: tuple[str, ...], expected: str) -> None:
    text = VERDICT_RENDERERS[format](judge(extent, [], Thresholds(max_drop=5.0), problems=problems), RenderOptions())

    assert text.splitlines()[0].endswith(expected)
    assert all(problem in text for problem in problems)


@pytest.mark.parametrize("format", VERDICT_RENDERERS)
def test_text_from_builders_does_nothing(format: str) -> None:
    text = VERDICT_RENDERERS[format](example(new="\x1b[31m <img src=x> @everyone |\u202e"), RenderOptions(width=300))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    if format == "markdown":
        assert "<img" not in text
        assert "@everyone" not in text


def test_markdown_fits_into_a_comment() -> None:
    findings = [found("x" * 500 + str(number), number) for number in range(1, 200)]
    cards = [
        scorecard(subject(), None, None, Pattern(), outcomes(each))
        for each in (outcome("CM303", OutcomeKind.PASSED), outcome("CM303", OutcomeKind.FAILED, *findings))
    ]
    verdict = judge(EXTENT, [compare_subject(*cards)], Thresholds(max_drop=5.0))

    text = VERDICT_RENDERERS["markdown"](verdict, RenderOptions())

    assert len(text) < 65_536
    assert text.endswith("*Truncated: a comment cannot be longer. The output of the tool has the rest.*\n")
