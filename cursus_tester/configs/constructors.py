"""Find the parameters of a builder's constructor that take the config, the session and the role."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, alternatives
from cursus_tester.configs.fields import parameters_of, takes_any_keyword
from cursus_tester.configs.reads import reads_of
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.sdk.installed import sdk

_CONFIG_NAMES = ("config", "cfg", "conf", "configuration", "settings", "step_config")
#: Names of the parameters for the session and the role; our contract uses the first.
_SESSION_NAMES = ("sagemaker_session", "session", "pipeline_session", "sm_session", "sagemaker_sess")
_ROLE_NAMES = ("role", "role_arn", "execution_role", "sagemaker_role", "iam_role")
#: What a setting is made of.
_PLAIN = frozenset({str, int, float, bool, list, dict, tuple, set, frozenset, type(None), Mapping, typing.Literal})


@dataclass(frozen=True, slots=True, kw_only=True)
class Constructor:
    """The parameters of a builder's constructor."""

    #: The parameter for the config; ``None`` when it takes none.
    config: inspect.Parameter | None
    session: str | None
    role: str | None
    #: The kinds of session that it takes: those of the SDK, where its annotation does not say ``PipelineSession``.
    sessions: frozenset[SessionKind]
    #: Other parameters without default.
    unfilled: tuple[str, ...] = ()
    #: The parameters that are the fields of the config, where each has one of its own.
    settings: tuple[inspect.Parameter, ...] = ()
    #: The parameter that takes them as ``**settings``; empty where they are named.
    open_settings: str = ""

    @property
    def spreads(self) -> bool:
        """Whether the config is given as keywords, one for each field."""
        return bool(self.settings or self.open_settings)

    def call(self, cls: type, config: Any, session: Any, role: str | None) -> Any:
        """Construct a builder with these arguments, each under the name that it accepts."""
        given = {name: value for name, value in ((self.session, session), (self.role, role)) if name is not None}
        if self.spreads:
            held = config if isinstance(config, Mapping) else vars(config)
            return cls(**held, **given)
        if self.config is None:
            return cls(**given)
        if self.config.kind is inspect.Parameter.POSITIONAL_ONLY:
            return cls(config, **given)
        return cls(**{self.config.name: config}, **given)


def constructor_of(cls: type) -> Constructor:
    """What the constructor of `cls` takes.

    Where no parameter is called or annotated like a config, and each takes a plain value, they are its fields.

    The config is the parameter of that name, else the first that is neither session nor role. A constructor of nothing
    but ``*args, **kwargs`` is taken to follow the convention: ``config, sagemaker_session, role``.
    """
    parameters = parameters_of(cls)
    if not parameters and _takes_anything(cls):
        conventional = inspect.Parameter("config", inspect.Parameter.KEYWORD_ONLY, annotation=UNKNOWN)
        return Constructor(
            config=conventional, session="sagemaker_session", role="role", sessions=sdk().sessions.kinds, unfilled=()
        )
    names = [each.name for each in parameters]
    session = next((name for name in _SESSION_NAMES if name in names), None)
    role = next((name for name in _ROLE_NAMES if name in names), None)
    rest = [each for each in parameters if each.name not in (session, role)]
    config = next((each for name in _CONFIG_NAMES for each in rest if each.name == name), None)
    config = config or next((each for each in rest if each.name.endswith(("config", "cfg", "settings"))), None)
    settings = () if config is not None else _settings(rest)
    config = config or (next(iter(rest), None) if not settings else None)
    open_settings = _keywords_read(cls) if not rest else ""
    return Constructor(
        config=config,
        settings=settings,
        open_settings=open_settings,
        session=session,
        role=role,
        sessions=_sessions(next((each for each in parameters if each.name == session), None)),
        unfilled=tuple(
            each.name for each in rest if each is not config and not settings and each.default is each.empty
        ),
    )


def _settings(parameters: list[inspect.Parameter]) -> tuple[inspect.Parameter, ...]:
    """The parameters where each is a setting: several, those without default by keyword, all of plain values."""
    needed = [each for each in parameters if each.default is each.empty]
    are_plain = all(
        (typing.get_origin(part) or part) in _PLAIN for each in parameters for part in alternatives(each.annotation)
    )
    by_name = all(each.kind is not each.POSITIONAL_ONLY for each in parameters)
    return tuple(parameters) if len(needed) > 1 and are_plain and by_name else ()


def _keywords_read(cls: type) -> str:
    """The name of the ``**settings`` of a constructor that reads more of them than a config by key; empty for none."""
    try:
        parameters = inspect.signature(cls.__init__).parameters.values()  # type: ignore[misc]
    except (TypeError, ValueError):
        return ""
    name = next((each.name for each in parameters if each.kind is each.VAR_KEYWORD), "")
    conventional = {*_CONFIG_NAMES, *_SESSION_NAMES, *_ROLE_NAMES}
    fields = [each.name for each in reads_of(cls, name).fields if each.name not in conventional] if name else []
    return name if len(fields) > 1 and takes_any_keyword(cls) else ""


def _sessions(parameter: inspect.Parameter | None) -> frozenset[SessionKind]:
    """The kinds of session that an annotation allows."""
    classes = [each for each in alternatives(parameter.annotation) if isinstance(each, type)] if parameter else []
    kinds = {kind for each in classes if (kind := sdk().sessions.kind_of(each)) is not None}
    # A PipelineSession is a Session, too.
    return frozenset(kinds) if kinds == {SessionKind.PIPELINE_SESSION} else sdk().sessions.kinds


def _takes_anything(cls: type) -> bool:
    try:
        parameters = inspect.signature(cls.__init__).parameters.values()  # type: ignore[misc]
    except (TypeError, ValueError):
        return False
    return cls.__init__ is not object.__init__ and any(  # type: ignore[misc]
        each.kind is each.VAR_KEYWORD for each in parameters
    )
