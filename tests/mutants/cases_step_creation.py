"""Mutants for the rules of step creation: estimator, constructor, caching, model object, names."""

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
_STEP = "step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)"
_REQUEST_STEP = "step = CreateModelStep(name=self._get_step_name(), step_args=request, depends_on=options.dependencies)"
_REQUEST = "        request = self._create_model_request(model)\n"
_OPTIONS = "options = self._read_options(kwargs)"
_ESTIMATOR = "        estimator = self._get_trained_estimator(options.dependencies)\n"
_ESTIMATOR_MODEL = '        model = self._create_model(estimator, inputs["model_data"])\n'
_TRAINED_MODEL = (
    '        model = self._create_model(self._get_trained_estimator(options.dependencies), inputs["model_data"])\n'
)
_CREATE = "model.create(instance_type=self.config.instance_type, tags=self._get_tags())"
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"
_REPACK_NAME = "            model.name = self._get_content_name()\n"
_MODEL_STEP_NAME = "step = ModelStep(name=self._get_step_name(),"
_MODEL_NAME = "            name=self._get_model_name(model_data),\n"
_PATHLIB = "from pathlib import Path\n"
_NEW_ESTIMATOR = """        estimator = XGBoost(
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            role=self.role,
            instance_count=1,
            instance_type="ml.m5.xlarge",
            sagemaker_session=self.session,
        )
"""
_OWN_MODEL = """        model = XGBoostModel(
            model_data=inputs["model_data"],
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self._get_source_dir(),
            framework_version=estimator.framework_version,
            sagemaker_session=self.session,
            env=self._get_environment_variables(),
            name=self._get_model_name(inputs["model_data"]),
            vpc_config=self._get_vpc_config() or estimator.get_vpc_config(),
        )
"""
_IMPORT_MODEL = (
    "from sagemaker.session import Session\n",
    "from sagemaker.session import Session\nfrom sagemaker.xgboost.model import XGBoostModel\n",
)
_NO_NAME = (
    "    def _get_model_name(self, *model_data: Any, **_: Any) -> str:\n        return self._get_content_name()\n\n"
)
_MODEL_STEP = "from sagemaker.workflow.model_step import ModelStep\n"
_STEPS = "from sagemaker.workflow.steps import CreateModelStep\n"

_FROM_ESTIMATOR = (
    Mutant(
        name="CM304: an estimator of its own makes the model",
        file=XGBOOST_ESTIMATOR,
        replace=((_ESTIMATOR, _NEW_ESTIMATOR),),
        rules=("CM304",),
    ),
    Mutant(
        name="CM304: no estimator makes the model",
        file=XGBOOST_ESTIMATOR,
        replace=(_IMPORT_MODEL, (_ESTIMATOR_MODEL, _OWN_MODEL)),
        rules=("CM304",),
    ),
    Mutant(
        name="CM304: create_model() is called, and the request made of another model",
        file=XGBOOST_ESTIMATOR,
        replace=(_IMPORT_MODEL, (_ESTIMATOR_MODEL, _ESTIMATOR_MODEL.replace("model = ", "") + _OWN_MODEL)),
        rules=("CM304",),
    ),
    Mutant(
        name="CM305: XGBoost's instance type, name and tags reach nothing",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                '        request = self.session._create_model_request("", model.role, model.prepare_container_def(),\n'
                "            vpc_config=model.vpc_config,\n"
                "            enable_network_isolation=model.enable_network_isolation())\n",
            ),
        ),
        rules=("CM305",),
    ),
    Mutant(
        name="CM305: create() of PyTorch's model gets no tags",
        file=PYTORCH_ESTIMATOR,
        replace=((_CREATE, "model.create(instance_type=self.config.instance_type)"),),
        rules=("CM305",),
    ),
    Mutant(
        name="CM305: create() of TensorFlow's model gets no instance type",
        file=TENSORFLOW_ESTIMATOR,
        replace=((_CREATE, "model.create(tags=self._get_tags())"),),
        rules=("CM305", "SB350"),
    ),
    Mutant(
        name="CM305: the configured name is not handed on",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_CREATE_STEP, _NO_NAME + _CREATE_STEP),
            (_REQUEST, "        self.config = self.config.model_copy(update={'model_name': None})\n" + _REQUEST),
        ),
        rules=("CM305",),
    ),
    Mutant(
        name="CM307: XGBoost's request without the estimator's VPC",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "        model.vpc_config = self._get_vpc_config()\n" + _REQUEST),),
        rules=("CM307",),
    ),
    Mutant(
        name="CM307: the request is made without handing the VPC on",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                "        request = self.session._create_model_request(self.config.model_name or '', model.role,\n"
                "            model.prepare_container_def(self.config.instance_type), tags=self._get_tags(),\n"
                "            enable_network_isolation=model.enable_network_isolation())\n",
            ),
        ),
        rules=("CM307",),
    ),
    Mutant(
        name="CM307: PyTorch's request without the estimator's VPC",
        file=PYTORCH_ESTIMATOR,
        replace=((_TRAINED_MODEL, _TRAINED_MODEL + "        model.vpc_config = self._get_vpc_config()\n"),),
        rules=("CM307",),
    ),
    Mutant(
        name="CM307: the config's version in place of the one that was trained",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_PATHLIB, _PATHLIB + "from sagemaker import image_uris\n"),
            (
                _REQUEST,
                '        model.image_uri = image_uris.retrieve("xgboost", self.session.boto_region_name,\n'
                "            version=self.config.framework_version, instance_type=self.config.instance_type,\n"
                '            image_scope="inference")\n' + _REQUEST,
            ),
        ),
        rules=("CM307",),
    ),
)

