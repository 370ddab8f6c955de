"""One scenario into one trace: the builder runs with the real SDK against the faked account."""

from __future__ import annotations

import copy
import functools
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sagemaker.session import Session
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.step_collections import StepCollection
from sagemaker.workflow.steps import CreateModelStep, Step

from cursus_tester.evidence import configs, guard
from cursus_tester.evidence.aws import MODEL_KEY, Account, bucket_name
from cursus_tester.evidence.dependency_steps import Job, make_step, model_data_of
from cursus_tester.evidence.describe import Tree, describe_exception, plain, qualified_name
from cursus_tester.evidence.loading import Loaded, accepted_keywords, carried_specification, construct
from cursus_tester.evidence.recorder import Recording, note_breach, recording
from cursus_tester.evidence.request_check import request_problems
from cursus_tester.evidence.trace import (
    Archive,
    BreachKind,
    Route,
    Scenario,
    SourceKind,
    Specification,
    Stage,
    StepFacts,
    Trace,
)

_S3_URI = re.compile(r"s3://[^\s\"'\\]+")


@functools.cache
def _own_attributes() -> frozenset[str]:
    """What the SDK itself sets on a CreateModelStep, and the one attribute that builders are to add."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return frozenset(vars(CreateModelStep(name="attributes", step_args={"ModelName": ""}))) | {"_spec"}


def run_scenario(loaded: Loaded, scenario: Scenario, account: Account, tree: Tree) -> Trace:
    """Put the builder into one scenario. Whatever it raises is part of the trace."""
    with recording(tree) as record:
        run = _Run(loaded, scenario, account, record)
        problem = None
        try:
            run.go()
        except BaseException as error:
            problem = describe_exception(error, record.stage, tree)
        for command in guard.end_children():
            note_breach(BreachKind.PROCESS, f"{command} was still running when the scenario ended")
        return Trace(
            scenario=scenario,
            stage=record.stage,
            problem=problem,
            calls=tuple(record.calls),
            aws_calls=tuple(record.aws_calls),
            breaches=tuple(record.breaches),
            logs=tuple(record.logs),
            step=run.step_facts,
            request=run.request,
            definition_step=run.definition_step,
            steps=run.steps,
            config=run.config_values,
            given=run.given,
            request_problems=request_problems(run.request) if run.request is not None else (),
            archives=_archives((run.request, run.steps), account, record) if run.request is not None else {},
        )


def _archives(documents: object, account: Account, record: Recording) -> dict[str, Archive]:
    uris = sorted(set(_S3_URI.findall(json.dumps(documents))))
    return {uri: account.look_up(uri, record.uploads) for uri in uris}


class _Run:
    """One scenario under way; what it has found so far stays when the builder raises."""

    def __init__(self, loaded: Loaded, scenario: Scenario, account: Account, record: Recording) -> None:
        self._account = account
        self._loaded = loaded
        self._scenario = scenario
        self._record = record
        self._parameters: list[ParameterString] = []
        self.step_facts: StepFacts | None = None
        self.request: Mapping[str, Any] | None = None
        self.definition_step: Mapping[str, Any] | None = None
        self.steps: tuple[Mapping[str, Any], ...] = ()
        self.config_values: Mapping[str, Any] = {}
        self.given: dict[str, Any] = {}

    def go(self) -> None:
        record, scenario, loaded = self._record, self._scenario, self._loaded
        record.stage = Stage.CONFIGURE
        config = configs.vary(copy.copy(loaded.config), scenario.config_changes)
        self.config_values = {name: plain(configs.value_of(config, name)) for name in configs.names_of(config)}
        session = self._account.session(scenario.region, scenario.session)
        record.stage = Stage.CONSTRUCT
        assert loaded.cls is not None
        builder = construct(loaded.cls, config, session)
        record.stage = Stage.CREATE_STEP
        arguments, pipeline_steps = self._arguments(session)
        step = builder.create_step(**arguments)
        self.step_facts = self._describe_step(step, builder)
        if not isinstance(step, (Step, StepCollection)):
            return
        record.stage = Stage.COMPILE
        pipeline = Pipeline(
            name="conformance",
            parameters=self._parameters,
            steps=[*pipeline_steps, step],
            sagemaker_session=session,
        )
        self._keep(json.loads(pipeline.definition()), step)
        record.stage = Stage.DONE

    def _arguments(self, session: Session) -> tuple[dict[str, Any], list[Any]]:
        """Keywords for ``create_step``, and the steps that go into the pipeline before the builder's."""
        scenario = self._scenario
        steps: dict[str, Any] = {}
        job = Job(
            framework=self._loaded.facts.framework,
            framework_version=_string(self.config_values.get("framework_version")),
            python_version=_string(self.config_values.get("py_version")),
            session=session,
            region=scenario.region,
        )

        def step(kind: SourceKind, name: str, output_name: str) -> Any:
            if name not in steps:
                steps[name] = make_step(kind, name, output_name, job)
            return steps[name]

        # What is missing is missing by every route: no step that could yield it is there either.
        if scenario.training_dependency and scenario.missing is None:
            step(SourceKind.TRAINING, scenario.training_dependency, scenario.input_name)
        dependencies = list(steps.values())
        inputs: dict[str, Any] = {}
        for name, kind, source_name in scenario.other_inputs:
            other = step(kind, source_name, name)
            value = model_data_of(other, name)
            self._note_given(name, kind, value)
            if scenario.route is Route.DEPENDENCIES:
                dependencies.append(other)
            else:
                inputs[name] = value
        arguments: dict[str, Any] = {}
        if scenario.missing is None and scenario.route is Route.DEPENDENCIES:
            dependencies.append(step(scenario.source, scenario.source_name, scenario.input_name))
            self._note_given(scenario.input_name, scenario.source, model_data_of(dependencies[-1], scenario.input_name))
        elif scenario.missing != "absent" and scenario.route is not Route.DEPENDENCIES:
            value = self._direct_value(step)
            self.given[scenario.input_name] = plain(value)
            if scenario.route is Route.MODEL_DATA:
                arguments["model_data"] = value
            else:
                inputs[scenario.input_name] = value
        if inputs:
            arguments["inputs"] = inputs
        unique = list({id(each): each for each in dependencies}.values())
        if unique:
            arguments["dependencies"] = unique
        if scenario.enable_caching is not None:
            arguments["enable_caching"] = scenario.enable_caching
        accepted = accepted_keywords(self._loaded.cls.create_step)  # type: ignore[union-attr]
        if accepted is not None:
            arguments = {name: value for name, value in arguments.items() if name in accepted}
        return arguments, list(steps.values())

    def _note_given(self, name: str, kind: SourceKind, value: Any) -> None:
        """Note what a step yields; how a processing step's folder becomes an archive is the builder's to say."""
        if kind is SourceKind.TRAINING or self._scenario.route is not Route.DEPENDENCIES:
            self.given[name] = plain(value)

    def _direct_value(self, step: Callable[[SourceKind, str, str], Any]) -> Any:
        scenario = self._scenario
        if scenario.missing is not None:
            return None if scenario.missing == "None" else ""
        if scenario.source.is_step:
            return model_data_of(step(scenario.source, scenario.source_name, scenario.input_name), scenario.input_name)
        uri = self._model_archive()
        if scenario.source is SourceKind.LITERAL:
            return uri
        if scenario.source is SourceKind.PARAMETER:
            parameter = ParameterString(name="ModelData", default_value=uri)
            self._parameters.append(parameter)
            return parameter
        folder, _, name = uri.rpartition("/")
        parameter = ParameterString(name="ModelFolder", default_value=folder)
        self._parameters.append(parameter)
        return Join(on="/", values=[parameter, name])

    def _model_archive(self) -> str:
        """A model archive in the faked account; one with the code in it where the specification says so."""
        specification = self._loaded.facts.specification
        dependency = next(
            (
                each
                for each in (specification.dependencies if specification else ())
                if each.name == self._scenario.input_name
            ),
            None,
        )
        program = _string(self.config_values.get("entry_point"))
        if dependency is not None and dependency.packaged and program:
            return self._account.hold_packaged_model(self._scenario.region, os.path.basename(program))
        return f"s3://{bucket_name(self._scenario.region)}/{MODEL_KEY}"

    def _describe_step(self, step: object, builder: object) -> StepFacts:
        value = self._record.describe(step)
        if not isinstance(step, (Step, StepCollection)):
            return StepFacts(value=value)
        attributes = vars(step)
        specification = carried_specification(builder)
        return StepFacts(
            value=value,
            name=_string(getattr(step, "name", None)),
            extra_attributes={
                name: qualified_name(type(each))
                for name, each in sorted(attributes.items())
                if isinstance(step, CreateModelStep) and name not in _own_attributes()
            },
            specification_attached=attributes["_spec"] is specification if "_spec" in attributes else None,
            outputs=dict(_resolved_outputs(step, self._loaded.facts.specification)),
        )

    def _keep(self, definition: Mapping[str, Any], step: Step | StepCollection) -> None:
        names = {each.name for each in ([step] if isinstance(step, Step) else step.steps)}
        for entry in definition["Steps"]:
            is_models = entry["Type"] == "Model" and entry["Name"] in names
            if is_models:
                self.request = entry["Arguments"]
                self.definition_step = {key: value for key, value in entry.items() if key != "Arguments"}
        # Steps that the builder brought along, such as the SDK's repack step, keep their arguments.
        scenario = self._scenario
        given = {scenario.source_name, scenario.training_dependency, *(name for _, _, name in scenario.other_inputs)}
        self.steps = tuple(
            entry if entry["Name"] not in names | given else {k: v for k, v in entry.items() if k != "Arguments"}
            for entry in definition["Steps"]
        )


def _resolved_outputs(step: Any, specification: Specification | None) -> Iterator[tuple[str, str | None]]:
    for output in specification.outputs if specification else ():
        yield output.property_path, _resolve(step, output.property_path)


def _resolve(step: Any, path: str) -> str | None:
    """The error that following ``properties.A.B['c']`` on a step gives; ``None`` when it resolves."""
    parts = re.findall(r"[A-Za-z_]\w*|\[[^\]]+\]", path)
    if not parts or parts[0] != "properties":
        return f"{path!r} does not start with 'properties'"
    value = step
    for part in parts:
        try:
            value = value[part[1:-1].strip("'\"")] if part.startswith("[") else getattr(value, part)
        except (AttributeError, KeyError, TypeError, IndexError) as error:
            return f"{type(error).__name__}: {error}"
    return None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
