"""Mutants for the first rules about images, for model data, and for what is compiled."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
PYTORCH = "builders/pytorch_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"
PYTORCH_ESTIMATOR = "builders/pytorch_estimator_model.py"
TENSORFLOW_ESTIMATOR = "builders/tensorflow_estimator_model.py"

# What stands in the reference builders, each exactly once in its file.
_MODEL = 'model = self._create_model(self._get_inputs(options.inputs)["model_data"])'
_STEP = "step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)"
_REQUEST = "request = self._create_model_request(model)"
_OPTIONS = "options = self._read_options(kwargs)"
_ESTIMATOR_MODEL = 'model = self._create_model(estimator, inputs["model_data"])'
_TRAINED_MODEL = 'model = self._create_model(self._get_trained_estimator(options.dependencies), inputs["model_data"])'
_MODEL_STEP = (
    "step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies).steps[-1]"
)

_GET_IMAGE = "image_uri=self._get_image_uri()"
_ECR = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost"
_SCOPE = 'image_scope="inference"'
_IMAGES = (
    Mutant(
        name="SB320: a literal",
        file=XGBOOST,
        replace=((_GET_IMAGE, f'image_uri="{_ECR}:1.7-1"'),),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: an f-string of account, region and version",
        file=PYTORCH,
        replace=(
            (
                _GET_IMAGE,
                'image_uri=f"763104351884.dkr.ecr.{self.config.aws_region}.amazonaws.com/pytorch-inference:'
                '{self.config.framework_version}-cpu"',
            ),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: text put together in _get_image_uri",
        file=XGBOOST,
        replace=(("        return image_uri\n", f'        return "{_ECR}" + ":" + self.config.framework_version\n'),),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: a field of the config",
        file=XGBOOST,
        replace=(
            ('    py_version: str = "py3"\n', f'    py_version: str = "py3"\n    image: str = "{_ECR}:1.7-1"\n'),
            (_GET_IMAGE, "image_uri=self.config.image"),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: the image of the preprocessing container is a constant of the module",
        file=MULTI_CONTAINER,
        replace=(
            ("@register_builder()\n", f'_PREPROCESSING = "{_ECR}:1.7-1"\n\n\n@register_builder()\n'),
            ("image_uri=self._get_preprocessing_image_uri()", "image_uri=_PREPROCESSING"),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="SB320: the registry's answer with another tag",
        file=XGBOOST,
        replace=((_GET_IMAGE, 'image_uri=self._get_image_uri().split(":")[0] + ":latest"'),),
        rules=("SB320",),
    ),
    Mutant(
        name="SB321: the training image",
        file=XGBOOST,
        replace=((_SCOPE, 'image_scope="training"'),),
        rules=("SB321",),
    ),
    Mutant(
        name="SB321: no scope, of a framework whose image trains and serves: no defect",
        file=XGBOOST,
        replace=((f"            {_SCOPE},\n", ""),),
        rules=(),
    ),
    Mutant(
        name="SB321: no scope, of a framework with images to train and others to serve",
        file=PYTORCH,
        replace=((f"            {_SCOPE},\n", ""),),
        rules=("SB321",),
    ),
    Mutant(
        name="SB321: PyTorch's training image",
        file=PYTORCH,
        replace=((_SCOPE, 'image_scope="training"'),),
        rules=("SB321",),
    ),
    Mutant(
        name="SB321: the training image, by a constant",
        file=GENERIC,
        replace=(
            ("@register_builder()\n", '_SCOPE = "train" + "ing"\n\n\n@register_builder()\n'),
            (_SCOPE, "image_scope=_SCOPE"),
        ),
        rules=("SB321",),
    ),
    Mutant(
        name="SB322: a fixed version",
        file=PYTORCH,
        replace=(
            (
                "            version=self.config.framework_version,\n            py_version=self.config.py_version,\n",
                '            version="2.0.1",\n            py_version="py310",\n',
            ),
        ),
        rules=("SB322",),
    ),
    Mutant(
        name="SB322: a fixed instance type, CPU even for GPU instances",
        file=PYTORCH,
        replace=(("instance_type=self.config.instance_type", 'instance_type="ml.m5.xlarge"'),),
        rules=("SB322",),
    ),
    Mutant(
        name="SB322: a fixed region",
        file=GENERIC,
        replace=(("region=self.config.aws_region", 'region="us-east-1"'),),
        rules=("SB322",),
    ),
    Mutant(
        name="SB322: the image of another framework",
        file=XGBOOST,
        replace=(
            ('framework="xgboost"', 'framework="sklearn"'),
            (
                "            region=region,\n            version=self.config.framework_version,\n",
                '            region=region,\n            version="1.2-1",\n',
            ),
        ),
        rules=("SB322",),
    ),
    Mutant(
        name="SB322: the containers' images exchanged",
        file=MULTI_CONTAINER,
        replace=(
            ("image_uri=self._get_preprocessing_image_uri()", "image_uri=self._get_image_uri(  )"),
            ("image_uri=self._get_image_uri()", "image_uri=self._get_preprocessing_image_uri()"),
        ),
        rules=("SB322",),
    ),
)

_IMPORT_JOIN = "from sagemaker.workflow.functions import Join\n"
_MODEL_DATA = (
    Mutant(
        name="CM332: str()",
        file=XGBOOST,
        replace=(("model_data=model_data", "model_data=str(model_data)"),),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: an f-string",
        file=PYTORCH,
        replace=(("model_data=model_data", 'model_data=f"{model_data}"'),),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: .expr",
        file=XGBOOST,
        replace=(("model_data=model_data", 'model_data=getattr(model_data, "expr", model_data)'),),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: a parameter's default",
        file=GENERIC,
        replace=(("model_data=model_data", 'model_data=getattr(model_data, "default_value", model_data)'),),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: a prefix put before it",
        file=XGBOOST,
        replace=(
            ("from sagemaker.workflow.steps import", f"{_IMPORT_JOIN}from sagemaker.workflow.steps import"),
            ("model_data=model_data", 'model_data=Join(on="/", values=["s3://bucket", model_data])'),
        ),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: a fixed archive in its place",
        file=MULTI_CONTAINER,
        replace=(
            (
                "            model_data=model_data,\n",
                '            model_data="s3://sagemaker-us-east-1-123456789012/models/model.tar.gz",\n',
            ),
        ),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: %r of it",
        file=XGBOOST,
        replace=(("model_data=model_data", 'model_data="%r" % (model_data,)'),),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: Pattern B, the text of it",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _ESTIMATOR_MODEL,
                'model = self._create_model(estimator, "".join(["", repr(inputs["model_data"])]))',
            ),
        ),
        rules=("CM332",),
    ),
    Mutant(
        name="CM332: Pattern B, the estimator's own archive",
        file=XGBOOST_ESTIMATOR,
        replace=((_ESTIMATOR_MODEL, f"{_ESTIMATOR_MODEL}\n        model.model_data = estimator.output_path"),),
        rules=("CM332",),
    ),
)

_COMPILING = (
    Mutant(
        name="SB400: refuses a PipelineSession",
        file=XGBOOST,
        replace=(
            (
                f"        {_OPTIONS}",
                '        if type(self.session).__name__ == "PipelineSession":\n'
                '            raise ValueError("give a plain Session")\n'
                f"        {_OPTIONS}",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: refuses a Join",
        file=XGBOOST,
        replace=(
            (
                f"        {_MODEL}",
                '        if type(options.inputs.get("model_data")).__name__ == "Join":\n'
                '            raise ValueError("model_data must be a step property")\n'
                f"        {_MODEL}",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: hands local code to the SDK for an archive that only the run knows",
        file=PYTORCH,
        replace=(("packaged = is_pipeline_variable(model_data)", "packaged = False"),),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: a model without role",
        file=GENERIC,
        replace=(("            role=self.role,\n", ""),),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: a string as inputs of the step",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "model=model, inputs={'instance_type': 'ml.m5.xlarge'}")),),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: Pattern B, create() whatever the session",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = model.create(instance_type='ml.m5.xlarge').create_model_request"),),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: Pattern B, create_model() is told the instance type",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _ESTIMATOR_MODEL,
                "model = estimator.create_model(instance_type=self.config.instance_type, role=self.role)",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: Pattern B, refuses every training step",
        file=TENSORFLOW_ESTIMATOR,
        replace=(
            (
                "        repack = self._needs_repack_step(inputs)\n",
                "        repack = self._needs_repack_step(inputs)\n"
                "        if repack:\n"
                '            raise ValueError("model_data from a training step is not supported")\n',
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB401: an environment variable that is too long",
        file=XGBOOST,
        replace=(
            ("env=self._get_environment_variables()", 'env={**self._get_environment_variables(), "NOTE": "x" * 2000}'),
        ),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401: an environment key with a dash",
        file=GENERIC,
        replace=(
            (
                "env=self._get_packaged_environment_variables()",
                'env={**self._get_packaged_environment_variables(), "LOG-LEVEL": "20"}',
            ),
        ),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401: a number in the environment",
        file=PYTORCH,
        replace=(
            (
                "env=self._get_packaged_environment_variables()",
                'env={**self._get_packaged_environment_variables(), "TIMEOUT": 60}',
            ),
        ),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401: a role that is no role's ARN",
        file=XGBOOST,
        replace=(
            (
                "role=self.role,\n            entry_point",
                'role="arn:aws:s3:::role/SageMaker",\n            entry_point',
            ),
        ),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401: Pattern B, a member that CreateModel does not know",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, f'{_REQUEST}\n        request["InstanceType"] = self.config.instance_type'),),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401: Pattern B, a VPC without subnets",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _TRAINED_MODEL,
                f'{_TRAINED_MODEL}\n        model.vpc_config = {{"Subnets": [], "SecurityGroupIds": ["sg-1"]}}',
            ),
        ),
        rules=("SB401",),
    ),
)

_CODE = (
    Mutant(
        name="SB402: the entry point as a path from the project's root",
        file=XGBOOST,
        replace=(
            ("            entry_point=self.config.entry_point,\n", ""),
            ("            source_dir=self._get_source_dir(),\n", ""),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: the program is another one than was uploaded",
        file=XGBOOST,
        replace=((_STEP, f'model.entry_point = "serve.py"\n        {_STEP}'),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: PyTorch, the archive comes straight from training, and nothing puts the code into it",
        file=PYTORCH,
        replace=(),
        also=(
            ("specs/pytorch_model.py", "            packaged=True,\n", ""),
            ("specs/pytorch_model.py", '("PackagingStep", "ProcessingStep")', '("PyTorchTraining", "ProcessingStep")'),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: the preprocessing container has no code",
        file=MULTI_CONTAINER,
        replace=(
            (
                "            entry_point=entry_point,\n            source_dir=self._get_source_dir(),\n",
                "            entry_point=None,\n            source_dir=None,\n",
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: Pattern B, the request keeps the path of this machine",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                f'{_REQUEST}\n        request["PrimaryContainer"]["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"] = '
                '"file:///home/me/code"',
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: PyTorch of Pattern B, the request is taken without the repack step",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _MODEL_STEP,
                "step = CreateModelStep(name=self._get_step_name(), step_args=step_args.create_model_request)",
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: TensorFlow of Pattern B, the code is lost under a Session",
        file=TENSORFLOW_ESTIMATOR,
        replace=(
            (
                "repack = self._needs_repack_step(inputs)",
                'repack = type(self.session).__name__ == "PipelineSession" and not isinstance(\n'
                '            inputs["model_data"], str\n        )',
            ),
        ),
        rules=("SB402",),
    ),
)

MUTANTS = (*_IMAGES, *_MODEL_DATA, *_COMPILING, *_CODE)
