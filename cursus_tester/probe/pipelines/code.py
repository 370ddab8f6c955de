"""Run a function, module or notebook that makes a pipeline, and compile what it makes."""

from __future__ import annotations

import bdb
import functools
import importlib
import inspect
import itertools
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cursus_tester.configs import inference_code
from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.account_names import ACCOUNT_ID
from cursus_tester.evidence.build import MADE_UP, Missing, Need
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.observation.loaded_modules import loaded_names
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe import clock
from cursus_tester.probe.account import Account
from cursus_tester.probe.job import Job, PipelineJob
from cursus_tester.probe.pipelines import arguments, named_values
from cursus_tester.probe.pipelines.attempts import Attempt, furthest
from cursus_tester.probe.pipelines.command_line import filled_in
from cursus_tester.probe.pipelines.environment import noting_unset_variables
from cursus_tester.probe.pipelines.grounds import Grounds
from cursus_tester.probe.pipelines.installs import without_installing
from cursus_tester.probe.pipelines.keywords import takes_keywords
from cursus_tester.probe.pipelines.named_paths import named_paths
from cursus_tester.probe.pipelines.notebook import run_cells, stored_for
from cursus_tester.probe.pipelines.program import awaited, command_line, main_of
from cursus_tester.probe.pipelines.provisions import Provisions
from cursus_tester.probe.pipelines.run import Run
from cursus_tester.probe.pipelines.stand_ins import standing_in
from cursus_tester.probe.pipelines.temporary_files import owning_temporary_files
from cursus_tester.probe.pipelines.twins import finding_twins
from cursus_tester.probe.pipelines.waiting import without_waiting
from cursus_tester.probe.pipelines.watching import PipelineStarted, Watch, install
from cursus_tester.probe.pipelines.workspace import Workspace
from cursus_tester.probe.recorder import recording
from cursus_tester.results.subject import Place, SubjectKind
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.names import STUDIO_IMAGE
from cursus_tester.source.modules import repository_root
from cursus_tester.source.notebooks import read_notebook


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
        for path in named_paths(pipeline.file, job.import_root):
            self._workspace.borrow(path)
        roots = (job.import_root, os.path.dirname(pipeline.file), working_directory, job.settings_folder, self._top)
        sys.path[:0] = [root for root in dict.fromkeys(roots) if root]
        self._temporary = os.path.join(folder, "temporary")
        #: What is not made anew: the worker's own folder, and the repository.
        self._kept = (folder, *roots)
        self._watch = Watch(team_code)
        self._watch.lets_own_go = pipeline.kind in (SubjectKind.NOTEBOOK, SubjectKind.MODULE)
        install(self._watch, patches)
        for bucket, held in pipeline.buckets.items():
            account.hold_bucket(bucket, held)
        self._code_folder = inference_code.generate(folder, (named_values.SCRIPT,))
        self._provisions = Provisions(pipeline.kind, self._write_where_it_runs)
        for missing in pipeline.files_missing:
            self._write_where_it_runs(missing, f"# {MADE_UP}\n")
        self._region = ""
        self._filled: bool | None = None
        self._made: Mapping[str, Any] = {}

    def run(self, scenario: Scenario) -> Trace:
        """Run it in one scenario. Whatever it raises is part of the trace."""
        self._scenario = scenario
        os.environ.update(AWS_REGION=scenario.region, AWS_DEFAULT_REGION=scenario.region)
        self._account.make_default(scenario.region)
        if scenario.has_other_defaults or scenario.region != self._region:
            self._forget_modules()
        self._region, self._watch.changes_defaults = scenario.region, scenario.has_other_defaults
        grounds = self._grounds(scenario)
        self._watch.by_name = lambda name: named_values.by_name(name, grounds)
        self._provisions.renew(grounds)
        best = furthest(lambda: self._attempt(scenario), lambda attempt: self._provide(attempt, grounds))
        self._provisions.take_back(best.made_up)
        trace = best.trace
        build = trace.build
        assert build is not None
        missing = self._where_it_runs(build.missing) if build.missing is not None else None
        return replace(trace, build=replace(build, missing=missing, made_up=tuple(self._provisions.made)))

    def _made_up_argument(self, file: str) -> str | None:
        """The argument whose made-up value was looked for as a file; ``None``: none was."""
        file = os.path.normpath(file)
        for name, value in self._made.items():
            if isinstance(value, str) and name not in self._pipeline.arguments:
                path = os.path.normpath(value)
                if file == path or (os.path.splitext(path)[1] and file.endswith(f"{os.sep}{path}")):
                    return name
        return None

    def _is_made_up(self, missing: Missing) -> bool:
        """Whether the name of a file that is missing is made up."""
        is_file = missing.need is Need.FILE
        return is_file and (
            os.path.basename(missing.name) == named_values.SCRIPT or bool(self._made_up_argument(missing.name))
        )

    def _where_it_runs(self, missing: Missing) -> Missing:
        """A file named as it is seen from where the code runs."""
        if missing.need is not Need.FILE:
            return missing
        given = self._made_up_argument(missing.name)
        if given is not None:
            return replace(missing, need=Need.ARGUMENT, name=given)
        is_own = self._workspace.holds(missing.name)
        return replace(missing, name=self._workspace.relative(missing.name)) if is_own else missing

    def _provide(self, attempt: Attempt, grounds: Grounds) -> bool:
        """Make up what the code lacks, so that it comes further; whether anything was."""
        provisions, obstacle = self._provisions, attempt.obstacle
        if obstacle is None:
            return False
        self._forget_modules()
        if obstacle.question is not None and obstacle.question not in self._watch.granted:
            self._watch.granted.add(obstacle.question)
            return True
        missing = obstacle.missing
        if (
            missing is not None
            and missing.need is Need.FILE
            and self._workspace.borrow(self._where_it_runs(missing).name)
        ):
            return True
        if (
            missing is not None
            and self._is_made_up(missing)
            and self._write_where_it_runs(missing.name, f"# {MADE_UP}\n")
        ):
            return True
        if missing is not None and provisions.provide(self._where_it_runs(missing), grounds):
            return True
        return provisions.provide_environment(attempt.unset, obstacle.problem, grounds)

    def _attempt(self, scenario: Scenario) -> Attempt:
        """Run it once with what there is, and what was made up so far."""
        os.chdir(self._workspace.start)
        os.environ.update({name: str(value) for name, value in self._provisions.environment.items()})
        os.environ.setdefault(STUDIO_IMAGE, f"{ACCOUNT_ID}.dkr.ecr.{scenario.region}.amazonaws.com/studio:1")
        wanted = (*self._pipeline.packages_missing, *self._provisions.modules)
        run = Run(self._watch, self._team_code, self._account)
        with (
            recording(self._team_code) as record,
            standing_in(self._team_code, wanted, self._top) as stand_ins,
            self._account.standing_in_for_objects() as objects,
            finding_twins(self._workspace, self._team_code),
            owning_temporary_files(self._temporary, self._kept),
            noting_unset_variables(self._team_code) as unset,
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
            return Attempt(
                obstacle=run.obstacle(),
                trace=run.trace(scenario, tuple(sorted(stand_ins)), tuple(sorted(objects))),
                unset=unset,
                made_up=len(self._provisions.made),
            )

    def _write_where_it_runs(self, path: str, text: str) -> bool:
        """Write a file that is not there; whether it is now."""
        target = os.path.normpath(os.path.join(self._here, path))
        if not os.path.lexists(target):
            self._workspace.write(self._here, target, text)
        return os.path.isfile(target)

    def _forget_modules(self) -> None:
        """Let the team's modules be imported anew: what they define may rest on the region, or be a parameter."""
        for name in loaded_names():
            file = getattr(sys.modules.get(name), "__file__", None)
            if name != "__main__" and isinstance(file, str) and self._team_code.holds(file):
                del sys.modules[name]

    def _execute(self, run: Run, scenario: Scenario) -> Any:
        """Run the code; what it returns."""
        try:
            with (
                filled_in(self._grounds(scenario)),
                without_installing(),
                without_waiting(),
                command_line(self._pipeline.file),
            ):
                if self._pipeline.kind is SubjectKind.NOTEBOOK:
                    return self._run_notebook(run)
                if self._pipeline.kind is SubjectKind.MODULE:
                    return self._run_module(run)
                return self._call(run, scenario)
        except PipelineStarted:
            return None

    def _grounds(self, scenario: Scenario) -> Grounds:
        return self._grounds_with(scenario, self._pipeline.arguments)

    def _grounds_with(self, scenario: Scenario, given: Mapping[str, Any]) -> Grounds:
        return Grounds(region=scenario.region, account=self._account, given=given, code_folder=self._code_folder)

    def _run_module(self, run: Run) -> None:
        run.stage(Stage.CREATE_STEP)
        with open(self._pipeline.file, "rb") as stream:
            code = compile(stream.read(), self._pipeline.file, "exec")
        with main_of(self._workspace.twin_of(self._pipeline.file) or self._pipeline.file) as namespace:
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
        with main_of(self._workspace.twin_of(self._pipeline.file) or self._pipeline.file) as namespace:
            namespace.update(grounds.given)
            namespace.update(self._provisions.variables)

            known = stored_for(notebook, self._pipeline.file) if is_storing else frozenset()

            def stored(name: str) -> bool:
                made = named_values.by_name(name, grounds) if is_storing else UNKNOWN
                if made is UNKNOWN and name in known:
                    made = named_values.entry(name, grounds)
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
        module, grounds = importlib.import_module(self._job.module), self._given(scenario)
        for fills_none in (False, True) if self._filled is None else (self._filled,):
            run.stage(Stage.CONFIGURE)
            # Each time anew: an object may make parameters when it is made, and keep the steps that it has made.
            function = self._found(module, scenario)
            made = self._made = arguments.make_arguments(function, grounds, fills_none=fills_none)
            run.takes_keywords = takes_keywords(function)
            run.give(made, {name: arguments.shown(value) for name, value in made.items()})
            run.stage(Stage.CREATE_STEP)
            fuller = arguments.make_arguments(function, grounds, fills_none=True)
            is_last = fills_none or self._filled is not None or set(fuller) == set(made)
            try:
                returned = awaited(_called(function, made))
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
            if isinstance(inspect.getattr_static(type(owner), name), (property, functools.cached_property)):
                return lambda: getattr(owner, name)
        function: Callable[..., Any] = getattr(owner, name)
        return function

    def _given(self, scenario: Scenario) -> Grounds:
        """What arguments are made of: those that the settings give, or their factory makes."""
        factory, given = self._pipeline.arguments_factory, dict(self._pipeline.arguments)
        if factory:
            module, _, name = factory.partition(":")
            make: Any = importlib.import_module(module)
            for part in name.split("."):
                make = getattr(make, part)
            given.update(make())
        grounds = self._grounds_with(scenario, given)
        # A made-up value that was copied from a finding is what it was.
        made = {
            name: named_values.entry(name, grounds) for name, value in given.items() if value == f"{MADE_UP}-{name}"
        }
        return self._grounds_with(scenario, {**self._provisions.arguments, **given, **made})


def _called(function: Callable[..., Any], made: Mapping[str, Any]) -> Any:
    """What a function returns; the parameters that it takes by position only are given so."""
    parameters = inspect.signature(function).parameters.values()
    # One with a default that is left out ends what can be given so.
    first = itertools.takewhile(lambda each: each.kind is each.POSITIONAL_ONLY and each.name in made, parameters)
    by_position = [each.name for each in first]
    by_name = {name: value for name, value in made.items() if name not in by_position}
    return function(*(made[name] for name in by_position), **by_name)
