"""Configs for builders of any style: which class, which values, and what is said where there are none."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cursus_tester.configs.classes import config_recipes
from cursus_tester.configs.constructors import constructor_of
from cursus_tester.configs.generation import ConfigError, Generated, make_config
from cursus_tester.configs.values import ValueContext

_NUMBERS = itertools.count()

HEAD = """\
from __future__ import annotations
import abc
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Mapping, Optional, TypeVar
from typing import NamedTuple, Protocol, TypedDict
import attr
from pydantic import v1
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
"""
BUILDER = """
class ChurnStepBuilder:
    def __init__(self, {parameter}, sagemaker_session=None, role=None):
        self.config = {name}
    def create_step(self, **kwargs): ...
"""


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., type]:
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(text: str, parameter: str = "config: ChurnConfig", tail: str = "", **modules: str) -> type:
        name = parameter.partition(":")[0].partition("=")[0].strip()
        for module, content in modules.items():
            (tmp_path / f"{module}.py").write_text(HEAD + content)
        module = f"team_{next(_NUMBERS)}"
        builder = tail or BUILDER.format(parameter=parameter, name=name)
        (tmp_path / f"{module}.py").write_text(HEAD + text + builder)
        importlib.invalidate_caches()
        cls: type = importlib.import_module(module).ChurnStepBuilder
        return cls

    return make


def generate(
    builder: type, tmp_path: Path, accepts: Callable[[Any], None] = lambda _: None, **context: Any
) -> Generated:
    around = ValueContext(
        **{
            "framework": "xgboost",
            "framework_versions": (),
            "region": "us-east-1",
            "source_dir": str(tmp_path / "code"),
            **context,
        }
    )
    constructor = constructor_of(builder)
    assert constructor.config is not None
    recipes = config_recipes(builder, constructor.config, lambda file: file.startswith(str(tmp_path)))
    if not recipes:
        raise ConfigError("no class")
    return make_config(recipes[0], around, accepts)


FIELDS = (
    "    framework_version: str\n    entry_point: str\n    source_dir: str\n    instance_type: str = 'ml.m5.large'\n"
)

STYLES = {
    "dataclass": "@dataclass\nclass ChurnConfig:\n" + FIELDS,
    "frozen keyword-only dataclass": "@dataclass(frozen=True, kw_only=True)\nclass ChurnConfig:\n" + FIELDS,
    "pydantic": "class ChurnConfig(BaseModel):\n" + FIELDS,
    "pydantic, inherited": "class Root(BaseModel):\n" + FIELDS + "class ChurnConfig(Root):\n    a: int = 1\n",
    "pydantic, extra forbidden": "class ChurnConfig(BaseModel):\n    model_config = ConfigDict(extra='forbid')\n"
    + FIELDS,
    "pydantic 1": "class ChurnConfig(v1.BaseModel):\n" + FIELDS,
    "pydantic 1, constrained": "class ChurnConfig(v1.BaseModel):\n"
    + FIELDS.replace("entry_point: str", "entry_point: v1.constr(min_length=1, regex='.*py$')"),
    "attrs": "@attr.s(auto_attribs=True)\nclass ChurnConfig:\n" + FIELDS,
    "attrs, new style": "@attr.define\nclass ChurnConfig:\n" + FIELDS,
    "TypedDict": "class ChurnConfig(TypedDict, total=True):\n" + FIELDS.replace(" = 'ml.m5.large'", ""),
    "named tuple": "class ChurnConfig(NamedTuple):\n" + FIELDS,
    "annotated class": "class ChurnConfig:\n" + FIELDS,
    "protocol": "class ChurnConfig(Protocol):\n" + FIELDS.replace(" = 'ml.m5.large'", ""),
    "annotated constructor": "class ChurnConfig:\n"
    "    def __init__(self, framework_version: str, entry_point: str, source_dir: str, instance_type: str = 'x'):\n"
    "        self.__dict__.update(locals())\n",
    "annotated class that takes any keyword": "class ChurnConfig:\n"
    + FIELDS
    + "    def __init__(self, **values):\n        vars(self).update(values)\n",
    "bare constructor": "class ChurnConfig:\n"
    "    def __init__(self, *, framework_version, entry_point, source_dir, instance_type=1, **more):\n"
    "        self.__dict__.update(locals())\n",
}


@pytest.mark.parametrize("style", STYLES)
def test_style(build: Callable[..., type], tmp_path: Path, style: str) -> None:
    made = generate(build(STYLES[style]), tmp_path)
    wanted = {"framework_version": "1.7-1", "entry_point": "inference.py", "source_dir": str(tmp_path / "code")}
    assert {name: made.values[name] for name in wanted} == wanted
    assert ("instance_type" in made.values) == (style in ("TypedDict", "protocol"))


def test_field_that_another_one_demands(build: Callable[..., type], tmp_path: Path) -> None:
    # Pydantic repeats the input beside what a check of the whole says, and with it the names of all fields.
    text = (
        "class ChurnConfig(BaseModel):\n    pipeline_version: str\n    entry_point: str = 'inference.py'\n"
        "    source_dir: Optional[str] = None\n"
        "    @model_validator(mode='after')\n    def _code(self):\n"
        "        if not self.source_dir:\n            raise ValueError('source_dir must be given')\n"
        "        return self\n"
    )
    assert generate(build(text), tmp_path).values["source_dir"] == str(tmp_path / "code")


def test_several_fields_that_are_refused_at_once(build: Callable[..., type], tmp_path: Path) -> None:
    check = (
        "    @field_validator('{name}')\n    @classmethod\n    def _{name}(cls, value):\n"
        "        if value not in {known}:\n            raise ValueError('must be one of {known}')\n"
        "        return value\n"
    )
    text = "class ChurnConfig(BaseModel):\n    job_type: str\n    region_code: str\n    labels: list[str]\n"
    for name, known in (("job_type", ["training", "testing"]), ("region_code", ["NA", "EU"])):
        text += check.format(name=name, known=str(known).replace("'", '"'))
    text += "    @model_validator(mode='after')\n    def _two(self):\n        if len(self.labels) < 2:\n"
    text += "            raise ValueError('labels must be two')\n        return self\n"
    made = generate(build(text), tmp_path)
    assert (made.values["job_type"], made.values["region_code"]) == ("training", "NA")
    assert len(made.values["labels"]) == 2


def test_a_class_that_keeps_any_keyword_gets_what_the_builder_reads(build: Callable[..., type], tmp_path: Path) -> None:
    text = "class ChurnConfig:\n    def __init__(self, **values):\n        vars(self).update(values)\n"
    reading = BUILDER.replace("...", "return self.config.entry_point, getattr(self.config, 'tags', None)")
    tail = reading.format(parameter="config: ChurnConfig", name="config")
    assert dict(generate(build(text, tail=tail), tmp_path).values) == {"entry_point": "inference.py"}
    setting = text.replace("vars(self).update(values)", "self.entry_point = values.get('entry_point')")
    assert dict(generate(build(setting, tail=tail), tmp_path).values) == {}
    closed = "class Root:\n    def __init__(self, a=1): ...\n" + text.replace("ChurnConfig:", "ChurnConfig(Root):")
    closed = closed.replace("vars(self).update(values)", "super().__init__(**values)")
    assert dict(generate(build(closed, tail=tail), tmp_path).values) == {}


CONFIG = "@dataclass\nclass ChurnConfig:\n" + FIELDS
GENERIC = """
T = TypeVar("T", bound="Root")
class Root: ...
class Base(Generic[T]):
    def __init__(self, config: T, sagemaker_session=None, role=None): ...
    def create_step(self, **kwargs): ...
