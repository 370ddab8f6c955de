"""What rules with two halves say of a specification and a config where nothing may be run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cursus_tester.results.outcome import OutcomeKind
from tests.unit.conftest import Outcomes

TEXT = """
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional
from sagemaker.workflow.steps import CreateModelStep

class Kind(str, Enum):
    ARTIFACTS = "model_artifacts"
    TABLE = "table"

@dataclass
class Needs:
    name: str
    dependency_type: Kind
    required: bool = True
    sources: list = field(default_factory=list)

@dataclass
class Specification:
    step_name: str
    dependencies: dict
    outputs: dict
    pattern: str = "A"
    step_type: str = "CreateModel"

VERSION = open("version").read()
OUTPUTS = {"model_name": {"path": "properties.ModelName", "since": VERSION}}
CHURN = Specification("ChurnModel", {"data": Needs("model_data", Kind.ARTIFACTS)}, outputs=OUTPUTS)

@dataclass
class ChurnModelConfig:
    instance_type: str
    accelerator_type: Optional[str] = None

class Base:
    def __init__(self, config, specification, sagemaker_session=None, role=None):
        self.config, self.spec = config, specification

@register_builder("ChurnModel", step_type="CreateModel")
class ChurnModelStepBuilder(Base):
    def __init__(self, config: ChurnModelConfig, sagemaker_session=None, role=None):
        super().__init__(config, CHURN, sagemaker_session, role)

    def create_step(self, **kwargs):
        if self.config.accelerator_type:
            raise ValueError("Elastic Inference was retired")
        return CreateModelStep(name="ChurnModel", model=self._model(), depends_on=[])
"""
RULES = ("CM209", "CM213", "CM351", "SB206")

#: What is changed, the rule that fails then, and what its finding says.
BROKEN: Mapping[str, tuple[str, str, str, str]] = {
    "another input": ('Needs("model_data"', 'Needs("weights"', "CM209", "declares weights"),
    "optional": ("Kind.ARTIFACTS)", "Kind.ARTIFACTS, False)", "CM209", "model_data as optional"),
    "optional by default": ("required: bool = True", "required: bool = False", "CM209", "model_data as optional"),
    "another type": ("Kind.ARTIFACTS)", "Kind.TABLE)", "CM209", "of type 'table'"),
    "another path": ("properties.ModelName", "properties.ModelArn", "CM209", "properties.ModelArn"),
    "no output": ("outputs=OUTPUTS", "outputs={}", "CM209", "it declares none"),
    "another pattern": ("outputs=OUTPUTS", 'outputs=OUTPUTS, pattern="B"', "CM213", "declares pattern B"),
    "another step": ('Specification("ChurnModel"', 'Specification("FraudModel"', "SB206", "'FraudModel'"),
    "another step's type": ("outputs=OUTPUTS", 'outputs=OUTPUTS, step_type="Tuning"', "SB206", "is 'Tuning'"),
    "registered as another": ('register_builder("ChurnModel"', 'register_builder("FraudModel"', "SB206", "FraudModel"),
    "registered as another type": (
        'step_type="CreateModel")',
        'step_type="Transform")',
        "SB206",
        "registry's step_type",
    ),
    "accelerator dropped": ("self.config.accelerator_type", "self.config.instance_type", "CM351", "is dropped"),
}

#: What is changed so that the text leaves a rule's question open, or has another right answer.
QUIET: Mapping[str, tuple[tuple[str, str], ...]] = {
    "as it is": (),
    "specification given": (("(config, CHURN,", "(config, config.specification,"),),
    "inputs computed": (('{"data": Needs("model_data", Kind.ARTIFACTS)}', "dict(load())"),),
    "the input's class is not installed": (
        (
            "@dataclass\nclass Needs:\n    name: str\n    dependency_type: Kind\n    required: bool = True\n"
            "    sources: list = field(default_factory=list)\n",
            "from team_platform.specs import Needs\n",
        ),
    ),
    "the inputs are none, and none is read": (('{"data": Needs("model_data", Kind.ARTIFACTS)}', "{}"),),
    "pattern computed": (("outputs=OUTPUTS", "outputs=OUTPUTS, pattern=pattern_of(CHURN)"),),
    "specification changed afterwards": (
        (
            'Specification("ChurnModel", {"data": Needs("model_data", Kind.ARTIFACTS)}, outputs=OUTPUTS)',
            '{"dependencies": {}, "outputs": {}}\nCHURN["dependencies"] = {}\nCHURN.update(outputs=OUTPUTS)',
        ),
    ),
    "two specifications": (
        ("super().__init__(config, CHURN,", "super().__init__(config, CHURN if config.instance_type else OTHER,"),
    ),
    "as a dictionary of the class": (
        ("(Base):\n", "(Base):\n    spec = dict(CHURN_DICTIONARY)\n\n"),
        ("(config, CHURN,", "(config, None,"),
    ),
    "config handed on": (
        ("self.config.accelerator_type", "self.config.instance_type"),
        ("model=self._model()", "model=make_model(self.config)"),
    ),
    "accelerator refused by the config": (
        (
            "accelerator_type: Optional[str] = None\n",
            "accelerator_type: Optional[str] = None\n\n"
            "    def __post_init__(self):\n        assert not self.accelerator_type\n",
        ),
        ("if self.config.accelerator_type", "if self.config.instance_type"),
    ),
}

#: Those of which the text says all that the rules want to know.
DECIDED = ("as it is", "the inputs are none, and none is read", "accelerator refused by the config")


def changed(*replacements: tuple[str, str]) -> str:
    text = TEXT
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_text_shows_is_found(judge_source: Callable[..., Outcomes], name: str) -> None:
    old, new, rule, said = BROKEN[name]
    outcomes = judge_source(changed((old, new)), *RULES)
    assert [id for id, outcome in outcomes.items() if outcome.kind is OutcomeKind.FAILED] == [rule]
    assert [said in finding.message for finding in outcomes[rule].findings] == [True]


@pytest.mark.parametrize("name", QUIET)
def test_what_the_text_leaves_open_is_left_alone(judge_source: Callable[..., Outcomes], name: str) -> None:
    outcomes = judge_source(changed(*QUIET[name]), *RULES)
    accused = {id for id, outcome in outcomes.items() if outcome.kind in (OutcomeKind.FAILED, OutcomeKind.ERROR)}
    assert accused == set()
    assert (OutcomeKind.NOT_APPLICABLE in {each.kind for each in outcomes.values()}) == (name not in DECIDED)


def test_a_specification_may_be_a_dictionary_of_the_class(judge_source: Callable[..., Outcomes]) -> None:
    held = '(Base):\n    spec = {"dependencies": [{"name": "weights"}], "outputs": OUTPUTS, "pattern": "pattern_b"}\n\n'
    outcomes = judge_source(changed(("(Base):\n", held), ("(config, CHURN,", "(config, None,")), *RULES)
    assert [id for id, outcome in outcomes.items() if outcome.kind is OutcomeKind.FAILED] == ["CM209", "CM213"]
    assert [finding.place.line for finding in outcomes["CM209"].findings] == [41]


MODEL_TEXT = """
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel

