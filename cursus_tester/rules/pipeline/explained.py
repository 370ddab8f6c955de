"""Which exceptions another rule for pipelines explains, so that one fault is one finding."""

from __future__ import annotations

from cursus_tester.evidence.build import Build, Started
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Problem
from cursus_tester.results.subject import Subject, SubjectKind
from cursus_tester.sdk.names import JSON_GET, PREFIX

_DUPLICATES = "cannot have duplicate names"


def repeated_names(build: Build) -> tuple[str, ...]:
    """The names that two steps of one pipeline have."""
    found: dict[str, None] = {}
    for pipeline in build.pipelines:
        seen: set[str] = set()
        for name in pipeline.listed:
            if name in seen:
                found[name] = None
            seen.add(name)
    return tuple(found)


def reported_starts(subject: Subject, build: Build) -> tuple[Started, ...]:
    """What the code should not start: a notebook or script may well make things by calls of its own."""
    may_make = subject.kind in (SubjectKind.NOTEBOOK, SubjectKind.MODULE)
    return tuple(each for each in build.started if each.by_sdk or not may_make)


def is_explained(problem: Problem, subject: Subject, build: Build) -> bool:
    """Whether another rule has a finding of what raised this."""
    if reported_starts(subject, build):
        return True
    if any(use.raises and use.place is not None and use.place == problem.place for use in build.uses):
        return True
    if problem.stage is not Stage.COMPILE:
        return False
    return _is_repeated_name(problem, build) or is_of_json_get(problem)


def _is_repeated_name(problem: Problem, build: Build) -> bool:
    return _DUPLICATES in problem.message and bool(repeated_names(build))


def is_of_json_get(problem: Problem) -> bool:
    """Whether the SDK refuses a ``JsonGet`` (2.257.7: "Invalid JsonGet function …")."""
    return problem.raised_in.startswith(PREFIX) and problem.stage is Stage.COMPILE and JSON_GET in problem.message
