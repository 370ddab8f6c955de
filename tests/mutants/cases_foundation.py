"""Mutants for the first rules: loading, shape, specification, constructor, caching, image, model data, compiling."""

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
_REQUEST_STEP = "step = CreateModelStep(name=self._get_step_name(), step_args=request, depends_on=options.dependencies)"
_REQUEST = "request = self._create_model_request(model)"
_RETURN = "return self._attach_specification(step)"
_OPTIONS = "options = self._read_options(kwargs)"
_ESTIMATOR_MODEL = 'model = self._create_model(estimator, inputs["model_data"])'
_TRAINED_MODEL = 'model = self._create_model(self._get_trained_estimator(options.dependencies), inputs["model_data"])'
_MODEL_STEP = (
    "step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies).steps[-1]"
)
_OUTPUT = 'property_path="properties.ModelName"'
_VALIDATE = "    def validate_configuration(self) -> None:\n"
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"

_LOADING = (
    Mutant(
        name="SB100: does not parse",
        file=XGBOOST,
        replace=((_OPTIONS, "options = self._read_options(kwargs"),),
        rules=("SB100",),
    ),
    Mutant(
        name="SB100: imports a module that is not there",
        file=PYTORCH,
        replace=(("from pathlib import Path\n", "from pathlib import Path\nimport platform_defaults\n"),),
        rules=("SB100",),
    ),
    Mutant(
        name="SB100: imports a name that the SDK does not have",
        file=XGBOOST,
        replace=(("from sagemaker import image_uris\n", "from sagemaker import image_uris, image_registry\n"),),
        rules=("SB100",),
    ),
    Mutant(
        name="SB100: the constructor reads a config field that is not there",
        file=XGBOOST,
        replace=(("        super().__init__(\n", "        self.region = config.regoin\n        super().__init__(\n"),),
        rules=("SB100",),
    ),
    Mutant(
        name="SB100: the constructor of Pattern B hands no specification on",
        file=PYTORCH_ESTIMATOR,
        replace=(("            spec=PYTORCH_ESTIMATOR_MODEL_SPECIFICATION,\n", ""),),
        rules=("SB100",),
    ),
    Mutant(
        name="SB100: refuses every config",
        file=PYTORCH,
        replace=(("        self._check_framework_version()\n", '        raise ValueError("not supported yet")\n'),),
        rules=("SB100",),
    ),
)

_SHAPE = (
    Mutant(
        name="SB101: neither a base nor create_step",
        file=XGBOOST,
        replace=(
            ("class XGBoostModelStepBuilder(CreateModelStepBuilder):", "class XGBoostModelStepBuilder:"),
            ("    def create_step(", "    def build_step("),
        ),
        rules=("SB101",),
    ),
    Mutant(
        name="SB101: Pattern B, no base, and the constructor takes no config",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                "class XGBoostEstimatorModelStepBuilder(EstimatorModelStepBuilder):",
                "class XGBoostEstimatorModelStepBuilder:",
            ),
            ("        config: EstimatorModelConfig,\n        sagemaker_session", "        sagemaker_session"),
        ),
        rules=("SB101",),
    ),
    Mutant(
        name="SB103: no _get_image_uri",
        file=XGBOOST,
        replace=(
            ("def _get_image_uri(self)", "def _serving_image(self)"),
            ("image_uri=self._get_image_uri()", "image_uri=self._serving_image()"),
        ),
        rules=("SB103",),
    ),
    Mutant(
        name="SB103: no _create_model",
        file=PYTORCH,
        replace=(
            ("def _create_model(self, model_data: Any)", "def _make(self, model_data: Any)"),
            ("model = self._create_model(", "model = self._make("),
        ),
        rules=("SB103",),
    ),
    Mutant(
        name="SB103: derives from the base that leaves _get_outputs and the rest to it",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                "from cursus_tester.contract.estimator_model import EstimatorModelStepBuilder\n",
                "from cursus_tester.contract.builder_base import StepBuilderBase\n",
            ),
            ("(EstimatorModelStepBuilder):", "(StepBuilderBase):"),
        ),
        rules=("SB103",),
    ),
)

