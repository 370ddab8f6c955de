"""A builder may refuse its baseline only when it makes its step: then another config or source is tried."""

from __future__ import annotations

from collections.abc import Mapping

from cursus_tester.evidence.aws import Account
from cursus_tester.evidence.config_fields import Field
from cursus_tester.evidence.config_gaps import ALWAYS_REQUIRED
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
            return first if baseline.problem is not None and _was_no_help(current, first[1]) else (current, baseline)
        other = reload(current, target, account, tree, folder, refused)
        if other is None:
            break
        current, baseline = other, run_scenario(other, other.facts.scenarios[0], account, tree)
    return first


def _was_no_help(current: Loaded, first: Trace) -> bool:
    """Whether what was tried in place of the first baseline, which failed as well, was not asked for by the builder."""
    stumbled = first.problem is not None and not first.problem.is_refusal
    return stumbled or STEPS in current.facts.refused_values


def _refused_values(loaded: Loaded, baseline: Trace) -> Mapping[str, tuple[str, ...]]:
    """What is not to be tried again; empty where the builder refused none of the values that have alternatives."""
    problem, made = baseline.problem, loaded.configuration
    if problem is None or made is None or problem.stage not in (Stage.CREATE_STEP, Stage.COMPILE):
        return {}
    known = loaded.facts.refused_values
    empty = {each.name: each.default for each in made.fields if _is_empty(each) and each.name not in made.values}
    if not problem.is_refusal:
        # Whoever does not check what it needs stumbles over what is empty by default.
        needed = {name: (repr(default),) for name, default in empty.items() if name in ALWAYS_REQUIRED}
        return {**known, **needed} if needed else {}
    if problem.stage is Stage.COMPILE:
        return {}
    name = field_named_in_text(problem.message, (*made.open_fields, *empty))
    if name is None:
        return {**known, STEPS: (baseline.scenario.source.value,)} if baseline.scenario.source.is_step else {}
    return {**known, name: (*known.get(name, ()), repr(made.values.get(name, empty.get(name))))}


def _is_empty(field: Field) -> bool:
    return not field.required and field.default in (None, "")
