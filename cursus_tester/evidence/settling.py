"""A builder may refuse its baseline only when it makes its step: then another config or source is tried."""

from __future__ import annotations

from collections.abc import Mapping

from cursus_tester.evidence.aws import Account
from cursus_tester.evidence.configs import field_named_in_text
from cursus_tester.evidence.describe import Tree
from cursus_tester.evidence.loading import STEPS, Loaded, Target, reload
from cursus_tester.evidence.probe import run_scenario
from cursus_tester.evidence.trace import Stage, Trace

#: How many other configs are tried.
_MAX_TRIES = 8


def settle(loaded: Loaded, target: Target, account: Account, tree: Tree, folder: str) -> tuple[Loaded, Trace]:
    """Run the baseline; where the builder refuses a generated value in it, the same with another value.

    One that refuses what a pipeline step yields, as it must where the SDK could not deploy that, gets an ``s3://`` URI.

    Returns:
        The builder with a config that it accepts, and its baseline; those of the first config where it accepts none.
    """
    first = loaded, run_scenario(loaded, loaded.facts.scenarios[0], account, tree)
    current, baseline = first
    for _ in range(_MAX_TRIES):
        refused = _refused_values(current, baseline)
        if not refused:
            return (
                first if STEPS in current.facts.refused_values and baseline.problem is not None else (current, baseline)
            )
        other = reload(current, target, account, tree, folder, refused)
        if other is None:
            break
        current, baseline = other, run_scenario(other, other.facts.scenarios[0], account, tree)
    return first


def _refused_values(loaded: Loaded, baseline: Trace) -> Mapping[str, tuple[str, ...]]:
    """What is not to be tried again; empty where the builder refused none of the values that have alternatives."""
    problem, made = baseline.problem, loaded.configuration
    if problem is None or made is None or problem.stage is not Stage.CREATE_STEP or not problem.is_refusal:
        return {}
    name, known = field_named_in_text(problem.message, made.open_fields), loaded.facts.refused_values
    if name is None and baseline.scenario.source.is_step:
        return {**known, STEPS: (baseline.scenario.source.value,)}
    if name is None:
        return {}
    return {**known, name: (*known.get(name, ()), repr(made.values[name]))}
