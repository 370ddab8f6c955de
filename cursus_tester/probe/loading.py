"""Load a builder: import it, make a config, construct it once, and plan its scenarios."""

from __future__ import annotations

import ast
import bdb
import contextlib
import copy
import importlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cursus_tester.configs import inference_code
from cursus_tester.configs.configuration import configure, described_fields
from cursus_tester.configs.constructors import constructor_of
from cursus_tester.configs.generation import ConfigError, Refused
from cursus_tester.configs.telling_values import telling_values
from cursus_tester.configs.values import ValueContext
from cursus_tester.configs.variants import markers_in, plain_values, vary
from cursus_tester.evidence.account_names import DEFAULT_REGION, ROLE
from cursus_tester.evidence.builder import ASKED, OPTIONAL, SILENT_STEPS, Builder, Specification
from cursus_tester.evidence.field_names import (
    ENTRY_POINT_FIELDS,
    OTHER_ENTRY_POINT,
    names_in,
)
from cursus_tester.evidence.imported_builder import GENERATED_CONFIG
from cursus_tester.evidence.interface import FileWrite
from cursus_tester.evidence.scenario import TRAINING_PROGRAM, SessionKind, Stage
from cursus_tester.evidence.specification import read_specification
from cursus_tester.evidence.trace import BreachKind
from cursus_tester.observation.asked_inputs import calls_by_name, mentioned_names
from cursus_tester.observation.demanded_parameters import demanded_steps
from cursus_tester.observation.describe import ancestors, describe_exception, qualified_name
from cursus_tester.observation.frameworks import framework_of, trained_framework
from cursus_tester.observation.import_watch import watching_imports
from cursus_tester.observation.interface import methods_of
from cursus_tester.observation.registrations import registrations_of
from cursus_tester.observation.step_reads import (
    asks_for,
    kinds_read,
    reads_models,
    reads_property_files,
    reads_steps,
    swallowed_ways,
    texts_in_code,
)
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.account import Account
from cursus_tester.probe.builder_target import BuilderTarget, Loaded
from cursus_tester.probe.declarations import (
    accepted_keywords,
    carried_specification,
    declared_in,
    handings_of,
    region_of,
)
from cursus_tester.probe.job import Job
from cursus_tester.probe.process_watch import watching_process
from cursus_tester.probe.recorder import Recording, record_breach, recording
from cursus_tester.probe.scripts.config import builder_code
from cursus_tester.sandbox import guard
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.config_levels import varied_for_a_reason
from cursus_tester.scenarios.planning import plan
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import PACKAGE, RETRIEVE
from cursus_tester.source.modules import repository_root

#: Facts that only the first import of the module shows.
_IMPORT_FACTS = (
    *("import_calls", "early_images", "import_writes", "breaches", "environment_reads", "registrations", "methods"),
)
#: Key among the refused values for the output of a pipeline step.
STEPS = "<steps>"
#: Key among them for values of model data, where the builder wants none.
VALUES = "<values>"


def load(target: BuilderTarget, account: Account, team_code: TeamCode, folder: str) -> Loaded:
    """Import the builder, make a config, construct it once and plan its scenarios.

    What goes wrong on the way is part of the facts. `folder` is a fresh temporary one: the inference code that a
    generated config names is made in it.
    """
    root = target.job.import_root
    top_folder = repository_root(root) if root else ""
    roots = dict.fromkeys((root, target.working_directory, target.job.settings_folder, top_folder))
    sys.path[:0] = [root for root in roots if root]
    writes: list[FileWrite] = []
    with recording(team_code) as record:
        with watching_process(record, target.job.environment) as watch:
            loaded = _loaded(target, account, record, folder, writes)
        facts = replace(loaded.facts, breaches=tuple(record.breaches), environment_reads=watch.own_reads)
        return replace(loaded, facts=facts, given_variables=frozenset(target.job.environment))


def _loaded(target: BuilderTarget, account: Account, record: Recording, folder: str, writes: list[FileWrite]) -> Loaded:
    seen: dict[str, Any] = {}
    threads, team_code = guard.running_threads(), record.team_code
    try:
        cls = target.imported.cls if target.imported is not None else _import(target, team_code, writes)
        if not target.is_continued:
            seen.update(registrations=registrations_of(cls, team_code), methods=methods_of(cls))
        imported = tuple(record.aws_calls)
        record.stage = Stage.CONFIGURE
        loaded = _load_class(cls, target, account, record, folder, target.job.refused)
        for started in guard.left_running(threads):
            record_breach(BreachKind.LEFTOVER, f"{started} was still running when the builder was constructed")
        facts = replace(loaded.facts, import_calls=imported)
        facts = replace(facts, early_images=(*_images(record), *_held_images(target)))
        return replace(loaded, facts=replace(facts, import_writes=tuple(writes), **seen))
    except bdb.BdbQuit:
        raise
    except BaseException as error:
        cause = error.__cause__ if isinstance(error, ConfigError) and error.__cause__ else error
        return Loaded(
            facts=Builder(
                problem=describe_exception(cause, record.stage, team_code),
                problem_hint=_hint(error, record.stage, target),
                config_obstacle=_obstacle(error),
                import_calls=tuple(record.aws_calls),
                import_writes=tuple(writes),
                **seen,
                is_already_imported=target.imported is not None,
                sdk_version=sdk().version,
            ),
            pack=target.pack,
        )