_CONSTRUCTOR = (
    Mutant(
        name="CM306: the model is the third positional argument",
        file=XGBOOST,
        replace=((_STEP, "step = CreateModelStep(self._get_step_name(), None, model, None, options.dependencies)"),),
        rules=("CM306",),
    ),
    Mutant(
        name="CM306: the model is the second positional argument, which is step_args",
        file=PYTORCH,
        replace=((_STEP, "step = CreateModelStep(self._get_step_name(), model, depends_on=options.dependencies)"),),
        rules=("CM306",),
    ),
    Mutant(
        name="CM306: Pattern B, the request by position",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _REQUEST_STEP,
                "step = CreateModelStep(self._get_step_name(), request, depends_on=options.dependencies)",
            ),
        ),
        rules=("CM306",),
    ),
    Mutant(
        name="CM306: arguments by position from a tuple",
        file=GENERIC,
        replace=((_STEP, "given = (self._get_step_name(), None, model)\n        step = CreateModelStep(*given)"),),
        rules=("CM306",),
    ),
    Mutant(
        name="CM310: cache_config from a helper's keywords",
        file=XGBOOST,
        replace=(
            (_STEP, "step = CreateModelStep(**self._step_options(model, options))"),
            (
                _CREATE_STEP,
                "    def _step_options(self, model: Any, options: Any) -> dict[str, Any]:\n"
                '        given = {"name": self._get_step_name(), "model": model, "depends_on": options.dependencies}\n'
                '        given["cache_config"] = None\n'
                "        return given\n\n" + _CREATE_STEP,
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM312: caching is asked for, and nothing says that there is none",
        file=XGBOOST,
        replace=((_OPTIONS, 'kwargs.pop("enable_caching", None)\n        options = self._read_options(kwargs)'),),
        rules=("CM312",),
    ),
    Mutant(
        name="CM312: Pattern B, it is said at the level of information only",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _OPTIONS,
                'if kwargs.pop("enable_caching", None):\n            self.log_info("caching is ignored")\n'
                "        options = self._read_options(kwargs)",
            ),
        ),
        rules=("CM312",),
    ),
)

