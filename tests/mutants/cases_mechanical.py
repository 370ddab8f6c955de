"""Mutants with one mechanical defect each, which ``check --fix`` mends."""

from __future__ import annotations

from tests.mutants.declare import Mutant

PYTORCH = "builders/pytorch_model.py"
REGISTER = "builders/xgboost_register_model.py"
TENSORFLOW_ESTIMATOR = "builders/tensorflow_estimator_model.py"
TRANSFORM = "builders/batch_transform.py"
XGBOOST = "builders/xgboost_model.py"

# What stands in the reference builders, each exactly once in its file.
_OPTIONS = "        options = self._read_options(kwargs)\n"
_DATA = 'self._get_inputs(options.inputs)["model_data"]'
_MODEL = f"        model = self._create_model({_DATA})\n"
_REGISTRATION = '        step_args = self._create_model(inputs["model_data"]).register(\n'


def _from_training(data: str, artifacts: str = "ModelArtifacts") -> str:
    """Lines that take the artifacts of a training job where the caller gives no model data."""
    return (
        f"        data = {data}\n"
        '        if "model_data" not in {**kwargs, **(kwargs.get("inputs") or {})}:\n'
        "            for each in options.dependencies:\n"
        '                if each.step_type.value == "Training":\n'
        f"                    data = each.properties.{artifacts}\n"
    )


MUTANTS = (
    Mutant(
        name="CM331: PyTorch's image is asked for and not handed over",
        file=PYTORCH,
        replace=(
            ("            image_uri=self._get_image_uri(),\n", ""),
            ("        return PyTorchModel(\n", "        self._get_image_uri()\n        return PyTorchModel(\n"),
        ),
        rules=("CM331",),
    ),
    Mutant(
        name="CM406: the artifacts of a training job, where no model data is given",
        file=XGBOOST,
        replace=((_MODEL, f"{_from_training(_DATA)}        model = self._create_model(data)\n"),),
        rules=("CM406",),
    ),
    Mutant(
        name="CM406 twin: the archive in the artifacts of a training job",
        file=XGBOOST,
        replace=(
            (
                _MODEL,
                f"{_from_training(_DATA, 'ModelArtifacts.S3ModelArtifacts')}        model = self._create_model(data)\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="RM406: registers the artifacts of a training job",
        file=REGISTER,
        replace=(
            (
                _REGISTRATION,
                _from_training('inputs["model_data"]') + _REGISTRATION.replace('inputs["model_data"]', "data"),
            ),
        ),
        rules=("RM406",),
    ),
    Mutant(
        name="SB342: a variable put into the config's environment under another name",
        file=TENSORFLOW_ESTIMATOR,
        replace=(
            (
                _OPTIONS,
                '        variables = self.config.env\n        variables["SERVED_BY"] = "tensorflow"\n' + _OPTIONS,
            ),
        ),
        rules=("SB342",),
    ),
    Mutant(
        name="SB400: the text of the name of a model",
        file=TRANSFORM,
        replace=(
            (
                'self._create_transformer(inputs["model_name"])',
                'self._create_transformer(str(inputs["model_name"]))',
            ),
        ),
        rules=("SB400",),
    ),
)
