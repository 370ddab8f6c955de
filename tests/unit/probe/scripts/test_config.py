"""A config written down as Python: what is written, run, makes an equal config."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import os
from collections import namedtuple
from pathlib import Path
from typing import Any, NamedTuple

import attr
import pytest
from pydantic import BaseModel, ConfigDict, Field

from cursus_tester.cli.show.script import config_lines
from cursus_tester.configs.classes import recipe_of
from cursus_tester.configs.configuration import Configuration
from cursus_tester.configs.constructors import Constructor
from cursus_tester.configs.fields import Field as ConfigField
from cursus_tester.evidence.code import BuilderCode, ConfigStyle
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.probe.scripts.config import builder_code


class Framework(enum.Enum):
    XGBOOST = "xgboost"
    PYTORCH = "pytorch"


class Size(str, enum.Enum):
    SMALL = "s"


@dataclasses.dataclass(frozen=True)
class Frozen:
    framework: Framework
    source_dir: Path = Path("src")
    subnets: tuple[str, ...] = ("a",)


class Model(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    name: str = Field(alias="modelName")
    size: Size = Size.SMALL
    env: dict[str, str] = {}


@attr.define
class Attrs:
    name: str
    count: int = 1


class Tuple(NamedTuple):
    name: str
    count: int = 1


class Plain:
    name = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plain) and vars(self) == vars(other)


@dataclasses.dataclass
class Outer:
    inner: Frozen
    title: str = "t"


CONFIG = inspect.Parameter("config", inspect.Parameter.KEYWORD_ONLY)
CONSTRUCTOR = Constructor(config=CONFIG, session="session", role=None, sessions=frozenset(SessionKind), unfilled=())


def code_of(
    config: Any, values: dict[str, Any], *, constructor: Constructor = CONSTRUCTOR, factory: str = ""
) -> BuilderCode:
    recipe = recipe_of(type(config))
    fields = recipe.fields
    if isinstance(config, dict):
        fields = tuple(ConfigField(name=name, key=name, annotation=Any, required=True) for name in config)
    made = Configuration(config=config, type=recipe.name, fields=fields, values=values)
    return builder_code(
        made, constructor, factory=factory, code_folder="/tmp/x/code", scripts=("code/a.py",), step_keywords=None
    )


def run(code: BuilderCode, changes: dict[str, Any] | None = None, absent: str | None = None) -> Any:
    names: dict[str, Any] = {"os": os}
    exec("\n".join((*code.imports, *config_lines(code, changes or {}, absent=absent))), names)
    return names["config"]


def plain(name: str) -> Plain:
    made = Plain()
    made.name = name
    return made


NESTED = {"name": "n", "nested": {"a": [1, 2.5, None, True, (1,), {2}, b"x"]}}


@pytest.mark.parametrize(
    ("made", "values", "changes", "expected"),
    [
        (Frozen(Framework.XGBOOST), {"framework": Framework.XGBOOST}, {}, Frozen(Framework.XGBOOST)),
        # A plain value of a scenario becomes what the field takes.
        (
            Frozen(Framework.XGBOOST),
            {"framework": Framework.XGBOOST},
            {"framework": "pytorch", "source_dir": "other", "subnets": ["b", "c"]},
            Frozen(Framework.PYTORCH, Path("other"), ("b", "c")),
        ),
        (Model(modelName="n"), {"name": "n"}, {"env": {"A": "1"}}, Model(modelName="n", env={"A": "1"})),
        (Model(modelName="n"), {"name": "n", "size": Size.SMALL}, {}, Model(modelName="n", size=Size.SMALL)),
        (Attrs("n"), {"name": "n"}, {"count": 2}, Attrs("n", 2)),
        (Tuple("n"), {"name": "n"}, {"count": 2}, Tuple("n", 2)),
        (plain("n"), {"name": "n"}, {"name": "m"}, plain("m")),
        (NESTED, NESTED, {"name": "m"}, {**NESTED, "name": "m"}),
        (
            Outer(Frozen(Framework.XGBOOST)),
            {"inner": Frozen(Framework.XGBOOST)},
            {"subnets": ("z",), "title": "u"},
            Outer(Frozen(Framework.XGBOOST, subnets=("z",)), "u"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_written_makes_the_config(
    made: Any, values: dict[str, Any], changes: dict[str, Any], expected: Any
) -> None:
    assert run(code_of(made, values), changes) == expected


@pytest.mark.parametrize(
    ("made", "values", "expected"),
    [(Attrs("n", 2), {"name": "n", "count": 2}, Attrs("n", 1)), (NESTED, NESTED, {"nested": NESTED["nested"]})],
    ids=["constructor", "mapping"],
)
def test_a_field_can_be_left_out(made: Any, values: dict[str, Any], expected: Any) -> None:
    absent = "count" if isinstance(made, Attrs) else "name"

    assert run(code_of(made, values), absent=absent) == expected


def make_frozen() -> Frozen:
    return Frozen(Framework.XGBOOST)


def make_model() -> Model:
    return Model(modelName="n")


def make_plain() -> Plain:
    return plain("n")


@pytest.mark.parametrize(
    ("make", "changes", "expected"),
    [
        (make_frozen, {}, Frozen(Framework.XGBOOST)),
        (make_frozen, {"framework": "pytorch"}, Frozen(Framework.PYTORCH)),
        (make_model, {"env": {"A": "1"}}, Model(modelName="n", env={"A": "1"})),
        (make_plain, {"name": "m"}, plain("m")),
    ],
)
def test_what_a_factory_makes_can_be_changed(make: Any, changes: dict[str, Any], expected: Any) -> None:
    code = code_of(make(), {}, factory=f"{__name__}:{make.__name__}")

    assert run(code, changes) == expected


@pytest.mark.parametrize(
    ("make", "changes", "absent", "error"),
    [
        (make_model, {"size": "unknown"}, None, ValueError),
        (make_model, {}, "name", ValueError),
        (make_frozen, {}, "framework", TypeError),
    ],
)
def test_the_class_of_what_a_factory_makes_can_refuse(
    make: Any, changes: dict[str, Any], absent: str | None, error: type[Exception]
) -> None:
    code = code_of(make(), {}, factory=f"{__name__}:{make.__name__}")

    with pytest.raises(error):
        run(code, changes, absent)


def test_the_generated_folder_of_code_is_the_scripts_own() -> None:
    code = code_of(Attrs("/tmp/x/code"), {"name": "/tmp/x/code"})

    assert code.fields["name"].is_code_folder
    assert run(code).name == str(Path("code").absolute())


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", ""), ("/inference.py", "/inference.py"), ("2", None)],
    ids=["folder", "file", "another-folder"],
)
def test_so_it_is_in_a_config_inside_the_config(given: str, expected: str | None) -> None:
    named = Path(f"/tmp/x/code{given}")
    inner = Frozen(Framework.XGBOOST, source_dir=named)

    made = run(code_of(Outer(inner), {"inner": inner}))

    assert made.inner.source_dir == (named if expected is None else Path(f"{Path('code').absolute()}{expected}"))


def test_what_cannot_be_written_is_named() -> None:
    code = code_of(Attrs("n"), {"name": object(), "count": 3})

    assert code.unwritable == ("name",)
    assert code.fields["count"].value == "3"


def test_a_class_that_is_local_to_a_function() -> None:
    local = namedtuple("local", "name")
    local.__qualname__ = "f.<locals>.local"

    code = code_of(local("n"), {"name": "n"})

    assert (code.style, code.maker) == (ConfigStyle.UNWRITABLE, "f.<locals>.local")


@pytest.mark.parametrize(
    ("constructor", "factory", "expected"),
    [
        (CONSTRUCTOR, "", (ConfigStyle.CALL, "Attrs", "config", "session", None)),
        (CONSTRUCTOR, "team.fixtures:Made.config", (ConfigStyle.FACTORY, "Made.config", "config", "session", None)),
        (
            dataclasses.replace(CONSTRUCTOR, config=None, session=None, role="role_arn"),
            "",
            (ConfigStyle.NONE, "", None, None, "role_arn"),
        ),
        (
            dataclasses.replace(CONSTRUCTOR, config=CONFIG.replace(kind=inspect.Parameter.POSITIONAL_ONLY)),
            "",
            (ConfigStyle.CALL, "Attrs", "", "session", None),
        ),
    ],
)
def test_how_the_builder_is_constructed(constructor: Constructor, factory: str, expected: tuple[Any, ...]) -> None:
    code = code_of(Attrs("n"), {"name": "n"}, constructor=constructor, factory=factory)

    keywords = (code.config_keyword, code.session_keyword, code.role_keyword)
    assert (code.style, code.maker, *keywords) == expected
    assert ("from team.fixtures import Made" in code.imports) == bool(factory)
