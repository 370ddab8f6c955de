"""Trees of several files as teams write them: the correct ones of ``tests/clean``, broken in a helper, a base, a
specification or in what only one input shows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from tests.run_options import PLANNED

TREES = Path(__file__).parents[2] / "clean"
#: Tree, class, the edits by file, and the rules of which all have to fail.
Defect = tuple[str, str, tuple[tuple[str, str, str], ...], set[str]]
#: Kinds of outcomes by rule, by folder and class.
Outcomes = Mapping[tuple[str, str], Mapping[str, OutcomeKind]]

_MODEL_BASE = "lake/platform/model_base.py"
_SPECIFICATIONS = "lake/specs/models.py"
_CHANGES_ENV = """\
    def _env(self):
        env = self.config.setdefault("env", {})
        env["FAMILY"] = self.framework
        return env

"""

DEFECTS: Mapping[str, Defect] = {
    "a source that the helper overlooks": (
        "text_ranking",
        "TextRankModelStepBuilder",
        (("steps.yaml", "[PyTorchTraining]", "[PyTorchTraining, ProcessingStep]"),),
        {"SB214"},
    ),
    "pattern B of a model= under a Session": (
        "text_ranking",
        "TextRankModelStepBuilder",
        (("steps.yaml", "pattern: A", "pattern: B"),),
        {"CM213"},
    ),
    "a listed version that the SDK has not": (
        "text_ranking",
        "TextRankModelStepBuilder",
        (("steps.yaml", '"2.3.0"]', '"2.3.7"]'),),
        {"SB212"},
    ),
    "a Python that one version has not": (
        "text_ranking",
        "TextRankModelStepBuilder",
        (("images.py", "py_version=runtime.python", 'py_version="py310"'),),
        {"SB400"},
    ),
    "model data of another type": (
        "lakehouse",
        "ChurnModelStepBuilder",
        (
            (
                _SPECIFICATIONS,
                '"model_data": Need("model_data", Kind.MODEL_ARTIFACTS, compatible_sources=["XGBoostTraining"]',
                '"model_data": Need("model_data", Kind.MODEL_NAME, compatible_sources=["XGBoostTraining"]',
            ),
        ),
        {"CM209"},
    ),
    "a base without a required method": (
        "lakehouse",
        "ChurnModelStepBuilder",
        ((_MODEL_BASE, "def _get_outputs(", "def _get_no_outputs("),),
        {"SB103"},
    ),
    "a config changed by a dictionary's setdefault": (
        "insurance",
        "LapseModelStepBuilder",
        (
            ("family.py", 'env={**self.config.get("env", {})}', "env=self._env()"),
            ("family.py", "    def find(self", _CHANGES_ENV + "    def find(self"),
        ),
        {"SB342"},
    ),
    "a field that nobody checks": (
        "insurance",
        "LapseModelStepBuilder",
        (("family.py", 'Requires("instance_type", "entry_point",', 'Requires("instance_type",'),),
        {"SB208"},
    ),
    "the wrong class in an attribute": (
        "insurance",
        "QuoteModelStepBuilder",
        (
            (
                "quote_model.py",
                "from sagemaker.sklearn import SKLearnModel",
                "from sagemaker.xgboost import XGBoostModel",
            ),
            ("quote_model.py", "model_class = SKLearnModel", "model_class = XGBoostModel"),
        ),
        {"CM330"},
    ),
    "a repack step lost in the base": (
        "estimators",
        "SpeechEstimatorModelStepBuilder",
        (
            (
                "bx/deep_base.py",
                "return ModelStep(name=self.name, step_args=arguments, depends_on=steps).steps[-1]",
                "return CreateModelStep(self.name, step_args=arguments.create_model_request, depends_on=steps)",
            ),
        ),
        {"SB402"},
    ),
    "another estimator's model": (
        "estimators",
        "RiskEstimatorModelStepBuilder",
        (("bx/estimators.py", "    model.model_data = model_data\n", ""),),
        {"CM406"},
    ),
}
#: Of a config whose fields say what they are for: what replaces what, and the rule.
_ENDPOINT: Mapping[str, tuple[str, str, str]] = {
    "inference_instance_type": ("instance_type=config.inference_instance_type", 'instance_type="ml.m5.large"', "SB350"),
    "inference_entry_point": ("entry_point=config.inference_entry_point", 'entry_point="inference.py"', "CM331"),
    "xgboost_framework_version": (
        "version=config.xgboost_framework_version,\n                instance",
        'version="1.7-1",\n                instance',
        "SB324",
    ),
    "deployment_region": ('"xgboost",\n                config.deployment_region', '"xgboost", "us-east-1"', "SB323"),
    "container_env": ("env=dict(config.container_env)", "env={}", "SB341"),
    "resource_tags": ("if config.resource_tags:", "if False:", "SB352"),
    "endpoint_vpc_config": ("vpc_config=config.endpoint_vpc_config,", "", "SB352"),
    "isolate_network": ("enable_network_isolation=config.isolate_network,", "", "SB352"),
    "sagemaker_model_name": ("name=config.sagemaker_model_name,", "", "CM361"),
}
DEFECTS = {
    **DEFECTS,
    **{
        f"{field} is lost": (
            "endpoint_fields",
            "BasketValueModelStepBuilder",
            (("basket_value_model.py", old, new),),
            {rule},
        )
        for field, (old, new, rule) in _ENDPOINT.items()
    },
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What the rules said, by defect, or by tree where it is as it was, and class."""
    folder = tmp_path_factory.mktemp("trees")
    ignored = shutil.ignore_patterns("__pycache__")
    for tree in sorted({tree for tree, _, _, _ in DEFECTS.values()}):
        shutil.copytree(TREES / tree, folder / tree, ignore=ignored)
    for name, (tree, _, edits, _) in DEFECTS.items():
        shutil.copytree(TREES / tree, folder / name, ignore=ignored)
        for file, old, new in edits:
            path = folder / name / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, (name, old)
            path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        report = check(find_subjects(["."]).subjects, load_rules(), PLANNED)
    return {
        (card.subject.place.path.partition("/")[0], card.subject.name): {
            outcome.rule.id: outcome.kind for outcome in card.outcomes
        }
        for card in report.scorecards
    }