_SPECIFICATION = (
    Mutant(
        name="SB201: carries no specification",
        file=XGBOOST,
        replace=(
            (_VALIDATE, f"        self.spec = None\n\n{_VALIDATE}"),
            (f"        {_OPTIONS}", f"        self.spec = XGBOOST_MODEL_SPECIFICATION\n        {_OPTIONS}"),
        ),
        rules=("SB201",),
    ),
    Mutant(
        name="SB201: Pattern B carries no specification",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_CREATE_STEP, f"        self.spec = None\n\n{_CREATE_STEP}"),
            (f"        {_OPTIONS}", f"        self.spec = XGBOOST_ESTIMATOR_MODEL_SPECIFICATION\n        {_OPTIONS}"),
        ),
        rules=("SB201",),
    ),
    Mutant(
        name="SB202: attaches nothing",
        file=XGBOOST,
        replace=((_RETURN, "return step"),),
        rules=("SB202",),
    ),
    Mutant(
        name="SB202: attaches a copy",
        file=MULTI_CONTAINER,
        replace=(
            ("from pathlib import Path\n", "import copy\nfrom pathlib import Path\n"),
            (_RETURN, "step._spec = copy.copy(self.spec)\n        return step"),
        ),
        rules=("SB202",),
    ),
    Mutant(
        name="SB202: attaches the specification's name",
        file=XGBOOST_ESTIMATOR,
        replace=((_RETURN, "step._spec = self.spec.step_name\n        return step"),),
        rules=("SB202",),
    ),
    Mutant(
        name="SB202: Pattern B attaches it to the request only",
        file=PYTORCH_ESTIMATOR,
        replace=((_RETURN, "self._attach_specification(model)\n        return step"),),
        rules=("SB202",),
    ),
    Mutant(
        name="SB204: builds without model data",
        file=XGBOOST,
        replace=((_MODEL, 'model = self._create_model(options.inputs.get("model_data"))'),),
        rules=("SB204",),
    ),
    Mutant(
        name="SB204: a KeyError where model data is missing",
        file=GENERIC,
        replace=((_MODEL, 'model = self._create_model(options.inputs["model_data"])'),),
        rules=("SB204",),
    ),
    Mutant(
        name="SB204: refuses without naming the input",
        file=PYTORCH,
        replace=(
            (
                f"        {_MODEL}",
                "        if not options.inputs:\n"
                '            raise ValueError("inputs are incomplete")\n'
                f"        {_MODEL}",
            ),
        ),
        rules=("SB204",),
    ),
    Mutant(
        name='SB204: takes "" for model data',
        file=XGBOOST,
        replace=(
            (
                f"        {_MODEL}",
                '        model_data = kwargs.get("model_data", options.inputs.get("model_data"))\n'
                "        if model_data is None:\n"
                "            raise ValueError(\"required input 'model_data' not found\")\n"
                "        model = self._create_model(model_data)",
            ),
        ),
        rules=("SB204",),
    ),
    Mutant(
        name="SB204: calls AWS before it refuses",
        file=XGBOOST,
        replace=(
            (
                f"        {_MODEL}",
                f'        self.session.boto_session.client("s3").list_buckets()\n        {_MODEL}',
            ),
        ),
        rules=("SB204",),
    ),
    Mutant(
        name="SB204: a preprocessor is not missed",
        file=MULTI_CONTAINER,
        replace=(
            ("inputs = self._get_inputs(options.inputs)", "inputs = options.inputs"),
            (
                'self._create_model(inputs["model_data"], inputs["preprocessor_data"])',
                'self._create_model(inputs.get("model_data"), inputs.get("preprocessor_data"))',
            ),
        ),
        rules=("SB204",),
    ),
    Mutant(
        name="SB204: Pattern B, a RuntimeError where model data is missing",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                f"        {_OPTIONS}",
                '        if not kwargs.get("dependencies"):\n'
                '            raise RuntimeError("required input model_data not found")\n'
                f"        {_OPTIONS}",
            ),
        ),
        rules=("SB204",),
    ),
    Mutant(
        name="SB205: an output that the step does not have",
        file=XGBOOST,
        replace=(),
        also=(("specs/xgboost_model.py", _OUTPUT, 'property_path="properties.EndpointName"'),),
        rules=("SB205",),
    ),
    Mutant(
        name="SB205: an output path without properties",
        file=GENERIC,
        replace=(),
        also=(("specs/generic_model.py", _OUTPUT, 'property_path="ModelName"'),),
        rules=("SB205",),
    ),
    Mutant(
        name="SB205: Pattern B, the output path of a training step",
        file=PYTORCH_ESTIMATOR,
        replace=(),
        also=(
            (
                "specs/pytorch_estimator_model.py",
                _OUTPUT,
                'property_path="properties.ModelArtifacts.S3ModelArtifacts"',
            ),
        ),
        rules=("SB205",),
    ),
)