class ChurnStepBuilder(Base[ChurnConfig]): ...
"""
INHERITED = """
class Base:
    def __init__(self, config: Root, sagemaker_session=None, role=None):
        self.config = config
class ChurnStepBuilder(Base):
    def create_step(self, **kwargs):
        return self.config.framework_version, self.config.entry_point
"""


def test_values_that_a_refusal_lists_are_tried(build: Callable[..., type], tmp_path: Path) -> None:
    check = (
        "    def __post_init__(self):\n        assert self.stage in ('prod', 'qa'), f\"stage: one of {['x', 'qa']}\"\n"
    )
    text = CONFIG.replace("    source_dir", "    stage: str\n    source_dir") + check
    assert generate(build(text), tmp_path).values["stage"] == "qa"
    with pytest.raises(ConfigError, match="every value tried for the field 'stage'"):
        generate(build(text.replace("['x', 'qa']", "['x', 'y']")), tmp_path)


@pytest.mark.parametrize(
    ("text", "parameter", "tail"),
    [
        (CONFIG, "config: ChurnConfig | None = None", ""),
        (CONFIG, "config: Optional['ChurnConfig']", ""),
        (CONFIG, "config: Annotated[ChurnConfig, 'doc']", ""),
        (CONFIG, "cfg: ChurnConfig", ""),
        (CONFIG, "settings: ChurnConfig", ""),
        (CONFIG, "config", ""),
        (CONFIG + "@dataclass\nclass StepSpec:\n    x: int\n", "config", ""),
        (CONFIG + "class OtherConfig(BaseModel):\n    x: int\n", "config", ""),
        ("@dataclass\nclass Basis:\n    x: int\n" + CONFIG.replace("ChurnConfig", "ChurnConfig(Basis)"), "config", ""),
        (CONFIG, "", GENERIC),
        ("class Root: ...\n" + CONFIG.replace("ChurnConfig:", "ChurnConfig(Root):"), "", INHERITED),
        (
            CONFIG,
            "",
            "class Base:\n    def __init__(self, config, sagemaker_session=None, role=None): ...\n"
            "    def create_step(self): ...\nclass ChurnStepBuilder(Base):\n    config: ChurnConfig\n",
        ),
        (
            CONFIG,
            "",
            "class Base:\n    def __init__(self, config, sagemaker_session=None, role=None): ...\n"
            "    def create_step(self): ...\nclass ChurnStepBuilder(Base):\n    config_class = ChurnConfig\n",
        ),
        (
            CONFIG,
            "",
            "class Base:\n    def __init__(self, config: ChurnConfig, role=None): ...\n"
            "    def create_step(self): ...\nclass ChurnStepBuilder(Base):\n    def __init__(self, *args, **kwargs):\n"
            "        super().__init__(*args, **kwargs)\n",
        ),
        (
            CONFIG,
            "",
            "@dataclass\nclass ChurnStepBuilder:\n    config: ChurnConfig\n    role: str | None = None\n"
            "    def create_step(self): ...\n",
        ),
        (
            "class Root(abc.ABC):\n    @abc.abstractmethod\n    def x(self): ...\n"
            + CONFIG.replace("ChurnConfig:", "ChurnConfig(Root):")
            + "    def x(self): ...\n",
            "config: Root",
            "",
        ),
    ],
)
def test_class_that_is_found(build: Callable[..., type], tmp_path: Path, text: str, parameter: str, tail: str) -> None:
    made = generate(build(text, parameter, tail), tmp_path)
    assert type(made.config).__name__ == "ChurnConfig"


def test_class_imported_for_type_checkers_only(build: Callable[..., type], tmp_path: Path) -> None:
    text = "if TYPE_CHECKING:\n    from churn_types import ChurnConfig\n    from nowhere import Session\n"
    builder = build(text, "config: ChurnConfig | None", churn_types=CONFIG)
    assert type(generate(builder, tmp_path).config).__name__ == "ChurnConfig"


READS = """
class ChurnStepBuilder:
    def __init__(self, {parameter}, sagemaker_session=None, role=None):
        self.cfg = config
    def create_step(self, **kwargs):
        cfg = self.cfg
        return {reads}
