"""Run a function, module or notebook that makes a pipeline, and compile what it makes."""

from __future__ import annotations

import asyncio
import bdb
import contextlib
import importlib
import inspect
import os
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cursus_tester.configs import inference_code
from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.build import Build, Missing
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import ANOTHER_TIME, Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.observation.describe import describe_exception
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe import clock
from cursus_tester.probe.account import Account
from cursus_tester.probe.job import Job, PipelineJob
from cursus_tester.probe.pipelines import arguments
from cursus_tester.probe.pipelines.command_line import filled_in
from cursus_tester.probe.pipelines.compiling import Compiler
from cursus_tester.probe.pipelines.needs import missing_of
from cursus_tester.probe.pipelines.notebook import run_cells
from cursus_tester.probe.pipelines.stand_ins import standing_in
from cursus_tester.probe.pipelines.watching import PipelineStarted, Watch, install
from cursus_tester.probe.pipelines.workspace import Workspace
from cursus_tester.probe.recorder import Recording, recording
from cursus_tester.results.finding import PLAIN_SCENARIO
from cursus_tester.results.subject import Place, SubjectKind
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.installed import sdk
from cursus_tester.source.modules import repository_root
from cursus_tester.source.notebooks import read_notebook

#: The second build, some time later.
AGAIN = "built again"


def facts_of(job: Job) -> Builder:
    """What is known of the code before it runs: how often it does."""
    first = _scenario(PLAIN_SCENARIO)
    return Builder(scenarios=job.only or (first, _scenario(AGAIN, clock_ahead=ANOTHER_TIME)), sdk_version=sdk().version)


def _scenario(name: str, clock_ahead: int = 0) -> Scenario:
    return Scenario(
        name=name,
        session=SessionKind.PIPELINE_SESSION,
        source=SourceKind.LITERAL,
        source_name="",
        input_name="",
        route=Route.KEYWORD,
        region=DEFAULT_REGION,
        clock_ahead=clock_ahead,
    )


class Code:
    """The code, in a folder of its own."""

    def __init__(
        self,
        job: Job,
        pipeline: PipelineJob,
        working_directory: str,
        folder: str,
        account: Account,
        team_code: TeamCode,
        patches: Patches,
    ) -> None:
        self._job = job
        self._pipeline = pipeline
        self._account = account
        self._team_code = team_code
        self._top = repository_root(os.path.dirname(pipeline.file))
        self._workspace = Workspace(folder)
        module_folder = pipeline.working_directory or os.path.dirname(pipeline.file)
        self._here = self._workspace.lay_out(module_folder, self._top, working_directory)
        roots = (job.import_root, os.path.dirname(pipeline.file), working_directory, job.settings_folder, self._top)
        sys.path[:0] = [root for root in dict.fromkeys(roots) if root]
        self._watch = Watch(team_code)
        install(self._watch, patches)
        for bucket, held in pipeline.buckets.items():
            account.hold_bucket(bucket, held)
        self._code_folder = inference_code.generate(folder, (arguments.SCRIPT,))
        #: The function, once its module was imported.
        self._function: Callable[..., Any] | None = None
        self._filled: bool | None = None

    def run(self, scenario: Scenario) -> Trace:
        """Run it in one scenario. Whatever it raises is part of the trace."""
        self._scenario = scenario
        os.chdir(self._here)
        os.environ.update(AWS_REGION=scenario.region, AWS_DEFAULT_REGION=scenario.region)
        self._account.make_default(scenario.region)
        run = _Run(self._watch, self._team_code, self._account)
        with (
            recording(self._team_code) as record,
            standing_in(self._team_code, self._pipeline.packages_missing, self._top) as stand_ins,
            self._account.standing_in_for_objects() as objects,
        ):
            run.begin(record, scenario)
            with clock.clock_ahead(scenario.clock_ahead, self._team_code):
                try:
                    returned = self._execute(run, scenario)
                    run.compile_all(returned)
                except bdb.BdbQuit:
                    raise
                except BaseException as error:
                    run.fail(error)
            return run.trace(scenario, tuple(sorted(stand_ins)), tuple(sorted(objects)))

    def _execute(self, run: _Run, scenario: Scenario) -> Any:
        """Run the code; what it returns."""
        try:
            with filled_in(self._grounds(scenario)):
                if self._pipeline.kind is SubjectKind.NOTEBOOK:
                    return self._run_notebook(run)
                if self._pipeline.kind is SubjectKind.MODULE:
                    return self._run_module(run)
                return self._call(run, scenario)
        except PipelineStarted:
            return None

    def _grounds(self, scenario: Scenario) -> arguments.Grounds:
        return self._grounds_with(scenario, self._pipeline.arguments)

    def _grounds_with(self, scenario: Scenario, given: Mapping[str, Any]) -> arguments.Grounds:
        return arguments.Grounds(
            region=scenario.region, account=self._account, given=given, code_folder=self._code_folder
        )

    def _run_module(self, run: _Run) -> None:
        run.stage(Stage.CREATE_STEP)
        with open(self._pipeline.file, "rb") as stream:
            code = compile(stream.read(), self._pipeline.file, "exec")
        with _main(self._pipeline.file) as namespace:
            try:
                exec(code, namespace)
            except SystemExit as end:
                if end.code not in (None, 0):
                    raise

    def _run_notebook(self, run: _Run) -> None:
        run.stage(Stage.CREATE_STEP)
        with open(self._pipeline.file, "rb") as stream:
            notebook = read_notebook(stream.read())
        path = self._team_code.shown_path(self._pipeline.file)
        for cell in notebook.cells:
            if cell.error is not None:
                message, line, column = cell.error
                run.broken.append((message, Place(path=path, line=line, column=column, cell=notebook.where(line))))
        grounds, is_storing = self._given(self._scenario), notebook.restores
        with _main(self._pipeline.file) as namespace:
            namespace.update(grounds.given)

            def stored(name: str) -> bool:
                made = arguments.by_name(name, grounds) if is_storing else UNKNOWN
                if made is not UNKNOWN:
                    namespace[name] = made
                return made is not UNKNOWN

            run_cells(
                notebook.cells,
                self._pipeline.file,
                namespace,
                write=lambda name, text: self._workspace.write(os.getcwd(), name, text),
                failed=run.cell_failed,
                stored=stored,
            )

    def _call(self, run: _Run, scenario: Scenario) -> Any:
        run.stage(Stage.IMPORT)
        if self._function is None:
            module: Any = importlib.import_module(self._job.module)
            self._function = self._found(module, scenario)
        run.stage(Stage.CONFIGURE)
        function, grounds = self._function, self._given(scenario)
        for fills_none in (False, True) if self._filled is None else (self._filled,):
            made = arguments.make_arguments(function, grounds, fills_none=fills_none)
            run.arguments = {name: arguments.shown(value) for name, value in made.items()}
            run.stage(Stage.CREATE_STEP)
            try:
                returned = _awaited(function(**made))
            except PipelineStarted:
                raise
            except Exception as error:
                fuller = arguments.make_arguments(function, grounds, fills_none=True)
                if fills_none or self._filled is not None or set(fuller) == set(made) or run.has_cause:
                    raise
                run.first_error = error
                run.forget()
                continue
            self._filled = fills_none
            return returned
        return None

    def _found(self, module: Any, scenario: Scenario) -> Callable[..., Any]:
        """The function under test; of a method that of an object, for which arguments are made too."""
        *classes, name = self._job.name.split(".")
        owner: Any = module
        for each in classes:
            owner = getattr(owner, each)
        if classes and not isinstance(inspect.getattr_static(owner, name), (staticmethod, classmethod)):
            owner = owner(**arguments.make_arguments(owner, self._given(scenario), fills_none=False))
            if isinstance(inspect.getattr_static(type(owner), name), property):
                return lambda: getattr(owner, name)
        function: Callable[..., Any] = getattr(owner, name)
        return function

    def _given(self, scenario: Scenario) -> arguments.Grounds:
        """What arguments are made of: those that the settings give, or their factory makes."""
        factory, given = self._pipeline.arguments_factory, dict(self._pipeline.arguments)
        if factory:
            module, _, name = factory.partition(":")
            make: Any = importlib.import_module(module)
            for part in name.split("."):
                make = getattr(make, part)
            given.update(make())
        return self._grounds_with(scenario, given)


