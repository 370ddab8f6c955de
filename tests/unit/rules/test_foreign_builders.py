"""Rules of levels 1 and 2 on a builder that has never heard of us: correct, and broken in one place at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from tests.run_options import PLANNED

FILE = "foreign_model.py"
TEXT = Path(__file__).with_name(FILE).read_text(encoding="utf-8")
RULES = ("SB1", "SB2", "CM209", "CM21")

#: What is broken: the text that is replaced, what takes its place, the rule that fails, what its finding says.
BROKEN: Mapping[str, tuple[str, str, str, str]] = {
    "unused input": ('values["features_data"]', 'values["model_data"]', "SB203", "requires the input 'features_data'"),
    "undeclared input demanded": (
        "self._values(kwargs, dependencies)\n",
        'self._values(kwargs, dependencies)\n        values["lookup_data"]\n',
        "SB203",
        "requires the input 'lookup_data'",
    ),
    "undeclared input used": (
        'values["features_data"]),',
        'values.get("scaler_data") or values["features_data"]),',
        "SB203",
        "uses the input 'scaler_data'",
    ),
    "second input unchecked": (
        'for name in SPEC["dependencies"]:',
        'given.setdefault("features_data", given.get("model_data"))\n        for name in ("model_data",):',
        "SB204",
        "the required input 'features_data' is",
    ),
    "input missed with KeyError": (
        'raise ValueError(f"required input {name} not found")',
        'raise KeyError(f"required input {name} not found")',
        "SB204",
        "which is not a ValueError",
    ),
    "step name of another": ('"step_name": "ForeignModel"', '"step_name": "FraudModel"', "SB206", "'FraudModel'"),
    "step type of another": ('"step_type": "CreateModel"', '"step_type": "Tuning"', "SB206", "step_type is 'Tuning'"),
    "required variable left out": ('"THRESHOLD": "0.5", ', "", "SB207", "THRESHOLD, which is not in the request"),
    "required variable empty": (
        '"THRESHOLD": "0.5"',
        '"THRESHOLD": ""',
        "SB207",
        "THRESHOLD, which is empty in the request",
    ),
    "optional variable changed": (
        '"LOG_LEVEL": "INFO", **',
        '"LOG_LEVEL": "DEBUG", **',
        "SB207",
        "LOG_LEVEL is 'DEBUG'",
    ),
    "config not checked": (
        '"source_dir", "framework_version", "region"',
        '"framework_version"',
        "SB208",
        "config.source_dir",
    ),
    "config checked for None only": (
        "if not getattr(config, name):",
        "if getattr(config, name) is None:",
        "SB208",
        'is ""',
    ),
    "config refused without a name": ('f"config.{name} is missing"', '"incomplete"', "SB208", "does not name it"),
    "config asserted": (
        'raise ValueError(f"config.{name} is missing")',
        "raise AssertionError(name)",
        "SB208",
        "which is not a ValueError",
    ),
    "model_data optional": (
        '"model_data": {"type": "model_artifacts", "required": True',
        '"model_data": {"type": "model_artifacts", "required": False',
        "CM209",
        "declares model_data as optional",
    ),
    "output elsewhere": ('"properties.ModelName"', '"properties.ModelArn"', "CM209", "is at 'properties.ModelArn'"),
    "outputs returned": ("        return None\n", '        return {"model_name": 1}\n', "CM210", "returns a dict"),
    "any version": ('not in SPEC["framework_versions"]:', 'in ("0",):', "SB211", "takes it"),
    "listed version refused": (
        'not in SPEC["framework_versions"]:',
        'in ("1.5-1",):',
        "SB211",
        "framework version 1.5-1",
    ),
    "version without image": ('"1.7-1"],', '"1.7-1", "1.9-1"],', "SB212", "xgboost 1.9-1"),
    "other pattern": ('"pattern": "A"', '"pattern": "B"', "CM213", "is given model=, which is pattern A"),
    "request of its own model, which only ModelStep takes for pattern A": (
        "model=model, depends_on",
        "step_args=model.create(self.config.instance_type).create_model_request, depends_on",
        "CM213",
        "is given step_args=, which is pattern B",
    ),
    "source not resolved": (
        '["XGBoostTraining"]',
        '["XGBoostTraining", "ProcessingStep"]',
        "SB214",
        "calls ProcessingStep a compatible source",
    ),
    "file written at import": (
        "HOME = os.getcwd()",
        'HOME = open("builder.log", "w").name',
        "SB108",
        "importing the module writes builder.log",
    ),
    "inputs ignored": ('dict(kwargs.get("inputs") or {})', "{}", "SB106", "does not use inputs="),
    "model_data ignored": (
        'if kwargs.get("model_data") is not None:',
        "if False:",
        "SB106",
        "does not use model_data=",
    ),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Mapping[str, Outcome]]]:
    """Outcomes by rule of the correct builder and of each broken one, from one run."""
    folder = tmp_path_factory.mktemp("foreign")
    before = os.getcwd()
    os.chdir(folder)
    try:
        texts = {name: TEXT.replace(old, new) for name, (old, new, _, _) in BROKEN.items()} | {"correct": TEXT}
        names = {}
        for index, (name, text) in enumerate(texts.items()):
            path = folder / f"team{index}" / FILE
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
            names[f"team{index}/{FILE}"] = name
        rules = tuple(select_rules(load_rules(), RULES, ()))
        cards = check(find_subjects(list(names)).subjects, rules, PLANNED).scorecards
        yield {
            names[card.subject.place.path]: {outcome.rule.id: outcome for outcome in card.outcomes} for card in cards
        }
    finally:
        os.chdir(before)


def test_correct_builder_is_not_accused(judged: Mapping[str, Mapping[str, Outcome]]) -> None:
    wrong = {id: outcome for id, outcome in judged["correct"].items() if outcome.kind is not OutcomeKind.PASSED}
    # It is registered nowhere, derives from no base, and takes its registry as one of its keywords.
    assert {id: outcome.kind for id, outcome in wrong.items()} == dict.fromkeys(
        ("SB103", "SB104", "SB201"), OutcomeKind.NOT_APPLICABLE
    )


@pytest.mark.parametrize("name", BROKEN)
def test_broken_builder_is_found_by_its_rule(judged: Mapping[str, Mapping[str, Outcome]], name: str) -> None:
    old, _, rule, said = BROKEN[name]
    assert TEXT.count(old) == 1
    messages = [finding.message for finding in judged[name][rule].findings]
    assert any(said in message for message in messages), messages


def test_broken_config_is_no_fault_of_the_inputs(judged: Mapping[str, Mapping[str, Outcome]]) -> None:
    for name in (name for name, (_, _, rule, _) in BROKEN.items() if rule in ("SB208", "SB207", "SB212")):
        failed = {
            id
            for id, outcome in judged[name].items()
            if outcome.kind is OutcomeKind.FAILED and outcome.rule.severity is Severity.ERROR
        }
        assert failed == {BROKEN[name][2]}