"""


@pytest.mark.parametrize(
    ("parameter", "reads", "kind"),
    [
        ("config: dict", "cfg['instance_type'], cfg.get('env', {})", dict),
        ("config: Mapping[str, Any]", "self.cfg['instance_type'], cfg.get('env', {})", dict),
        ("config", "cfg['instance_type'], cfg.get('env', {})", dict),
        ("config", "cfg.instance_type, getattr(cfg, 'env', {})", SimpleNamespace),
        ("config: Any", "self.cfg.instance_type, getattr(self.cfg, 'env', {})", SimpleNamespace),
    ],
)
def test_config_of_no_class(build: Callable[..., type], tmp_path: Path, parameter: str, reads: str, kind: type) -> None:
    config = generate(build("", tail=READS.format(parameter=parameter, reads=reads)), tmp_path).config
    assert type(config) is kind
    assert (config if kind is dict else vars(config)) == {"instance_type": "ml.m5.xlarge", "env": {}}


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("instance_type: Annotated[str, Field(pattern=r'^ml\\.g5\\.')]", "ml.g5.xlarge"),
        ("team: Annotated[str, Field(min_length=20)]", "x" * 20),
        ("workers: Annotated[int, Field(gt=20, lt=30)]", 21),
        ("ratio: float = Field(ge=0.25, le=0.25)", 0.25),
        ("ticket: str = Field(pattern=r'^[A-Z]{2}-[0-9]{2}$')", "AA-00"),
        ("region: Literal['eu-west-1', 'us-east-1']", "us-east-1"),
        ("colour: Literal['red', 'blue']", "red"),
        ("model_name: str | None", None),
        ("entry_point: str | None", "inference.py"),
        ("vpc_config: dict[str, list[str]]", {"Subnets": ["subnet-0a1b2c3d"], "SecurityGroupIds": ["sg-0a1b2c3d"]}),
        ("inference_instance_type: str", "ml.m5.xlarge"),
        ("py_version: str", "py3"),
        ("instance_count: int", 1),
        ("enable_network_isolation: bool", False),
        ("entry_point: Path", Path("inference.py")),
        ("image: str = Field(alias='imageUri', pattern='amazonaws')", None),
    ],
)
def test_value(build: Callable[..., type], tmp_path: Path, declaration: str, expected: Any) -> None:
    if "imageUri" in declaration:
        declaration, expected = (
            declaration.replace("amazonaws", "^s3"),
            "s3://sagemaker-us-east-1-123456789012/conformance",
        )
    made = generate(build(f"class ChurnConfig(BaseModel):\n    {declaration}\n"), tmp_path)
    assert list(made.values.values()) == [expected]


TORCH = "pytorch_version: str; py_version: str"


@pytest.mark.parametrize(
    ("framework", "listed", "declarations", "expected"),
    [
        ("xgboost", (), "framework_version: str; py_version: str", ("1.7-1", "py3")),
        ("xgboost", ("0.90-1", "latest", "1.3-1"), "framework_version: str; py_version: str", ("1.3-1", "py3")),
        ("pytorch", (), "py_version: str; framework_version: str", ("2.1", "py310")),
        ("pytorch", ("1.13",), "framework_version: str; py_version: str", ("1.13", "py39")),
        ("pytorch", (), "framework_version: str; py_version: str = 'py39'", ("1.13", "py39")),
        ("pytorch", (), "framework_version: str = '2.4'; py_version: str", ("2.4", "py311")),
        ("pytorch", ("9.9",), "framework_version: str; py_version: str", ("2.1", "py310")),
        ("sklearn", (), "framework_version: str; py_version: str", ("1.2-1", "py3")),
        (None, (), "framework_version: str; framework: Literal['tensorflow']; py_version: str", ("2.13", "py310")),
        ("huggingface", (), f"transformers_version: str; {TORCH}", ("4.37.0", "2.1.0", "py310")),
        ("huggingface", (), f"transformers_version: str = '4.26.0'; {TORCH}", ("4.26.0", "1.13.1", "py39")),
    ],
)
def test_versions_go_together(
    build: Callable[..., type],
    tmp_path: Path,
    framework: str | None,
    listed: tuple[str, ...],
    declarations: str,
    expected: tuple[str, ...],
) -> None:
    body = "".join(f"    {each.strip()}\n" for each in declarations.split(";"))
    builder = build(f"@dataclass(kw_only=True)\nclass ChurnConfig:\n{body}")
    config = generate(builder, tmp_path, framework=framework, framework_versions=listed).config
    names = ("transformers_version", "framework_version", "pytorch_version", "py_version")
    assert tuple(getattr(config, name) for name in names if hasattr(config, name)) == expected


ENUMERATION = "class Version(str, Enum):\n    OLD = '0.90-1'\n    NEW = '1.5-1'\n"


def test_enumeration_member_with_an_image(build: Callable[..., type], tmp_path: Path) -> None:
    builder = build(ENUMERATION + "@dataclass\nclass ChurnConfig:\n    framework_version: Version\n")
    assert generate(builder, tmp_path).config.framework_version.value == "1.5-1"


def test_nested_model(build: Callable[..., type], tmp_path: Path) -> None:
    text = "class Runtime(BaseModel):\n    instance_type: str\nclass ChurnConfig(BaseModel):\n    runtime: Runtime\n"
    assert generate(build(text), tmp_path).config.runtime.instance_type == "ml.m5.xlarge"


@pytest.mark.parametrize(
    "text",
    [
        "class ChurnConfig(BaseModel):\n    instance_type: str\n"
        "    @field_validator('instance_type')\n    @classmethod\n"
        "    def check(cls, value):\n        if 'c5' not in value: raise ValueError('no')\n        return value\n",
        "class ChurnConfig(BaseModel):\n    instance_type: str\n    @model_validator(mode='after')\n"
        "    def check(self):\n        if 'c5' not in self.instance_type: raise ValueError('bad instance type')\n"
        "        return self\n",
        "@dataclass\nclass ChurnConfig:\n    instance_type: str\n    def __post_init__(self):\n"
        "        if 'c5' not in self.instance_type: raise ValueError(f'{self.instance_type!r} is not offered')\n",
        "@dataclass\nclass ChurnConfig:\n    instance_type: str | None = None\n    def __post_init__(self):\n"
        "        if 'c5' not in (self.instance_type or ''): raise ValueError('instance_type is missing')\n",
        "@attr.define\nclass ChurnConfig:\n    instance_type: str = attr.field(\n"
        "        validator=attr.validators.matches_re('ml.c5.*'))\n",
    ],
    ids=["field validator", "model validator", "value in the text", "empty default", "attrs"],
)
def test_refusal_is_answered_with_another_value(build: Callable[..., type], tmp_path: Path, text: str) -> None:
    assert generate(build(text), tmp_path).config.instance_type == "ml.c5.xlarge"


def test_builder_refuses_in_its_constructor(build: Callable[..., type], tmp_path: Path) -> None:
    def accepts(config: Any) -> None:
        if not config.framework_version.startswith("1.5"):
            raise ValueError("unsupported framework version")

    assert generate(build(CONFIG), tmp_path, accepts).config.framework_version == "1.5-1"


def test_default_that_cannot_work_shows(build: Callable[..., type], tmp_path: Path) -> None:
    text = "class ChurnConfig(BaseModel):\n    framework_version: str = '9.9'\n    entry_point: str\n"
    assert generate(build(text), tmp_path).config.framework_version == "9.9"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "@dataclass\nclass ChurnConfig:\n    blob: object\n",
            "found no value for the field 'blob' (object) of ChurnConfig",
        ),
        (
            "class ChurnConfig(BaseModel):\n    token: str\n    @field_validator('token')\n    @classmethod\n"
            "    def check(cls, value):\n        raise ValueError('not signed')\n",
            "every value tried for the field 'token' ('token', 'conformance', '1.0.0', '1', …) was refused",
        ),
        (
            "class ChurnConfig:\n    def __init__(self):\n        raise OSError('no disk')\n",
            "found no valid ChurnConfig: OSError: no disk",
        ),
    ],
)
def test_obstacle_is_named(build: Callable[..., type], tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        generate(build(text), tmp_path)
    assert message in str(caught.value)


def test_nothing_says_what_the_config_is(build: Callable[..., type], tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        generate(build("", "config"), tmp_path)
