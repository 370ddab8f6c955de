"""Mutants of the builders of training steps."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_training.py"
PYTORCH = "builders/pytorch_training.py"
XGBOOST_SPECIFICATION = "specs/xgboost_training.py"

# What stands in the reference builders, each exactly once in its file.
_ARGUMENTS = "            **self._get_estimator_arguments(),\n"
_DEFERRED = "            if self._is_deferred\n"
_ATTACH = "        training: TrainingStep = self._attach_specification(step)\n"
_DEPENDS_ON = "            depends_on=options.dependencies,\n"
_NAME = "            name=self._get_step_name(),\n"
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
    Mutant(
        name="SB400: the training job of step_args under a plain session",
        file=XGBOOST,
        replace=((_DEFERRED, "            if True\n"),),
        rules=("SB410", "SB400"),
    ),
    Mutant(
        name="SB300: returns the estimator",
        file=XGBOOST,
        replace=((_ATTACH, "        return estimator\n"),),
        rules=("SB300",),
    ),
    Mutant(
        name="SB202: a training step without its specification",
        file=PYTORCH,
        replace=((_ATTACH, "        training: TrainingStep = step\n"),),
        rules=("SB202",),
    ),
    Mutant(
        name="SB350: trains on one type of instance",
        file=XGBOOST,
        replace=_with('"instance_type": "ml.m5.4xlarge"'),
        rules=("SB350",),
    ),
    Mutant(
        name="SB340: a number in the environment of a training job",
        file=XGBOOST,
        replace=_with('"environment": {**self._get_environment_variables(), "WORKERS": 4}'),
        rules=("SB340", "SB401"),
    ),
    Mutant(
        name="SB341: the contract's variables over the config's",
        file=PYTORCH,
        replace=_with('"environment": {**self.config.env, "TRAINING_LOG_LEVEL": "INFO"}'),
        rules=("SB341",),
    ),
    Mutant(
        name="SB207: trains without the contract's variables",
        file=XGBOOST,
        replace=_with('"environment": dict(self.config.env)'),
        rules=("SB207",),
    ),
    Mutant(
        name="SB352: trains outside of its network",
        file=XGBOOST,
        replace=_with('"subnets": None, "security_group_ids": None'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: trains with the network open",
        file=PYTORCH,
        replace=_with('"enable_network_isolation": False'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: what it trains is not encrypted",
        file=PYTORCH,
        replace=_with('"output_kms_key": None'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB402: a training script that is not there",
        file=XGBOOST,
        replace=_with('"entry_point": "main.py"'),
        rules=("SB402", "SB400"),
    ),
    Mutant(
        name="SB402: another script than the config's",
        file=XGBOOST,
        replace=_with('"entry_point": "train.py"'),
        rules=("SB402",),
    ),
    Mutant(
        name="SB413: trains with the role of the machine",
        file=PYTORCH,
        replace=_with('"role": "arn:aws:iam::123456789012:role/Other"'),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: trains with the session of the machine",
        file=XGBOOST,
        replace=_with('"sagemaker_session": None'),
        rules=("SB413",),
    ),
    Mutant(
        name="SB403: trains before what it waits for",
        file=XGBOOST,
        replace=((_DEPENDS_ON, ""),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB360: the time of the build in the name of the step",
        file=XGBOOST,
        replace=((_NAME, "            name=f\"XGBoostTraining-{__import__('time').time():.0f}\",\n"),),
        rules=("SB360",),
    ),
    Mutant(
        name="SB408: the time of the build in the place of the model",
        file=PYTORCH,
        replace=_with('"output_path": f"s3://models/{__import__(\'time\').time():.0f}"'),
        rules=("SB408",),
    ),
    Mutant(
        name="SB203: trains on the same data in every run",
        file=XGBOOST,
        replace=_method(_CHANNELS.replace("{channels}", '{name: "s3://churn/train" for name in channels}')),
        rules=("SB203",),
    ),
    Mutant(
        name="SB401: a volume of no size",
        file=PYTORCH,
        replace=_with('"volume_size": "30"'),
        rules=("SB401",),
    ),
    Mutant(
        name="SB twin: a volume of another size, and tags of its own",
        file=PYTORCH,
        replace=_with('"volume_size": 50, "tags": [*(self._get_tags() or ()), {"Key": "job", "Value": "training"}]'),
        rules=(),
    ),
)
