"""Run a builder in one scenario, with the real SDK and the faked account, and return the trace."""

from __future__ import annotations

import asyncio
import bdb
import contextlib
import dataclasses
import inspect
from collections.abc import Callable, Mapping

# Imported by name, so that a builder that replaces them changes nothing here.
from json import loads
from typing import Any

from cursus_tester.configs.pipeline_variables import parameters_in
from cursus_tester.configs.variants import plain_values, vary
from cursus_tester.configs.with_gaps import with_gap
from cursus_tester.evidence.account_names import ROLE, bucket_name
from cursus_tester.evidence.builder import InputKind
from cursus_tester.evidence.code import StepCode
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, configured
from cursus_tester.evidence.interface import UNDECLARED
from cursus_tester.evidence.scenario import Route, Scenario, SourceKind, Stage
from cursus_tester.evidence.trace import (
    BreachKind,
    ModelFacts,
    StepFacts,
    Trace,
    TrainedEstimator,
    Value,
)
from cursus_tester.observation.asked_inputs import watched
from cursus_tester.observation.describe import describe_exception, plain
from cursus_tester.observation.interface import awaits
from cursus_tester.observation.snapshots import Snapshot
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe import clock
from cursus_tester.probe.account import Account
from cursus_tester.probe.another_place import another_place
from cursus_tester.probe.builder_target import Loaded
from cursus_tester.probe.compiled_step import archives_in, compiled_step
from cursus_tester.probe.declarations import carried_specification
from cursus_tester.probe.demanded import branch_steps, demanded_values
from cursus_tester.probe.dependencies import handed, job_settings, lacks_training, text_or_none
from cursus_tester.probe.failing_step import make_unreadable
from cursus_tester.probe.input_values import InputValues
from cursus_tester.probe.loading import fresh_config
from cursus_tester.probe.process_watch import watching_process
from cursus_tester.probe.recorder import Recording, calls_for, record_breach, recording
from cursus_tester.probe.request_check import problems_of_others, request_problems
from cursus_tester.probe.scripts.step import step_code
from cursus_tester.probe.sdk_objects import EstimatorStates, describe_estimators, describe_makers, with_copies
from cursus_tester.probe.source_specifications import specification_of_source
from cursus_tester.probe.step_facts import describe_step
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.sandbox import guard
from cursus_tester.scenarios.context import configured_role, earlier
from cursus_tester.sdk.expressions import New, evaluate
from cursus_tester.sdk.installed import sdk


def run_scenario(loaded: Loaded, scenario: Scenario, account: Account, team_code: TeamCode) -> Trace:
    """Run the builder in one scenario. Whatever it raises is part of the trace."""
    with recording(team_code) as record:
        run = _Run(loaded, scenario, account, record)
        problem, threads, operation = None, guard.running_threads(), loaded.pack.operation
        try:
            with (
                another_place(wanted=bool(scenario.clock_ahead)),
                watching_process(record, loaded.given_variables) as watch,
                clock.clock_ahead(scenario.clock_ahead, team_code),
            ):
                run.go()
        except bdb.BdbQuit:
            raise
        except BaseException as error:
            problem = describe_exception(error, record.stage, team_code)
            run.models = run.models or describe_makers(record, loaded.pack.makers)
        for started in guard.left_running(threads):
            record_breach(BreachKind.LEFTOVER, f"{started} was still running when the scenario ended")
        return Trace(
            scenario=scenario,
            stage=record.stage,
            problem=problem,
            calls=tuple(calls_for(record, loaded.pack.step_classes)),
            aws_calls=tuple(record.aws_calls),
            breaches=tuple(record.breaches),
            logs=tuple(record.logs),
            step=run.step_facts,
            request=run.request,
            definition_step=run.definition_step,
            steps=run.steps,
            config=run.config_values,
            given_model_data=run.given_model_data,
            request_problems=(
                (*request_problems(run.request, operation), *run.other_problems) if run.request is not None else ()
            ),
            archives=archives_in((run.request, run.steps), account, record) if run.request is not None else {},
            models=run.models or (describe_makers(record, loaded.pack.makers) if problem is not None else ()),
            estimators=with_copies(run.estimators, record),
            session=run.session,
            role=run.role,
            dependencies=run.dependencies,
            parameters=tuple(each.name for each in run.all_parameters),
            failed_read=run.failed_read,
            partner_request=run.partner_request,
            code=run.code,
            partner_code=run.partner_code,
            environment_reads=watch.own_reads,
            mutations=tuple(run.mutations()),
        )


