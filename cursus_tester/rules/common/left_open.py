"""Where nothing may be run, a rule passes only on what the source decides; what it leaves open is not judged."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.source.builder_source import Argument, Source, SourceCall


def judge_only_what_is_decided(traces: Traces | None, is_decided: bool, question: str) -> None:
    """Leave a question open that only a run could answer.

    Args:
        traces: What the builder did; ``None`` where nothing may be run.
        is_decided: Whether the source answers the question.
        question: Such as ``what model is given``.

    Raises:
        NotApplicable: Nothing is run, and the source leaves the question open.
    """
    if traces is None and not is_decided:
        raise NotApplicable(f"{question} shows only when a step builder is run")


def comes_from(source: Source, value: Argument | ast.expr | None, is_known: Callable[[Source, ast.expr], bool]) -> bool:
    """Whether all that a value may come from is known."""
    origins = source.origins(value) if value is not None else None
    return origins is not None and all(is_known(source, origin) for origin in origins)


def are_certain(calls: Iterable[SourceCall]) -> bool:
    """Whether there are calls, and all of their arguments are written down."""
    found = tuple(calls)
    return bool(found) and not any(call.has_unknown_arguments for call in found)
