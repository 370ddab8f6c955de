"""PL301, PL304 and PL305: the steps of a pipeline, and their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cursus_tester.evidence.definition import LOOP_BODY, DefinedStep
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.pipeline.explained import repeated_names
from cursus_tester.rules.registry import rule

#: The argument that puts a step into each list of a condition or loop.
_BRANCHES = {"IfSteps": "if_steps", "ElseSteps": "else_steps", LOOP_BODY: "for_each_body"}
_LOOPED = "move it into the loop, or read properties.IterationOutputs[…] or properties.Selected of the loop"


@rule("PL301", "unique-step-names")
def unique_step_names(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives no two steps one name.

    What it checks: the names of all steps that the pipeline is given, those of branches and step collections among
    them, and of all steps in the compiled definition.

    Why: the SDK (2.257.7) refuses two steps of one name only where both are in the lists that it is given. A second
    step that another one merely refers to it adds to the definition by itself, past its own check, and `Steps.<name>`
    then means one of the two. A step of a branch that is in the pipeline's own list too is refused with the same
    message.

    How to fix: name the steps differently; leave the steps of branches out of `Pipeline(steps=…)`.
    """
    build = pipeline.ran()
    repeated = dict.fromkeys(repeated_names(build))
    places = [each.name for each in build.steps]
    if pipeline.why_not_built is None:
        for defined in pipeline.compiled():
            names = Counter(step.name for step in defined.steps)
            repeated.update(dict.fromkeys(name for name, count in names.items() if count > 1))
    elif not repeated:
        pipeline.compiled()
    for name in repeated:
        made = places.count(name)
        what = "two steps have the name" if made > 1 else "one step stands in two lists:"
        mend = "give one of them another name" if made > 1 else "leave it out of the list of the pipeline"
        yield Finding(
            message=f"{what} {name!r}",
            hint=mend,
            place=build.place_of_step(name) or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )


@rule("PL304", "acyclic")
def acyclic(pipeline: Pipelines) -> Iterator[Finding]:
    """Has no cycle among its steps.

    What it checks: the SDK's own `PipelineGraph` of the pipeline has no cycle.

    Why: `definition()` says nothing of a cycle (2.257.7); only local mode makes the graph that finds it. The service
    refuses the pipeline when it is created.

    How to fix: take one of the dependencies out that the finding names.
    """
    for defined in pipeline.compiled():
        if defined.pipeline.is_cyclic:
            way = _cycle(defined)
            shown = f": {' → '.join(way)}" if way else ""
            yield Finding(
                message=f"the steps wait for each other in a circle{shown}",
                hint="remove one of these depends_on or references to a property",
                place=defined.place_of(way[0]) if way else NOWHERE,
                scenario=PLAIN_SCENARIO,
            )


def _cycle(defined: Defined) -> list[str]:
    """The names of the steps of a circle, the first again at its end; empty where none is found."""
    needs: Mapping[str, tuple[str, ...]] = {
        step.name: (*step.needs, *(condition for condition, _ in step.branch[-1:])) for step in defined.steps
    }
    done: set[str] = set()
    for start in needs:
        way: list[str] = []
        pending = [(start, iter(needs[start]))]
        way.append(start)
        while pending:
            name, following = pending[-1]
            step = next((each for each in following if each in needs), None)
            if step is None:
                pending.pop()
                way.pop()
                done.add(name)
            elif step in way:
                return [*way[way.index(step) :], step]
            elif step not in done:
                way.append(step)
                pending.append((step, iter(needs[step])))
    return []


@rule("PL305", "branch-references", severity=Severity.WARNING)
def branch_references(pipeline: Pipelines) -> Iterator[Finding]:
    """Has no step outside a branch that needs one inside it.

    What it checks: a step that comes behind a step of a condition's branch, by `depends_on` or because it uses one of
    its properties, is in that branch too. So is one that comes behind a step in the body of a `ForEachStep` (SDK v3).

    Why: where the condition takes the other branch, the step is left out without a word, and with it all that comes
    behind it; a step in the other branch is never run. In a public run (SDK of 2022) the service took such a pipeline,
    and left the step out. The steps of a loop are run once for each item. The SDK (2.257.7, 3.27.0) says nothing.

    How to fix: move the step into the branch, where it is to run with that branch only; else let it depend on the
    condition step. Of a loop read
    `loop.properties.IterationOutputs[0].<step>…`, or `Selected` where it has a selector.
    """
    for defined in pipeline.compiled():
        for step in defined.steps:
            for name in step.needs:
                other = defined.step(name)
                if other is not None and not _sees(step, other):
                    around, key = other.branch[len(_common(step, other))]
                    yield Finding(
                        message=f"{step.name} needs {name}, which is in the {_BRANCHES[key]} of {around}",
                        hint=_LOOPED if key == LOOP_BODY else f"move it into that branch, or let it depend on {around}",
                        place=defined.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )


def _sees(step: DefinedStep, other: DefinedStep) -> bool:
    return step.branch[: len(other.branch)] == other.branch


def _common(step: DefinedStep, other: DefinedStep) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for mine, theirs in zip(step.branch, other.branch, strict=False):
        if mine != theirs:
            break
        found.append(mine)
    return tuple(found)
