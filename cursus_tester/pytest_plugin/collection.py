"""``pytest --conformance``: builders become tests, found by reading files and never by importing them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cursus_tester.pytest_plugin.results import prepare, results_of
from cursus_tester.pytest_plugin.selection import Chosen, fail_on
from cursus_tester.pytest_plugin.verdicts import pronounce
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.rule import FailOn, Level
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule, RuleError
from cursus_tester.run import planning

_ARGUMENTS = pytest.Config.ArgsSource.ARGS


class Collection:
    """The plugin of a run that checks builders: which files hold some, and the tests of each.

    Raises:
        pytest.UsageError: The paths or the settings make no sense.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        named: list[str] = config.getoption("conformance")
        paths = named or [os.path.relpath(path) for path in config.getini("conformance_paths")]
        self._planned = _plan(paths, fail_on(config))
        rule_ids = self._planned.grounds.rule_ids
        paths, config.args = ([_with_present_id(each, rule_ids) for each in ids] for ids in (paths, config.args))
        prepare(config, self._planned)
        if named or config.args_source is not _ARGUMENTS:
            _add_arguments(config, paths, nothing_else=bool(named))
        # Once, and not for each builder: marking by name takes longer than making a test.
        self._rules = tuple(map(_marked, self._planned.rules))
        self._subjects: dict[Path, list[Subject]] = {}
        for subject in self._planned.subjects:
            self._subjects.setdefault(Path(subject.file), []).append(subject)

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Add the builders of a file."""
        collectors = yield
        subjects = self._subjects.get(file_path)
        if subjects is None:
            return collectors
        if not any(file_path.match(pattern) for pattern in self._config.getini("python_files")):
            # pytest takes every file that is named explicitly for a test module, which it would import.
            collectors = [each for each in collectors if type(each) is not pytest.Module]
        tests = BuilderFile.from_parent(parent, path=file_path, subjects=subjects, rules=self._rules)
        return [*collectors, tests]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show a skipped rule at its builder, and not at the line here that skips it."""
        report = yield
        if isinstance(item, RuleTest) and report.skipped and isinstance(report.longrepr, tuple):
            path, line, _ = item.location
            report.longrepr = (path, (line or 0) + 1, report.longrepr[2])
        return report


def _plan(paths: Iterable[str], least: FailOn | None) -> planning.Plan:
    # A path may be the id of a test, file.py::Builder::CM310: what of the file is run is for pytest to choose.
    files = [path if os.path.exists(path) else path.partition("::")[0] for path in paths]
    try:
        planned = planning.plan(planning.CheckRequest(overrides={"paths": files, "fail_on": least}))
    except planning.Unable as error:
        raise pytest.UsageError("\n".join(error.problems)) from error
    except RuleError as error:
        raise pytest.UsageError(str(error)) from error
    if planned.problems:
        told = "\n".join(f"--conformance: {problem}" for problem in planned.problems)
        raise pytest.UsageError(f"{told}\n(paths of other tests go before --conformance)")
    return planned


def _with_present_id(argument: str, rule_ids: Mapping[str, str]) -> str:
    """A path or the id of a test; ``file.py::Builder::CM400`` is the test of the rule that was CM400."""
    node, separator, rule = argument.rpartition("::")
    return f"{node}::{rule_ids.get(rule.upper(), rule)}" if separator else argument


def _add_arguments(config: pytest.Config, paths: Iterable[str], *, nothing_else: bool) -> None:
    """Let pytest collect `paths`, too; with `nothing_else` only them, unless other paths were named."""
    if nothing_else and config.args_source is not _ARGUMENTS:
        config.args, config.args_source = [], _ARGUMENTS
    for path in paths:
        place = Path(os.path.abspath(path))
        given = [Path(os.path.abspath(argument.partition("::")[0])) for argument in config.args]
        if not any(place == each or each in place.parents for each in given):
            config.args.append(path)


class _MarkedRule(NamedTuple):
    rule: Rule
    marks: tuple[pytest.MarkDecorator, ...]


def _marked(rule: Rule) -> _MarkedRule:
    names = (f"level{list(Level).index(rule.info.level) + 1}", "static" if rule.is_static else "dynamic")
    return _MarkedRule(rule=rule, marks=tuple(getattr(pytest.mark, name) for name in names))


class BuilderFile(pytest.File):
    """A file that holds builders or pipelines."""

    def __init__(self, *, subjects: Sequence[Subject], rules: Sequence[_MarkedRule], **options: Any) -> None:
        super().__init__(**options)
        self._subjects, self._rules = subjects, rules

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield a collector for each builder; for a file that does not parse, its tests."""
        for subject in self._subjects:
            if subject.name:
                yield BuilderTests.from_parent(self, name=subject.name, subject=subject, rules=self._rules)
            else:
                yield from _tests(self, subject, self._rules)


class BuilderTests(pytest.Collector):
    """The tests of one builder."""

    def __init__(self, *, subject: Subject, rules: Sequence[_MarkedRule], **options: Any) -> None:
        super().__init__(**options)
        self._subject, self._rules = subject, rules

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each rule."""
        return _tests(self, self._subject, self._rules)


def _tests(parent: pytest.Collector, subject: Subject, rules: Iterable[_MarkedRule]) -> Iterator[pytest.Item]:
    for rule, marks in rules:
        if rule.judges(subject.kind):
            chosen = Chosen(subject=subject, rules=(rule,))
            yield RuleTest.from_parent(parent, name=rule.info.id, chosen=chosen, marks=marks)


class RuleTest(pytest.Item):
    """One rule on one builder."""

    def __init__(self, *, chosen: Chosen, marks: Iterable[pytest.MarkDecorator], **options: Any) -> None:
        super().__init__(**options)
        self.chosen = chosen
        (rule,) = chosen.rules
        for mark in marks:
            self.add_marker(mark)
        self.extra_keyword_matches.update({rule.info.slug, *rule.info.ids})

    def listchain(self) -> list[Any]:
        """Leave out the packages around the file: to set one up, pytest imports it (since 8.0)."""
        return [node for node in super().listchain() if not isinstance(node, pytest.Package)]

    def reportinfo(self) -> tuple[Path, int, str]:
        """The builder's place, and a title."""
        subject, (rule,) = self.chosen.subject, self.chosen.rules
        return self.path, subject.place.line - 1, f"{subject.name} {rule.info.id} {rule.info.slug}".strip()

    def setup(self) -> None:
        """Have the builder checked. A rule that crashed is an error of the test, and no failure of the builder."""
        problems: tuple[str, ...] = ()
        try:
            report = results_of(self.config).of_builder(self.chosen, self.session)
        except planning.Unable as error:
            problems = error.problems
        if problems:
            pytest.fail("\n".join(problems), pytrace=False)
        self._report = report
        (card,) = report.scorecards
        (self._outcome,) = (each for each in card.outcomes if self.chosen.includes(card.subject, each))
        if self._outcome.kind is OutcomeKind.ERROR:
            self._pronounce()

    def runtest(self) -> None:
        """Say what the rule said."""
        self._pronounce()

    def _pronounce(self) -> None:
        pronounce(self._outcome, self.chosen.subject.place, self._report)
