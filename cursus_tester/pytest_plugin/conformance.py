"""Builders in tests of one's own: the fixture ``conformance``, and tests parametrized by builders."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from cursus_tester import api
from cursus_tester.pytest_plugin.results import prepare, results_of
from cursus_tester.pytest_plugin.selection import Chosen, fail_on
from cursus_tester.pytest_plugin.verdicts import warn
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.run.planning import CheckRequest, Unable

#: What is told of where it makes no test fail.
_AMISS = (OutcomeKind.FAILED, OutcomeKind.BLOCKED, OutcomeKind.UNEXPECTED_PASS)


class Conformance:
    """Checks builders in a test, and fails it where one does not conform."""

    def __init__(self, item: pytest.Item) -> None:
        self._item = item

    def check(
        self,
        builder: Chosen | Callable[..., Any],
        *,
        config: Any = None,
        select: api.RuleNames = (),
        ignore: api.RuleNames = (),
    ) -> Report:
        """Check `builder` and return the report.

        Args:
            builder: A builder class; or the argument of that name under ``@parametrize_builders``, which has its rules.
            config: A config object; ``None``: it is generated.
            select: Only rules with these ids or prefixes.
            ignore: No rules with these.

        Raises:
            cursus_tester.ConformanceError: A rule failed, was blocked or crashed; its text says what to do.
        """
        __tracebackhide__ = True
        if isinstance(builder, Chosen):
            if config is not None or select or ignore:
                raise TypeError(
                    f"conformance.check: {builder.name} comes from @parametrize_builders; give select and ignore "
                    "there, and a config by the hook pytest_conformance_config"
                )
            report = results_of(self._item.config).of(builder, self._item.session)
        else:
            static = self._item.config.getoption("conformance_static")
            least = fail_on(self._item.config)
            with pytest.MonkeyPatch.context() as patch:
                # A test may have left pytest in another folder, where there are no settings.
                patch.chdir(self._item.config.invocation_params.dir)
                report = api.check_builder(
                    builder, config=config, select=select, ignore=ignore, static=static, fail_on=least
                )
        report.raise_for_findings()
        for card in report.scorecards:
            for outcome in card.outcomes:
                if outcome.kind in _AMISS and not (outcome.is_accepted or outcome.is_explained):
                    warn(outcome, card.subject.place)
        return report


def parametrize(metafunc: pytest.Metafunc, *paths: str, select: api.RuleNames = (), ignore: api.RuleNames = ()) -> None:
    """Run the test once for each builder in `paths`, which are relative to pytest's root folder.

    Raises:
        pytest.Collector.CollectError: There is no builder, or no rule.
    """
    config = metafunc.config
    here = [os.path.relpath(config.rootpath / path) for path in paths]
    try:
        planned = api.plan(
            CheckRequest(
                overrides={
                    "paths": here,
                    "select": api.rule_names(select),
                    "ignore": api.rule_names(ignore),
                    "fail_on": fail_on(config),
                }
            )
        )
    except Unable as error:
        told = "\n".join(error.problems)
        raise pytest.Collector.CollectError(f"{metafunc.definition.nodeid}: @parametrize_builders: {told}") from error
    prepare(config, planned)
    chosen = [Chosen(subject=subject, rules=planned.rules) for subject in planned.subjects]
    metafunc.parametrize("builder", chosen, ids=[each.name or each.subject.place.path for each in chosen])