_CONSTRUCTOR = (
    Mutant(
        name="CM300: returns the model",
        file=XGBOOST,
        replace=((_RETURN, "self._attach_specification(step)\n        return model"),),
        rules=("CM300",),
    ),
    Mutant(
        name="CM300: returns a list",
        file=PYTORCH,
        replace=((_RETURN, "return [self._attach_specification(step)]"),),
        rules=("CM300",),
    ),
    Mutant(
        name="CM300: returns nothing",
        file=GENERIC,
        replace=((_RETURN, "self._attach_specification(step)"),),
        rules=("CM300",),
    ),
    Mutant(
        name="CM300: Pattern B returns the ModelStep collection",
        file=TENSORFLOW_ESTIMATOR,
        replace=((".steps[-1]", ""),),
        rules=("CM300",),
    ),
    Mutant(
        name="CM300: Pattern B returns step and name",
        file=XGBOOST_ESTIMATOR,
        replace=((_RETURN, "return self._attach_specification(step), step.name"),),
        rules=("CM300",),
    ),
    Mutant(
        name="CM301: both model and step_args",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "model=model, step_args=kwargs")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: neither model nor step_args",
        file=PYTORCH,
        replace=((_STEP, _STEP.replace("model=model, ", "")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: both, in a dictionary built beforehand",
        file=GENERIC,
        replace=(
            (
                f"        {_STEP}",
                '        given = {"model": model, "depends_on": options.dependencies}\n'
                '        given["step_args"] = {"ModelName": "m"}\n'
                "        step = CreateModelStep(name=self._get_step_name(), **given)",
            ),
        ),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: model by keyword and step_args by position",
        file=MULTI_CONTAINER,
        replace=(
            (
                _STEP,
                "step = CreateModelStep(self._get_step_name(), inputs, model=model, depends_on=options.dependencies)",
            ),
        ),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: Pattern B gives both",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "step_args=request, model=model")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: Pattern B gives neither",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request, ", "")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM302: model is the image",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "model=model.image_uri")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is what create() returns",
        file=GENERIC,
        replace=((_STEP, _STEP.replace("model=model", "model=model.create(instance_type='ml.m5.xlarge')")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is a list of models",
        file=MULTI_CONTAINER,
        replace=((_STEP, _STEP.replace("model=model", "model=model.models")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is a container definition",
        file=PYTORCH,
        replace=(
            (_STEP, _STEP.replace("model=model", "model=model.prepare_container_def(self.config.instance_type)")),
        ),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is the None of a method that forgets to return",
        file=XGBOOST,
        replace=(("        return XGBoostModel(\n", "        XGBoostModel(\n"),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: Pattern B passes the estimator as model",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "model=estimator")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM303: step_args is the model of create_model()",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "step_args=model")),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is create() of the model",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = model.create(instance_type=self.config.instance_type)"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is {}",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = {}"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is None",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = self._create_model_request(model).clear()"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is a container definition in a list",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = [model.prepare_container_def(self.config.instance_type)]"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: PyTorch, step_args is the estimator's model",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _MODEL_STEP,
                "step = CreateModelStep(name=self._get_step_name(), step_args=model, depends_on=options.dependencies)",
            ),
        ),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: Pattern A passes its model as step_args",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "step_args=model")),),
        rules=("CM303",),
    ),
)

_CACHE = "from sagemaker.workflow.steps import CacheConfig, CreateModelStep\n"
_NO_CACHE = "from sagemaker.workflow.steps import CreateModelStep\n"
_CACHING = (
    Mutant(
        name="CM310: cache_config by keyword",
        file=XGBOOST,
        replace=(
            (_NO_CACHE, _CACHE),
            (_STEP, _STEP.replace("model=model", "model=model, cache_config=CacheConfig(enable_caching=True)")),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: cache_config in a dictionary, when caching is asked for",
        file=PYTORCH,
        replace=(
            (_NO_CACHE, _CACHE),
            (
                f"        {_STEP}",
                '        extra: dict[str, Any] = {"depends_on": options.dependencies}\n'
                '        if kwargs.get("enable_caching"):\n'
                '            extra["cache_config"] = CacheConfig(enable_caching=True, expire_after="30d")\n'
                "        step = CreateModelStep(name=self._get_step_name(), model=model, **extra)",
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: cache_config from a method, when caching is asked for",
        file=GENERIC,
        replace=(
            (_NO_CACHE, _CACHE),
            (_STEP, _STEP.replace("depends_on=", "**self._get_cache_config(kwargs), depends_on=")),
            (
                _CREATE_STEP,
                "    def _get_cache_config(self, kwargs: dict[str, Any]) -> dict[str, Any]:\n"
                '        caching = bool(kwargs.get("enable_caching"))\n'
                '        return {"cache_config": CacheConfig(enable_caching=True)} if caching else {}\n\n'
                f"{_CREATE_STEP}",
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: cache_config as an attribute of the step",
        file=MULTI_CONTAINER,
        replace=(
            (_NO_CACHE, _CACHE),
            (_RETURN, f"step.cache_config = CacheConfig(enable_caching=True)\n        {_RETURN}"),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: Pattern B, cache_config by keyword",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "step_args=request, cache_config=None")),),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: Pattern B, cache_config of a ModelStep",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (_NO_CACHE, _CACHE),
            (
                _MODEL_STEP,
                _MODEL_STEP.replace(
                    "step_args=step_args, ",
                    "step_args=step_args, cache_config=CacheConfig(enable_caching=True), ",
                ).replace("step = ModelStep(", "step = ModelStep(  # noqa: E501\n                "),
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM311: refuses enable_caching",
        file=XGBOOST,
        replace=(
            (
                f"        {_OPTIONS}",
                '        if kwargs.get("enable_caching"):\n'
                '            raise NotImplementedError("CreateModelStep cannot be cached")\n'
                f"        {_OPTIONS}",
            ),
        ),
        rules=("CM311",),
    ),
    Mutant(
        name="CM311: another environment when caching is asked for",
        file=GENERIC,
        replace=(
            (
                f"        {_STEP}",
                f'        model.env["CACHE"] = str(kwargs.get("enable_caching") is True)\n        {_STEP}',
            ),
        ),
        rules=("CM311",),
    ),
    Mutant(
        name="CM311: Pattern B returns no step when caching is asked for",
        file=XGBOOST_ESTIMATOR,
        replace=((_RETURN, f'if kwargs.get("enable_caching"):\n            return None\n        {_RETURN}'),),
        rules=("CM311",),
    ),
    Mutant(
        name="CM311: Pattern B, VPC lost when caching is asked for",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                f"        {_REQUEST}",
                f'        if kwargs.get("enable_caching"):\n            model.vpc_config = None\n        {_REQUEST}',
            ),
        ),
        rules=("CM311",),
    ),
)

_GET_IMAGE = "image_uri=self._get_image_uri()"
_ECR = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost"
_SCOPE = 'image_scope="inference"'
_IMAGES = (
    Mutant(
        name="CM320: a literal",
        file=XGBOOST,
        replace=((_GET_IMAGE, f'image_uri="{_ECR}:1.7-1"'),),
        rules=("CM320",),
    ),
    Mutant(
        name="CM320: an f-string of account, region and version",
        file=PYTORCH,
        replace=(
            (
                _GET_IMAGE,
                'image_uri=f"763104351884.dkr.ecr.{self.config.aws_region}.amazonaws.com/pytorch-inference:'
                '{self.config.framework_version}-cpu"',
            ),
        ),
        rules=("CM320",),
    ),
    Mutant(
        name="CM320: text put together in _get_image_uri",
        file=XGBOOST,
        replace=(("        return image_uri\n", f'        return "{_ECR}" + ":" + self.config.framework_version\n'),),
        rules=("CM320",),
    ),
    Mutant(
        name="CM320: a field of the config",
        file=XGBOOST,
        replace=(
            ('    py_version: str = "py3"\n', f'    py_version: str = "py3"\n    image: str = "{_ECR}:1.7-1"\n'),
            (_GET_IMAGE, "image_uri=self.config.image"),
        ),
        rules=("CM320",),
    ),
    Mutant(
        name="CM320: the image of the preprocessing container is a constant of the module",
        file=MULTI_CONTAINER,
        replace=(
            ("@register_builder()\n", f'_PREPROCESSING = "{_ECR}:1.7-1"\n\n\n@register_builder()\n'),
            ("image_uri=self._get_preprocessing_image_uri()", "image_uri=_PREPROCESSING"),
        ),
        rules=("CM320",),
    ),
    Mutant(
        name="CM320: the registry's answer with another tag",
        file=XGBOOST,
        replace=((_GET_IMAGE, 'image_uri=self._get_image_uri().split(":")[0] + ":latest"'),),
        rules=("CM320",),
    ),
    Mutant(
        name="CM321: the training image",
        file=XGBOOST,
        replace=((_SCOPE, 'image_scope="training"'),),
        rules=("CM321",),
    ),
    Mutant(
        name="CM321: no scope, which XGBoost's registry entry lets pass",
        file=XGBOOST,
        replace=((f"            {_SCOPE},\n", ""),),
        rules=("CM321",),
    ),
    Mutant(
        name="CM321: PyTorch's training image",
        file=PYTORCH,
        replace=((_SCOPE, 'image_scope="training"'),),
        rules=("CM321",),
    ),
    Mutant(
        name="CM321: the training image, by a constant",
        file=GENERIC,
        replace=(
            ("@register_builder()\n", '_SCOPE = "train" + "ing"\n\n\n@register_builder()\n'),
            (_SCOPE, "image_scope=_SCOPE"),
        ),
        rules=("CM321",),
    ),
    Mutant(
        name="CM322: a fixed version",
        file=PYTORCH,
        replace=(
            (
                "            version=self.config.framework_version,\n            py_version=self.config.py_version,\n",
                '            version="2.0.1",\n            py_version="py310",\n',
            ),
        ),
        rules=("CM322",),
    ),
    Mutant(
        name="CM322: a fixed instance type, CPU even for GPU instances",
        file=PYTORCH,
        replace=(("instance_type=self.config.instance_type", 'instance_type="ml.m5.xlarge"'),),
        rules=("CM322",),
    ),
    Mutant(
        name="CM322: a fixed region",
        file=GENERIC,
        replace=(("region=self.config.aws_region", 'region="us-east-1"'),),
        rules=("CM322",),
    ),
    Mutant(
        name="CM322: the image of another framework",
        file=XGBOOST,
        replace=(
            ('framework="xgboost"', 'framework="sklearn"'),
            (
                "            region=region,\n            version=self.config.framework_version,\n",
                '            region=region,\n            version="1.2-1",\n',
            ),
        ),
        rules=("CM322",),
    ),
    Mutant(
        name="CM322: the containers' images exchanged",
        file=MULTI_CONTAINER,
        replace=(
            ("image_uri=self._get_preprocessing_image_uri()", "image_uri=self._get_image_uri(  )"),
            ("image_uri=self._get_image_uri()", "image_uri=self._get_preprocessing_image_uri()"),
        ),
        rules=("CM322",),
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
        name="CM400: refuses a PipelineSession",
        file=XGBOOST,
        replace=(
            (
                f"        {_OPTIONS}",
                '        if type(self.session).__name__ == "PipelineSession":\n'
                '            raise ValueError("give a plain Session")\n'
                f"        {_OPTIONS}",
            ),
        ),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: refuses a Join",
        file=XGBOOST,
        replace=(
            (
                f"        {_MODEL}",
                '        if type(options.inputs.get("model_data")).__name__ == "Join":\n'
                '            raise ValueError("model_data must be a step property")\n'
                f"        {_MODEL}",
            ),
        ),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: hands local code to the SDK for an archive that only the run knows",
        file=PYTORCH,
        replace=(("packaged = is_pipeline_variable(model_data)", "packaged = False"),),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: a model without role",
        file=GENERIC,
        replace=(("            role=self.role,\n", ""),),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: a string as inputs of the step",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "model=model, inputs={'instance_type': 'ml.m5.xlarge'}")),),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: Pattern B, create() whatever the session",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = model.create(instance_type='ml.m5.xlarge').create_model_request"),),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: Pattern B, create_model() is told the instance type",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _ESTIMATOR_MODEL,
                "model = estimator.create_model(instance_type=self.config.instance_type, role=self.role)",
            ),
        ),
        rules=("CM400",),
    ),
    Mutant(
        name="CM400: Pattern B, refuses every training step",
        file=TENSORFLOW_ESTIMATOR,
        replace=(
            (
                "        repack = self._needs_repack_step(inputs)\n",
                "        repack = self._needs_repack_step(inputs)\n"
                "        if repack:\n"
                '            raise ValueError("model_data from a training step is not supported")\n',
            ),
        ),
        rules=("CM400",),
    ),
    Mutant(
        name="CM401: an environment variable that is too long",
        file=XGBOOST,
        replace=(
            ("env=self._get_environment_variables()", 'env={**self._get_environment_variables(), "NOTE": "x" * 2000}'),
        ),
        rules=("CM401",),
    ),
    Mutant(
        name="CM401: an environment key with a dash",
        file=GENERIC,
        replace=(
            (
                "env=self._get_packaged_environment_variables()",
                'env={**self._get_packaged_environment_variables(), "LOG-LEVEL": "20"}',
            ),
        ),
        rules=("CM401",),
    ),
    Mutant(
        name="CM401: a number in the environment",
        file=PYTORCH,
        replace=(
            (
                "env=self._get_packaged_environment_variables()",
                'env={**self._get_packaged_environment_variables(), "TIMEOUT": 60}',
            ),
        ),
        rules=("CM401",),
    ),
    Mutant(
        name="CM401: a role that is no role's ARN",
        file=XGBOOST,
        replace=(
            (
                "role=self.role,\n            entry_point",
                'role="arn:aws:s3:::role/SageMaker",\n            entry_point',
            ),
        ),
        rules=("CM401",),
    ),
    Mutant(
        name="CM401: Pattern B, a member that CreateModel does not know",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, f'{_REQUEST}\n        request["InstanceType"] = self.config.instance_type'),),
        rules=("CM401",),
    ),
    Mutant(
        name="CM401: Pattern B, a VPC without subnets",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _TRAINED_MODEL,
                f'{_TRAINED_MODEL}\n        model.vpc_config = {{"Subnets": [], "SecurityGroupIds": ["sg-1"]}}',
            ),
        ),
        rules=("CM401",),
    ),
)

