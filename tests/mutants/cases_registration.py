"""Mutants of the builder of steps that register a model."""

from __future__ import annotations

from tests.mutants.declare import Mutant

BUILDER = "builders/xgboost_register_model.py"

# What stands in the reference builder, each exactly once in its file.
_GROUP = "            model_package_group_name=config.model_package_group_name,\n"
_CONTENT = "            content_types=list(config.content_types),\n"
_INSTANCES = "            inference_instances=list(config.inference_instances),\n"
_TRANSFORM = "            transform_instances=list(config.transform_instances),\n"
_APPROVAL = "            approval_status=config.approval_status,\n"
_METRICS = '            model_metrics=self._get_metrics(inputs.get("evaluation")),\n'
_MODEL_DATA = "            model_data=model_data,\n"
_ENTRY = "            entry_point=self.config.entry_point,\n"
_SESSION = "            sagemaker_session=self.session,\n"
_ENVIRONMENT = "            env=self._get_environment_variables(),\n"
_STEP = "        step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies)\n"
# XGBoostModel.register reads the first of inference_instances, Model.register does without (sagemaker 2.257.7).
_IMPORTED = (
    "from sagemaker.workflow.model_step",
    "from sagemaker.model import Model\nfrom sagemaker.workflow.model_step",
)
_OF_ANY_MODEL = (
    'self._create_model(inputs["model_data"]).register(\n',
    'Model.register(\n            self._create_model(inputs["model_data"]),\n',
)

MUTANTS = (
    Mutant(name="RM301: a package of no group", file=BUILDER, replace=((_GROUP, ""),), rules=("RM301",)),
    Mutant(
        name="RM301 twin: a package of a group that is written down",
        file=BUILDER,
        replace=((_GROUP, '            model_package_group_name="churn",\n'),),
        rules=(),
    ),
    Mutant(name="RM302: a package without content types", file=BUILDER, replace=((_CONTENT, ""),), rules=("RM302",)),
    Mutant(
        name="RM302: a package that runs on no instance",
        file=BUILDER,
        replace=(_IMPORTED, _OF_ANY_MODEL, (_INSTANCES, ""), (_TRANSFORM, "")),
        rules=("RM302",),
    ),
    Mutant(
        name="RM302: metrics at a place on the machine",
        file=BUILDER,
        replace=((_METRICS, '            model_metrics=self._get_metrics("reports"),\n'),),
        rules=("RM302",),
    ),
    Mutant(
        name="RM302 twin: a package for batch transform only",
        file=BUILDER,
        replace=(_IMPORTED, _OF_ANY_MODEL, (_INSTANCES, "")),
        rules=(),
    ),
    Mutant(
        name="SB400: an XGBoost model without instances for real-time inference",
        file=BUILDER,
        replace=((_INSTANCES, ""),),
        rules=("SB400",),
    ),
    Mutant(
        name="RM406: registers the same model in every run",
        file=BUILDER,
        replace=((_MODEL_DATA, '            model_data="s3://churn/models/model.tar.gz",\n'),),
        rules=("RM406",),
    ),
    Mutant(
        name="RM406: registers no model",
        file=BUILDER,
        replace=((_MODEL_DATA, "            model_data=None,\n"),),
        rules=("RM406",),
    ),
    Mutant(
        name="SB401: an approval that the service does not know",
        file=BUILDER,
        replace=((_APPROVAL, '            approval_status="approved",\n'),),
        rules=("SB401",),
    ),
    Mutant(
        name="SB402: registers a script that is not there",
        file=BUILDER,
        replace=((_ENTRY, '            entry_point="serve.py",\n'),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB413: registers with the session of the machine",
        file=BUILDER,
        replace=((_SESSION, ""),),
        rules=("SB413",),
    ),
    Mutant(
        name="SB207: registers without the contract's variables",
        file=BUILDER,
        replace=((_ENVIRONMENT, "            env=dict(self.config.env),\n"),),
        rules=("SB207",),
    ),
    Mutant(
        name="SB403: registers before what it waits for",
        file=BUILDER,
        replace=((_STEP, "        step = ModelStep(name=self._get_step_name(), step_args=step_args)\n"),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB300: returns the request of the registration",
        file=BUILDER,
        replace=((_STEP, f"{_STEP}        return step_args\n"),),
        rules=("SB300",),
    ),
)
