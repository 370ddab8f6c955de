"""One running build: what is known of it so far, whatever it raises."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.build import Build, Missing, Need
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.observation.describe import describe_exception
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.account import Account
from cursus_tester.probe.pipelines.compiling import Compiler
from cursus_tester.probe.pipelines.needs import missing_of
from cursus_tester.probe.pipelines.watching import PipelineStarted, Refused, Watch
from cursus_tester.probe.recorder import Recording
from cursus_tester.results.subject import Place


def _is_refusal(error: BaseException | None) -> bool:
    """Whether an exception comes of a call that was refused, which nothing that is made up changes."""
    while error is not None:
        if isinstance(error, Refused):
            return True
        error = error.__cause__ or error.__context__
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why there is no compiled pipeline."""

    missing: Missing | None
    #: The question about the account that was not answered, as a service and an operation.
    question: tuple[str, str] | None
    problem: Problem


class Run:
    """One running build; what is known so far is kept when the code raises."""

    def __init__(self, watch: Watch, team_code: TeamCode, account: Account) -> None:
        self._watch = watch
        self._team_code = team_code
        self._account = account
        self.broken: list[tuple[str, Place]] = []
        self.arguments: Mapping[str, str] = {}
        #: Whether the function takes any keyword: one that it looks up in vain is an argument that is missing.
        self.takes_keywords = False
        self._problem: Problem | None = None
        self._missing: Missing | None = None
        self._error: BaseException | None = None
        #: Whether what failed first makes steps.
        self._fails_at_steps = False

    def begin(self, record: Recording, scenario: Scenario) -> None:
        """Forget what the run before saw."""
        self._record = record
        self._scenario = scenario
        self.forget()

    def forget(self) -> None:
        """Forget what was seen so far."""
        watch = self._watch
        watch.forget()
        self._compiler = Compiler(watch, self._team_code, self._account, self._record)
        watch.compile_now = self._compiler.compile

    def give(self, made: Mapping[str, Any], shown: Mapping[str, str]) -> None:
        """Note the arguments, and how Python writes them."""
        self.arguments, self._compiler.given = shown, made

    def stage(self, stage: Stage) -> None:
        """Say how far the code is."""
        self._record.stage = stage

    @property
    def has_cause(self) -> bool:
        """Whether something was refused, which other arguments do not change."""
        return self._watch.has_refused

    @property
    def does_not_compile(self) -> bool:
        """Whether a pipeline was compiled without success, and nothing was refused."""
        return not self.has_cause and any(each.problem is not None for each in self._compiler.compiled())

    def cell_failed(self, error: BaseException, makes_steps: bool) -> None:
        """Note that a cell raised; cells behind it go on. What comes behind a start is about a run."""
        if self._watch.has_started or isinstance(error, PipelineStarted):
            return
        if self._problem is None or (makes_steps and not self._fails_at_steps):
            self.fail(error)
            self._fails_at_steps = makes_steps

    def fail(self, error: BaseException) -> None:
        """Note why the code ended."""
        if isinstance(error, PipelineStarted):
            return
        self._error = error
        self._problem = describe_exception(error, self._record.stage, self._team_code)
        self._missing = self._missing_of(error, self._record.stage)

    def _missing_of(self, error: BaseException, stage: Stage) -> Missing | None:
        missing = missing_of(error, stage)
        if missing is None and self.takes_keywords and isinstance(error, KeyError) and isinstance(error.args[0], str):
            return Missing(need=Need.ARGUMENT, name=error.args[0])
        return missing

    def compile_all(self, returned: Any) -> None:
        """Compile what the code returned, or made."""
        self._compiler.compile_all(returned)
        if self._record.stage is not Stage.DONE and self._compiler.found and self._problem is None:
            self._record.stage = Stage.DONE

    def obstacle(self) -> Obstacle | None:
        """What kept a pipeline from being built and compiled; ``None`` where nothing did, or something was refused."""
        compiled = self._compiler.compiled()
        failed = next((each for each in self._compiler.errors), None)
        is_built = failed is None and any(each.definition is not None for each in compiled)
        error = failed or self._error
        if error is None or _is_refusal(error) or (is_built and not self._fails_at_steps):
            return None
        stage = Stage.COMPILE if failed is not None else self._record.stage
        problem = describe_exception(error, stage, self._team_code)
        missing = self._missing_of(error, stage)
        return Obstacle(
            missing=dataclasses.replace(missing, problem=problem) if missing is not None else None,
            question=self._watch.question_of(error),
            problem=problem,
        )

    def trace(self, scenario: Scenario, stand_ins: tuple[str, ...], objects: tuple[str, ...]) -> Trace:
        """What came of it."""
        watch, record = self._watch, self._record
        watch.is_off = True
        failed = next((each for each in self._compiler.errors), None)
        if self._missing is None and failed is not None and self._problem is None:
            self._missing = self._missing_of(failed, Stage.COMPILE)
        build = Build(
            pipelines=self._compiler.compiled(),
            steps=watch.steps(),
            parameters=watch.parameters(),
            uses=tuple(dict.fromkeys(watch.uses)),
            early_reads=watch.reads(),
            started=tuple(dict.fromkeys(watch.started)),
            is_partial=self._fails_at_steps,
            missing=self._missing,
            arguments=self.arguments,
            stand_ins=stand_ins,
            objects=objects,
            answers=watch.answers(),
            broken_cells=tuple(self.broken),
        )
        return Trace(
            scenario=scenario,
            stage=record.stage,
            problem=self._problem,
            calls=tuple(record.calls),
            aws_calls=tuple(record.aws_calls),
            breaches=tuple(record.breaches),
            logs=tuple(record.logs),
            build=build,
        )
