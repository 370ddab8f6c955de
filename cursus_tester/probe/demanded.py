"""Values for what ``create_step`` demands beyond what a scenario gives to any builder."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, evaluate
from cursus_tester.evidence.scenario import BRANCHES, Scenario, SourceKind
from cursus_tester.observation.demanded_parameters import demanded_parameters
from cursus_tester.probe.account import Account
from cursus_tester.probe.builder_target import Loaded
from cursus_tester.probe.declarations import demanded_keywords
from cursus_tester.probe.pipelines.arguments import make
from cursus_tester.probe.pipelines.grounds import Grounds
from cursus_tester.sdk.expressions import evaluate as make_step
from cursus_tester.sdk.installed import sdk


def branch_steps(scenario: Scenario) -> dict[str, Any]:
    """The steps of the branches that a builder of conditions is given, by keyword."""
    if not scenario.has_branches:
        return {}
    return {keyword: [make_step(sdk().steps.idle(name))] for keyword, name in BRANCHES}


def demanded_values(
    loaded: Loaded,
    scenario: Scenario,
    account: Account,
    given: Mapping[str, Any],
    step: Callable[[SourceKind, str], Any],
) -> dict[str, Any]:
    """What ``create_step`` cannot be called without: steps, what a name or an annotation says, and else nothing in it.

    Args:
        loaded: The builder.
        scenario: What it is put in.
        account: The faked account.
        given: The keywords that the scenario gives.
        step: Gives the step of a kind and name.
    """
    function: Any = getattr(loaded.cls, "create_step", None)
    values = demanded_keywords(function)
    values |= {each.parameter: step(each.kind, each.name) for each in scenario.demanded_steps}
    grounds = Grounds(region=scenario.region, account=account, given={}, code_folder=loaded.code_folder)
    module = inspect.getmodule(loaded.cls)
    for parameter in demanded_parameters(function, loaded.pack.keyword_input):
        if parameter.name not in {**values, **given}:
            made = make(parameter.name, evaluate(parameter.annotation, module), grounds)
            # Python says which one is missing, where nothing is known of it.
            values |= {parameter.name: made} if made is not UNKNOWN else {}
    return {name: value for name, value in values.items() if name not in given}