_NAMES = (
    Mutant(
        name="SB360: the date in the step's name",
        file=XGBOOST,
        replace=(
            (_PATHLIB, "import datetime\n" + _PATHLIB),
            (
                _STEP,
                'name = f"{self._get_step_name()}-{datetime.date.today():%Y%m%d}"\n        '
                + _STEP.replace("self._get_step_name()", "name"),
            ),
        ),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: seconds in the step's name",
        file=GENERIC,
        replace=(
            (_PATHLIB, "import time\n" + _PATHLIB),
            (_STEP, _STEP.replace("self._get_step_name()", 'f"GenericModel-{int(time.time())}"')),
        ),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: something random in the step's name",
        file=PYTORCH,
        replace=(
            (_PATHLIB, "import uuid\n" + _PATHLIB),
            (_STEP, _STEP.replace("self._get_step_name()", 'f"PyTorchModel-{uuid.uuid4().hex[:8]}"')),
        ),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: spaces in the step's name",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("self._get_step_name()", '"XGBoost model"')),),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: a step's name of more than 64 characters",
        file=MULTI_CONTAINER,
        replace=((_STEP, _STEP.replace("self._get_step_name()", 'self._get_step_name() + "-of-the-team" * 4')),),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: another name than the standard one",
        file=PYTORCH,
        replace=((_STEP, _STEP.replace("self._get_step_name()", '"CreateModel"')),),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: Pattern B, another name than the standard one",
        file=PYTORCH_ESTIMATOR,
        replace=((_MODEL_STEP_NAME, 'step = ModelStep(name="model",'),),
        rules=("SB360",),
    ),
    Mutant(
        name="SB360: the SDK's repack step carries a clock",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (_MODEL_STEP, "from sagemaker.utils import name_from_base\n" + _MODEL_STEP),
            (_REPACK_NAME, '            model.name = name_from_base("pytorch")\n'),
        ),
        rules=("SB360",),
    ),
    Mutant(
        name="CM361: the configured name is dropped",
        file=XGBOOST,
        replace=((_MODEL_NAME, "            name=self._get_content_name(model_data),\n"),),
        rules=("CM361",),
    ),
    Mutant(
        name="CM362: a fixed name, which the SDK leaves out",
        file=GENERIC,
        replace=(("            name=self.config.model_name,\n", '            name="conformance-fixed-name",\n'),),
        rules=("CM362",),
    ),
    Mutant(
        name="CM361: the generic model is not named",
        file=GENERIC,
        replace=(("            name=self.config.model_name,\n", ""),),
        rules=("CM361",),
    ),
    Mutant(
        name="CM361: the whole of a PipelineModel is not named",
        file=MULTI_CONTAINER,
        replace=(("            name=self.config.model_name,\n", ""),),
        rules=("CM361",),
    ),
    Mutant(
        name="CM361: a name with the time of day",
        file=XGBOOST,
        replace=(
            (_PATHLIB, "import time\n" + _PATHLIB),
            (
                _MODEL_NAME,
                '            name=self.config.model_name or time.strftime("xgboost-%Y-%m-%d-%H-%M-%S"),\n',
            ),
        ),
        rules=("CM361",),
    ),
    Mutant(
        name="CM361: a name that the SDK's own clock makes for the builder",
        file=XGBOOST,
        replace=(
            (_STEPS, "from sagemaker.utils import name_from_base\n" + _STEPS),
            (_MODEL_NAME, '            name=self.config.model_name or name_from_base("xgboost"),\n'),
        ),
        rules=("CM361",),
    ),
    Mutant(
        name="CM361: Pattern B, the estimator's model gets a name with a clock",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_PATHLIB, "import time\n" + _PATHLIB),
            (
                _CREATE_STEP,
                "    def _get_model_name(self, *model_data: Any, **_: Any) -> str:\n"
                '        return self.config.model_name or f"booster-{time.time():.0f}"\n\n' + _CREATE_STEP,
            ),
        ),
        rules=("CM361",),
    ),
    Mutant(
        name="CM361: Pattern B, the configured name is dropped",
        file=PYTORCH_ESTIMATOR,
        replace=((_CREATE_STEP, _NO_NAME + _CREATE_STEP),),
        rules=("CM361",),
    ),
)

MUTANTS = (*_FROM_ESTIMATOR, *_CONSTRUCTOR, *_NAMES)
