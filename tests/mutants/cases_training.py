"""Mutants of the builders of training steps."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_training.py"
PYTORCH = "builders/pytorch_training.py"
XGBOOST_SPECIFICATION = "specs/xgboost_training.py"

# What stands in the reference builders, each exactly once in its file.
_ARGUMENTS = "            **self._get_estimator_arguments(),\n"
_CREATE = "    def _create_estimator(self)"
_PATHLIB = "from typing import Any\n"


def _with(replaced: str) -> tuple[tuple[str, str], ...]:
    """The estimator's arguments with some of them replaced."""
    return ((_ARGUMENTS, f"            **{{**self._get_estimator_arguments(), {replaced}}},\n"),)


def _method(text: str) -> tuple[tuple[str, str], ...]:
    """A further method of the builder."""
    return ((_CREATE, f"{text}\n\n{_CREATE}"),)


_CHANNELS = """    def _get_channels(self, inputs):
        channels = super()._get_channels(inputs)
        return {channels}"""

MUTANTS = (
    Mutant(
        name="TR201: a channel of another name than the contract's",
        file=XGBOOST,
        replace=_method(_CHANNELS.replace("{channels}", '{"training": channels.pop("train"), **channels}')),
        rules=("TR201",),
    ),
    Mutant(
        name="TR201: the contract reads the channel from another folder",
        file=XGBOOST,
        replace=(),
        also=((XGBOOST_SPECIFICATION, '"train": "/opt/ml/input/data/train"', '"train": "/opt/ml/input/data/rows"'),),
        rules=("TR201",),
    ),
    Mutant(
        name="TR201: a channel that nothing declares",
        file=XGBOOST,
        replace=_method(_CHANNELS.replace("{channels}", '{**channels, "test": channels["train"]}')),
        rules=("TR201",),
    ),
    Mutant(
        name="TR201 twin: channels in another order",
        file=XGBOOST,
        replace=_method(_CHANNELS.replace("{channels}", "dict(reversed(channels.items()))")),
        rules=(),
    ),
    Mutant(
        name="TR302: a hyperparameter is None",
        file=XGBOOST,
        replace=_with('"hyperparameters": {**self.config.hyperparameters, "seed": None}'),
        rules=("TR302",),
    ),
    Mutant(
        name="TR302: the config's hyperparameters are lost",
        file=PYTORCH,
        replace=_with('"hyperparameters": {"epochs": 3}'),
        rules=("TR302",),
    ),
    Mutant(
        name="TR302 twin: a default beside the config's hyperparameters",
        file=PYTORCH,
        replace=_with('"hyperparameters": {"epochs": 3, **self.config.hyperparameters}'),
        rules=(),
    ),
    Mutant(
        name="TR303: the waiting time is lost",
        file=XGBOOST,
        replace=_with('"max_wait": None'),
        rules=("TR303",),
    ),
    Mutant(
        name="TR303: waits shorter than it may run",
        file=PYTORCH,
        replace=_with('"max_wait": self.config.max_wait and 600'),
        rules=("TR303",),
    ),
    Mutant(
        name="TR303 twin: waits as long as it may run",
        file=PYTORCH,
        replace=_with('"max_wait": self.config.max_wait and self.config.max_run'),
        rules=(),
    ),
    Mutant(
        name="TR304: a metric's expression without a group",
        file=XGBOOST,
        replace=_with('"metric_definitions": [{"Name": "validation:auc", "Regex": "validation-auc:[0-9.]+"}]'),
        rules=("TR304",),
    ),
    Mutant(
        name="TR304: a metric's expression that does not compile",
        file=PYTORCH,
        replace=_with('"metric_definitions": [{"Name": "loss", "Regex": "loss=([0-9.]+"}]'),
        rules=("TR304",),
    ),
    Mutant(
        name="TR304 twin: a metric's expression with one group",
        file=PYTORCH,
        replace=_with('"metric_definitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]'),
        rules=(),
    ),
    Mutant(
        name="TR305: a parameter of the pipeline is the instance type",
        file=PYTORCH,
        replace=(
            *_with('"instance_type": ParameterString("TrainingInstance", self.config.instance_type)'),
            (_PATHLIB, f"{_PATHLIB}\nfrom sagemaker.workflow.parameters import ParameterString\n"),
        ),
        rules=("TR305",),
    ),
)
