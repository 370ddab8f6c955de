"""Mutants for the image rules SB320 to SB326, beyond those of the foundation."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
PYTORCH = "builders/pytorch_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"

# What stands in the reference builders, each exactly once in its file.
_RETURN_IMAGE = "        return image_uri\n"
_REGION = "region=self.config.aws_region"
_VERSION = "            version=self.config.framework_version,\n"
_MODEL_VERSION = "            framework_version=self.config.framework_version,\n"
_INSTANCE_TYPE = "            instance_type=self.config.instance_type,\n"
_LOG_REGION = (
    '            self.log_info("Region %s is configured; the image is forced to %s", self.config.aws_region, region)\n'
)
_PARAMETER = "from sagemaker.workflow.parameters import ParameterString\n"
_STEPS = "from sagemaker.workflow.steps import CreateModelStep\n"
_FORCED = "        region = self.spec.forced_region or self.config.aws_region\n"

_ORIGIN = (
    Mutant(
        name="SB320: the answer's account exchanged after the look-up",
        file=PYTORCH,
        replace=((_RETURN_IMAGE, '        return image_uri.replace("763104351884", "123456789012")\n'),),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: a literal set on the model afterwards",
        file=XGBOOST,
        replace=(
            (
                '        model = self._create_model(self._get_inputs(options.inputs)["model_data"])\n',
                '        model = self._create_model(self._get_inputs(options.inputs)["model_data"])\n'
                '        model.image_uri = ".".join(("683313688378", "dkr.ecr.us-east-1.amazonaws.com"))\n'
                '        model.image_uri += "/sagemaker-xgboost:1.7-1"\n',
            ),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: the image of an environment variable",
        file=PYTORCH,
        replace=(
            ("from pathlib import Path\n", "import os\nfrom pathlib import Path\n"),
            (_RETURN_IMAGE, '        return os.environ.get("SERVING_IMAGE", "registry.example.com/pytorch:2.1")\n'),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="SB321: the scope is an entry of a table",
        file=XGBOOST,
        replace=(('            image_scope="inference",\n', '            **{"image_scope": "training"},\n'),),
        rules=("SB321",),
    ),
)

_RIGHT = (
    Mutant(
        name="SB324: always one version, where the specification lists none",
        file=XGBOOST,
        replace=(
            (_VERSION, '            version="1.7-1",\n'),
            (_MODEL_VERSION, '            framework_version="1.7-1",\n'),
        ),
        also=(
            (
                "specs/xgboost_model.py",
                'framework_versions=("1.0-1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1"),',
                "framework_versions=(),",
            ),
        ),
        rules=("SB324",),
    ),
    Mutant(
        name="SB323: PyTorch's image is always of us-east-1",
        file=PYTORCH,
        replace=((_REGION, 'region="us-east-1"'),),
        rules=("SB323",),
    ),
    Mutant(
        name="SB323: the region that the specification forces is not used",
        file=XGBOOST,
        replace=((_FORCED, "        region = self.config.aws_region\n"),),
        rules=("SB323",),
    ),
    Mutant(
        name="SB323: the region is forced without a word",
        file=XGBOOST,
        replace=((_LOG_REGION, "            pass\n"),),
        rules=("SB323",),
    ),
    Mutant(
        name="SB323: a region is forced that the specification does not force",
        file=XGBOOST,
        replace=((_FORCED, '        region = "us-east-1"\n'),),
        also=(("specs/xgboost_model.py", '    forced_region="us-east-1",\n', ""),),
        rules=("SB323",),
    ),
    Mutant(
        name="SB323: the generic builder takes the region of another field's default",
        file=GENERIC,
        replace=((_REGION, 'region=getattr(self.config, "serving_region", "us-east-1")'),),
        rules=("SB323",),
    ),
    Mutant(
        name="SB324: a GPU instance gets the CPU image",
        file=PYTORCH,
        replace=((_INSTANCE_TYPE, '            instance_type="ml.m5.xlarge",\n'),),
        rules=("SB324",),
    ),
    Mutant(
        name="SB324: the version stays what it was in the first build",
        file=XGBOOST,
        replace=((_VERSION, "            version=self.spec.framework_versions[-1],\n"),),
        rules=("SB324",),
    ),
    Mutant(
        name="SB324: the image changes with an instance type that has no say in it",
        file=XGBOOST,
        replace=(
            (
                _RETURN_IMAGE,
                '        return image_uri if "m5" in self.config.instance_type else f"{image_uri}-cpu-py3"\n',
            ),
        ),
        rules=("SB324",),
    ),
    Mutant(
        name="SB324: the preprocessing image of a fixed region",
        file=MULTI_CONTAINER,
        replace=(
            (
                '            framework="sklearn",\n            region=self.config.aws_region,\n',
                '            framework="sklearn",\n            region="us-east-1",\n',
            ),
        ),
        rules=("SB324",),
    ),
)

_ARGUMENTS = (
    Mutant(
        name="SB325: the instance type is a parameter with a default",
        file=PYTORCH,
        replace=(
            (_STEPS, _PARAMETER + _STEPS),
            (
                _INSTANCE_TYPE,
                '            instance_type=ParameterString("InstanceType", default_value=self.config.instance_type),\n',
            ),
        ),
        rules=("SB325",),
    ),
    Mutant(
        name="SB325: the version is a parameter of a constant",
        file=XGBOOST,
        replace=(
            (_STEPS, _PARAMETER + _STEPS),
            ("class XGBoostModelConfig", '_VERSION = ParameterString("Version")\n\n\nclass XGBoostModelConfig'),
            (_VERSION, "            version=_VERSION,\n"),
        ),
        rules=("SB325",),
    ),
    Mutant(
        name="SB325: the region is that of the run",
        file=GENERIC,
        replace=(
            (_STEPS, "from sagemaker.workflow.execution_variables import ExecutionVariables\n" + _STEPS),
            (_REGION, "region=ExecutionVariables.PIPELINE_NAME"),
        ),
        rules=("SB325",),
    ),
    Mutant(
        name="SB326: the model class is told a fixed version",
        file=XGBOOST,
        replace=((_MODEL_VERSION, '            framework_version="1.5-1",\n'),),
        rules=("SB326",),
    ),
    Mutant(
        name="SB326: the model class is told an old version, for which the SDK packs otherwise",
        file=PYTORCH,
        replace=((_MODEL_VERSION, '            framework_version="1.1",\n'),),
        rules=("SB326",),
    ),
    Mutant(
        name="SB326: the preprocessing model is told the other container's version",
        file=MULTI_CONTAINER,
        replace=(
            (
                "            framework_version=self.config.sklearn_version,\n",
                '            framework_version="1.0-1",\n',
            ),
        ),
        rules=("SB326",),
    ),
)

MUTANTS = (*_ORIGIN, *_RIGHT, *_ARGUMENTS)
