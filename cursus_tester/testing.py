"""For authors of rules and of builders: run one rule on one builder, and tests for each builder in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest

from cursus_tester.api import check_builder, check_paths
from cursus_tester.results.outcome import Outcome
from cursus_tester.rules.catalogue import find_rule, unknown_rule
from cursus_tester.rules.registry import declared_rule, load_rules
from cursus_tester.run.planning import Unable

#: The attribute of a function under `conformance_config` that has its patterns.
CONFIG_PATTERNS = "_conformance_config_patterns"

_Factory = TypeVar("_Factory", bound=Callable[[], Any])


def run_rule(
    rule: str | Callable[..., Any],
    builder: str | os.PathLike[str] | Callable[..., Any],
    *,
    config: Any = None,
    static: bool = False,
) -> Outcome:
    """What one rule says of one builder.

    Args:
        rule: A function under ``@rule``, or a rule's id.
        builder: ``file.py``, ``file.py::Class``, or a class.
        config: A config object for a class; ``None``: it is generated.
        static: Run none of the builder's code.

    Raises:
        cursus_tester.Unable: There is no such rule or builder.
        ValueError: `builder` is a file with several builders.
    """
    id = _id_of(rule)
    if isinstance(builder, (str, os.PathLike)):
        report = check_paths(builder, select=id, static=static)
    else:
        report = check_builder(builder, config=config, select=id, static=static)
    outcomes = [outcome for card in report.scorecards for outcome in card.outcomes if outcome.rule.id == id]
    if len(outcomes) != 1:
        known = ", ".join(card.subject.id for card in report.scorecards)
        raise ValueError(f"run_rule: {builder}: expected one builder, found {len(outcomes)}: {known}; name one of them")
    return outcomes[0]


def _id_of(rule: str | Callable[..., Any]) -> str:
    if not isinstance(rule, str):
        return declared_rule(rule).info.id
    rules = load_rules()
    found = find_rule(rules, rule)
    if found is None:
        raise Unable(unknown_rule(rule, rules))
    return found.info.id


def parametrize_builders(
    *paths: str | os.PathLike[str], select: str | Iterable[str] = (), ignore: str | Iterable[str] = ()
) -> pytest.MarkDecorator:
    """Run a test once for each builder in `paths`: its argument ``builder`` is what ``conformance.check`` takes.

    Args:
        *paths: Files, folders or ``file.py::Class``, relative to pytest's root folder.
        select: Only rules with these ids or prefixes of ids.
        ignore: No rules with these.
    """
    return pytest.mark.conformance_builders(*[os.fspath(path) for path in paths], select=select, ignore=ignore)


def conformance_config(*builders: str) -> Callable[[_Factory], _Factory]:
    """Declare a function of a ``conftest.py`` to make the config of builders below its folder.

    Args:
        *builders: Class names or ids, ``path::Class``, or patterns of either, such as ``Churn*`` or ``*/churn_*::*``.
    """

    def declare(factory: _Factory) -> _Factory:
        setattr(factory, CONFIG_PATTERNS, builders)
        return factory

    return declare
