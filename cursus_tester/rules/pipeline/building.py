"""PL100 and PL310: the code builds a pipeline, and nothing else happens while it does."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cursus_tester.evidence.build import Build, Missing, Need, Started
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import BreachKind, Problem
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE, Subject, SubjectKind
from cursus_tester.rules.common import causes
from cursus_tester.rules.pipeline.explained import is_explained, reported_starts
from cursus_tester.rules.pipeline.settings_lines import settings_lines
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import PIPELINE_SESSION
from cursus_tester.source.builder_source import Source

_DOING: Mapping[Stage, str] = {
    Stage.IMPORT: "importing the module",
    Stage.CONFIGURE: "making its arguments",
    Stage.COMPILE: "compiling the pipeline",
}
_REFUSED = "is refused: nothing is started while a pipeline is tested"


@rule("PL100", "pipeline-builds", explained_by=("SB100",))
def pipeline_builds(subject: Subject, source: Source, pipeline: Pipelines | None = None) -> Iterator[Finding]:
    """Builds with arguments made for its parameters, and compiles.

    What it checks: the module parses and imports, the function returns, or the module or notebook runs to its end, with
    arguments made for its parameters by name, annotation and default (region, role, bucket, prefix, session, instance
    types, …), over a faked account. Every pipeline, or the steps where there is no pipeline, compile by the SDK's own
    `definition()`.

    Why: what does not compile here does not compile in the account. Where something is missing that only your team has,
    nothing else can be checked.

    How to fix: correct the line that the finding names. Where it names an argument, an environment variable, a file, a
    module or an object in S3 that is missing, give it in the settings: the finding has the lines.
    """
    if source.error is not None:
        text, place = source.error
        yield Finding(
            message=f"the file does not parse: {text}", hint="correct the syntax", place=place, cause=causes.SYNTAX
        )
        return
    if pipeline is None:
        raise NotApplicable("whether a pipeline builds shows only when it is run")
    build = pipeline.build
    for text, place in build.broken_cells if build is not None else ():
        yield Finding(
            message=f"a cell does not parse: {text}", hint="correct the syntax, or make it a Markdown cell", place=place
        )
    if pipeline.facts.death is not None or (pipeline.baseline is not None and pipeline.baseline.death is not None):
        trace = pipeline.baseline
        death = pipeline.facts.death or (trace.death if trace is not None else "")
        line = trace.death_place if trace is not None else None
        yield Finding(
            message=f"building the pipeline failed: {death}",
            hint="code that makes a pipeline must define it and return; move what waits, loops or downloads out of it",
            place=line or pipeline.facts.death_place or NOWHERE,
        )
        return
    if build is None:
        return
    problem = next((each for each in _problems(pipeline, build) if not is_explained(each, subject, build)), None)
    if problem is not None and _matters(pipeline, build, problem):
        breaches = pipeline.baseline.breaches if pipeline.baseline is not None else ()
        if any(each.kind is BreachKind.WRITE and each.what in problem.message for each in breaches):
            yield _written_elsewhere(problem)
        else:
            yield _raised(subject, problem, build)
    elif pipeline.why_not_built is not None and pipeline.problem is None:
        yield Finding(
            message="running it made no step and no pipeline of the SDK",
            hint="return the pipeline or its steps"
            + _with_values("where one of these decides, give another in the settings:", subject, build, ""),
        )
    elif build.made_up:
        first = build.made_up[0]
        yield Finding(
            message=_what_is_missing(first, "building the pipeline")
            + "".join(f"; then the {each.need.value} {each.name}" for each in build.made_up[1:])
            + " (the rest of the check is made with something made up in place of what is missing)",
            hint=f"{_way_out(subject, first)}{settings_lines(subject.id, build.made_up)}",
            place=(first.problem.place if first.problem is not None else None) or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )


def _problems(pipeline: Pipelines, build: Build) -> Iterator[Problem]:
    """What the code raised, and then what compiling its pipelines did."""
    if pipeline.baseline is not None and pipeline.baseline.problem is not None:
        yield pipeline.baseline.problem
    yield from (each.problem for each in build.pipelines if each.problem is not None)


def _matters(pipeline: Pipelines, build: Build, problem: Problem) -> bool:
    """Whether what was raised kept steps from being made: a notebook's cell may fail at something else."""
    return pipeline.why_not_built is not None or build.is_partial or problem.stage is Stage.COMPILE


def _written_elsewhere(problem: Problem) -> Finding:
    return Finding(
        message=f"{_DOING.get(problem.stage, 'building the pipeline')} raised {problem}",
        hint="write below the folder where the code is started, or below /tmp: both are copies while it is tested",
        place=problem.place or NOWHERE,
        scenario=PLAIN_SCENARIO,
    )