def _import(target: BuilderTarget, team_code: TeamCode, writes: list[FileWrite]) -> type:
    _forget_namesake(target)
    if target.working_directory:
        # What the module reads when it is imported, it looks for where the tool was started.
        inference_code.copy_mentioned(_written_texts(target.job), target.working_directory)
    with watching_imports(team_code, writes):
        cls: type = getattr(importlib.import_module(target.job.module), target.job.name)
    return cls


def _written_texts(job: Job) -> Iterator[str]:
    """The texts in the builder's own file, before it is imported."""
    path = os.path.join(job.import_root, *job.module.split("."))
    for file in (f"{path}.py", os.path.join(path, "__init__.py")):
        with contextlib.suppress(OSError, SyntaxError, ValueError), open(file, encoding="utf-8") as stream:
            for node in ast.walk(ast.parse(stream.read())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def _held_images(target: BuilderTarget) -> Iterator[str]:
    """Images that a module holds from before the tester recorded calls."""
    if target.imported is not None:
        for value in (*vars(target.imported.module).values(), *vars(target.imported.cls).values()):
            if isinstance(value, str) and ".dkr.ecr." in value:
                yield value


def _images(record: Recording) -> tuple[str, ...]:
    """The images that the SDK returned to the builder so far."""
    found = (call.result.data for call in record.calls if call.target == RETRIEVE and call.result)
    return tuple(dict.fromkeys(image for image in found if isinstance(image, str)))


def reload(
    loaded: Loaded, target: BuilderTarget, account: Account, team_code: TeamCode, folder: str, refused: Refused
) -> Loaded | None:
    """The same builder with a config without the values that it refused; ``None`` where there is none."""
    assert loaded.cls is not None
    with recording(team_code) as record:
        try:
            other = _load_class(loaded.cls, target, account, record, folder, refused)
        except ConfigError:
            return None
    kept = {name: getattr(loaded.facts, name) for name in _IMPORT_FACTS}
    return replace(other, facts=replace(other.facts, **kept))


def fresh_config(config: Any) -> Any:
    """A copy of `config` that shares no container with it, where a deep copy is possible."""
    try:
        return copy.deepcopy(config, markers_in(config))
    except Exception:  # It holds something that cannot be copied, such as a client.
        return copy.copy(config)


def _load_class(
    cls: type, target: BuilderTarget, account: Account, record: Recording, folder: str, refused: Refused
) -> Loaded:
    module = target.imported.module if target.imported is not None else sys.modules[target.job.module]
    team_code = record.team_code
    declared = declared_in(cls, module)
    early = read_specification(declared) if declared is not None else None
    framework = (early and early.framework) or framework_of(cls, module)
    constructor = constructor_of(cls)
    sessions = frozenset({target.job.session}) if target.job.session is not None else constructor.sessions
    session = account.session(DEFAULT_REGION, _usual_session(sessions))
    built: list[Any] = []

    def accepts(config: Any) -> None:
        record.stage = Stage.CONFIGURE
        varied = vary(fresh_config(config), target.config_changes)
        record.stage = Stage.CONSTRUCT
        built.append(constructor.call(cls, varied, session, ROLE))

    context = _value_context(framework, early, folder)
    config = target.imported.config if target.imported is not None else GENERATED_CONFIG
    made = configure(cls, constructor, config, target.job.config_factory, context, accepts, team_code, refused)
    config = _with_own_code(made.config, folder)
    roots = (target.working_directory, target.job.import_root, os.path.dirname(str(getattr(module, "__file__", ""))))
    inference_code.place(config, context.source_dir, roots, (OTHER_ENTRY_POINT,))
    if target.working_directory:
        texts = (*texts_in_code(cls, team_code), *inference_code.texts_of(config))
        inference_code.copy_mentioned(texts, target.working_directory)
    carried = carried_specification(built[-1]) or declared
    specification = read_specification(carried) if carried is not None else None
    values: dict[str, Any] = {field.name: None for field in made.fields if not field.required}
    values |= plain_values(config)
    framework = (specification and specification.framework) or framework or str(values.get("framework") or "") or None
    accepted = accepted_keywords(cls.create_step)  # type: ignore[attr-defined]
    profile = BuilderProfile(
        specification=specification,
        framework=framework,
        from_estimator=(specification and specification.pattern) in target.pack.estimator_patterns
        or target.job.from_estimator
        or any(calls_by_name(cls, name) for name in target.pack.estimator_methods),
        accepted=accepted,
        swallowed=swallowed_ways(cls.create_step),  # type: ignore[attr-defined]
        handings=handings_of(cls.create_step),  # type: ignore[attr-defined]
        config=values,
        choices=telling_values(config, made.fields, varied_for_a_reason(values)),
        region=region_of(config),
        takes_role=constructor.role is not None,
        refuses_steps=STEPS in refused,
        pack=target.pack,
        sessions=sessions,
        kinds_read=kinds_read(cls, team_code),
        reads_models=reads_models(cls, team_code),
        reads_property_files=reads_property_files(cls, team_code),
        reads_steps=reads_steps(cls, team_code),
        refuses_values=VALUES in refused,
        asked_inputs=tuple(refused.get(ASKED, ())),
        optional_inputs=tuple(refused.get(OPTIONAL, ())),
        demanded_steps=demanded_steps(cls.create_step, target.pack.keyword_input),  # type: ignore[attr-defined]
        fields=described_fields(made),
        mentioned=mentioned_names(cls, team_code.holds),
    )
    if profile.from_estimator:
        inference_code.write_script(TRAINING_PROGRAM)
    facts = Builder(
        ancestors=(qualified_name(cls), *ancestors(cls)),
        framework=framework,
        specification=specification,
        carries_specification=carried_specification(built[-1]) is not None,
        refused_values={name: tuple(values) for name, values in refused.items()},
        asks_for_model_data=asks_for(cls, "model_data", team_code),
        config_type=made.type,
        config_fields=profile.fields,
        scenarios=target.job.only or plan(profile, changes=target.job.strength > 0, alone=target.job.alone),
        is_already_imported=target.imported is not None,
        sdk_version=sdk().version,
        code=builder_code(
            made,
            constructor,
            factory=target.job.config_factory,
            code_folder=context.source_dir,
            scripts=inference_code.scripts_of(made.config, context.source_dir, (OTHER_ENTRY_POINT,)),
            step_keywords=profile.accepted,
        )
        if target.job.writes_code
        else None,
    )
    runs_scripts = bool(names_in(values, ENTRY_POINT_FIELDS))
    return Loaded(
        facts=facts,
        pack=target.pack,
        cls=cls,
        constructor=constructor,
        accepted=accepted,
        writes_code=target.job.writes_code,
        config=config,
        declared=declared,
        configuration=made,
        mentioned=profile.mentioned,
        code_folder=context.source_dir,
        specifies_sources=SILENT_STEPS in refused,
        profile=profile,
        trained_framework=framework
        or (trained_framework(cls, module, team_code, runs_scripts) if profile.from_estimator else None),
    )


def _usual_session(kinds: frozenset[SessionKind]) -> SessionKind:
    """The kind of session that a builder is given where one will do."""
    return next(kind for kind in reversed(SessionKind) if kind in kinds)


def _with_own_code(config: Any, folder: str) -> Any:
    """The config with copies of the folders of code that it names by absolute path, where it takes them."""
    changes = inference_code.copies(config, folder, (OTHER_ENTRY_POINT,))
    try:
        return vary(fresh_config(config), changes) if changes else config
    except Exception:  # It has something against these places.
        return config


def _forget_namesake(target: BuilderTarget) -> None:
    """Remove a module of the same name that the tester has imported, so that the builder's own is imported."""
    name = target.job.module.partition(".")[0]
    file = getattr(sys.modules.get(name), "__file__", None)
    below = os.path.join(os.path.realpath(target.job.import_root), "")
    if isinstance(file, str) and name != PACKAGE and not os.path.realpath(file).startswith(below):
        del sys.modules[name]


def _value_context(framework: str | None, specification: Specification | None, folder: str) -> ValueContext:
    return ValueContext(
        framework=framework,
        framework_versions=specification.framework_versions if specification else (),
        region=DEFAULT_REGION,
        source_dir=inference_code.generate(folder, ("inference.py", TRAINING_PROGRAM, OTHER_ENTRY_POINT)),
    )


def _obstacle(error: BaseException) -> str:
    """Why no config could be made, for messages; empty where an exception of the team says it."""
    return str(error) if isinstance(error, ConfigError) and (error.obstacle or error.__cause__ is None) else ""


def _hint(error: BaseException, stage: Stage, target: BuilderTarget) -> str:
    """What to do about a failing import, constructor or config."""
    if isinstance(error, ModuleNotFoundError) and stage is Stage.IMPORT:
        return (
            f"install what provides {error.name}, or name the folder that holds it: --import-root DIR, "
            "import-root in the settings"
        )
    if not isinstance(error, ConfigError):
        return ""
    mend = "mend the constructor; " if stage is Stage.CONSTRUCT and error.obstacle is None else ""
    if re.search(rf"\b{target.job.name}\.__init__\(\) missing .* required (positional|keyword-only)", str(error)):
        mend = "give every parameter but the config a default; "
    return (
        f"{mend}where a valid config cannot be generated, name a function that returns one, in pyproject.toml: "
        f'[tool.cursus-tester.configs] "{target.job.module}:{target.job.name}" = "your_package.fixtures:make_config"'
    )
