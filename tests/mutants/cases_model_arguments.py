"""Mutants for what the model is made from: its class, arguments, environment, and the settings of the config."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
PYTORCH = "builders/pytorch_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"
PYTORCH_ESTIMATOR = "builders/pytorch_estimator_model.py"

# What stands in the reference builders, each exactly once in its file.
_OPTIONS = "        options = self._read_options(kwargs)\n"
_REQUEST = "        request = self._create_model_request(model)\n"
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"
_CREATE = "model.create(instance_type=self.config.instance_type, tags=self._get_tags())"
_ENV = "            env=self._get_environment_variables(),\n"
_PACKAGED_ENV = "env=self._get_packaged_environment_variables()"
_VPC = "            vpc_config=self._get_vpc_config(),\n"
_ISOLATION = "            enable_network_isolation=self.config.enable_network_isolation,\n"
_ROLE = "            role=self.role,\n            entry_point"
_SESSION = "            sagemaker_session=self.session,\n"
_IMAGE = "            image_uri=self._get_image_uri(),\n"
_ENTRY_POINT = "            entry_point=self.config.entry_point,\n            source_dir"
_SOURCE_DIR = "            source_dir=self._get_source_dir(),\n"
_INSTANCE_TYPE = "            instance_type=self.config.instance_type,\n"
_XGBOOST_MODEL = "from sagemaker.xgboost.model import XGBoostModel\n"
_SUPER_ENV = "        variables = super()._get_environment_variables()\n"
_OWN_ENV = "    def _get_environment_variables(self) -> dict[str, Any]:\n" + _SUPER_ENV
_SILENT = (
    "    def _announce(self, kwargs: Any, unknown: list[str]) -> None:\n"
    '        if kwargs.get("enable_caching"):\n'
    '            self.log_warning("caching is ignored")\n\n'
)


def _with_environment(body: str) -> tuple[str, str]:
    """The builder's own environment: the contract's, and then `body`."""
    return _CREATE_STEP, f"{_OWN_ENV}{body}        return variables\n\n{_CREATE_STEP}"


_CLASS = (
    Mutant(
        name="CM330: the generic class for XGBoost",
        file=XGBOOST,
        replace=(
            (_XGBOOST_MODEL, "from sagemaker.model import Model\n"),
            ("-> XGBoostModel:", "-> Model:"),
            ("return XGBoostModel(", "return Model("),
            ("            framework_version=self.config.framework_version,\n", ""),
            ("            py_version=self.config.py_version,\n            image_uri", "            image_uri"),
        ),
        rules=("CM330",),
    ),
    Mutant(
        name="CM330: scikit-learn's class for XGBoost",
        file=XGBOOST,
        replace=(
            (_XGBOOST_MODEL, "from sagemaker.sklearn.model import SKLearnModel\n"),
            ("-> XGBoostModel:", "-> SKLearnModel:"),
            ("return XGBoostModel(", "return SKLearnModel("),
        ),
        rules=("CM330",),
    ),
    Mutant(
        name="CM330: MXNet's class for PyTorch",
        file=PYTORCH,
        replace=(
            ("from sagemaker.pytorch.model import PyTorchModel\n", "from sagemaker.mxnet.model import MXNetModel\n"),
            ("-> PyTorchModel:", "-> MXNetModel:"),
            ("return PyTorchModel(", "return MXNetModel("),
        ),
        rules=("CM330",),
    ),
    Mutant(
        name="CM330: XGBoost's class for the container of scikit-learn",
        file=MULTI_CONTAINER,
        replace=(
            ("        return SKLearnModel(\n", "        return XGBoostModel(\n"),
            (
                "            framework_version=self.config.sklearn_version,\n",
                '            framework_version="1.7-1",\n',
            ),
        ),
        rules=("CM330",),
    ),
    Mutant(
        name="CM331: a written-down role",
        file=XGBOOST,
        replace=((_ROLE, '            role="arn:aws:iam::123456789012:role/Serving",\n            entry_point'),),
        rules=("CM331",),
    ),
    Mutant(
        name="CM331: no session",
        file=XGBOOST,
        replace=((_SESSION, ""),),
        rules=("CM331",),
    ),
    Mutant(
        name="CM331: a session of its own",
        file=PYTORCH,
        replace=((_SESSION, "            sagemaker_session=type(self.session)(),\n"),),
        rules=("CM331",),
    ),
    Mutant(
        name="CM331: the image is asked for and not handed over",
        file=XGBOOST,
        replace=(
            (_IMAGE, ""),
            ("        return XGBoostModel(\n", "        self._get_image_uri()\n        return XGBoostModel(\n"),
        ),
        rules=("CM331",),
    ),
    Mutant(
        name="CM331: a written-down entry point",
        file=XGBOOST,
        replace=((_ENTRY_POINT, '            entry_point="inference.py",\n            source_dir'),),
        rules=("CM331",),
    ),
    Mutant(
        name="CM331: a source directory of its own",
        file=XGBOOST,
        replace=((_SOURCE_DIR, "            source_dir=str(Path(__file__).parent),\n"),),
        rules=("CM331",),
    ),
    Mutant(
        name="CM331: no entry point, no code",
        file=XGBOOST,
        replace=(
            (_ENTRY_POINT, "            entry_point=None,\n            source_dir"),
            (_SOURCE_DIR, "            source_dir=None,\n"),
        ),
        rules=("CM331",),
    ),
)

_ENVIRONMENT = (
    Mutant(
        name="SB340: a number",
        file=XGBOOST,
        replace=((_ENV, '            env={**self._get_environment_variables(), "WORKERS": 4},\n'),),
        rules=("SB340",),
    ),
    Mutant(
        name="SB340: a truth value",
        file=GENERIC,
        replace=((_PACKAGED_ENV, 'env={**self._get_packaged_environment_variables(), "DEBUG": False}'),),
        rules=("SB340",),
    ),
    Mutant(
        name="SB340: None",
        file=PYTORCH,
        replace=(
            (_PACKAGED_ENV, 'env={**self._get_packaged_environment_variables(), "MODEL": self.config.model_name}'),
        ),
        rules=("SB340",),
    ),
    Mutant(
        name="SB340: a path",
        file=XGBOOST,
        replace=((_ENV, '            env={**self._get_environment_variables(), "FOLDER": Path("/opt/ml/model")},\n'),),
        rules=("SB340",),
    ),
    Mutant(
        name="SB340: a key that is no string",
        file=PYTORCH,
        replace=((_PACKAGED_ENV, 'env={**self._get_packaged_environment_variables(), 1: "one"}'),),
        rules=("SB340",),
    ),
    Mutant(
        name="SB340: a pipeline variable of a number",
        file=XGBOOST,
        replace=(
            (
                "from sagemaker.workflow.steps import CreateModelStep\n",
                "from sagemaker.workflow.parameters import ParameterInteger\n"
                "from sagemaker.workflow.steps import CreateModelStep\n",
            ),
            (
                _ENV,
                '            env={**self._get_environment_variables(), "WORKERS": ParameterInteger("Workers", 4)},\n',
            ),
        ),
        rules=("SB340",),
    ),
    Mutant(
        name="SB340: Pattern B, a number",
        file=XGBOOST_ESTIMATOR,
        replace=(_with_environment('        variables["WORKERS"] = 4\n'),),
        rules=("SB340",),
    ),
    Mutant(
        name="SB341: the model gets no environment of the config",
        file=XGBOOST,
        replace=((_ENV, "            env=dict(self.spec.script_contract.optional_environment_variables),\n"),),
        rules=("SB341",),
    ),
    Mutant(
        name="SB341: the contract's defaults over the config",
        file=XGBOOST,
        replace=(
            _with_environment("        variables.update(self.spec.script_contract.optional_environment_variables)\n"),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="SB341: only what the contract knows",
        file=PYTORCH,
        replace=(
            _with_environment(
                "        known = self.spec.script_contract\n"
                "        names = (*known.required_environment_variables, *known.optional_environment_variables)\n"
                "        variables = {name: value for name, value in variables.items() if name in names}\n"
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="SB341: Pattern B, the contract's defaults over the config",
        file=PYTORCH_ESTIMATOR,
        replace=(
            _with_environment("        variables.update(self.spec.script_contract.optional_environment_variables)\n"),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="SB342: a variable put into the config's environment",
        file=XGBOOST,
        replace=((_OPTIONS, '        self.config.env["SERVED_BY"] = "xgboost"\n' + _OPTIONS),),
        rules=("SB342",),
    ),
    Mutant(
        name="SB342: a variable put into the specification's contract",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                "        contract = self.spec.script_contract\n"
                '        contract.optional_environment_variables["SERVED_BY"] = "xgboost"\n' + _OPTIONS,
            ),
        ),
        rules=("SB342",),
    ),
    Mutant(
        name="SB342: the caller's inputs are used up",
        file=GENERIC,
        replace=(
            (
                _OPTIONS,
                '        if "model_data" in (kwargs.get("inputs") or {}):\n'
                '            kwargs["model_data"] = kwargs["inputs"].pop("model_data")\n' + _OPTIONS,
            ),
        ),
        rules=("SB342",),
    ),
    Mutant(
        name="SB342: Pattern B, the caller's dependencies are emptied",
        file=XGBOOST_ESTIMATOR,
        replace=((_OPTIONS, _OPTIONS + '        (kwargs.get("dependencies") or []).clear()\n'),),
        rules=("SB342",),
    ),
    Mutant(
        name="SB342: the config's field is written over",
        file=PYTORCH,
        replace=((_OPTIONS, '        object.__setattr__(self.config, "aws_region", "eu-central-1")\n' + _OPTIONS),),
        rules=("SB342",),
    ),
)

_SETTINGS = (
    Mutant(
        name="SB350: a written-down instance type",
        file=XGBOOST,
        replace=((_INSTANCE_TYPE, '            instance_type="ml.m5.large",\n'),),
        rules=("SB350",),
    ),
    Mutant(
        name="SB350: no instance type",
        file=XGBOOST,
        replace=((_INSTANCE_TYPE, ""),),
        rules=("SB350",),
    ),
    Mutant(
        name="SB350: Pattern B, a written-down instance type",
        file=PYTORCH_ESTIMATOR,
        replace=((_CREATE, 'model.create(instance_type="ml.m5.large", tags=self._get_tags())'),),
        rules=("SB350",),
    ),
    Mutant(
        name="CM351: an accelerator is dropped without a word",
        file=XGBOOST,
        replace=((_CREATE_STEP, _SILENT + _CREATE_STEP),),
        rules=("CM351",),
    ),
    Mutant(
        name="CM351: Pattern B, an accelerator is dropped without a word",
        file=PYTORCH_ESTIMATOR,
        replace=((_CREATE_STEP, _SILENT + _CREATE_STEP),),
        rules=("CM351",),
    ),
    Mutant(
        name="SB352: the VPC is lost",
        file=XGBOOST,
        replace=((_VPC, ""),),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: the isolation is lost",
        file=GENERIC,
        replace=((_ISOLATION, ""),),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: tags are lost without a word",
        file=PYTORCH,
        replace=((_CREATE_STEP, _SILENT + _CREATE_STEP),),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: the VPC of the whole is given to a part, where the SDK ignores it",
        file=MULTI_CONTAINER,
        replace=(
            (_VPC, ""),
            ('            name=f"preprocessing-{name}",\n', '            name=f"preprocessing-{name}",\n' + _VPC),
        ),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: Pattern B, the training job's VPC in place of the config's",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "        model.vpc_config = estimator.get_vpc_config()\n" + _REQUEST),),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: Pattern B, tags are lost without a word",
        file=PYTORCH_ESTIMATOR,
        replace=((_CREATE, "model.create(instance_type=self.config.instance_type)"),),
        rules=("SB352",),
    ),
)

MUTANTS = (*_CLASS, *_ENVIRONMENT, *_SETTINGS)
