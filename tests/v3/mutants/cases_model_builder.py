"""Mutants for how the model is described and created: arguments, environment, sessions, caching, names."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/v3/xgboost_model.py"
PYTORCH = "builders/v3/pytorch_model.py"
GENERIC = "builders/v3/generic_model.py"
MULTI_CONTAINER = "builders/v3/multi_container_model.py"

# What stands in the reference builders, each exactly once in its file.
_DATA = "            s3_model_data_url=model_data,\n"
_ENV = "            env_vars=self._get_environment_variables(),\n"
_PACKAGED_ENV = "            env_vars=self._get_packaged_environment_variables(),\n"
_NETWORK = "            network=self._get_network(),\n"
_ROLE = "            role_arn=self.role,\n"
_SESSION = "            sagemaker_session=self.session,\n"
_IMAGE = "            image_uri=self._get_image_uri(),\n"
_CODE = "inference_code(self._get_source_dir(), self.config.entry_point)"
_CREATED = (
    "        return self._create_step(self._create_model(model_data), self._get_model_name(model_data), "
    "options.dependencies)\n"
)
_CREATED_GENERIC = "        return self._create_step(model, self.config.model_name, options.dependencies)\n"
_PYTHON = "            py_version=self.config.py_version,\n"
_OPTIONS = "        options = self._read_options(kwargs)\n"


def _step(text: str) -> tuple[tuple[str, str], ...]:
    """The generic builder's own way to its step, from the model `model`."""
    return ((_CREATED_GENERIC, text),)