def _raised(subject: Subject, problem: Problem, build: Build) -> Finding:
    doing = _DOING.get(problem.stage, "building the pipeline")
    missing, place = build.missing, problem.place or NOWHERE
    if missing is None:
        words = "where it needs something else than was made up for it, give that in the settings:"
        return Finding(
            message=f"{doing} raised {problem}",
            hint=f"correct what the line does{_with_values(words, subject, build, problem.message)}",
            place=place,
            scenario=PLAIN_SCENARIO,
        )
    if missing.need is Need.MODULE and not missing.name:
        missing = replace(missing, name=", ".join(build.stand_ins))
        message = f"{doing} raised {problem}: it needs a module that is not installed, for which something stood in"
    else:
        message = _what_is_missing(replace(missing, problem=problem), doing)
    hint = _way_out(subject, missing)
    if missing.need is not Need.VARIABLE or subject.kind is SubjectKind.NOTEBOOK:
        hint += settings_lines(subject.id, [*build.made_up, missing])
    return Finding(message=message, hint=hint, place=place, scenario=PLAIN_SCENARIO)


def _with_values(words: str, subject: Subject, build: Build, said: str) -> str:
    """The settings that say what was made up, behind `words`; empty where nothing was.

    Of the arguments those that the exception quotes, where it quotes one.
    """
    values = {name: value for name, shown in build.arguments.items() if (value := _literal(shown)) is not None}
    quoted = {name: value for name, value in values.items() if isinstance(value, str) and value in said}
    asked = {missing.name for missing in build.made_up}
    arguments = [
        Missing(need=Need.ARGUMENT, name=name, made_up=json.dumps(value, ensure_ascii=False))
        for name, value in (quoted or values).items()
        if name not in asked
    ]
    made_up = [*build.made_up, *arguments]
    return f"; {words}{settings_lines(subject.id, made_up)}" if made_up else ""


def _literal(shown: str) -> str | int | float | None:
    """The text or number that Python writes so; ``None``: it is something else."""
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str | int | float) and value != "" else None


def _what_is_missing(missing: Missing, doing: str) -> str:
    if missing.need is Need.ARGUMENT:
        return f"nothing says what its argument {missing.name!r} is: neither name, annotation nor default"
    return f"{doing} needs the {missing.need.value} {missing.name}: {missing.problem}".rstrip()


def _way_out(subject: Subject, missing: Missing) -> str:
    if missing.need is Need.VARIABLE:
        if subject.kind is not SubjectKind.NOTEBOOK:
            return "define it, or import it"
        return "let a cell above set it; give what another notebook has stored:"
    if missing.need is Need.FILE:
        return "put the file into the repository; or say from where the code is started, or what may be missing:"
    if missing.need is Need.BUCKET:
        return "correct its name; where your account has it, say so (with a folder that holds its objects, or none):"
    if missing.need is Need.OBJECT:
        return "say where the objects are:"
    if missing.need is Need.MODULE:
        return f"install {missing.name}, or let something stand in for it:"
    return "give it in the settings:"


@rule("PL310", "starts-nothing")
def starts_nothing(subject: Subject, pipeline: Pipelines) -> Iterator[Finding]:
    """Starts nothing while it is built.

    What it checks: building and compiling call no operation of AWS that creates a job, model, model package or group,
    endpoint or function, or starts a pipeline before it is defined. The faked account refuses such a call. A Lambda
    function that the SDK makes of a script while it compiles a `LambdaStep` is meant, and a notebook or module may make
    a model package group or function by itself.

    Why: with a plain `Session` the SDK (2.257.7) carries out `fit()`, `run()`, `transform()`, `create()` and
    `register()` at once, version 3.27.0 `train()`, `run()`, `transform()`, `tune()`, `build()` and `register()`: a job
    runs and costs money each time that the pipeline is built, and the step gets `None` ("Either step_args or … need to
    be given"). Under a `PipelineSession` these calls are deferred.

    How to fix: make the session of the processor, estimator, transformer, tuner or model (under SDK v3 also of the
    `ModelTrainer` or `ModelBuilder`) a `PipelineSession`.
    """
    build = pipeline.ran()
    found = reported_starts(subject, build)
    for started in found:
        yield Finding(
            message=f"{started.operation} is called while the pipeline is built",
            hint=_instead(started),
            place=started.place or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )
    problem = pipeline.problem
    if not found and problem is not None and problem.stage is not Stage.COMPILE and pipeline.why_not_built:
        # What comes after the line that raised, nobody has seen.
        raise Blocked(pipeline.why_not_built)


def _instead(started: Started) -> str:
    if started.by_sdk:
        return f"give the object whose method is called here a {PIPELINE_SESSION} as its session: it defers the call"
    return "do this before or after the pipeline is built, not in the function that makes it"
