"""A builder, its config and the arguments of ``create_step``, as Python source that reproduces them."""

from __future__ import annotations

import enum
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: What a stand-in holds, and whatever the SDK makes of one: nobody knows what is in the archive that it stands for.
STAND_IN = "held-by-others"
#: The name of the folder of generated inference code.
CODE_FOLDER = "code"
#: How a config is given whose fields are keywords of the constructor.
SPREAD = "**"


class ConfigStyle(enum.Enum):
    """How the source makes a config."""

    #: The constructor takes none.
    NONE = "none"
    #: A class is called with keywords.
    CALL = "call"
    #: A class is called without arguments, and attributes are set.
    ATTRIBUTES = "attributes"
    #: A dictionary.
    MAPPING = "mapping"
    #: A factory function of the team.
    FACTORY = "factory"
    #: Its class cannot be imported.
    UNWRITABLE = "unwritable"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCode:
    """One field of a config."""

    #: As a keyword of the constructor, or a key of the dictionary.
    key: str
    #: The expression of the value; empty: the default holds.
    value: str = ""
    #: The call that a plain value is wrapped in, such as ``Framework`` or ``Path``; empty: none.
    wrapper: str = ""
    #: Whether the value is the folder of generated inference code.
    is_code_folder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderCode:
    """The source that makes a builder and its config."""

    style: ConfigStyle
    #: Import statements, sorted.
    imports: tuple[str, ...] = ()
    #: What is called to make the config, such as ``XGBoostModelConfig``.
    maker: str = ""
    #: Fields of the config by name.
    fields: Mapping[str, FieldCode] = field(default_factory=dict)
    #: Fields of configs inside the config, each with the attribute under which that one is.
    inner: Mapping[str, str] = field(default_factory=dict)
    #: Of what a factory makes: the keywords with which its class makes a changed one, each with the attribute that has
    #: the value; empty: attributes are set.
    remade: Mapping[str, str] = field(default_factory=dict)
    #: Fields whose value cannot be written down as Python.
    unwritable: tuple[str, ...] = ()
    #: Keywords under which the constructor takes the config, the session and the role; ``None``: it takes none. The
    #: config's is empty where it is given by position, and `SPREAD` where its fields are keywords.
    config_keyword: str | None = None
    session_keyword: str | None = None
    role_keyword: str | None = None
    #: Keywords of ``create_step``; ``None``: any.
    step_keywords: frozenset[str] | None = None
    #: The files of inference code that the config names, relative to the folder where pipelines are built; those of the
    #: generated folder are below `CODE_FOLDER`.
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCode:
    """The arguments of ``create_step`` in one scenario. Expressions may use ``session`` and ``bucket``."""

    #: Import statements, sorted.
    imports: tuple[str, ...] = ()
    #: Pipeline parameters and steps in the order in which they are made: an expression by variable.
    parameters: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    #: The specifications that steps carry as ``_spec``, by the step's variable; empty where one cannot be written down.
    specifications: Mapping[str, str] = field(default_factory=dict)
    #: Keywords of ``create_step``, each with an expression.
    arguments: Mapping[str, str] = field(default_factory=dict)


def variable_of(name: str, kind: str) -> str:
    """A variable for a step or parameter `name`, such as ``xgboost_training_step``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", name)
    return f"{re.sub(r'[^a-z0-9]+', '_', words.lower()).strip('_')}_{kind}".lstrip("_0123456789")


#: Longer lines are split, one part a line.
_LONGEST = 90


def bracketed(start: str, parts: Iterable[str], end: str) -> str:
    """`parts` between brackets, such as the arguments of a call: on one line where that is short."""
    listed = list(parts)
    line = f"{start}{', '.join(listed)}{end}"
    if len(line) <= _LONGEST and "\n" not in line:
        return line
    inner = textwrap.indent("".join(f"{part},\n" for part in listed), "    ")
    return f"{start}\n{inner}{end}"
