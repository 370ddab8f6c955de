"""Run a function, module or notebook that makes a pipeline, and compile what it makes."""

from __future__ import annotations

import asyncio
import bdb
import contextlib
import dataclasses
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
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import REGIONS_OF_PIPELINES
from cursus_tester.evidence.pipelines import ANOTHER_REGION, BUILT_AGAIN, OTHER_DEFAULTS
from cursus_tester.evidence.scenario import ANOTHER_TIME, Route, Scenario, SessionKind, SourceKind, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe import clock
from cursus_tester.probe.account import Account
from cursus_tester.probe.job import Job, PipelineJob
from cursus_tester.probe.pipelines import arguments
from cursus_tester.probe.pipelines.command_line import filled_in
from cursus_tester.probe.pipelines.installs import without_installing
from cursus_tester.probe.pipelines.notebook import run_cells
from cursus_tester.probe.pipelines.regions import own_region
from cursus_tester.probe.pipelines.run import Run
from cursus_tester.probe.pipelines.stand_ins import standing_in
from cursus_tester.probe.pipelines.waiting import without_waiting
from cursus_tester.probe.pipelines.watching import PipelineStarted, Watch, install
from cursus_tester.probe.pipelines.workspace import Workspace
from cursus_tester.probe.recorder import recording
from cursus_tester.results.finding import PLAIN_SCENARIO
from cursus_tester.results.subject import Place, SubjectKind
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.installed import sdk
from cursus_tester.source.modules import repository_root
from cursus_tester.source.notebooks import read_notebook


def facts_of(job: Job) -> Builder:
    """What is known of the code before it runs: how often it does."""
    assert job.pipeline is not None
    first = dataclasses.replace(_BASELINE, region=own_region(job.pipeline.file))
    other = next(each for each in REGIONS_OF_PIPELINES if each != first.region)
    scenarios = (
        first,
        dataclasses.replace(first, name=BUILT_AGAIN, clock_ahead=ANOTHER_TIME),
        dataclasses.replace(first, name=OTHER_DEFAULTS, has_other_defaults=True),
        dataclasses.replace(first, name=ANOTHER_REGION, region=other),
    )
    return Builder(scenarios=job.only or scenarios, sdk_version=sdk().version)


_BASELINE = Scenario(
    name=PLAIN_SCENARIO,
    session=SessionKind.PIPELINE_SESSION,
    source=SourceKind.LITERAL,
    source_name="",
    input_name="",
    route=Route.KEYWORD,
    region=DEFAULT_REGION,
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
        self._here = self._workspace.lay_out(module_folder, self._top, working_directory, job.import_root)
        roots = (job.import_root, os.path.dirname(pipeline.file), working_directory, job.settings_folder, self._top)
        sys.path[:0] = [root for root in dict.fromkeys(roots) if root]
        self._watch = Watch(team_code)
        install(self._watch, patches)
        for bucket, held in pipeline.buckets.items():
            account.hold_bucket(bucket, held)
        self._code_folder = inference_code.generate(folder, (arguments.SCRIPT,))
        self._region = ""
        #: The function, once its module was imported.
        self._function: Callable[..., Any] | None = None
        self._filled: bool | None = None

    def run(self, scenario: Scenario) -> Trace:
        """Run it in one scenario. Whatever it raises is part of the trace."""
        self._scenario = scenario
        os.chdir(self._here)
        os.environ.update(AWS_REGION=scenario.region, AWS_DEFAULT_REGION=scenario.region)
        self._account.make_default(scenario.region)
        if scenario.has_other_defaults or scenario.region != self._region:
            self._forget_modules()
        self._region, self._watch.changes_defaults = scenario.region, scenario.has_other_defaults
        grounds = self._grounds(scenario)
        self._watch.by_name = lambda name: arguments.by_name(name, grounds)
        run = Run(self._watch, self._team_code, self._account)
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

    def _forget_modules(self) -> None:
        """Let the team's modules be imported anew: what they define may rest on the region, or be a parameter."""
        self._function = None
        for name, module in tuple(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if name != "__main__" and isinstance(file, str) and self._team_code.holds(file):
                del sys.modules[name]

    def _execute(self, run: Run, scenario: Scenario) -> Any:
        """Run the code; what it returns."""
        try:
            with (
                filled_in(self._grounds(scenario)),
                without_installing(),
                without_waiting(),
                _command_line(self._pipeline.file),
            ):
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

    def _run_module(self, run: Run) -> None:
        run.stage(Stage.CREATE_STEP)
        with open(self._pipeline.file, "rb") as stream:
            code = compile(stream.read(), self._pipeline.file, "exec")
        with _main(self._pipeline.file) as namespace:
            try:
                exec(code, namespace)
            except SystemExit as end:
                if end.code not in (None, 0):
                    raise

    def _run_notebook(self, run: Run) -> None:
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

    def _call(self, run: Run, scenario: Scenario) -> Any:
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
            fuller = arguments.make_arguments(function, grounds, fills_none=True)
            is_last = fills_none or self._filled is not None or set(fuller) == set(made)
            try:
                returned = _awaited(function(**made))
                if not is_last:
                    run.compile_all(returned)
            except PipelineStarted:
                raise
            except Exception:
                if is_last or run.has_cause:
                    raise
                run.forget()
                continue
            if not is_last and run.does_not_compile:
                # An argument that is None may be none to the SDK only then.
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
    """A fresh ``__main__`` of a file."""
    module = types.ModuleType("__main__")
    module.__file__ = file
    previous, sys.modules["__main__"] = sys.modules["__main__"], module
    try:
        yield vars(module)
    finally:
        sys.modules["__main__"] = previous


@contextlib.contextmanager
def _command_line(file: str) -> Iterator[None]:
    """The command line of a program that is given nothing."""
    previous, sys.argv = sys.argv, [file]
    try:
        yield
    finally:
        sys.argv = previous