def _awaited(value: Any) -> Any:
    return asyncio.run(value) if inspect.iscoroutine(value) else value


@contextlib.contextmanager
def _main(file: str) -> Iterator[dict[str, Any]]:
    """A fresh ``__main__`` of a file, with the command line of a program that is given nothing."""
    module = types.ModuleType("__main__")
    module.__file__ = file
    previous, line = sys.modules["__main__"], sys.argv
    sys.modules["__main__"], sys.argv = module, [file]
    try:
        yield vars(module)
    finally:
        sys.modules["__main__"], sys.argv = previous, line


class _Run:
    """One running build; what is known so far is kept when the code raises."""

    def __init__(self, watch: Watch, team_code: TeamCode, account: Account) -> None:
        self._watch = watch
        self._team_code = team_code
        self._account = account
        self.broken: list[tuple[str, Place]] = []
        self.arguments: Mapping[str, str] = {}
        self.first_error: BaseException | None = None
        self._problem: Problem | None = None
        self._missing: Missing | None = None
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
        watch.things.clear()
        watch.uses.clear()
        watch.early_reads.clear()
        watch.started.clear()
        watch.has_started = watch.is_off = False
        self._compiler = Compiler(watch, self._team_code, self._account, self._record)
        watch.compile_now = self._compiler.compile

    def stage(self, stage: Stage) -> None:
        """Say how far the code is."""
        self._record.stage = stage

    @property
    def has_cause(self) -> bool:
        """Whether something was refused, which other arguments do not change."""
        return bool(self._watch.started)

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
        self._problem = describe_exception(error, self._record.stage, self._team_code)
        self._missing = missing_of(error, self._record.stage)

    def compile_all(self, returned: Any) -> None:
        """Compile what the code returned, or made."""
        self._compiler.compile_all(returned)
        if self._record.stage is not Stage.DONE and self._compiler.found and self._problem is None:
            self._record.stage = Stage.DONE

    def trace(self, scenario: Scenario, stand_ins: tuple[str, ...], objects: tuple[str, ...]) -> Trace:
        """What came of it."""
        watch, record = self._watch, self._record
        watch.is_off = True
        build = Build(
            pipelines=self._compiler.compiled(),
            steps=watch.steps(),
            parameters=watch.parameters(),
            uses=tuple(dict.fromkeys(watch.uses)),
            early_reads=watch.reads(),
            started=tuple(dict.fromkeys(watch.started)),
            missing=self._missing,
            arguments=self.arguments,
            stand_ins=stand_ins,
            objects=objects,
            broken_cells=tuple(self.broken),
        )
        return Trace(
            scenario=scenario,
            stage=record.stage,
            problem=self._problem,
            aws_calls=tuple(record.aws_calls),
            breaches=tuple(record.breaches),
            logs=tuple(record.logs),
            build=build,
        )
