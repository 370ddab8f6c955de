"""What a builder did in one scenario, as text for people and as JSON.

The same scenario gives the same text: what differs from run to run is hidden in all but the script.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from cursus_tester.cli.show import pipelines
from cursus_tester.cli.show.observation import Observation
from cursus_tester.cli.show.pipelines import shown_archive
from cursus_tester.cli.show.script import script
from cursus_tester.evidence.build import Build
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.stamps import hide_places
from cursus_tester.evidence.trace import Call, Problem, Trace, Value
from cursus_tester.evidence.traces import why
from cursus_tester.reports.json_text import json_text
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.results.subject import Place
from cursus_tester.run.exhibits import situation

SHOW_SCHEMA = "cursus-tester/scenario/1"
#: Of a value no more is shown in a line.
_LONGEST_VALUE = 300


def render_text(observation: Observation, options: RenderOptions) -> str:
    """Return all that is known of the scenario, section by section; of a builder also a script that does the same."""
    told = hide_places("\n".join(_lines(observation)))
    if observation.subject.is_builder:
        told = f"{told}\n\nscript\n\n{_script(observation)}"
    return visible(told, keep_line_breaks=True)


def render_json(observation: Observation, options: RenderOptions) -> str:
    """Return the trace as the tester keeps it, with the script of a builder, as JSON text."""
    trace = observation.trace
    document = {
        "schema": SHOW_SCHEMA,
        "subject": observation.subject.id,
        "scenarios": list(observation.scenarios),
        "situation": situation(trace.scenario) if trace is not None else None,
        "trace": msgspec.to_builtins(trace) if trace is not None else None,
        "problem": msgspec.to_builtins(observation.builder.problem),
        "output": observation.output,
    }
    shown: dict[str, Any] = json.loads(hide_places(json.dumps(document, ensure_ascii=False)))
    return json_text({**shown, "script": _script(observation) if observation.subject.is_builder else None})


def _script(observation: Observation) -> str:
    return script(observation.job, observation.builder, observation.trace)


def _lines(observation: Observation) -> Iterator[str]:
    yield observation.subject.id
    trace, builder = observation.trace, observation.builder
    if trace is None:
        yield from _not_loaded(builder)
    elif trace.build is not None:
        yield from _build(trace, trace.build)
    else:
        yield from _scenario(trace, builder)
    yield from _section("printed, in whatever scenario", observation.output.splitlines())
    if observation.asked is None:
        yield from _section("scenarios", observation.scenarios)


def _not_loaded(builder: Builder) -> Iterator[str]:
    yield "the builder could not be loaded, so there is no scenario"
    yield from _section("what happened", _problem(builder.problem, builder.death))
    if builder.problem_hint:
        yield f"  {builder.problem_hint}"


def _build(trace: Trace, build: Build) -> Iterator[str]:
    yield f"scenario {trace.scenario.name}"
    for title, lines in pipelines.given(build):
        yield from _section(title, lines)
    yield from _seen(trace)
    yield from _section("what happened", _problem(trace.problem, trace.death))
    for title, lines in pipelines.made(build):
        yield from _section(title, lines)


def _seen(trace: Trace) -> Iterator[str]:
    yield from _section("what was said to the SDK", map(_call, trace.calls))
    asked = (_at(f"{each.service}.{each.operation}", each.place) for each in trace.aws_calls)
    yield from _section("what was asked of AWS", asked)
    refused = (_at(f"{each.what}: a builder {each.kind.value}", each.place) for each in trace.breaches)
    yield from _section("what was refused", refused)
    yield from _section("what was logged", (f"{each.level} {each.logger}: {each.message}" for each in trace.logs))


def _scenario(trace: Trace, builder: Builder) -> Iterator[str]:
    yield f"scenario {trace.scenario.name}"
    yield f"  {situation(trace.scenario)}"
    yield from _section(
        f"config {builder.config_type}".rstrip(),
        (f"{name} = {_shortened(repr(value))}" for name, value in trace.config.items()),
    )
    yield from _seen(trace)
    yield from _section("what was changed that is not the builder's", trace.mutations)
    yield from _section("what happened", _problem(trace.problem, trace.death) or [_end(trace)])
    yield from _section("compiled request", _document(trace.request))
    yield from _section("the service's own model says", trace.request_problems)
    yield from _section("step", _document(trace.definition_step))
    yield from _section("archives", (f"{uri}: {shown_archive(each)}" for uri, each in sorted(trace.archives.items())))
    if trace.partner_request is not None:
        yield from _section("the second builder's request", _document(trace.partner_request))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A title with its lines below it, or nothing where there is none."""
    found = [line for each in lines for line in each.splitlines()]
    if found:
        yield from ("", title, *(f"  {line}" for line in found))


def _call(call: Call) -> str:
    arguments = ", ".join(f"{name}={_value(value)}" for name, value in call.arguments.items())
    came = f"raised {call.error}" if call.error is not None else f"-> {_value(call.result)}"
    nested = "  (not by the builder itself)" if call.is_nested else ""
    return _at(f"{call.target}({arguments}) {came}{nested}", call.place)


def _at(text: str, place: Place | None) -> str:
    return f"{place}: {text}" if place is not None else text


def _value(value: Value | None) -> str:
    if value is None or value.type == "None":
        return "None"
    if value.data is None:
        return f"<{value.type}>"
    return _shortened(json.dumps(value.data, ensure_ascii=False) if value.is_variable else repr(value.data))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text)} characters)"


def _problem(problem: Problem | None, death: str | None) -> list[str]:
    if death is not None:
        return [death]
    if problem is None:
        return []
    told = [_at(f"{problem.stage.value} raised {problem}", problem.place)]
    return [*told, *(f"  because of {cause}" for cause in problem.causes)]


def _end(trace: Trace) -> str:
    return "the pipeline compiled" if trace.request is not None else why(trace)


def _document(document: Mapping[str, Any] | None) -> list[str]:
    return json.dumps(document, indent=2, ensure_ascii=False).splitlines() if document is not None else []