_CODE = (
    Mutant(
        name="CM402: the entry point as a path from the project's root",
        file=XGBOOST,
        replace=(
            ("            entry_point=self.config.entry_point,\n", ""),
            ("            source_dir=self._get_source_dir(),\n", ""),
        ),
        rules=("CM402",),
    ),
    Mutant(
        name="CM402: the program is another one than was uploaded",
        file=XGBOOST,
        replace=((_STEP, f'model.entry_point = "serve.py"\n        {_STEP}'),),
        rules=("CM402",),
    ),
    Mutant(
        name="CM402: PyTorch, the archive comes straight from training, and nothing puts the code into it",
        file=PYTORCH,
        replace=(),
        also=(
            ("specs/pytorch_model.py", "            packaged=True,\n", ""),
            ("specs/pytorch_model.py", '("PackagingStep", "ProcessingStep")', '("PyTorchTraining", "ProcessingStep")'),
        ),
        rules=("CM402",),
    ),
    Mutant(
        name="CM402: the preprocessing container has no code",
        file=MULTI_CONTAINER,
        replace=(
            (
                "            entry_point=entry_point,\n            source_dir=self._get_source_dir(),\n",
                "            entry_point=None,\n            source_dir=None,\n",
            ),
        ),
        rules=("CM402",),
    ),
    Mutant(
        name="CM402: Pattern B, the request keeps the path of this machine",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                f'{_REQUEST}\n        request["PrimaryContainer"]["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"] = '
                '"file:///home/me/code"',
            ),
        ),
        rules=("CM402",),
    ),
    Mutant(
        name="CM402: PyTorch of Pattern B, the request is taken without the repack step",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _MODEL_STEP,
                "step = CreateModelStep(name=self._get_step_name(), step_args=step_args.create_model_request)",
            ),
        ),
        rules=("CM402",),
    ),
    Mutant(
        name="CM402: TensorFlow of Pattern B, the code is lost under a Session",
        file=TENSORFLOW_ESTIMATOR,
        replace=(
            (
                "repack = self._needs_repack_step(inputs)",
                'repack = type(self.session).__name__ == "PipelineSession" and not isinstance(\n'
                '            inputs["model_data"], str\n        )',
            ),
        ),
        rules=("CM402",),
    ),
)

MUTANTS = (
    *_LOADING,
    *_SHAPE,
    *_SPECIFICATION,
    *_CONSTRUCTOR,
    *_CACHING,
    *_IMAGES,
    *_MODEL_DATA,
    *_COMPILING,
    *_CODE,
)
