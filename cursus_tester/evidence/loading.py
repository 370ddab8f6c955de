"""A builder, ready to be put into scenarios: imported, given a config, constructed once."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sagemaker
from sagemaker.session import Session

from cursus_tester.evidence import configs, guard, image_registry
from cursus_tester.evidence.aws import ROLE, Account
from cursus_tester.evidence.declared import looks_like_specification, read_specification
from cursus_tester.evidence.dependency_steps import framework_in
from cursus_tester.evidence.describe import Tree, ancestors, describe_exception, plain, qualified_name
from cursus_tester.evidence.environment import DEFAULT_REGION
from cursus_tester.evidence.recorder import Recording, note_breach, recording
from cursus_tester.evidence.scenarios import Situation, plan
from cursus_tester.evidence.trace import BreachKind, Builder, ConfigField, SessionKind, Specification, Stage

_SPECIFICATION_ATTRIBUTES = ("spec", "specification", "_spec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which builder to run, and where it comes from."""

    #: Dotted module name below `import_root`.
    module: str
    #: The class's name in it.
    name: str
    #: The folder that goes first on ``sys.path``.
    import_root: str
    #: The folder where the tool was started; second on ``sys.path``, and what shown paths are relative to.
    working_directory: str
    #: Whether the source says that the builder makes its model from an estimator.
    from_estimator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A builder ready to be put into scenarios."""

    facts: Builder
    cls: type | None = None
    #: A config that the builder accepts.
    config: Any = None


def load(target: Target, account: Account, tree: Tree, folder: str) -> Loaded:
    """Import the builder, find it a config, construct it once and choose its scenarios.

    What goes wrong on the way is part of the facts. `folder` is a fresh temporary one: the inference code that a
    generated config names is made in it.
    """
    sys.path[:0] = list(dict.fromkeys((target.import_root, target.working_directory)))
    with recording(tree) as record:
        try:
            cls = getattr(importlib.import_module(target.module), target.name)
            imported = tuple(record.aws_calls)
            record.stage = Stage.CONFIGURE
            loaded = _load_class(cls, target, account, record, folder)
            for command in guard.end_children():
                note_breach(BreachKind.PROCESS, f"{command} was still running when the builder was constructed")
            return replace(loaded, facts=replace(loaded.facts, import_calls=imported, breaches=tuple(record.breaches)))
        except BaseException as error:
            cause = error.__cause__ if isinstance(error, configs.ConfigError) and error.__cause__ else error
            return Loaded(
                facts=Builder(
                    problem=describe_exception(cause, record.stage, tree),
                    problem_hint=_hint(error, target),
                    import_calls=tuple(record.aws_calls),
                    breaches=tuple(record.breaches),
                    sdk_version=sagemaker.__version__,
                )
            )


def construct(cls: type, config: Any, session: Session) -> Any:
    """A builder with the config, session and role that it accepts."""
    given = {"config": config, "sagemaker_session": session, "role": ROLE}
    accepted = accepted_keywords(cls.__init__)  # type: ignore[misc]
    if accepted is None or "config" in accepted:
        return cls(**{name: value for name, value in given.items() if accepted is None or name in accepted})
    return cls(config, **{name: value for name, value in given.items() if name != "config" and name in accepted})


def _load_class(cls: type, target: Target, account: Account, record: Recording, folder: str) -> Loaded:
    module = sys.modules[target.module]
    declared = _declared_in(cls, module)
    early = read_specification(declared) if declared is not None else None
    framework = (early and early.framework) or _framework_of(cls, module)
    config_type = configs.config_class(cls)
    if config_type is None:
        raise configs.ConfigError(f"the constructor of {cls.__name__} does not say what class its config is")
    session = account.session(DEFAULT_REGION, SessionKind.PIPELINE_SESSION)
    built: list[Any] = []

    def accepts(config: Any) -> None:
        record.stage = Stage.CONSTRUCT
        built.append(construct(cls, config, session))

    config = configs.make_config(config_type, _surroundings(framework, early, folder), accepts)
    _hold_entry_point(config, folder)
    carried = carried_specification(built[-1]) or declared
    specification = read_specification(carried) if carried is not None else None
    values = {name: plain(configs.value_of(config, name)) for name in configs.names_of(config)}
    framework = (specification and specification.framework) or framework or str(values.get("framework") or "") or None
    situation = Situation(
        specification=specification,
        framework=framework,
        from_estimator=(specification and specification.pattern) == "B" or target.from_estimator,
        accepted=accepted_keywords(cls.create_step),  # type: ignore[attr-defined]
        config=values,
    )
    facts = Builder(
        ancestors=(qualified_name(cls), *ancestors(cls)),
        framework=framework,
        specification=specification,
        config_type=qualified_name(config_type),
        config_fields=tuple(
            ConfigField(name=field.name, required=field.required, default=plain(field.default))
            for field in configs.fields_of(config_type)
        ),
        scenarios=plan(situation),
        sdk_version=sagemaker.__version__,
    )
    return Loaded(facts=facts, cls=cls, config=config)


def _surroundings(framework: str | None, specification: Specification | None, folder: str) -> configs.Surroundings:
    source_dir = Path(folder, "code")
    source_dir.mkdir(exist_ok=True)
    for name in ("inference.py", "train.py"):
        (source_dir / name).write_text("# code\n", encoding="utf-8")
    return configs.Surroundings(
        framework=framework,
        framework_versions=specification.framework_versions if specification else (),
        region=DEFAULT_REGION,
        source_dir=str(source_dir),
    )


def _hold_entry_point(config: Any, folder: str) -> None:
    """Put the config's own entry point into the generated source folder, where the config points there."""
    entry_point = configs.value_of(config, "entry_point")
    source_dir = os.path.join(folder, "code")
    if str(configs.value_of(config, "source_dir")) != source_dir:
        return
    if isinstance(entry_point, str) and re.fullmatch(r"[\w.-]+", entry_point):
        Path(source_dir, entry_point).write_text("# code\n", encoding="utf-8")


def _hint(error: BaseException, target: Target) -> str:
    if not isinstance(error, configs.ConfigError):
        return ""
    return (
        f"{error}. Name a factory that returns a valid config: "
        f'[tool.cursus-tester.configs] "{target.module}:{target.name}" = "module:function"'
    )


def carried_specification(builder: object) -> object:
    """The specification object that a builder carries; ``None`` when it has none."""
    for name in _SPECIFICATION_ATTRIBUTES:
        value = getattr(builder, name, None)
        if value is not None:
            return value
    return None


def _declared_in(cls: type, module: object) -> object:
    """The specification that a class or its module holds before a builder is made; ``None`` when there is none."""
    for name in _SPECIFICATION_ATTRIBUTES:
        value = vars(cls).get(name)
        if value is not None and looks_like_specification(value):
            return value
    return next((value for _, value in sorted(vars(module).items()) if looks_like_specification(value)), None)


def _framework_of(cls: type, module: Any) -> str | None:
    """The framework that a class's name, its module's name, or the SDK classes that the module imports tell."""
    named = framework_in(cls.__name__) or framework_in(module.__name__.rsplit(".", 1)[-1])
    if named:
        return named
    imported = {
        each.__module__.split(".")[1]
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__.startswith("sagemaker.")
    }
    return next((name for name in sorted(imported) if image_registry.has_framework(name)), None)


def accepted_keywords(function: Any) -> frozenset[str] | None:
    """The keywords that a function takes, without ``self``; ``None``: any."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return None
    return frozenset(
        each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ) - {"self"}
