"""Compile the pipelines that code made."""

from __future__ import annotations

from collections.abc import Mapping

# Imported by name, so that code that replaces them changes nothing here.
from json import loads
from typing import Any

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.build import MADE_UP, CompiledPipeline
from cursus_tester.evidence.definition import may_have_circle, steps_in
from cursus_tester.evidence.scenario import SessionKind, Stage
from cursus_tester.observation.describe import describe_exception
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.account import Account
from cursus_tester.probe.compiled_step import archives_in
from cursus_tester.probe.pipelines.stand_ins import StandIn
from cursus_tester.probe.pipelines.watching import Watch
from cursus_tester.probe.recorder import Recording
from cursus_tester.probe.request_check import request_problems
from cursus_tester.sdk.installed import sdk
from cursus_tester.step_pack import operations

#: The name of the pipeline that the tester puts around steps.
AROUND_STEPS = "conformance"
_MOST = 20


class Compiler:
    """Compiles each pipeline once, when it would be sent to the service, or else in the end."""

    def __init__(self, watch: Watch, team_code: TeamCode, account: Account, record: Recording) -> None:
        self._watch = watch
        self._team_code = team_code
        self._account = account
        self._record = record
        self._compiled: list[tuple[Any, CompiledPipeline]] = []
        #: What compiling raised, in order.
        self.errors: list[Exception] = []
        #: What the code was given: steps among it belong into the same pipeline.
        self.given: Mapping[str, Any] = {}

    @property
    def found(self) -> bool:
        """Whether there was anything to compile."""
        return bool(self._compiled)

    def compiled(self) -> tuple[CompiledPipeline, ...]:
        """What came of all pipelines, in the order in which they were made."""
        return tuple(result for _, result in self._compiled)

    def compile_all(self, returned: Any) -> None:
        """Compile the pipelines that were returned, else those that were made, else the steps."""
        builds, watch = sdk().builds, self._watch
        values = list(_flat(returned))
        returned_pipelines = [each for each in values if builds.is_pipeline(each)]
        pipelines = [*filter(_has_steps, returned_pipelines or watch.objects(builds.is_pipeline))]
        for pipeline in pipelines[:_MOST]:
            self.compile(pipeline)
        if self._compiled:
            return
        steps = [each for each in values if builds.is_step(each)] or watch.objects(builds.is_step)
        if steps:
            self._compile_steps(_outermost(steps))

    def compile(self, pipeline: Any) -> None:
        """Compile one pipeline, where that was not done before; one without steps only names one of the account."""
        is_known = any(known is pipeline for known, _ in self._compiled)
        if not is_known and _has_steps(pipeline) and len(self._compiled) < _MOST:
            self._compiled.append((pipeline, self._result(pipeline, is_own=True)))

    def _compile_steps(self, steps: list[Any]) -> None:
        parameters = {each.name: each for each in self._watch.objects(sdk().builds.is_parameter)}
        session = self._account.session(DEFAULT_REGION, SessionKind.PIPELINE_SESSION)
        pipeline = sdk().builds.pipeline_of(AROUND_STEPS, list(parameters.values()), steps, session)
        result = self._result(pipeline, is_own=False)
        given = [each for each in _flat(dict(self.given)) if sdk().builds.is_step(each)]
        if result.problem is not None and given:
            # What depends on a step by its name does not bring it along.
            self.errors.pop()
            together = _outermost([*given, *steps])
            pipeline = sdk().builds.pipeline_of(AROUND_STEPS, list(parameters.values()), together, session)
            result = self._result(pipeline, is_own=False)
        self._compiled.append((pipeline, result))

    def _result(self, pipeline: Any, *, is_own: bool) -> CompiledPipeline:
        stage, self._record.stage = self._record.stage, Stage.COMPILE
        text, problem = "", None
        with self._watch.compiling():
            try:
                text = sdk().builds.definition(pipeline)
                definition = loads(text)
            except Exception as error:
                self.errors.append(error)
                definition, problem = None, describe_exception(error, Stage.COMPILE, self._team_code)
            # The SDK makes all requests anew for its graph.
            is_cyclic = definition is not None and may_have_circle(definition) and sdk().builds.is_cyclic(pipeline)
        self._record.stage = stage
        is_local = sdk().builds.is_local(pipeline)
        return CompiledPipeline(
            name=_name(getattr(pipeline, "name", "")),
            is_own=is_own,
            is_local=is_local,
            definition=definition,
            size=len(text.encode()),
            problem=problem,
            listed=tuple(
                str(vars(step).get("name")) for step in sdk().builds.listed_steps(pipeline) if hasattr(step, "__dict__")
            ),
            is_cyclic=is_cyclic,
            place=self._watch.place_of(pipeline),
            archives=archives_in(definition, self._account, self._record) if definition is not None else {},
            request_problems=_request_problems(definition) if definition is not None and not is_local else {},
        )


def _has_steps(pipeline: Any) -> bool:
    return bool(list(sdk().builds.listed_steps(pipeline)))


def _name(name: object) -> str:
    if isinstance(name, StandIn):
        return f"{MADE_UP}-name"
    return name if isinstance(name, str) else ""


def _request_problems(definition: Any) -> dict[str, tuple[str, ...]]:
    by_type = operations()
    found = {}
    for step in steps_in(definition):
        problems = request_problems(step.arguments, by_type.get(step.type))
        if problems:
            found[step.name] = problems
    return found


def _flat(value: Any, depth: int = 0) -> Any:
    """What containers hold."""
    if isinstance(value, dict) and depth < 4:
        value = list(value.values())
    if isinstance(value, (list, tuple, set)) and depth < 4:
        for each in value:
            yield from _flat(each, depth + 1)
    else:
        yield value


def _outermost(steps: list[Any]) -> list[Any]:
    """The steps that none of the others holds."""
    held = [inner for step in steps for inner in sdk().builds.held_steps(step)]
    distinct = list({id(step): step for step in steps}.values())
    return [step for step in distinct if not any(step is inner for inner in held)]
