"""Images that the SDK gives when it is asked in other ways than by framework, version and instance type (SB322)."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects

_TEXT = """\
    from dataclasses import dataclass

    from sagemaker import image_uris
    from sagemaker.huggingface import HuggingFaceModel
    from sagemaker.model import Model
    from sagemaker.sklearn import SKLearnModel
    from sagemaker.workflow.steps import CreateModelStep

    SPEC = {{
        "step_type": "CreateModel",
        "framework": "{framework}",
        "dependencies": {{"model_data": {{"type": "model_artifacts", "required": True}}}},
    }}


    @dataclass
    class OwnConfig:
        {fields}
        region: str = "us-east-1"


    class OwnModelStepBuilder:
        spec = SPEC

        def __init__(self, config: OwnConfig, sagemaker_session=None, role=None):
            self.config, self.session, self.role = config, sagemaker_session, role

        def create_step(self, model_data=None, **kwargs) -> CreateModelStep:
            model = {model}
            return CreateModelStep(name="OwnModel", model=model)
"""
_COMMON = "model_data=model_data, role=self.role, sagemaker_session=self.session"
_NEURONX = (
    f"HuggingFaceModel({_COMMON}, transformers_version=self.config.transformers_version, "
    "pytorch_version=self.config.pytorch_version, py_version='py310', image_uri=image_uris.retrieve("
    "'huggingface', self.config.region, version=self.config.transformers_version, py_version='py310', "
    "base_framework_version='pytorch' + self.config.pytorch_version, instance_type=self.config.instance_type, "
    "image_scope='inference', inference_tool='neuronx'))"
)
_LLM = (
    f"Model({_COMMON}, image_uri=image_uris.retrieve('huggingface-llm', self.config.region, "
    "version=self.config.framework_version, image_scope='inference'))"
)
_SKLEARN = (
    f"SKLearnModel({_COMMON}, framework_version=self.config.framework_version, "
    "entry_point=self.config.entry_point, source_dir=self.config.source_dir)"
)
_ARM = _LLM.replace("huggingface-llm", "sklearn").replace("version=", "instance_type='ml.m6g.large', version=", 1)

#: Framework, fields of the config, the model, and what SB322 finds in its image; nothing where the image is right.
BUILDERS: Mapping[str, tuple[str, str, str, str]] = {
    "neuronx": (
        "huggingface",
        'instance_type: str = "ml.inf2.xlarge"; transformers_version: str = "4.43.2"; pytorch_version: str = "2.1.2"',
        _NEURONX,
        "",
    ),
    "gpu_only": ("huggingface-llm", 'framework_version: str = "2.0.1"', _LLM, ""),
    "without_scope": ("sklearn", 'entry_point: str; source_dir: str; framework_version: str = "1.4-2"', _SKLEARN, ""),
    "another_version": (
        "sklearn",
        'framework_version: str = "1.2-1"',
        _ARM,
        "none: the SDK's image registry has no sklearn '1.2-1' for inference_graviton",
    ),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """What SB322 says of each builder."""
    folder = tmp_path_factory.mktemp("builders")
    for name, (framework, fields, model, _) in BUILDERS.items():
        text = _TEXT.format(framework=framework, fields=fields, model=model)
        (folder / f"{name}_model.py").write_text(textwrap.dedent(text), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        cards = check(find_subjects(["."]).subjects, tuple(select_rules(load_rules(), ["SB322"], ()))).scorecards
    return {Path(card.subject.file).stem.removesuffix("_model"): outcome for card in cards for outcome in card.outcomes}


@pytest.mark.parametrize("name", BUILDERS)
def test_the_image_is_held_to_what_the_sdk_was_asked_for(judged: Mapping[str, Outcome], name: str) -> None:
    said, outcome = BUILDERS[name][-1], judged[name]
    assert outcome.kind is (OutcomeKind.FAILED if said else OutcomeKind.PASSED), outcome
    assert all(said in finding.message for finding in outcome.findings), outcome
