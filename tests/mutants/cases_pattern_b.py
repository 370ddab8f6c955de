"""Mutants of the builders that serve what an estimator trained: what only a second look at them shows."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"
TENSORFLOW_ESTIMATOR = "builders/tensorflow_estimator_model.py"

# What stands in the reference builders, each exactly once in its file.
_PATHLIB = "from pathlib import Path\n"
_INPUTS = "        inputs = self._get_inputs(options.inputs)\n"
_ESTIMATOR = "        estimator = self._get_trained_estimator(options.dependencies)\n"
_REQUEST = "            request = self._create_model_request(model)\n"
_REQUEST_STEP = "step_args=request, depends_on=options.dependencies)"

MUTANTS = (
    Mutant(
        name="CM304: the estimator of the first build makes every model",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_ESTIMATOR, f'{_ESTIMATOR}        estimator = vars(_KEPT).setdefault("estimator", estimator)\n'),
            (_PATHLIB, f"{_PATHLIB}from types import SimpleNamespace\n"),
            ("\n\n@register_builder()", "\n_KEPT = SimpleNamespace()\n\n\n@register_builder()"),
        ),
        rules=("CM304",),
    ),
    Mutant(
        name="CM305: tags only where the SDK repacks in the run",
        file=TENSORFLOW_ESTIMATOR,
        replace=((_REQUEST, f'{_REQUEST}            request.pop("Tags", None)\n'),),
        rules=("CM305", "SB352"),
    ),
    Mutant(
        name="SB320: the image is a parameter of the pipeline",
        file=XGBOOST,
        replace=(
            (_PATHLIB, f"{_PATHLIB}from sagemaker.workflow.parameters import ParameterString\n"),
            ("image_uri=self._get_image_uri()", 'image_uri=ParameterString("Image", self._get_image_uri())'),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="SB402: lists a version that runs no script",
        file=XGBOOST_ESTIMATOR,
        replace=(),
        also=(("specs/xgboost_estimator_model.py", '("1.0-1", "1.2-1",', '("1", "1.0-1", "1.2-1",'),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB403: the step waits for itself",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, "step_args=request, depends_on=[*options.dependencies, self._get_step_name()])"),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: one list for the steps of all builders",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_REQUEST_STEP, "step_args=request, depends_on=_waiting(options.dependencies))"),
            (
                "\n\n@register_builder()",
                "\n_WAITING: list[Any] = []\n\n\n"
                "def _waiting(steps: list[Any]) -> list[Any]:\n    _WAITING.extend(steps)\n    return _WAITING\n\n\n"
                "@register_builder()",
            ),
        ),
        rules=("SB403",),
    ),
    Mutant(
        name="SB413: the role of whoever builds",
        file=XGBOOST,
        replace=(
            (_PATHLIB, f"{_PATHLIB}from sagemaker import get_execution_role\n"),
            ("            role=self.role,\n", "            role=get_execution_role(self.session),\n"),
        ),
        rules=("SB413",),
    ),
    Mutant(
        name="SB204: Pattern B, nothing is taken for an archive",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _INPUTS,
                f'{_INPUTS}        inputs["model_data"] = kwargs.get("model_data", inputs["model_data"])\n',
            ),
        ),
        rules=("SB204",),
    ),
)