_ENVIRONMENT = (
    Mutant(
        name="CM376: a number in the environment",
        file=XGBOOST,
        replace=((_ENV, '            env_vars={**self._get_environment_variables(), "WORKERS": 2},\n'),),
        rules=("CM376", "SB340"),
    ),
    Mutant(
        name="CM376: a truth value in the environment",
        file=GENERIC,
        replace=(
            (_PACKAGED_ENV, '            env_vars={**self._get_packaged_environment_variables(), "GPU": False},\n'),
        ),
        rules=("CM376", "SB340"),
    ),
    Mutant(
        name="CM376: None in the environment",
        file=GENERIC,
        replace=(
            (
                _PACKAGED_ENV,
                "            env_vars={**self._get_packaged_environment_variables(), "
                '"MODEL": self.config.model_name},\n',
            ),
        ),
        rules=("CM376", "SB340"),
    ),
    Mutant(
        name="CM376 twin: a number as text",
        file=XGBOOST,
        replace=((_ENV, '            env_vars={**self._get_environment_variables(), "WORKERS": str(2)},\n'),),
        rules=(),
    ),
    Mutant(
        name="SB341: the contract's variables over the config's",
        file=XGBOOST,
        replace=(
            (
                _ENV,
                "            env_vars={\n                **self.config.env,\n"
                "                **self.spec.script_contract.optional_environment_variables,\n"
                '                "SAGEMAKER_PROGRAM": self.config.entry_point,\n            },\n',
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="SB341: no variables of the config",
        file=GENERIC,
        replace=(
            (
                _PACKAGED_ENV,
                '            env_vars={"SAGEMAKER_PROGRAM": self.config.entry_point, '
                '"SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"},\n',
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="SB207: no variables of the contract",
        file=XGBOOST,
        replace=((_ENV, "            env_vars=dict(self.config.env),\n"),),
        rules=("SB207",),
    ),
    Mutant(
        name="SB402: an archive with code that no variable points to",
        file=GENERIC,
        replace=((_PACKAGED_ENV, "            env_vars=self._get_environment_variables(),\n"),),
        rules=("SB402",),
    ),
)

_SECURITY = (
    Mutant(
        name="CM377: no network at all",
        file=XGBOOST,
        replace=((_NETWORK, ""),),
        rules=("CM377", "SB352"),
    ),
    Mutant(
        name="CM377: the VPC without isolation",
        file=PYTORCH,
        replace=(
            (
                _NETWORK,
                "            network=Networking(\n"
                '                subnets=(self.config.vpc_config or {}).get("Subnets"),\n'
                '                security_group_ids=(self.config.vpc_config or {}).get("SecurityGroupIds"),\n'
                "            ),\n",
            ),
            (
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
                "from sagemaker.core.training.configs import Networking\n"
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
            ),
        ),
        rules=("CM377", "SB352"),
    ),
    Mutant(
        name="CM377: isolation without the VPC",
        file=MULTI_CONTAINER,
        replace=(
            (
                _NETWORK,
                "            network=Networking(enable_network_isolation=self.config.enable_network_isolation),\n",
            ),
            (
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
                "from sagemaker.core.training.configs import Networking\n"
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
            ),
        ),
        rules=("CM377", "SB352"),
    ),
    Mutant(
        name="CM377: no role",
        file=XGBOOST,
        replace=((_ROLE, ""),),
        rules=("CM377", "SB413", "SB400"),
    ),
    Mutant(
        name="CM331: a written-down role",
        file=XGBOOST,
        replace=((_ROLE, '            role_arn="arn:aws:iam::123456789012:role/Serving",\n'),),
        rules=("CM331", "SB413"),
    ),
    Mutant(
        name="CM377 twin: the role by build()",
        file=GENERIC,
        replace=_step(
            "        step_args = model.build(\n"
            "            model_name=self.config.model_name, role_arn=self.role, tags=self._get_tags()\n"
            "        )\n"
            "        step = ModelStep(\n"
            "            name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies\n"
            "        )\n"
            "        return self._attach_specification(step)\n"
        ),
        rules=(),
    ),
    Mutant(
        name="SB352: no tags",
        file=GENERIC,
        replace=_step(
            "        step_args = model.build(model_name=self.config.model_name)\n"
            "        step = ModelStep(\n"
            "            name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies\n"
            "        )\n"
            "        return self._attach_specification(step)\n"
        ),
        rules=("SB352",),
    ),
)

_MADE = (
    Mutant(
        name="CM378: build() for another region",
        file=GENERIC,
        replace=_step(
            '        step_args = model.build(model_name=self.config.model_name, region="eu-west-1")\n'
            "        step = ModelStep(\n"
            "            name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies\n"
            "        )\n"
            "        return self._attach_specification(step)\n"
        ),
        rules=("CM378", "SB410", "SB400"),
    ),
    Mutant(
        name="CM378: build() with a session of its own",
        file=GENERIC,
        replace=(
            *_step(
                "        step_args = model.build(model_name=self.config.model_name, sagemaker_session=Session())\n"
                "        step = ModelStep(\n"
                "            name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies\n"
                "        )\n"
                "        return self._attach_specification(step)\n"
            ),
            (
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
                "from sagemaker.core.helper.session_helper import Session\n"
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
            ),
        ),
        rules=("CM378", "SB410", "SB413", "SB400"),
    ),
    Mutant(
        name="CM378: the model builder has no session",
        file=XGBOOST,
        replace=((_SESSION, ""),),
        rules=("CM378", "CM331", "SB413", "SB400"),
    ),
    Mutant(
        name="CM378 twin: build() for the region of the session",
        file=GENERIC,
        replace=_step(
            "        step_args = model.build(\n"
            "            model_name=self.config.model_name, region=model.region, tags=self._get_tags()\n"
            "        )\n"
            "        step = ModelStep(\n"
            "            name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies\n"
            "        )\n"
            "        return self._attach_specification(step)\n"
        ),
        rules=(),
    ),
)

_RETRIES = '            retry_policies={"model_step": [StepRetryPolicy(exception_types=[FAULT], max_attempts=2)]},\n'
_RETRY_STEP = (
    "        step_args = model.build(model_name=self.config.model_name, tags=self._get_tags())\n"
    "        step = ModelStep(\n"
    "            name=self._get_step_name(),\n"
    "            step_args=step_args,\n"
    "            depends_on=options.dependencies,\n"
    "{}"
    "        )\n"
    "        return self._attach_specification(step)\n"
)
_RETRY_IMPORT = (
    "from sagemaker.serve.model_builder import ModelBuilder\n",
    "from sagemaker.mlops.workflow.retry import StepExceptionTypeEnum, StepRetryPolicy\n"
    "from sagemaker.serve.model_builder import ModelBuilder\n\n"
    "FAULT = StepExceptionTypeEnum.SERVICE_FAULT\n",
)
_STEPS = (
    Mutant(
        name="CM379: retry policies as a dictionary",
        file=GENERIC,
        replace=(*_step(_RETRY_STEP.format(_RETRIES)), _RETRY_IMPORT),
        rules=("CM379", "SB400"),
    ),
    Mutant(
        name="CM379 twin: retry policies as a list",
        file=GENERIC,
        replace=(
            *_step(
                _RETRY_STEP.format(
                    "            retry_policies=[StepRetryPolicy(exception_types=[FAULT], max_attempts=2)],\n"
                )
            ),
            _RETRY_IMPORT,
        ),
        rules=(),
    ),
    Mutant(
        name="CM310: caching is set afterwards",
        file=XGBOOST,
        replace=(
            (
                _CREATED,
                "        step = self._create_step(\n"
                "            self._create_model(model_data), self._get_model_name(model_data), options.dependencies\n"
                "        )\n"
                '        step.cache_config = CacheConfig(enable_caching=True, expire_after="P30D")\n'
                "        return step\n",
            ),
            (
                "from sagemaker.serve.model_builder import ModelBuilder\n",
                "from sagemaker.mlops.workflow.steps import CacheConfig\n"
                "from sagemaker.serve.model_builder import ModelBuilder\n",
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: caching as an argument",
        file=GENERIC,
        replace=_step(_RETRY_STEP.format("            cache_config=None,\n")),
        rules=("CM310", "SB400"),
    ),
    Mutant(
        name="CM311: caching changes the model's name",
        file=XGBOOST,
        replace=(
            (
                _CREATED,
                '        name = "cached" if kwargs.get("enable_caching") else self._get_model_name(model_data)\n'
                "        return self._create_step(self._create_model(model_data), name, options.dependencies)\n",
            ),
        ),
        rules=("CM311",),
    ),
    Mutant(
        name="CM381: a new name for each definition",
        file=XGBOOST,
        replace=((_CREATED, _CREATED.replace("self._get_model_name(model_data)", "self.config.model_name")),),
        rules=("CM381", "SB408"),
    ),
    Mutant(
        name="CM381: PyTorch's model has a new name for each definition",
        file=PYTORCH,
        replace=((_CREATED, _CREATED.replace("self._get_model_name(model_data)", "None")),),
        rules=("CM381", "SB408"),
    ),
    Mutant(
        name="CM381 twin: a fixed name",
        file=XGBOOST,
        replace=(
            (
                _CREATED,
                '        name = self.config.model_name or f"booster-{self._get_content_name(model_data)}"\n'
                "        return self._create_step(self._create_model(model_data), name, options.dependencies)\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="CM382: the instance type reaches the model builder only",
        file=PYTORCH,
        replace=(
            (
                f"{_PYTHON}            instance_type=self.config.instance_type,\n",
                f'{_PYTHON}            instance_type="ml.m5.xlarge",\n',
            ),
        ),
        rules=("CM382", "SB350", "SB324"),
    ),
    Mutant(
        name="SB403: does not wait for the dependencies",
        file=XGBOOST,
        replace=((_CREATED, _CREATED.replace("options.dependencies", "[]")),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB202: a step without its specification",
        file=GENERIC,
        replace=_step(
            "        step_args = model.build(model_name=self.config.model_name, tags=self._get_tags())\n"
            "        return ModelStep(self._get_step_name(), step_args, options.dependencies)\n"
        ),
        rules=("SB202",),
    ),
    Mutant(
        name="SB300: returns the request",
        file=GENERIC,
        replace=_step("        return model.build(model_name=self.config.model_name)\n"),
        rules=("SB300",),
    ),
    Mutant(
        name="SB300: returns the model builder",
        file=GENERIC,
        replace=_step("        return model\n"),
        rules=("SB300",),
    ),
    Mutant(
        name="SB360: the time of the build in the name of the step",
        file=GENERIC,
        replace=_step(
            _RETRY_STEP.format("").replace("self._get_step_name()", "f\"GenericModel-{__import__('time').time():.0f}\"")
        ),
        rules=("SB360",),
    ),
    Mutant(
        name="SB twin: the arguments of ModelStep by position",
        file=GENERIC,
        replace=_step(
            "        step_args = model.build(self.config.model_name, tags=self._get_tags())\n"
            "        step = ModelStep(self._get_step_name(), step_args, options.dependencies)\n"
            "        return self._attach_specification(step)\n"
        ),
        rules=(),
    ),
)

_ARGUMENTS = (
    Mutant(
        name="CM331: a written-down script",
        file=PYTORCH,
        replace=((_CODE, 'inference_code(self._get_source_dir(), "inference.py")'),),
        rules=("CM331", "SB402"),
    ),
    Mutant(
        name="CM331: the image is asked for and not handed over",
        file=XGBOOST,
        replace=(
            (_IMAGE, '            image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",\n'),
            ("        return ModelBuilder(\n", "        self._get_image_uri()\n        return ModelBuilder(\n"),
        ),
        rules=("CM331", "SB320"),
    ),
    Mutant(
        name="SB400: a model builder without an image",
        file=GENERIC,
        replace=((_IMAGE, ""),),
        rules=("SB400",),
    ),
    Mutant(
        name="CM332: changes the archive's address",
        file=GENERIC,
        replace=((_DATA, '            s3_model_data_url=model_data.replace("model", "models"),\n'),),
        rules=("CM332", "SB407", "SB400"),
    ),
    Mutant(
        name="SB407: puts the archive into a text",
        file=XGBOOST,
        replace=((_DATA, '            s3_model_data_url=f"{model_data}",\n'),),
        rules=("SB407", "CM332"),
    ),
    Mutant(
        name="SB203: declares an input and does not use it",
        file=XGBOOST,
        replace=(),
        also=(
            (
                "specs/v3/xgboost_model.py",
                "    dependencies=(\n",
                "    dependencies=(\n"
                '        DependencySpec(\n            logical_name="calibration_data",\n'
                '            dependency_type="model_artifacts",\n'
                '            compatible_sources=("CalibrationTraining",),\n        ),\n',
            ),
        ),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: the same archive in every run",
        file=GENERIC,
        replace=((_DATA, '            s3_model_data_url="s3://team-models/latest/model.tar.gz",\n'),),
        rules=("SB203", "SB404", "CM406"),
    ),
    Mutant(
        name="CM406: the training job in place of its archive",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                f"{_OPTIONS}"
                "        for step in options.dependencies:\n"
                '            if getattr(step.step_type, "value", "") == "Training":\n'
                "                return self._create_step(\n"
                "                    self._create_model(step.properties.ModelArtifacts), None, options.dependencies\n"
                "                )\n",
            ),
        ),
        rules=("CM406", "SB401", "SB400"),
    ),
    Mutant(
        name="SB323: the preprocessing image is of one region",
        file=MULTI_CONTAINER,
        replace=(
            (
                '            framework="sklearn",\n            region=self.config.aws_region,\n',
                '            framework="sklearn",\n            region="us-east-1",\n',
            ),
        ),
        rules=("SB323", "SB324"),
    ),
    Mutant(
        name="SB326: an image of another version than the config's",
        file=PYTORCH,
        replace=(("            version=self.config.framework_version,\n", '            version="2.0.1",\n'),),
        rules=("SB326", "SB322"),
    ),
    Mutant(
        name="SB322: a GPU image for machines without one",
        file=PYTORCH,
        replace=(
            (
                f"{_PYTHON}            instance_type=self.config.instance_type,\n",
                f'{_PYTHON}            instance_type="ml.g5.xlarge",\n',
            ),
        ),
        rules=("SB322", "SB350", "SB324"),
    ),
    Mutant(
        name="SB325: a variable for the region of the image",
        file=PYTORCH,
        replace=(
            (
                "            region=self.config.aws_region,\n",
                '            region=ParameterString(name="Region", default_value="us-east-1"),\n',
            ),
            (
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
                "from sagemaker.core.workflow.parameters import ParameterString\n"
                "from sagemaker.core.workflow.pipeline_context import PipelineSession\n",
            ),
        ),
        rules=("SB325", "SB400"),
    ),
    Mutant(
        name="SB414: a parameter that nobody declares",
        file=GENERIC,
        replace=(
            (_PACKAGED_ENV, '            env_vars={**self._get_packaged_environment_variables(), "STAGE": STAGE},\n'),
            (
                "from sagemaker.serve.model_builder import ModelBuilder\n",
                "from sagemaker.core.workflow.parameters import ParameterString\n"
                "from sagemaker.serve.model_builder import ModelBuilder\n\n"
                'STAGE = ParameterString(name="Stage")\n',
            ),
        ),
        rules=("SB414",),
    ),
)

MUTANTS = (*_ENVIRONMENT, *_SECURITY, *_MADE, *_STEPS, *_ARGUMENTS)