@pytest.mark.parametrize("name", DEFECTS)
def test_defect_is_named(outcomes: Outcomes, name: str) -> None:
    _, builder, _, rules = DEFECTS[name]
    assert {rule: outcomes[name, builder][rule] for rule in rules} == dict.fromkeys(rules, OutcomeKind.FAILED)


def test_what_is_right_is_left_alone(outcomes: Outcomes) -> None:
    fine = (OutcomeKind.PASSED, OutcomeKind.NOT_APPLICABLE)
    right = {key: kinds for key, kinds in outcomes.items() if key[0] not in DEFECTS}
    wrong = {key: [rule for rule, kind in kinds.items() if kind not in fine] for key, kinds in right.items()}
    # The bases that the builders fill in are none of them.
    assert wrong == {
        ("endpoint_fields", "BasketValueModelStepBuilder"): [],
        ("estimators", "ReviewsEstimatorModelStepBuilder"): [],
        ("estimators", "RiskEstimatorModelStepBuilder"): [],
        ("estimators", "SpeechEstimatorModelStepBuilder"): [],
        ("insurance", "LapseModelStepBuilder"): [],
        ("insurance", "QuoteModelStepBuilder"): [],
        ("lakehouse", "ChurnModelStepBuilder"): [],
        ("lakehouse", "CreditModelStepBuilder"): [],
        ("text_ranking", "TextRankModelStepBuilder"): [],
    }


def test_what_the_sdk_says_is_no_word_on_inputs(outcomes: Outcomes) -> None:
    broken = outcomes["a Python that one version has not", "TextRankModelStepBuilder"]
    assert broken["SB203"] is not OutcomeKind.FAILED
