"""SB400 on errors that a builder need not raise: none is overlooked, and no refusal on purpose is accused."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects

FILE = "raising_model.py"
TEXT = Path(__file__).with_name(FILE).read_text(encoding="utf-8")
RULES = ("SB110", "SB2", "CM21", "SB4", "CM31")

#: Situations by name: the condition under which ``create_step`` fails with ``KeyError: '<name>'``, and the rules of
#: which one must say so.
SITUATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "vpc": ("config.vpc_config", ("SB400",)),
    "kms": ("config.kms_key", ("SB400",)),
    "tags": ("config.tags", ("SB400",)),
    "environment": ("'CONFORMANCE_MARK' in config.env", ("SB400",)),
    "model name": ("config.model_name", ("SB400",)),
    "isolated archive": (
        "config.enable_network_isolation and isinstance(given.get('model_data'), str) and given['model_data']",
        ("SB400",),
    ),
    "isolation": ("config.enable_network_isolation and dependencies", ("SB400",)),
    "region": ("config.region != 'us-east-1'", ("SB400",)),
    "machine": ("config.instance_type.startswith('ml.g4dn')", ("SB400",)),
    "other script": ("config.entry_point.startswith('other')", ("SB400",)),
    "caching": ("kwargs.get('enable_caching') is True", ("SB400",)),
    "no caching": ("kwargs.get('enable_caching') is False", ("SB400",)),
    "idle step": ("any(step.name == 'ManualApproval' for step in dependencies)", ("SB400", "SB403")),
    "two sources": ("dependencies and given.get('model_data')", ("SB400",)),
    "clock": ("time.time() - STARTED > 86_400", ("SB400",)),
    "two builders": ("type(self).latest is not self", ("SB409",)),
    "undeclared input": ("set(given) - {'model_data'}", ("SB400",)),
    "input None": ("'model_data' in kwargs and kwargs['model_data'] is None", ("SB204",)),
    "no input": ("not dependencies and 'model_data' not in given", ("SB204",)),
    "empty input": ("given.get('model_data') == ''", ("SB204",)),
}
#: The same of what every builder gets, where one failure hides another: a builder each.
FORMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "listed version": ("config.framework_version == '1.5-1'", ("SB400",)),
    "session": ("type(self.session).__name__ == 'Session'", ("SB400",)),
    "parameter": ("type(given.get('model_data')).__name__ == 'ParameterString'", ("SB400",)),
    "keyword": ("kwargs.get('model_data')", ("SB400",)),
    "literal": ("isinstance(given.get('model_data'), str) and given['model_data']", ("SB400",)),
}
#: Statements of one broken builder in ``create_step``, each with the rule and what its finding says.
FAILING = (
    ("time.sleep(config.kms_key or 0)", "SB400", "TypeError"),
    (
        "try:\n            config.vpc_config and config.vpc_config['SubnetIds']\n        except Exception as error:\n"
        "            raise ValueError(f'the step cannot be built: {error}') from error",
        "SB400",
        "the step cannot be built: 'SubnetIds'",
    ),
    ("if config.tags:\n            raise ValueError('not now')", "SB400", "ValueError: not now"),
    ("int(config.model_name or 0)", "SB400", "invalid literal for int()"),
    ("if config.env:\n            (1, 2).count = 0", "SB400", "AttributeError"),
    ("if config.region[0] == 'e':\n            raise KeyError('region')", "SB400", "KeyError: 'region'"),
    (
        "for step in dependencies:\n            try:\n                step.properties\n"
        "            except Exception:\n                raise KeyError(step.name) from None",
        "SB411",
        "which does not say where it came from",
    ),
)
#: The same in the config's class.
FAILING_CONFIG = (
    ("self.entry_point[0]", "SB208", "IndexError"),
    ("self.instance_type and SIZES[self.instance_type]", "SB400", "KeyError: 'ml.g4dn.xlarge'"),
    ("self.model_name and self.model_name.stem", "SB400", "AttributeError"),
    ("{None: 0, '': 0, '1.5-1': 0, '1.7-1': 1}[self.framework_version]", "SB211", "KeyError: '3.0-5'"),
)
#: Refusals on purpose, of settings that the SDK would take.
REFUSING = (
    "if config.vpc_config:\n            raise ValueError('no VPC in this team')",
    "if config.enable_network_isolation:\n            raise NotImplementedError('isolation is not supported here')",
    "try:\n            SIZES[config.instance_type]\n        except KeyError as error:\n"
    "            raise ValueError(f'unknown size: {config.instance_type}') from error",
    "unknown = set(config.env) - {'LOG_LEVEL'}\n        if unknown:\n"
    "            raise ValueError(f'not in the contract: {sorted(unknown)}')",
    "if set(given) - {'model_data'}:\n            raise ValueError('unexpected inputs')",
)
#: The same in the config's class.
REFUSING_CONFIG = (
    "if self.region != 'us-east-1':\n            raise RuntimeError('not there')",
    "assert self.instance_type in SIZES or not self.instance_type",
    "if self.tags:\n            raise TypeError('a list')",
    "if self.vpc_config:\n            raise KeyError('vpc_config')",
)

Judged = Mapping[str, Mapping[str, tuple[Finding, ...]]]


def _trap(name: str, condition: str) -> str:
    return f"if {condition}:\n            {{}}[{name!r}]\n        "


def _with(comment: str, statements: Sequence[str]) -> str:
    return TEXT.replace(comment, "\n        ".join(statements))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """The findings on each builder by rule, from one run."""
    texts = {"correct": TEXT}
    traps = "".join(_trap(name, condition) for name, (condition, _) in SITUATIONS.items())
    texts["situations"] = TEXT.replace("# the situation", traps)
    texts |= {name: TEXT.replace("# the situation", _trap(name, FORMS[name][0])) for name in FORMS}
    texts["failing"] = _with("# the situation", [statement for statement, _, _ in FAILING])
    texts["failing config"] = _with("# the config", [statement for statement, _, _ in FAILING_CONFIG])
    texts["refusing"] = _with("# the situation", REFUSING)
    texts["refusing config"] = _with("# the config", REFUSING_CONFIG)
    folder = tmp_path_factory.mktemp("raising")
    before = os.getcwd()
    os.chdir(folder)
    try:
        names = {}
        for index, (name, text) in enumerate(texts.items()):
            path = folder / f"team{index}" / FILE
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
            names[f"team{index}/{FILE}"] = name
        rules = tuple(select_rules(load_rules(), RULES, ()))
        cards = check(find_subjects(list(names)).subjects, rules).scorecards
        yield {
            names[card.subject.place.path]: {
                outcome.rule.id: outcome.findings for outcome in card.outcomes if outcome.kind is OutcomeKind.FAILED
            }
            for card in cards
        }
    finally:
        os.chdir(before)


def _messages(findings: Mapping[str, tuple[Finding, ...]], *rules: str) -> list[str]:
    return [each.message for rule in rules for each in findings.get(rule, ())]


@pytest.mark.parametrize("name", SITUATIONS)
def test_failure_in_one_situation_is_found(judged: Judged, name: str) -> None:
    messages = _messages(judged["situations"], *SITUATIONS[name][1])
    assert any(f"KeyError: {name!r}" in message for message in messages), messages


@pytest.mark.parametrize("name", FORMS)
def test_failure_in_an_ordinary_situation_is_found_once(judged: Judged, name: str) -> None:
    messages = _messages(judged[name], *FORMS[name][1])
    assert [message for message in messages if f"KeyError: {name!r}" in message] == messages[:1], messages


@pytest.mark.parametrize(
    ("builder", "rule", "said"),
    [
        *(("failing", rule, said) for _, rule, said in FAILING),
        *(("failing config", rule, said) for _, rule, said in FAILING_CONFIG),
    ],
)
def test_failure_of_another_kind_is_found(judged: Judged, builder: str, rule: str, said: str) -> None:
    messages = _messages(judged[builder], rule)
    assert any(said in message for message in messages), messages


def test_change_of_the_config_is_named(judged: Judged) -> None:
    [message] = [message for message in _messages(judged["situations"], "SB400") if "'kms'" in message]
    assert message.startswith("with kms_key='arn:aws:kms:us-east-1:123456789012:key/")
    assert message.endswith(" in the config, create_step raised KeyError: 'kms'")


@pytest.mark.parametrize("name", ["correct", "refusing", "refusing config"])
def test_refusal_on_purpose_is_no_finding(judged: Judged, name: str) -> None:
    assert _messages(judged[name], "SB400") == []
