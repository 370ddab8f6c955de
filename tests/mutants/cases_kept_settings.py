"""What a config says of a job, a package or a queue, and the request does not, and what only looks like it."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_TRAINING = "builders/pytorch_training.py"
_TUNING = "builders/xgboost_tuning.py"
_TRANSFORM = "builders/batch_transform.py"
_REGISTRATION = "builders/xgboost_register_model.py"
_VERSION = "    framework_version: Text\n"
_ARGUMENTS = "            **self._get_estimator_arguments(),\n"
_GROUP = "            model_package_group_name=config.model_package_group_name,\n"
_OUTPUT = "            output_path=self._get_outputs({}),\n"


def _of_estimator(name: str, file: str, change: str, rules: tuple[str, ...]) -> Mutant:
    """Other arguments of the estimator."""
    replaced = f"            **{{**self._get_estimator_arguments(), {change}}},\n"
    return Mutant(name=name, file=file, replace=((_ARGUMENTS, replaced),), rules=rules)


MUTANTS = (
    _of_estimator("SB353: the output of a training job is lost", _TRAINING, '"output_path": None', ("SB353",)),
    _of_estimator(
        "SB353: the volume of a training job is lost on spot instances",
        _TRAINING,
        '"volume_size": 50 if self.config.use_spot_instances else self.config.volume_size',
        ("SB353",),
    ),
    _of_estimator("SB353: the volume of tuned jobs is fixed", _TUNING, '"volume_size": 50', ("SB353",)),
    _of_estimator(
        "SB353: twin, the output of a training job is below the config's",
        _TRAINING,
        '"output_path": f"{self.config.output_path}/models" if self.config.output_path else None',
        (),
    ),
    Mutant(
        name="SB353: twin, the config is shared and says the volume of another step, too",
        file="builders/tabular_preprocessing.py",
        replace=((_VERSION, f"{_VERSION}    training_volume_size: int = 70\n"),),
        rules=(),
    ),
    Mutant(
        name="SB353: the output of a transform job is a place that is written down",
        file=_TRANSFORM,
        replace=((_OUTPUT, '            output_path="s3://scores/old",\n'),),
        rules=("SB353",),
    ),
    Mutant(
        name="SB353: a package of a group that is not the config's",
        file=_REGISTRATION,
        replace=((_GROUP, '            model_package_group_name=f"{config.model_package_group_name}-old",\n'),),
        rules=("SB353",),
    ),
    Mutant(
        name="SB353: a package for other instances than the config's",
        file=_REGISTRATION,
        replace=(
            (
                "            inference_instances=list(config.inference_instances),\n",
                '            inference_instances=["ml.c5.large"],\n',
            ),
        ),
        rules=("SB353",),
    ),
)
