"""Mutants of the builders of training, processing and transform steps, and of registrations."""

from __future__ import annotations

from tests.mutants.declare import Mutant

TRAINING = "builders/v3/xgboost_training.py"
PREPROCESSING = "builders/v3/tabular_preprocessing.py"
EVALUATION = "builders/v3/model_evaluation.py"
TRANSFORM = "builders/v3/batch_transform.py"
REGISTER = "builders/v3/xgboost_register_model.py"

# What stands in the reference builders, each exactly once in its file.
_IMAGE = "    def _get_image_uri(self) -> str:\n"
_PROCESSOR = "**self._get_processor_arguments())\n"
_CREATE_PROCESSOR = "    def _create_processor(self) -> ScriptProcessor:\n"
_SESSION_IMPORT = "from sagemaker.core.workflow.pipeline_context import PipelineSession\n"
_TRANSFORMER_MODEL = "            model_name=model_name,\n"
_STEP = "        step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies)\n"


def _method(text: str, before: str = _IMAGE) -> tuple[tuple[str, str], ...]:
    """A further method of the builder."""
    return ((before, f"{text}\n\n{before}"),)


def _trainer(change: str) -> tuple[tuple[str, str], ...]:
    """The builder's own trainer, changed after it was made."""
    return _method(
        f"    def _create_trainer(self):\n        trainer = super()._create_trainer()\n{change}        return trainer\n"
    )


def _processor(arguments: str) -> tuple[tuple[str, str], ...]:
    """The processor's arguments with some of them replaced."""
    return ((_PROCESSOR, f"**{{**self._get_processor_arguments(), {arguments}}})\n"),)


def _framework_processor(code: str) -> tuple[tuple[str, str], ...]:
    """The builder with a processor that packs a folder, of which it starts a script."""
    return (
        ("import ScriptProcessor\n", "import FrameworkProcessor\n"),
        (_CREATE_PROCESSOR, f"    def _get_code(self):\n        return {code}\n\n    def _create_processor(self):\n"),
        (
            f'        return ScriptProcessor(image_uri=self._get_image_uri(), command=["python3"], {_PROCESSOR}',
            "        processor = FrameworkProcessor(\n"
            f'            image_uri=self._get_image_uri(), command=["python3"], {_PROCESSOR}'
            "        processor.run = partial(processor.run, source_dir=self._get_source_dir())\n"
            "        return processor\n",
        ),
        ("from pathlib import Path\n", "from functools import partial\nfrom pathlib import Path\n"),
    )


_CHANNELS = "    def _get_channels(self, inputs):\n        channels = super()._get_channels(inputs)\n"