class XGBoostModelStepBuilder:
    def __init__(self, config, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, **kwargs):
        return CreateModelStep(name="XGBoostModel", model=self.model(kwargs["model_data"]))

    def model(self, model_data):
        return XGBoostModel(model_data=model_data, role=self.role, image_uri=self.image(), framework_version="1.7-1")

    def image(self):
        return image_uris.retrieve("xgboost", self.config.region, version="1.7-1", image_scope="inference")
"""
#: How an image is looked up without a scope, and whether the SDK refuses that.
WITHOUT_SCOPE: Mapping[str, bool] = {
    'image_uris.retrieve("xgboost", self.config.region, version="1.7-1")': False,
    'image_uris.retrieve("linear-learner", self.config.region)': False,
    'image_uris.retrieve(self.config.framework, self.config.region, version="1.7-1")': False,
    'image_uris.retrieve("pytorch", self.config.region, version="2.1", instance_type="ml.m5.large")': True,
}


@pytest.mark.parametrize("call", WITHOUT_SCOPE)
def test_a_scope_is_asked_for_where_there_is_a_choice(judge_source: Callable[..., Outcomes], call: str) -> None:
    text = MODEL_TEXT.replace(
        'image_uris.retrieve("xgboost", self.config.region, version="1.7-1", image_scope="inference")', call
    )
    assert (judge_source(text, "SB321")["SB321"].kind is OutcomeKind.FAILED) is WITHOUT_SCOPE[call]


MODEL_RULES = ("CM301", "CM302", "CM303", "CM310", "SB320", "SB321", "SB325", "CM330")

#: What the text leaves open, and the rules that have nothing to say then.
OPEN: Mapping[str, tuple[str, str, set[str]]] = {
    "nothing": ("", "", set()),
    "the step's arguments": (
        'model=self.model(kwargs["model_data"])',
        '**self.arguments(kwargs["model_data"])',
        {"CM301", "CM302", "CM303", "CM310"},
    ),
    "the model": ('self.model(kwargs["model_data"])', "self.models[0]", {"CM302"}),
    "the model's class": ("return XGBoostModel(", "return self.model_class(", {"CM302", "SB320", "CM330"}),
    "the image": ("image_uri=self.image()", 'image_uri=self.config["image"]', {"SB320"}),
    "the scope": ('image_scope="inference"', "image_scope=self.scope", {"SB321", "SB325"}),
    "an attribute of some object": (
        "        return CreateModelStep(",
        '        setattr(self.other, "cache_config", 1)\n        return CreateModelStep(',
        {"CM310"},
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_a_rule_passes_on_nothing_that_only_a_run_shows(judge_source: Callable[..., Outcomes], name: str) -> None:
    old, new, rules = OPEN[name]
    assert not old or MODEL_TEXT.count(old) == 1
    outcomes = judge_source(MODEL_TEXT.replace(old, new) if old else MODEL_TEXT, *MODEL_RULES, file="xgboost_model.py")
    kinds = {rule: outcome.kind for rule, outcome in outcomes.items()}
    expected = dict.fromkeys(MODEL_RULES, OutcomeKind.PASSED) | dict.fromkeys(rules, OutcomeKind.NOT_APPLICABLE)
    assert kinds == expected
