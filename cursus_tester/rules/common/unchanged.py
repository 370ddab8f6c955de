"""SB342: what the builder was given is as it was."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.traces import Traces
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import rule


@rule("SB342", "config-not-mutated", fixable=True, formerly="CM342")
def config_not_mutated(traces: Traces) -> Iterator[Finding]:
    """Does not change the config, its specification, or the caller's `inputs` and `dependencies`.

    What it checks: after the step is built and compiled, all of them have the same keys, elements and objects as
    before, and so do dictionaries and lists inside them. The content of the SDK's objects is not compared.

    Why: a config serves several steps, a specification serves every builder of its class, and the caller uses the list
    of dependencies for the next step. What one builder adds, the others find.

    How to fix: work on a copy: `variables = {**self.config.env, …}`, `dependencies = list(dependencies)`.
    """
    for trace in traces.loaded():
        for change in trace.mutations:
            yield Finding(
                message=f"the builder changes its arguments: {change}",
                hint="work on a copy",
                scenario=trace.scenario.name,
            )