_TRAINING = (
    Mutant(
        name="TR201: a channel of another name than the contract's",
        file=TRAINING,
        replace=_method(f'{_CHANNELS}        channels[0].channel_name = "training"\n        return channels\n'),
        rules=("TR201",),
    ),
    Mutant(
        name="TR201: the code's channel is not the SDK's",
        file=TRAINING,
        replace=(
            *_method(
                f'{_CHANNELS}        extra = InputData(channel_name="extra", data_source="s3://team-data/extra")\n'
                "        return [*channels, extra]\n"
            ),
            (_SESSION_IMPORT, f"{_SESSION_IMPORT}from sagemaker.train.configs import InputData\n"),
        ),
        rules=("TR201",),
    ),
    Mutant(
        name="TR201 twin: channels in another order",
        file=TRAINING,
        replace=_method(f"{_CHANNELS}        return channels[::-1]\n"),
        rules=(),
    ),
    Mutant(
        name="SB203: trains on the same data in every run",
        file=TRAINING,
        replace=_method(
            f'{_CHANNELS}        channels[0].data_source = "s3://team-data/train"\n        return channels\n'
        ),
        rules=("SB203", "SB404"),
    ),
    Mutant(
        name="TR302: the config's hyperparameters are lost",
        file=TRAINING,
        replace=_trainer('        trainer.hyperparameters = {"max_depth": 5}\n'),
        rules=("TR302",),
    ),
    Mutant(
        name="TR302: a hyperparameter is None",
        file=TRAINING,
        replace=_trainer('        trainer.hyperparameters["seed"] = None\n'),
        rules=("TR302",),
    ),
    Mutant(
        name="TR302 twin: a default beside the config's hyperparameters",
        file=TRAINING,
        replace=_trainer('        trainer.hyperparameters = {"seed": 7, **trainer.hyperparameters}\n'),
        rules=(),
    ),
    Mutant(
        name="TR303: the waiting time is lost",
        file=TRAINING,
        replace=_trainer("        trainer.stopping_condition.max_wait_time_in_seconds = None\n"),
        rules=("TR303",),
    ),
    Mutant(
        name="TR303: the longest time is left to the SDK",
        file=TRAINING,
        replace=_trainer("        trainer.stopping_condition = None\n"),
        rules=("TR303", "SB352", "SB401"),
    ),
    Mutant(
        name="SB350: trains on one type of instance",
        file=TRAINING,
        replace=_trainer('        trainer.compute.instance_type = "ml.m5.large"\n'),
        rules=("SB350",),
    ),
    Mutant(
        name="SB340: a number in the environment of a training job",
        file=TRAINING,
        replace=_trainer('        trainer.environment["WORKERS"] = 2\n'),
        rules=("SB340", "SB401", "SB400"),
    ),
    Mutant(
        name="SB341: the environment of a training job is the contract's alone",
        file=TRAINING,
        replace=_trainer(
            "        trainer.environment = dict(self.spec.script_contract.optional_environment_variables)\n"
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="SB207: trains without the contract's variables",
        file=TRAINING,
        replace=_trainer("        trainer.environment = dict(self.config.env)\n"),
        rules=("SB207",),
    ),
    Mutant(
        name="SB352: trains outside of its network",
        file=TRAINING,
        replace=_trainer("        trainer.networking.subnets = trainer.networking.security_group_ids = None\n"),
        rules=("SB352", "CM377"),
    ),
    Mutant(
        name="SB352: trains with the network open",
        file=TRAINING,
        replace=_trainer("        trainer.networking.enable_network_isolation = False\n"),
        rules=("SB352", "CM377"),
    ),
    Mutant(
        name="SB352: what it trains is not encrypted",
        file=TRAINING,
        replace=_trainer("        trainer.output_data_config = None\n"),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: trains without its tags",
        file=TRAINING,
        replace=_trainer("        trainer.tags = None\n"),
        rules=("SB352",),
    ),
    Mutant(
        name="SB402: a training script that is not there",
        file=TRAINING,
        replace=_trainer('        trainer.source_code.entry_script = "fit.py"\n'),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: trains with no code",
        file=TRAINING,
        replace=_trainer("        trainer.source_code = None\n"),
        rules=("SB402",),
    ),
    Mutant(
        name="SB413: trains with another role",
        file=TRAINING,
        replace=_trainer('        trainer.role = "arn:aws:iam::123456789012:role/Training"\n'),
        rules=("SB413",),
    ),
    Mutant(
        name="SB321: trains in an image that serves",
        file="builders/v3/pytorch_training.py",
        replace=(('            image_scope="training",\n', '            image_scope="inference",\n'),),
        rules=("SB321",),
    ),
    Mutant(
        name="SB322: trains in the image of another framework",
        file=TRAINING,
        replace=(
            ('            framework="xgboost",\n', '            framework="sklearn",\n'),
            ("            version=self.config.framework_version,\n", '            version="1.2-1",\n'),
        ),
        rules=("SB322",),
    ),
    Mutant(
        name="SB313: a training job is never cached",
        file=TRAINING,
        replace=_method("    def _get_cache_config(self, kwargs):\n        return None\n"),
        rules=("SB313",),
    ),
    Mutant(
        name="SB313: the training step is cached afterwards only",
        file=TRAINING,
        replace=_method(
            "    def create_step(self, **kwargs):\n"
            '        wanted = kwargs.pop("enable_caching", False)\n'
            "        step = super().create_step(**kwargs)\n"
            "        step.caching = wanted\n"
            "        return step\n"
        ),
        rules=("SB313",),
    ),
    Mutant(
        name="SB314 twin: the training step is cached afterwards",
        file=TRAINING,
        replace=_method(
            "    def create_step(self, **kwargs):\n"
            '        wanted = kwargs.pop("enable_caching", False)\n'
            "        step = super().create_step(**kwargs)\n"
            '        step.cache_config = self._get_cache_config({"enable_caching": wanted})\n'
            "        return step\n"
        ),
        rules=(),
    ),
    Mutant(
        name="SB403: trains before what it waits for",
        file=TRAINING,
        replace=_method(
            "    def create_step(self, **kwargs):\n"
            "        step = super().create_step(**kwargs)\n"
            "        step.depends_on = []\n"
            "        return step\n"
        ),
        rules=("SB403",),
    ),
)

_PROCESSING = (
    Mutant(
        name="PR201: an output has another name than the specification's",
        file=PREPROCESSING,
        replace=_method(
            "    def _get_outputs(self, outputs):\n"
            "        found = super()._get_outputs(outputs)\n"
            '        found[0].output_name = "training"\n'
            "        return found\n"
        ),
        rules=("PR201",),
    ),
    Mutant(
        name="PR201: an output is missing",
        file=PREPROCESSING,
        replace=_method("    def _get_outputs(self, outputs):\n        return super()._get_outputs(outputs)[:2]\n"),
        rules=("PR201",),
    ),
    Mutant(
        name="PR201 twin: the outputs in another order",
        file=PREPROCESSING,
        replace=_method("    def _get_outputs(self, outputs):\n        return super()._get_outputs(outputs)[::-1]\n"),
        rules=(),
    ),
    Mutant(
        name="PR202: an input of another name",
        file=PREPROCESSING,
        replace=_method(f'{_CHANNELS}        channels[0].input_name = "raw"\n        return channels\n'),
        rules=("PR202",),
    ),
    Mutant(
        name="PR203: an input is put where the script does not look",
        file=PREPROCESSING,
        replace=_method(
            f'{_CHANNELS}        channels[0].s3_input.local_path = "/opt/ml/processing/raw"\n        return channels\n'
        ),
        rules=("PR203",),
    ),
    Mutant(
        name="PR203: an output is taken from outside /opt/ml/processing",
        file=PREPROCESSING,
        replace=_method(
            "    def _get_outputs(self, outputs):\n"
            "        found = super()._get_outputs(outputs)\n"
            '        found[0].s3_output.local_path = "/opt/ml/output/train"\n'
            "        return found\n"
        ),
        rules=("PR203",),
    ),
    Mutant(
        name="PR204: an argument of the contract is not passed",
        file=PREPROCESSING,
        replace=_method("    def _get_job_arguments(self):\n        return None\n"),
        rules=("PR204",),
    ),
    Mutant(
        name="PR204 twin: one more argument",
        file=PREPROCESSING,
        replace=_method(
            '    def _get_job_arguments(self):\n        return [*super()._get_job_arguments(), "--seed", "7"]\n'
        ),
        rules=(),
    ),
    Mutant(
        name="SB313: a processing job is never cached",
        file=PREPROCESSING,
        replace=_method("    def _get_cache_config(self, kwargs):\n        return None\n"),
        rules=("SB313",),
    ),
    Mutant(
        name="SB350: a processor has a fixed machine",
        file=PREPROCESSING,
        replace=_processor('"instance_type": "ml.m5.large"'),
        rules=("SB350",),
    ),
    Mutant(
        name="SB352: a processing job loses its VPC and isolation",
        file=PREPROCESSING,
        replace=_processor('"network_config": None'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: a processing job loses its tags",
        file=EVALUATION,
        replace=_processor('"tags": None'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB340: a processing job's environment has a number",
        file=EVALUATION,
        replace=_processor('"env": {**self._get_environment_variables(), "WORKERS": 2}'),
        rules=("SB340", "SB401", "SB400"),
    ),
    Mutant(
        name="SB207: a processing job lacks a variable of its contract",
        file=EVALUATION,
        replace=_processor('"env": dict(self.config.env)'),
        rules=("SB207",),
    ),
    Mutant(
        name="SB413: a processor has another role",
        file=PREPROCESSING,
        replace=_processor('"role": "arn:aws:iam::123456789012:role/Processing"'),
        rules=("SB413",),
    ),
    Mutant(
        name="SB402: a processing job's script is not there",
        file=PREPROCESSING,
        replace=_method('    def _get_code(self):\n        return self._get_source_dir() + "/clean.py"\n'),
        rules=("SB402", "SB400"),
    ),
    Mutant(
        name="SB402: a framework processor's script is not in its folder",
        file=PREPROCESSING,
        replace=_framework_processor('"clean.py"'),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402 twin: a framework processor packs the config's folder",
        file=PREPROCESSING,
        replace=_framework_processor("self.config.entry_point"),
        rules=(),
    ),
    Mutant(
        name="SB322: a processing job runs another version than the config's",
        file=PREPROCESSING,
        replace=(("            version=self.config.framework_version,\n", '            version="1.0-1",\n'),),
        rules=("SB322",),
    ),
)

_TRANSFORM = (
    Mutant(
        name="TF301: joins records that are not split",
        file=TRANSFORM,
        replace=(
            (
                "**self._get_data_options())",
                '**{**self._get_data_options(), "split_type": None, "join_source": "Input"})',
            ),
        ),
        rules=("TF301",),
    ),
    Mutant(
        name="TF301: a filter that is no JSONPath",
        file=TRANSFORM,
        replace=(("**self._get_data_options())", '**{**self._get_data_options(), "input_filter": "1:"})'),),
        rules=("TF301",),
    ),
    Mutant(
        name="TF302: a model of a name that is written down",
        file=TRANSFORM,
        replace=((_TRANSFORMER_MODEL, '            model_name="churn-model",\n'),),
        rules=("TF302", "SB203"),
    ),
    Mutant(
        name="SB410: asks AWS for the model that the pipeline creates",
        file=TRANSFORM,
        replace=(
            ("            base_transform_job_name=self._get_step_name(),\n", ""),
            (_TRANSFORMER_MODEL, '            model_name="churn-model",\n'),
        ),
        rules=("SB410", "TF302", "SB400"),
    ),
    Mutant(
        name="SB413 twin: a transform job has no role",
        file=TRANSFORM,
        replace=(("            tags=self._get_tags(),\n", "            tags=list(self._get_tags() or []) or None,\n"),),
        rules=(),
    ),
    Mutant(
        name="SB313: a transform job is never cached",
        file=TRANSFORM,
        replace=(("            cache_config=self._get_cache_config(kwargs),\n", ""),),
        rules=("SB313",),
    ),
)

_REGISTRATION = (
    Mutant(
        name="RM302: a package without response types",
        file=REGISTER,
        replace=(("            response_types=list(config.response_types),\n", ""),),
        rules=("RM302", "SB401"),
    ),
    Mutant(
        name="RM406: registers the same model in every run",
        file=REGISTER,
        replace=(
            (
                "            s3_model_data_url=model_data,\n",
                '            s3_model_data_url="s3://team/model.tar.gz",\n',
            ),
        ),
        rules=("RM406", "SB203", "SB404"),
    ),
    Mutant(
        name="RM406: registers no model",
        file=REGISTER,
        replace=(("            s3_model_data_url=model_data,\n", ""),),
        rules=("RM406", "CM373"),
    ),
    Mutant(
        name="SB207: registers without the contract's variables",
        file=REGISTER,
        replace=(
            (
                "            env_vars=self._get_environment_variables(),\n",
                "            env_vars=dict(self.config.env),\n",
            ),
        ),
        rules=("SB207",),
    ),
    Mutant(
        name="SB341: registers without the config's variables",
        file=REGISTER,
        replace=(
            (
                "            env_vars=self._get_environment_variables(),\n",
                "            env_vars=dict(self.spec.script_contract.optional_environment_variables),\n",
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="CM381: a registered model has a new name for each definition",
        file=REGISTER,
        replace=(("        model.model_name = self._get_model_name(model_data)\n", ""),),
        rules=("CM381", "SB408"),
    ),
    Mutant(
        name="CM310: a registration is cached afterwards",
        file=REGISTER,
        replace=(
            (_STEP, f'{_STEP}        step.cache_config = CacheConfig(enable_caching=True, expire_after="P1D")\n'),
            (
                "from sagemaker.serve.model_builder import ModelBuilder\n",
                "from sagemaker.mlops.workflow.steps import CacheConfig\n"
                "from sagemaker.serve.model_builder import ModelBuilder\n",
            ),
        ),
        rules=("CM310", "SB313"),
    ),
    Mutant(
        name="SB322: registers the image of a version that is written down",
        file=REGISTER,
        replace=(("            version=self.config.framework_version,\n", '            version="1.7-1",\n'),),
        rules=("SB322", "SB326"),
    ),
)

MUTANTS = (*_TRAINING, *_PROCESSING, *_TRANSFORM, *_REGISTRATION)
