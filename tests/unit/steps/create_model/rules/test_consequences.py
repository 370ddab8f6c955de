"""One defect is named by the rules that mean it, and not by others that see what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from tests.run_options import PLANNED

CHURN = Path(__file__).with_name("foreign_churn_model.py")
#: Of a container of the team's own.
ENGINE = Path(__file__).parents[4] / "clean" / "rules_engine_model.py"

_DATA = 'data = model_data if model_data is not None else (inputs or {}).get("model_data")'
_ARTIFACTS = "step.properties.ModelArtifacts.S3ModelArtifacts"
_STEP = 'return CreateModelStep(name="ForeignChurnModel", model=model, depends_on=dependencies)'
_WAITS = "dependencies = list(dependencies or [])"
_MISSING = "data is None or (isinstance(data, str) and not data)"

#: What is broken in the one and the other, what is replaced by what, and every rule that fails.
ENGINE_DEFECTS: Mapping[str, tuple[tuple[tuple[str, str], ...], set[str]]] = {
    "an image that is not the config's": (
        (("image_uri=self.config.image_uri", 'image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/rules:3"'),),
        {"CM331"},
    ),
    "the default of the config's image written down": (
        (
            ("    image_uri: str\n", '    image_uri: str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/rules:3"\n'),
            ("image_uri=self.config.image_uri", 'image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/rules:3"'),
        ),
        {"CM331"},
    ),
    "a variable of its own over the config's": (
        (("env=dict(self.config.env or {})", 'env={**(self.config.env or {}), "RULES_LEVEL": "info"}'),),
        {"SB341"},
    ),
    "a coroutine": ((("    def create_step(", "    async def create_step("),), {"SB300"}),
}
DEFECTS: Mapping[str, tuple[tuple[tuple[str, str], ...], set[str]]] = {
    "inputs are not read": (((_DATA, "data = model_data"),), {"SB404", "SB405"}),
    "an empty text is taken for model data": (((_MISSING, "data is None"),), {"SB204"}),
    "another key of the training step": (
        ((_ARTIFACTS, "step.properties.OutputDataConfig.S3OutputPath"),),
        {"CM406"},
    ),
    "pipeline variables are refused": (
        ((_WAITS, f"assert isinstance(model_data, (str, type(None)))\n        {_WAITS}"),),
        {"SB400", "SB407"},
    ),
    "text is made of a pipeline variable": (
        (("model_data=data,", "model_data=str(data),"),),
        {"CM332", "SB400", "SB407"},
    ),
    "a parameter's default in its place": (
        (("model_data=data,", 'model_data=getattr(data, "default_value", data),'),),
        {"CM332"},
    ),
    "an expression in its place": (
        (("model_data=data,", 'model_data=getattr(data, "expr", data),'),),
        {"CM332", "CM406"},
    ),
    "caching is refused": (
        (('logger.warning("enable_caching is ignored")', 'raise ValueError("no caching")'),),
        {"CM311"},
    ),
    "both kinds of model": (((_STEP, _STEP.replace("model=model", "model=model, step_args={}")),), {"CM301", "SB400"}),
    "one step in place of a list": (
        ((_STEP, _STEP.replace("depends_on=dependencies", "depends_on=dependencies[0] if dependencies else None")),),
        {"SB400", "SB403"},
    ),
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """The rules that fail, by defect."""
    folder = tmp_path_factory.mktemp("defects")
    for name, (replacements, _) in {**DEFECTS, **ENGINE_DEFECTS}.items():
        original = ENGINE if name in ENGINE_DEFECTS else CHURN
        text = original.read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (folder / name).mkdir()
        (folder / name / original.name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        report = check(find_subjects(["."]).subjects, load_rules(), PLANNED)
    return {
        card.subject.place.path.partition("/")[0]: {
            outcome.rule.id
            for outcome in card.outcomes
            if outcome.kind is OutcomeKind.FAILED
            and outcome.rule.severity is not Severity.INFO
            # The foreign builder takes neither registry nor resolver.
            and outcome.rule.id != "SB109"
        }
        for card in report.scorecards
    }


@pytest.mark.parametrize("name", [*DEFECTS, *ENGINE_DEFECTS])
def test_named_by_the_rules_that_mean_it(failed: Mapping[str, set[str]], name: str) -> None:
    assert failed[name] == {**DEFECTS, **ENGINE_DEFECTS}[name][1]
