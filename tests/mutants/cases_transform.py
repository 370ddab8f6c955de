"""Mutants of the builder of transform steps."""

from __future__ import annotations

from tests.mutants.declare import Mutant

BUILDER = "builders/batch_transform.py"
SPECIFICATION = "specs/batch_transform.py"

# What stands in the reference builder, each exactly once in its file.
_MODEL = "            model_name=model_name,\n"
_DATA = 'data = self._create_transformer(inputs["model_name"]), inputs["transform_input"]\n'
_STEP_ARGS = '{"step_args": transformer.transform(data, **self._get_data_options())}'
_DEFERRED = "            if self._is_deferred\n"
_OUTPUT = "            output_path=self._get_outputs({}),\n"
_STRATEGY = "            strategy=config.strategy,\n"
_INSTANCE = "            instance_type=config.instance_type,\n"
_ENVIRONMENT = "            env=self._get_environment_variables(),\n"
_TAGS = "            tags=self._get_tags(),\n"
_CACHE = "            cache_config=self._get_cache_config(kwargs),\n"
_DEPENDS_ON = "            depends_on=options.dependencies,\n"
_OPTIONS = "transformer.transform(data, **self._get_data_options())"

MUTANTS = (
    Mutant(
        name="TF301: one record a call, and no split",
        file=BUILDER,
        replace=(
            (_STRATEGY, '            strategy="SingleRecord",\n'),
            (_OPTIONS, 'transformer.transform(data, **{**self._get_data_options(), "split_type": None})'),
        ),
        rules=("TF301",),
    ),
    Mutant(
        name="TF301: joins records that are not split",
        file=BUILDER,
        replace=((_OPTIONS, 'transformer.transform(data, content_type="text/csv", join_source="Input")'),),
        rules=("TF301",),
    ),
    Mutant(
        name="TF301: a filter that is no JSONPath",
        file=BUILDER,
        replace=((_OPTIONS, 'transformer.transform(data, **{**self._get_data_options(), "input_filter": "[1:]"})'),),
        rules=("TF301",),
    ),
    Mutant(
        name="TF301: no output path under a plain session",
        file=BUILDER,
        replace=((_OUTPUT, "            output_path=self.config.output_path,\n"),),
        rules=("TF301", "SB401"),
    ),
    Mutant(
        name="TF301 twin: joins records that are split",
        file=BUILDER,
        replace=((_OPTIONS, 'transformer.transform(data, **{**self._get_data_options(), "join_source": "Input"})'),),
        rules=(),
    ),
    Mutant(
        name="TF302: a model of a name that is written down",
        file=BUILDER,
        replace=((_MODEL, '            model_name="churn-model",\n'),),
        rules=("TF302", "SB203"),
    ),
    Mutant(
        name="TF302: the step in place of its model's name",
        file=BUILDER,
        replace=(
            (_MODEL, "            model_name=options_step.properties,\n"),
            ("self, model_name: Any", "self, model_name: Any, options_step: Any"),
            ('inputs["model_name"])', 'inputs["model_name"], options.dependencies[0])'),
        ),
        rules=("TF302",),
    ),
    Mutant(
        name="SB400: the transform job of step_args under a plain session",
        file=BUILDER,
        replace=((_DEFERRED, "            if True\n"),),
        rules=("SB410", "SB400"),
    ),
    Mutant(
        name="SB203: the data of every run from one place",
        file=BUILDER,
        replace=((_DATA, 'data = self._create_transformer(inputs["model_name"]), "s3://churn/test"\n'),),
        rules=("SB203",),
    ),
    Mutant(
        name="SB350: a transform job on one type of instance",
        file=BUILDER,
        replace=((_INSTANCE, '            instance_type="ml.m5.large",\n'),),
        rules=("SB350",),
    ),
    Mutant(
        name="SB207: a transform job without the contract's variables",
        file=BUILDER,
        replace=((_ENVIRONMENT, "            env=config.env,\n"),),
        rules=("SB207",),
    ),
    Mutant(
        name="SB341: a transform job without the config's variables",
        file=BUILDER,
        replace=((_ENVIRONMENT, '            env={"PREDICTION_LOG_LEVEL": "INFO"},\n'),),
        rules=("SB341",),
    ),
    Mutant(
        name="SB340: a number in the environment of a transform job",
        file=BUILDER,
        replace=((_ENVIRONMENT, '            env={**self._get_environment_variables(), "WORKERS": 2},\n'),),
        rules=("SB340", "SB401"),
    ),
    Mutant(
        name="SB352: a transform job without its tags",
        file=BUILDER,
        replace=((_TAGS, ""),),
        rules=("SB352",),
    ),
    Mutant(
        name="SB403: a transform job that waits for nothing else",
        file=BUILDER,
        replace=((_DEPENDS_ON, ""),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB205: an output of another name than the service's",
        file=BUILDER,
        replace=(),
        also=((SPECIFICATION, "TransformOutput.S3OutputPath", "TransformOutput.S3Uri"),),
        rules=("SB205",),
    ),
)
