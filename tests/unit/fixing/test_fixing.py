"""Which proposals are taken: those that make a finding go away and bring no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from cursus_tester.decisions.fingerprints import with_fingerprints
from cursus_tester.fixing.fixing import Fixes, find_fixes
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place
from tests.unit.reports.example import report, rule_info, subject

#: What speaks against a text: rule, message, line.
Judge = Callable[[str], Iterator[tuple[str, str, int]]]
HINT = "say instance_type=self.config.instance_type"


class Texts:
    """A trial whose files are texts, judged by a function."""

    def __init__(self, files: dict[str, str], judge: Judge) -> None:
        self.files, self._judge = files, judge

    def judge(self, paths: Sequence[str] | None = None) -> Report:
        return report(*(self._card(path) for path in paths or self.files))

    def read(self, path: str) -> bytes:
        return self.files[path].encode()

    def write(self, path: str, data: bytes) -> None:
        self.files[path] = data.decode()

    def _card(self, path: str) -> Any:
        builder, found = subject("Builder", path), dict[str, list[Finding]]()
        for rule, message, line in self._judge(self.files[path]):
            finding = Finding(message=message, hint=HINT, place=Place(path=path, line=line))
            found.setdefault(rule, []).append(finding)
        outcomes = [
            Outcome(
                rule=rule_info(rule),
                kind=OutcomeKind.FAILED,
                findings=tuple(with_fingerprints(rule_info(rule), builder, findings)),
            )
            for rule, findings in found.items()
        ]
        return scorecard(builder, None, None, Pattern(), outcomes)


def fixed(files: dict[str, str], judge: Judge) -> Fixes:
    return find_fixes(cast("Any", Texts(files, judge)))


def without_instance_type(text: str) -> Iterator[tuple[str, str, int]]:
    """One message, whichever call it is."""
    for number, line in enumerate(text.splitlines(), 1):
        for call in re.findall(r"retrieve\([^)]*\)", line):
            if "instance_type" not in call:
                yield "SB350", "retrieve is not given the instance type", number


def test_findings_with_one_message_are_mended_one_after_the_other() -> None:
    calls = {"a.py": "x = retrieve('a')\ny = retrieve('b')\nz = retrieve('c'), retrieve('d')\n"}

    fixes = fixed(dict(calls), without_instance_type)

    (file,) = fixes.files
    assert file.after.decode() == calls["a.py"].replace("')", "', instance_type=self.config.instance_type)")
    assert (len(file.done), fixes.left) == (4, [])


def test_a_builder_in_two_files_is_mended_in_both() -> None:
    fixes = fixed({"a.py": "x = retrieve('a')\n", "b/a.py": "x = retrieve('a')\n"}, without_instance_type)

    assert [file.path for file in fixes.files] == ["a.py", "b/a.py"]


@pytest.mark.parametrize(
    ("other", "line", "is_taken"),
    [
        # Another value in the message of a finding that was there.
        (lambda text: f"the request has {'a type' if 'instance_type' in text else 'none'}", 9, True),
        # The same message at another place.
        (lambda text: "too long", lambda text: len(text), True),
        # Another message at another place.
        (lambda text: f"{len(text)} characters", lambda text: len(text), False),
    ],
)
def test_a_finding_in_other_words_is_no_other_finding(other: Any, line: Any, is_taken: bool) -> None:
    def judge(text: str) -> Iterator[tuple[str, str, int]]:
        yield from without_instance_type(text)
        yield "SB405", other(text), line(text) if callable(line) else line

    fixes = fixed({"a.py": "x = retrieve('a')\n"}, judge)

    assert bool(fixes.files) is is_taken
    assert bool(fixes.left) is not is_taken


def test_what_brings_another_finding_is_not_written() -> None:
    def judge(text: str) -> Iterator[tuple[str, str, int]]:
        yield from without_instance_type(text)
        if "instance_type" in text:
            yield "SB400", "it does not compile", 1

    files = {"a.py": "x = retrieve('a')\n"}
    fixes = fixed(files, judge)

    assert (fixes.files, files) == ([], {"a.py": "x = retrieve('a')\n"})
    assert fixes.left == [f"a.py:1:1: SB350 is not mechanical here: {HINT}"]


def test_what_breaks_something_elsewhere_is_not_written() -> None:
    """The other file is judged again with all others only, at the end."""
    files = {"a.py": "x = retrieve('a')\n", "b.py": "import a\n"}

    def judge(text: str) -> Iterator[tuple[str, str, int]]:
        yield from without_instance_type(text)
        if text.startswith("import") and "instance_type" in files["a.py"]:
            yield "SB400", "it does not compile", 1

    fixes = fixed(files, judge)

    assert fixes.files == []
    assert fixes.left == ["a.py: stays as it is: its corrections break something elsewhere"]


def test_nothing_is_said_of_what_nothing_was_tried_for() -> None:
    def judge(text: str) -> Iterator[tuple[str, str, int]]:
        yield "SB340", "the variable N is an int", 1

    assert fixed({"a.py": "x = 1\n"}, judge) == Fixes()


def test_what_the_baseline_has_is_left_alone() -> None:
    class Accepted(Texts):
        def _card(self, path: str) -> Any:
            card = super()._card(path)
            outcomes = [
                replace(each, findings=tuple(replace(finding, known=True) for finding in each.findings))
                for each in card.outcomes
            ]
            return scorecard(card.subject, None, None, Pattern(), outcomes)

    files = {"a.py": "x = retrieve('a')\n"}

    assert find_fixes(cast("Any", Accepted(files, without_instance_type))) == Fixes()
