"""SB100: the builder can be imported, configured and constructed."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Problem
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Subject
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.refusals import is_of_environment
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source

_DOING = {
    Stage.IMPORT: "importing the module",
    Stage.CONFIGURE: "making a config",
    Stage.CONSTRUCT: "the constructor",
}


def _of_environment(problem: Problem) -> str:
    if not is_of_environment(problem):
        return ""
    name = problem.message.strip("'")
    return f'set the variable for builds: [tool.cursus-tester.environment] {name} = "…"'


@rule("SB100", "builder-loads")
def builder_loads(subject: Subject, source: Source, builder: Builder | None = None) -> Iterator[Finding]:
    """Can be imported, given a config and constructed.

    What it checks: the module parses and imports, a config can be generated from the annotation of the constructor's
    `config`, and the constructor returns. The finding has the original exception and the last line of your own code.

    Why: nothing else can be checked on a builder that does not load.

    How to fix: correct the line that the finding names. If no valid config can be generated, name a function that makes
    one: `[tool.cursus-tester.configs]` `"package.module:Builder" = "package.module:factory"`.

    How to waive: not sensible; leave the file out of the checked paths instead.
    """
    if source.error is not None:
        text, place = source.error
        yield Finding(
            message=f"the file does not parse: {text}", hint="correct the syntax", place=place, cause=causes.SYNTAX
        )
        return
    if not subject.is_builder:
        raise NotApplicable("judges step builders; whether this builds, PL100 says")
    if builder is None:
        raise NotApplicable("whether a builder loads shows only when it is run")
    if builder.death is not None:
        yield Finding(
            message=f"loading the builder failed: {builder.death}",
            hint="importing and constructing a builder must only define and check things; move work into create_step",
            place=builder.death_place or NOWHERE,
        )
    problem = builder.problem
    if problem is not None:
        yield Finding(
            message=builder.config_obstacle or f"{_DOING.get(problem.stage, problem.stage.value)} raised {problem}",
            hint=builder.problem_hint
            or _of_environment(problem)
            or "make the module import and the constructor return with a valid config",
            place=problem.place or NOWHERE,
        )
