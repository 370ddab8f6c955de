"""What code that makes a pipeline did in one scenario, as text: what it was given, and what it compiles to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from cursus_tester.evidence.build import Build, CompiledPipeline
from cursus_tester.evidence.definition import steps_in
from cursus_tester.evidence.problem import Archive

#: A title, and the lines below it.
Section = tuple[str, Iterable[str]]


def given(build: Build) -> Iterator[Section]:
    """The sections on what the code was given."""
    yield "arguments", (f"{name} = {value}" for name, value in build.arguments.items())
    yield "modules that are not installed, for which something stood in", build.stand_ins
    yield (
        "what is missing, and what stood in for it",
        (f"{each.need.value} {each.name} = {each.made_up}" for each in build.made_up),
    )
    yield "questions about the account whose answers are made up", (each.question for each in build.answers)
    yield "objects in S3 that were read though nobody put them there", build.objects


def made(build: Build) -> Iterator[Section]:
    """The sections on what came of it: each pipeline with its definition, and what is at the locations in it."""
    yield "what would have been started", (f"{each.place}: {each.operation}" for each in build.started)
    for pipeline in build.pipelines:
        yield from _compiled(pipeline)


def _compiled(pipeline: CompiledPipeline) -> Iterator[Section]:
    name = f"pipeline {pipeline.name}" if pipeline.is_own else "the steps"
    if pipeline.definition is None:
        yield f"{name} does not compile", [str(pipeline.problem)] if pipeline.problem is not None else []
        return
    yield f"{name}, compiled", [json.dumps(pipeline.definition, indent=2, ensure_ascii=False)]
    for step in steps_in(pipeline.definition):
        text = json.dumps(step.arguments)
        archives = {uri: each for uri, each in pipeline.archives.items() if json.dumps(uri) in text and each.exists}
        yield f"archives of {step.name}", (f"{uri}: {shown_archive(each)}" for uri, each in sorted(archives.items()))
        problems = pipeline.request_problems.get(step.name, ())
        yield f"the service's own model says of {step.name}", problems


def shown_archive(archive: Archive) -> str:
    """What an object in S3 holds."""
    if not archive.exists:
        return "there is nothing"
    uploaded = "uploaded by this build, " if archive.uploaded else ""
    return (
        f"{uploaded}{', '.join(archive.members) or 'empty'}" if archive.members is not None else f"{uploaded}no tarball"
    )