class _Run:
    """One running scenario; its findings so far are kept when the builder raises."""

    def __init__(self, loaded: Loaded, scenario: Scenario, account: Account, record: Recording) -> None:
        self._account = account
        self._loaded = loaded
        self._scenario = scenario
        self._record = record
        self._parameters: list[Any] = []
        self._configured_parameters: tuple[Any, ...] = ()
        self._carried: Any = None
        self.step_facts: StepFacts | None = None
        self.request: Mapping[str, Any] | None = None
        self.definition_step: Mapping[str, Any] | None = None
        self.steps: tuple[Mapping[str, Any], ...] = ()
        self.config_values: Mapping[str, Any] = {}
        self.given_model_data: dict[str, Any] = {}
        self.other_problems: tuple[str, ...] = ()
        self.models: tuple[ModelFacts, ...] = ()
        self.estimators: tuple[TrainedEstimator, ...] = ()
        self.session: Value | None = None
        self.snapshots: list[Snapshot] = []
        self.role: str | None = None
        self.dependencies: Value | None = None
        self.failed_read: Place | None = None
        self.estimator_changes: tuple[str, ...] = ()
        self.partner_request: Mapping[str, Any] | None = None
        self.code: StepCode | None = None
        self.partner_code: StepCode | None = None

    def go(self) -> None:
        record, scenario, loaded = self._record, self._scenario, self._loaded
        record.stage = Stage.CONFIGURE
        config = vary(fresh_config(loaded.config), scenario.config_changes)
        if scenario.gap is not None:
            config = with_gap(config, scenario.gap)
        self.config_values = plain_values(config)
        self._values = InputValues(
            facts=loaded.facts,
            pack=loaded.pack,
            account=self._account,
            region=scenario.region,
            program=text_or_none(configured(self.config_values, ENTRY_POINT_FIELDS)),
        )
        session = self._account.session(scenario.region, scenario.session)
        record.stage = Stage.CONSTRUCT
        assert loaded.cls is not None
        assert loaded.constructor is not None
        self.session = record.describe(session) if loaded.constructor.session is not None else None
        # Whoever puts parameters of a pipeline into a config declares them in the pipeline.
        self._configured_parameters = tuple({each.name: each for each in parameters_in(config)}.values())
        self.snapshots += (Snapshot("config", config), Snapshot("the specification", loaded.declared))
        role = ROLE if scenario.with_role else None
        self.role = role if loaded.constructor.role is not None else configured_role(self.config_values)
        builder = loaded.constructor.call(loaded.cls, config, session, role)
        if scenario.partner_changes is not None:
            self._build_partner(scenario.partner_changes)
        self._carried = carried_specification(builder)
        self.snapshots.append(Snapshot("the specification", self._carried))
        record.stage = Stage.CREATE_STEP
        if scenario.is_used_twice:
            self._make_another_step(builder, session)
        arguments, pipeline_steps = self._arguments(session)
        self.estimators = describe_estimators(pipeline_steps, record)
        before = EstimatorStates(pipeline_steps)
        self.snapshots += (Snapshot(name, arguments[name]) for name in ("inputs", "dependencies") if name in arguments)
        dependencies = arguments.get("dependencies")
        self.dependencies = record.describe(dependencies) if dependencies is not None else None
        if dependencies is not None:
            arguments["dependencies"] = handed(dependencies, scenario.handing)
        step = builder.create_step(**watched(arguments, loaded.not_found, loaded.accepted))
        if inspect.iscoroutine(step) and awaits(step.cr_code):
            # A builder of an asynchronous framework; one that awaits nothing is async by mistake.
            step = asyncio.run(step)
        self.estimator_changes = tuple(before.changes())
        self.models = describe_makers(record, loaded.pack.makers)
        self.step_facts = describe_step(step, builder, self._loaded, self._record)
        members = sdk().steps.members(step)
        if members is None or scenario.failing_dependency:
            return
        record.stage = Stage.COMPILE
        returned = step if isinstance(step, (list, tuple)) else (step,)
        definition = loads(
            sdk().pipelines.compile("conformance", self.all_parameters, (*pipeline_steps, *returned), session)
        )
        pack = self._loaded.pack
        compiled = compiled_step(definition, members, pack.definition_type, scenario.given_steps)
        own = [each.name for each in members if type(each).__name__ not in pack.brought]
        self.other_problems = tuple(problems_of_others(definition, own, pack.definition_type))
        self.request, self.definition_step, self.steps = compiled.request, compiled.entry, compiled.steps
        record.stage = Stage.DONE

    @property
    def all_parameters(self) -> list[Any]:
        return list({each.name: each for each in (*self._configured_parameters, *self._parameters)}.values())

    def mutations(self) -> dict[str, None]:
        """What the builder has changed of what it was given, as sentences."""
        found = (change for snapshot in self.snapshots for change in snapshot.changes())
        return dict.fromkeys((*found, *self.estimator_changes))

    def _make_another_step(self, builder: Any, session: Any) -> None:
        """Let the builder make a step from the inputs of another pipeline, which nobody compiles."""
        scenario = earlier(self._scenario)
        with recording(self._record.team_code) as record:
            other = _Run(self._loaded, scenario, self._account, record)
            other._values = dataclasses.replace(self._values, is_earlier=True)
            other.config_values, other._carried = self.config_values, self._carried
            arguments, _ = other._arguments(session)
            with contextlib.suppress(Exception):  # What becomes of it is another scenario's matter.
                builder.create_step(**arguments)

    def _build_partner(self, config_changes: Mapping[str, Any]) -> None:
        """Let a second builder of the class build and compile its step, with its own session and steps."""
        region = self._scenario.partner_region or self._scenario.region
        scenario = dataclasses.replace(
            self._scenario, config_changes=config_changes, partner_changes=None, region=region
        )
        with recording(self._record.team_code) as record:
            partner = _Run(self._loaded, scenario, self._account, record)
            try:
                partner.go()
            except Exception:  # What becomes of it alone is another scenario's matter.
                return
            finally:
                self._record.breaches += record.breaches
                self.partner_code = partner.code
        self.partner_request = partner.request

    def _record_failed_read(self, place: Place | None) -> None:
        if self._record.stage is Stage.CREATE_STEP:
            self.failed_read = self.failed_read or place or NOWHERE

    def _arguments(self, session: Any) -> tuple[dict[str, Any], list[Any]]:
        """Keywords for ``create_step``, and the steps that go into the pipeline before the builder's."""
        scenario, sdk_steps = self._scenario, sdk().steps
        steps: dict[str, Any] = {}
        job = job_settings(self._loaded, scenario, self.config_values, session)
        made: dict[str, New] = {}

        def step(kind: SourceKind, name: str) -> Any:
            if name not in steps:
                made[name] = sdk_steps.dependency(kind, name, scenario.yielded_by(name), job)
                steps[name] = evaluate(made[name])
                if self._loaded.specifies_sources:
                    steps[name]._spec = self._specification_of(kind, name)
            return steps[name]

        if scenario.training_dependency and not lacks_training(scenario):
            step(SourceKind.TRAINING, scenario.training_dependency)
        dependencies = list(steps.values())
        inputs: dict[str, Any] = {}
        for name, kind, source_name in scenario.other_inputs:
            if not kind.is_step:
                inputs[name] = self.given_model_data[name] = self._values.sample(name)
                continue
            other = step(kind, source_name)
            if not name:
                dependencies.append(other)
                continue
            value = self._values.output_of(other, name)
            self._record_given(name, kind, value)
            if scenario.route is Route.DEPENDENCIES:
                dependencies.append(other)
            else:
                inputs[name] = value
        if scenario.rival_source is not None:
            dependencies.append(step(*scenario.rival_source))
        arguments = branch_steps(scenario)
        if scenario.missing is None and scenario.route is Route.DEPENDENCIES:
            dependencies.append(step(scenario.source, scenario.source_name))
            if scenario.input_name:
                value = self._values.output_of(dependencies[-1], scenario.input_name)
                self._record_given(scenario.input_name, scenario.source, value)
        elif scenario.input_name and scenario.missing != "absent" and scenario.route is not Route.DEPENDENCIES:
            value = self._direct_value(step)
            if not scenario.keeps_training:
                self.given_model_data[scenario.input_name] = plain(value)
            if scenario.route is Route.KEYWORD:
                arguments[scenario.keyword_input] = value
            else:
                inputs[scenario.input_name] = value
        for name in scenario.extra_inputs:
            inputs[name] = f"s3://{bucket_name(scenario.region)}/{UNDECLARED}/{name}/model.tar.gz"
        if inputs:
            arguments["inputs"] = inputs
        for name in scenario.idle_steps:
            made[name] = sdk_steps.idle(name)
            steps[name] = evaluate(made[name])
            dependencies.append(steps[name])
        if scenario.failing_dependency:
            make_unreadable(steps[scenario.source_name], self._record_failed_read, self._record.team_code.nearest)
        unique = list({id(each): each for each in dependencies}.values())
        if scenario.are_dependencies_reversed:
            unique.reverse()
        if unique:
            arguments["dependencies"] = unique
        if scenario.enable_caching is not None:
            arguments["enable_caching"] = scenario.enable_caching
        accepted = self._loaded.accepted
        if accepted is not None:
            arguments = {name: value for name, value in arguments.items() if name in accepted}
        arguments |= demanded_values(self._loaded, scenario, self._account, arguments, step)
        if self._loaded.writes_code:
            self.code = step_code(scenario.region, made, steps, self._parameters, arguments)
        return arguments, list(steps.values())

    def _specification_of(self, kind: SourceKind, step_name: str) -> Any:
        specification = self._loaded.facts.specification
        declared = specification.dependencies if specification is not None else ()
        yielded = [each for each in declared if each.name in self._scenario.yielded_by(step_name)]
        return specification_of_source(self._carried, step_name, kind, yielded) if yielded else None

    def _record_given(self, name: str, kind: SourceKind, value: Any) -> None:
        """Record the output of a step. The builder decides how the folder of a processing step becomes an archive."""
        is_data = self._values.kind_of(name) is not InputKind.ARCHIVE
        if kind is SourceKind.TRAINING or is_data or self._scenario.route is not Route.DEPENDENCIES:
            self.given_model_data[name] = plain(value)

    def _direct_value(self, step: Callable[[SourceKind, str], Any]) -> Any:
        scenario = self._scenario
        if scenario.missing is not None:
            return None if scenario.missing == "None" else ""
        if scenario.source.is_step:
            return self._values.output_of(step(scenario.source, scenario.source_name), scenario.input_name)
        uri = self._values.literal(scenario.input_name)
        if scenario.source is SourceKind.LITERAL:
            return uri
        if scenario.source is SourceKind.PARAMETER:
            parameter = sdk().pipelines.parameter("ModelData", uri)
            self._parameters.append(parameter)
            return parameter
        folder, _, name = uri.rpartition("/")
        parameter = sdk().pipelines.parameter("ModelFolder", folder)
        self._parameters.append(parameter)
        return sdk().pipelines.join("/", [parameter, name])
