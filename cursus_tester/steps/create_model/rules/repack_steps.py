"""CM375, CM380: the repack steps that SDK v3 brings along belong to one step, and run when it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cursus_tester.evidence.definition import LOOP_BODY
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import ONLY_V3, rule
from cursus_tester.sdk.names import MODEL_BUILDER, MODEL_STEP, REPACK_INFIX
from cursus_tester.steps.create_model.step_types import PACKED


@rule("CM375", "step-args-used-once", step_types=PACKED, not_under=ONLY_V3)
def step_args_used_once(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives each model step a request of its own.

    What it checks: no two `ModelStep`s that repack their model are given the same `step_args`.

    Why: each of them puts its repack step's archive into the one request that they share (mlops 1.27.0), so the first
    step deploys what was packed for the second.

    How to fix: make a `ModelBuilder`, and its `build()` or `register()`, for each step.
    """
    repacked = [step.name for defined in pipeline.compiled() for step in defined.steps if REPACK_INFIX in step.name]
    calls = [call for call in pipeline.calls_to(MODEL_STEP) if "step_args" in call.arguments]
    if len(calls) < 2:
        raise NotApplicable(f"there is one {MODEL_STEP} at the most")
    shared = Counter(call.arguments["step_args"].identity for call in calls)
    for call in calls:
        name = call.arguments["name"].data if "name" in call.arguments else None
        repacks = any(each.startswith(f"{name}{REPACK_INFIX}") for each in repacked)
        if shared[call.arguments["step_args"].identity] > 1 and repacks:
            yield Finding(
                message=f"{name} shares its step_args with another step: the one gets the other's archive",
                hint=f"make a {MODEL_BUILDER} and its request for each step",
                place=call.place or NOWHERE,
                scenario=PLAIN_SCENARIO,
            )


@rule("CM380", "repack-runs-with-its-step", step_types=PACKED, severity=Severity.WARNING, not_under=ONLY_V3)
def repack_runs_with_its_step(pipeline: Pipelines) -> Iterator[Finding]:
    """Repacks a model only when the branch that needs it runs.

    What it checks: no model step in a branch of a condition, or in the body of a loop, has a repack step outside of it.

    Why: SDK v3 (mlops 1.27.0) compiles the repack step of such a model beside the condition, so its training job runs,
    and costs, whatever the condition says. Version 2 puts it into the branch. Beside a loop it runs once at most, and
    each round serves the one archive.

    How to fix: list the repack step beside the model step, `if_steps=[*step.steps, step]`, in a loop likewise; or serve
    an archive that holds its code already.
    """
    branched = [(defined, step) for defined in pipeline.compiled() for step in defined.steps if step.branch]
    if not branched:
        raise NotApplicable("no step is in a branch of a condition, or in a loop")
    for defined, step in branched:
        for other in defined.steps:
            if other.name.startswith(f"{step.name}{REPACK_INFIX}") and not other.branch:
                around, key = step.branch[-1]
                is_loop = key == LOOP_BODY
                said = f"stands outside of the loop {around}" if is_loop else f"runs whatever {around} decides"
                runs = "in each round" if is_loop else "in one branch only"
                yield Finding(
                    message=f"{other.name} {said}: it packs the code of {step.name}, which runs {runs}",
                    hint=f"list what the {MODEL_STEP} brings along beside it: [*step.steps, step]",
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )
