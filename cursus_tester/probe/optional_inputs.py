"""Find the inputs that a builder looks up and does without, though nothing declares them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence

from cursus_tester.evidence.builder import Dependency, InputKind
from cursus_tester.evidence.scenario import Scenario, SourceKind
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace
from cursus_tester.probe.builder_target import Loaded
from cursus_tester.scenarios.inputs import required_inputs, with_optional

#: The most of them.
_MOST = 4
#: The most builds to find those that a builder reads from a copy of its inputs.
_MOST_BUILDS = 24


def optional_inputs(loaded: Loaded, baseline: Trace, run: Callable[[Loaded, Scenario], Trace]) -> tuple[str, ...]:
    """The inputs that a builder looks up and does without, and that it takes as a plain value.

    Of one that copies its inputs first, these are the texts in its code that change the request when they are given.
    """
    specification, profile = loaded.facts.specification, loaded.profile
    declares = specification is not None and bool(specification.dependencies)
    if declares or baseline.request is None or profile is None or not profile.accepts("inputs"):
        return ()
    named = {each.name for each in loaded.facts.config_fields} | {each.name for each in required_inputs(profile)}

    def is_open(name: str) -> bool:
        kind = profile.kind_of(Dependency(name=name, type="", required=False))
        # The name of a model is looked up while the pipeline is compiled.
        return name not in named and kind is not InputKind.MODEL_NAME

    found = [name for name in looked_up(loaded, baseline.scenario, run) if is_open(name)]
    search = _Search(loaded, baseline, run)
    if not found:
        found = list(search.telling([name for name in loaded.mentioned if is_open(name)]))
    return tuple(name for name in found[:_MOST] if search.is_taken(name))


def looked_up(loaded: Loaded, scenario: Scenario, run: Callable[[Loaded, Scenario], Trace]) -> Iterator[str]:
    """The names that a builder looks up among its inputs, and does not find."""
    not_found: list[str] = []
    run(dataclasses.replace(loaded, not_found=not_found), scenario)
    yield from dict.fromkeys(not_found)


class _Search:
    """Builds with further inputs, compared with the baseline."""

    def __init__(self, loaded: Loaded, baseline: Trace, run: Callable[[Loaded, Scenario], Trace]) -> None:
        self._loaded = loaded
        self._baseline = baseline
        self._run = run
        self._builds = 0

    def is_taken(self, name: str) -> bool:
        """Whether the builder builds with the input, and nothing is wrong with the value at the place where it goes."""
        trace = self._run(self._loaded, with_optional(self._baseline.scenario, name))
        added = [each for each in trace.request_problems if each not in self._baseline.request_problems]
        value = str(trace.given_model_data.get(name))
        return trace.request is not None and not any(value in each for each in added)

    def telling(self, names: Sequence[str]) -> Iterator[str]:
        """The names that make a difference when they are given, found by halves."""
        if not names or self._builds >= _MOST_BUILDS:
            return
        self._builds += 1
        given = tuple((name, SourceKind.LITERAL, "") for name in names)
        scenario = self._baseline.scenario
        scenario = dataclasses.replace(scenario, name="further inputs", other_inputs=(*scenario.other_inputs, *given))
        if _text_of(self._run(self._loaded, scenario)) == _text_of(self._baseline):
            return
        if len(names) == 1:
            yield names[0]
            return
        middle = len(names) // 2
        yield from self.telling(names[:middle])
        yield from self.telling(names[middle:])


def _text_of(trace: Trace) -> str:
    return hide_stamps(json.dumps([trace.request, trace.definition_step], sort_keys=True, default=str))
