"""Level 4 on a builder that has never heard of us: correct, and broken or merely different in one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import load_rules, select_rules
from cursus_tester.run.engine import check
from cursus_tester.source.discovery import find_subjects
from tests.run_options import PLANNED

FILE = "foreign_churn_model.py"
TEXT = Path(__file__).with_name(FILE).read_text(encoding="utf-8")

_STEP = "model=model, depends_on=dependencies)"
_LIST = "dependencies = list(dependencies or [])"
_ARTIFACTS = "step.properties.ModelArtifacts.S3ModelArtifacts"
_VARIABLES = "        return dict(self.config.env)\n"
_IMPORT = "import logging\n"
_CLASS = "class ForeignChurnModelStepBuilder:\n"
_DATA = "        if data is None:\n            data = self.artifacts(dependencies)\n"
_SESSION = "            sagemaker_session=self.session,\n"
_KEEP = "self.config, self.session, self.role = config, sagemaker_session, role"
_ROLE_CHECK = '        if not self.role:\n            raise ValueError("an execution role is required")\n'

#: What is broken: what is replaced by what, the rule that fails, what its finding says.
BROKEN: Mapping[str, tuple[tuple[tuple[str, str], ...], str, str]] = {
    "no depends_on": (((_STEP, "model=model)"),), "SB403", "ManualApproval, a dependency that provides no input"),
    "caller's list": (((_LIST, "dependencies = dependencies or []"),), "SB403", "the caller's own list"),
    "training steps only": (
        ((_STEP, "model=model, depends_on=[each for each in dependencies if isinstance(each, TrainingStep)])"),),
        "SB403",
        "does not run after ManualApproval",
    ),
    "explicit data drops dependencies": (
        ((_LIST, "dependencies = list(dependencies or []) if model_data is None else []"),),
        "SB403",
        "does not run after XGBoostTraining",
    ),
    "inputs served differently": (
        (("env=self.variables()", 'env={**self.variables(), **({"BY": "inputs"} if inputs else {})}'),),
        "SB404",
        "Environment.BY is absent",
    ),
    "dependencies win": (
        ((_DATA, "        found = self.artifacts(dependencies)\n        data = data if found is None else found\n"),),
        "SB405",
        "was passed explicitly",
    ),
    "output folder": (((_ARTIFACTS, "step.properties.OutputDataConfig.S3OutputPath"),), "CM406", "S3OutputPath"),
    "no single property": (
        ((_ARTIFACTS, "step.properties.ModelArtifacts"),),
        "CM406",
        "expected Steps.XGBoostTraining",
    ),
    "literal": (((_ARTIFACTS, '"s3://models/latest/model.tar.gz"'),), "CM406", "the literal"),
    "looks into the value": (
        ((_LIST, f'assert model_data is None or model_data.startswith("s3://")\n        {_LIST}'),),
        "SB407",
        "a ParameterString as model_data is not accepted",
    ),
    "date": (
        (
            (_IMPORT, f"import datetime\n{_IMPORT}"),
            (_VARIABLES, '        return {"BUILT": str(datetime.date.today())}\n'),
        ),
        "SB408",
        "Environment.BUILT",
    ),
    "default argument": (
        (
            ("def variables(self):\n", "def variables(self, kept={}):\n"),
            (_VARIABLES, "        kept.update(self.config.env)\n        return dict(kept)\n"),
        ),
        "SB409",
        "changes the first one's step",
    ),
    "config on the class": (
        ((_KEEP, "self.session, self.role = sagemaker_session, role\n        type(self).config = config"),),
        "SB409",
        "changes the first one's step",
    ),
    "first image for all": (
        (
            (_CLASS, f"{_CLASS}    images = {{}}\n\n"),
            ("image_uri=self.image()", 'image_uri=self.images.setdefault("uri", self.image())'),
        ),
        "SB409",
        "builds another request than it does alone",
    ),
    "asks SageMaker": (
        ((_LIST, f"{_LIST}\n        self.session.sagemaker_client.list_models()"),),
        "SB410",
        "create_step called ListModels",
    ),
    "error swallowed": (
        (
            (
                _DATA,
                "        try:\n            data = data or self.artifacts(dependencies)\n"
                "        except Exception:\n            data = None\n",
            ),
        ),
        "SB411",
        "reading the properties of XGBoostTraining raised an error",
    ),
    "cause hidden": (
        (
            (
                _DATA,
                "        if data is None:\n            try:\n                data = self.artifacts(dependencies)\n"
                "            except Exception:\n                raise ValueError('no model_data') from None\n",
            ),
        ),
        "SB411",
        "does not say where it came from",
    ),
    "no session": (((_SESSION, ""),), "SB413", "without a session"),
    "session of its own": (
        ((_IMPORT, f"import sagemaker\n{_IMPORT}"), (_SESSION, "            sagemaker_session=sagemaker.Session(),\n")),
        "SB413",
        "does not have the session that the builder received",
    ),
    "role of its own": (
        (("role=self.role,", 'role="arn:aws:iam::111122223333:role/Other",'),),
        "SB413",
        "role/Other",
    ),
    "parameter of its own": (
        (
            (_IMPORT, f"from sagemaker.workflow.parameters import ParameterString\n{_IMPORT}"),
            (_VARIABLES, '        return {**self.config.env, "STAGE": ParameterString("Stage")}\n'),
        ),
        "SB414",
        "the parameter Stage",
    ),
    "role unchecked": (((_ROLE_CHECK, ""),), "SB415", "takes a missing role"),
    "role refused by another exception": (
        ((_ROLE_CHECK, _ROLE_CHECK.replace("ValueError", "RuntimeError")),),
        "SB415",
        "which is not a ValueError",
    ),
    "script-mode container without a script": (
        (
            ("            entry_point=self.config.entry_point,\n", "            entry_point=None,\n"),
            ("            source_dir=self.config.source_dir,\n", ""),
        ),
        "SB402",
        "SAGEMAKER_SUBMIT_DIRECTORY is not set",
    ),
    "isolated": (
        ((_SESSION, f"{_SESSION}            enable_network_isolation=True,\n"),),
        "SB402",
        "file://",
    ),
    "folder that is not there": (
        (("source_dir=self.config.source_dir", 'source_dir="src"'),),
        "SB402",
        "the SDK does not find what it is to pack",
    ),
}

#: What is different and as good.
GOOD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "as it is": (),
    "names of steps": ((_STEP, "model=model, depends_on=[step.name for step in dependencies])"),),
    "afterwards": (
        (
            'return CreateModelStep(name="ForeignChurnModel", model=model, depends_on=dependencies)',
            'step = CreateModelStep(name="ForeignChurnModel", model=model)\n'
            "        step.add_depends_on(dependencies)\n        return step",
        ),
    ),
    "narrow except": (
        (
            f"            if isinstance(step, TrainingStep):\n                return {_ARTIFACTS}\n",
            f"            try:\n                return {_ARTIFACTS}\n"
            "            except AttributeError:\n                continue\n",
        ),
    ),
    "chained error": (
        (
            f"                return {_ARTIFACTS}\n",
            f"                try:\n                    return {_ARTIFACTS}\n"
            "                except Exception as error:\n"
            '                    raise ValueError(f"{step.name} has no artifacts") from error\n',
        ),
    ),
    "session made from the given one": (
        (_IMPORT, f"from sagemaker.workflow.pipeline_context import PipelineSession\n{_IMPORT}"),
        (
            _SESSION,
            "            sagemaker_session=PipelineSession(boto_session=self.session.boto_session),\n",
        ),
    ),
    "execution variable": (
        (_IMPORT, f"from sagemaker.workflow.execution_variables import ExecutionVariables\n{_IMPORT}"),
        (_VARIABLES, '        return {**self.config.env, "RUN": ExecutionVariables.PIPELINE_EXECUTION_ID}\n'),
    ),
    "cache by all that it depends on": (
        (_CLASS, f"{_CLASS}    images = {{}}\n\n"),
        (
            "image_uri=self.image()",
            "image_uri=self.images.setdefault(repr(self.config), self.image())",
        ),
    ),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Outcome]]:
    """Outcomes by rule, by the folder of the builder."""
    folder = tmp_path_factory.mktemp("foreign")
    changes = {**{name: replaced for name, (replaced, _, _) in BROKEN.items()}, **GOOD}
    for name, replacements in changes.items():
        text = TEXT
        for old, new in replacements:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (folder / name).mkdir()
        (folder / name / FILE).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        rules = tuple(select_rules(load_rules(), ["CM4"], ()))
        report = check(find_subjects(["."]).subjects, rules, PLANNED)
    return {
        card.subject.place.path.partition("/")[0]: {outcome.rule.id: outcome for outcome in card.outcomes}
        for card in report.scorecards
    }


@pytest.mark.parametrize("name", BROKEN)
def test_broken_builders_are_found(judged: Mapping[str, Mapping[str, Outcome]], name: str) -> None:
    _, rule, said = BROKEN[name]
    outcome = judged[name][rule]
    assert outcome.kind is OutcomeKind.FAILED
    assert any(said in finding.message for finding in outcome.findings), [each.message for each in outcome.findings]


@pytest.mark.parametrize("name", GOOD)
def test_good_builders_are_left_alone(judged: Mapping[str, Mapping[str, Outcome]], name: str) -> None:
    accused = {
        id: [finding.message for finding in outcome.findings]
        for id, outcome in judged[name].items()
        if outcome.rule.severity is not Severity.INFO and outcome.kind is not OutcomeKind.PASSED
    }
    assert {id for id in accused if judged[name][id].kind is not OutcomeKind.NOT_APPLICABLE} == set(), accused
