"""Mutants for the rules of level 2: the builder, its specification and its config agree."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
PYTORCH = "builders/pytorch_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"
PYTORCH_ESTIMATOR = "builders/pytorch_estimator_model.py"
TENSORFLOW_ESTIMATOR = "builders/tensorflow_estimator_model.py"

# What stands in the reference builders and specifications, each exactly once in its file.
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"
_OPTIONS = "        options = self._read_options(kwargs)\n"
_INPUTS = "        inputs = self._get_inputs(options.inputs)\n"
_ENVIRONMENT = "env=self._get_environment_variables(),"
_VALIDATE = "    def validate_configuration(self) -> None:\n"
_FIELDS = 'self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")\n'
_CHECK_VERSION = "        self._check_framework_version()\n"
_DEPENDENCIES = "    dependencies=(\n"
_DEPENDENCY = 'logical_name="model_data"'
_TYPE = 'dependency_type="model_artifacts"'
_OUTPUTS = 'outputs=(OutputSpec(logical_name="model_name", property_path="properties.ModelName"),)'
_PREPROCESSOR = 'logical_name="preprocessor_data",\n'
_XGBOOST_CONFIG = '    #: The only Python version of the XGBoost images.\n    py_version: str = "py3"\n'
_PYTHON_CHECK = "        if self.config.py_version"
_ESTIMATOR_CONFIG = "    config: EstimatorModelConfig\n"

_ANOTHER_DEPENDENCY = (
    _DEPENDENCIES
    + '        DependencySpec(logical_name="calibration_data", dependency_type="model_artifacts", '
    + 'compatible_sources=("CalibrationTraining",)),\n'
)


def _specification(builder: str) -> str:
    return builder.replace("builders/", "specs/")


def _method(name: str, body: str) -> tuple[str, str]:
    """A method put before `create_step`."""
    return (_CREATE_STEP, f"    def {name}:\n        {body}\n\n{_CREATE_STEP}")


_INPUT_MUTANTS = (
    Mutant(
        name="SB203: declares an input and does not use it",
        file=XGBOOST,
        replace=(),
        also=((_specification(XGBOOST), _DEPENDENCIES, _ANOTHER_DEPENDENCY),),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: Pattern B declares an input and does not use it",
        file=XGBOOST_ESTIMATOR,
        replace=(),
        also=(
            (
                _specification(XGBOOST_ESTIMATOR),
                _DEPENDENCIES,
                _ANOTHER_DEPENDENCY.replace("CalibrationTraining", "CalibrationProcessing"),
            ),
        ),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: gives both containers the same input",
        file=MULTI_CONTAINER,
        replace=(('inputs["preprocessor_data"])', 'inputs["model_data"])'),),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: demands an input that is not declared",
        file=MULTI_CONTAINER,
        replace=(),
        also=((_specification(MULTI_CONTAINER), _PREPROCESSOR, 'logical_name="features_data",\n'),),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: uses an input that is not declared",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                _OPTIONS + '        self._calibration = (kwargs.get("inputs") or {}).get("calibration_data", "")\n',
            ),
            (_ENVIRONMENT, 'env={**self._get_environment_variables(), "CALIBRATION_DATA": self._calibration},'),
        ),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: takes an input that is not declared where the declared one is missing",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                '        given = dict(kwargs.get("inputs") or {})\n'
                '        if not {"model_data", "model_data_uri", "calibration_data"}.issuperset(given):\n'
                '            raise ValueError(f"unknown inputs in {sorted(given)}")\n'
                '        if "calibration_data" in given and "model_data" not in given:\n'
                '            given["model_data"] = given.pop("calibration_data")\n'
                '            kwargs["inputs"] = given\n' + _OPTIONS,
            ),
        ),
        rules=("SB203",),
    ),
    Mutant(
        name="SB203: Pattern B demands an input that is not declared",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _OPTIONS,
                '        if "tokenizer_data" not in (kwargs.get("inputs") or {}):\n'
                "            raise ValueError(\"required input 'tokenizer_data' not found\")\n" + _OPTIONS,
            ),
        ),
        rules=("SB203",),
    ),
    Mutant(
        name="SB204: one of two inputs is not checked",
        file=MULTI_CONTAINER,
        replace=(
            (
                _INPUTS,
                "        fallback = options.inputs.get('model_data')\n"
                "        inputs = self._get_inputs({'preprocessor_data': fallback, **options.inputs})\n",
            ),
        ),
        rules=("SB204",),
    ),
    Mutant(
        name="SB204: one of two inputs is missed without its name",
        file=MULTI_CONTAINER,
        replace=(
            (
                _INPUTS,
                '        if "preprocessor_data" not in options.inputs:\n'
                '            raise ValueError("not all inputs are there")\n' + _INPUTS,
            ),
        ),
        rules=("SB204",),
    ),
)

_AGREEMENT = (
    Mutant(
        name="SB206: the specification is another step's",
        file=XGBOOST,
        replace=(),
        also=((_specification(XGBOOST), 'step_name="XGBoostModel"', 'step_name="XGBoostTraining"'),),
        rules=("SB206",),
    ),
    Mutant(
        name="SB206: the specification of Pattern B is of another step type",
        file=PYTORCH_ESTIMATOR,
        replace=(),
        also=((_specification(PYTORCH_ESTIMATOR), 'step_type="CreateModel"', 'step_type="Processing"'),),
        rules=("SB206",),
    ),
    Mutant(
        name="SB206: the class says another step type to the registry",
        file=GENERIC,
        replace=(
            ("    config: GenericModelConfig\n", '    config: GenericModelConfig\n    step_type = "RegisterModel"\n'),
        ),
        rules=("SB206",),
    ),
    Mutant(
        name="SB207: an optional variable is left out",
        file=XGBOOST,
        replace=((_ENVIRONMENT, "env=dict(self.config.env),"),),
        rules=("SB207",),
    ),
    Mutant(
        name="SB207: Pattern B leaves the contract's variables out",
        file=PYTORCH_ESTIMATOR,
        replace=(_method("_get_environment_variables(self) -> dict[str, Any]", "return dict(self.config.env)"),),
        rules=("SB207",),
    ),
    Mutant(
        name="SB207: an optional variable gets another default",
        file=PYTORCH,
        replace=(
            _method(
                "_get_environment_variables(self) -> dict[str, Any]",
                'return {**super()._get_environment_variables(), "TS_DEFAULT_RESPONSE_TIMEOUT": "600"}',
            ),
        ),
        rules=("SB207",),
    ),
    Mutant(
        name="SB207: a required variable is left out",
        file=GENERIC,
        replace=(("env=self._get_packaged_environment_variables(),", "env=dict(self.config.env),"),),
        rules=("SB207",),
    ),
    Mutant(
        name="SB207: a required variable of the contract is not known",
        file=XGBOOST,
        replace=((_ENVIRONMENT, 'env={"SAGEMAKER_MODEL_SERVER_TIMEOUT": "60", **self.config.env},'),),
        also=(
            (
                _specification(XGBOOST),
                'required_environment_variables=("SAGEMAKER_PROGRAM",)',
                'required_environment_variables=("SAGEMAKER_PROGRAM", "FEATURE_STORE")',
            ),
        ),
        rules=("SB207",),
    ),
)


def _weak_config(*fields: str) -> tuple[str, str]:
    """The XGBoost config with `fields` that take anything."""
    return (_XGBOOST_CONFIG, _XGBOOST_CONFIG + "".join(f"    {field}: Any\n" for field in fields))


_VALIDATION = (
    Mutant(
        name="SB208: does not check the entry point",
        file=XGBOOST,
        replace=(
            _weak_config("entry_point"),
            (_FIELDS, _FIELDS.replace(', "entry_point"', "")),
            ("entry_point=self.config.entry_point,", 'entry_point=self.config.entry_point or "inference.py",'),
            (
                _ENVIRONMENT,
                'env={"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_MODEL_SERVER_TIMEOUT": "60", **self.config.env},',
            ),
        ),
        rules=("SB208",),
    ),
    Mutant(
        name="SB208: takes any instance type",
        file=XGBOOST,
        replace=(_weak_config("instance_type"), (_FIELDS, _FIELDS.replace('"instance_type", ', ""))),
        rules=("SB208",),
    ),
    Mutant(
        name="SB208: checks for None and not for an empty text",
        file=XGBOOST,
        replace=(
            _weak_config("instance_type"),
            (
                _FIELDS,
                _FIELDS.replace('"instance_type", ', "")
                + "        if self.config.instance_type is None:\n"
                + '            raise ValueError("instance_type is missing")\n',
            ),
        ),
        rules=("SB208",),
    ),
    Mutant(
        name="SB208: refuses with an assertion",
        file=XGBOOST,
        replace=(
            _weak_config("instance_type"),
            (
                _FIELDS,
                _FIELDS.replace('"instance_type", ', "")
                + '        assert self.config.instance_type, "instance_type is missing"\n',
            ),
        ),
        rules=("SB208",),
    ),
    Mutant(
        name="SB208: refuses without naming the field",
        file=XGBOOST,
        replace=(
            _weak_config("instance_type", "source_dir"),
            (
                _FIELDS,
                "if not all((self.config.instance_type, self.config.source_dir)):\n"
                '            raise ValueError("the config is not complete")\n        ' + _FIELDS,
            ),
        ),
        rules=("SB208",),
    ),
    Mutant(
        name="SB208: leaves the version to the SDK",
        file=PYTORCH,
        replace=(
            (
                "from cursus_tester.contract.configs import CreateModelConfig\n",
                "from cursus_tester.contract.configs import CreateModelConfig as Base\n",
            ),
            (
                "@register_builder()\n",
                "class CreateModelConfig(Base):\n    framework_version: Any\n\n\n@register_builder()\n",
            ),
            (_FIELDS, _FIELDS.replace(', "framework_version"', "")),
            (
                _CHECK_VERSION,
                "        if self.config.framework_version:\n            self._check_framework_version()\n",
            ),
        ),
        rules=("SB208",),
    ),
    Mutant(
        name="SB208: Pattern B checks nothing",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                "from cursus_tester.contract.configs import EstimatorModelConfig\n",
                "from cursus_tester.contract.configs import EstimatorModelConfig as Base\n",
            ),
            (
                "@register_builder()\n",
                "class EstimatorModelConfig(Base):\n    instance_type: Any\n\n\n@register_builder()\n",
            ),
            _method("validate_configuration(self) -> None", "self._check_framework_version()"),
        ),
        rules=("SB208",),
    ),
)

_DECLARATION = (
    Mutant(
        name="CM209: model_data is optional",
        file=XGBOOST,
        replace=(),
        also=((_specification(XGBOOST), _DEPENDENCY, _DEPENDENCY + ",\n            required=False"),),
        rules=("CM209",),
    ),
    Mutant(
        name="CM209: model_data is of another type",
        file=PYTORCH,
        replace=(),
        also=((_specification(PYTORCH), _TYPE, 'dependency_type="training_data"'),),
        rules=("CM209",),
    ),
    Mutant(
        name="CM209: Pattern B calls its model data otherwise",
        file=XGBOOST_ESTIMATOR,
        replace=(
            ('self._refuse_isolation(inputs["model_data"])', 'self._refuse_isolation(inputs["artifacts"])'),
            (
                'self._create_model(estimator, inputs["model_data"])',
                'self._create_model(estimator, inputs["artifacts"])',
            ),
        ),
        also=((_specification(XGBOOST_ESTIMATOR), _DEPENDENCY, 'logical_name="artifacts"'),),
        rules=("CM209",),
    ),
    Mutant(
        name="CM209: declares no output",
        file=GENERIC,
        replace=(),
        also=((_specification(GENERIC), _OUTPUTS, "outputs=()"),),
        rules=("CM209",),
    ),
    Mutant(
        name="CM209: Pattern B declares the model's name elsewhere",
        file=TENSORFLOW_ESTIMATOR,
        replace=(),
        also=((_specification(TENSORFLOW_ESTIMATOR), _OUTPUTS, _OUTPUTS.replace(".ModelName", ".ModelArn")),),
        rules=("CM209",),
    ),
    Mutant(
        name="CM210: _get_outputs returns the outputs",
        file=XGBOOST,
        replace=(
            _method(
                "_get_outputs(self, outputs: Any) -> Any",
                "return {each.logical_name: each.property_path for each in self.spec.outputs}",
            ),
        ),
        rules=("CM210",),
    ),
    Mutant(
        name="CM210: _get_outputs of Pattern B is not written",
        file=PYTORCH_ESTIMATOR,
        replace=(_method("_get_outputs(self, outputs: Any) -> Any", "raise NotImplementedError"),),
        rules=("CM210",),
    ),
    Mutant(
        name="SB211: takes any version",
        file=XGBOOST,
        replace=((_CHECK_VERSION, ""),),
        rules=("SB211",),
    ),
    Mutant(
        name="SB211: Pattern B takes any version",
        file=XGBOOST_ESTIMATOR,
        replace=(_method("_check_framework_version(self) -> None", "return"),),
        rules=("SB211",),
    ),
    Mutant(
        name="SB211: refuses a version that is listed",
        file=PYTORCH,
        replace=(
            (
                _CHECK_VERSION,
                _CHECK_VERSION
                + '        if self.config.framework_version.startswith("2."):\n'
                + '            raise ValueError("framework_version 2 is not supported yet")\n',
            ),
        ),
        rules=("SB211",),
    ),
    Mutant(
        name="SB211: looks the version up and stumbles",
        file=MULTI_CONTAINER,
        replace=(
            (_CHECK_VERSION, "        dict.fromkeys(self.spec.framework_versions)[self.config.framework_version]\n"),
        ),
        rules=("SB211",),
    ),
    Mutant(
        name="SB212: lists a version that never was",
        file=XGBOOST,
        replace=(),
        also=((_specification(XGBOOST), '"1.5-1", ', '"1.5-1", "1.6-1", '),),
        rules=("SB212",),
    ),
    Mutant(
        name="SB212: Pattern B lists a version of another framework",
        file=PYTORCH_ESTIMATOR,
        replace=(),
        also=((_specification(PYTORCH_ESTIMATOR), '"2.1.0")', '"2.1.0", "2.19")'),),
        rules=("SB212",),
    ),
    Mutant(
        name="CM213: Pattern A declares B",
        file=GENERIC,
        replace=(),
        also=((_specification(GENERIC), 'pattern="A"', 'pattern="B"'),),
        rules=("CM213",),
    ),
    Mutant(
        name="CM213: Pattern B declares A",
        file=XGBOOST_ESTIMATOR,
        replace=(),
        also=((_specification(XGBOOST_ESTIMATOR), 'pattern="B"', 'pattern="A"'),),
        rules=("CM213",),
    ),
    Mutant(
        name="SB214: resolves training steps only",
        file=XGBOOST,
        replace=(
            (
                "from sagemaker.workflow.steps import CreateModelStep\n",
                "from sagemaker.workflow.steps import CreateModelStep, TrainingStep\n",
            ),
            _method(
                "extract_inputs_from_dependencies(self, dependencies: Any, wanted: Any = None) -> dict[str, Any]",
                "trained = [step for step in dependencies if isinstance(step, TrainingStep)]\n"
                "        return super().extract_inputs_from_dependencies(trained, wanted)",
            ),
        ),
        rules=("SB214",),
    ),
    Mutant(
        name="SB214: resolves processing steps only",
        file=MULTI_CONTAINER,
        replace=(
            (
                "from sagemaker.workflow.steps import CreateModelStep\n",
                "from sagemaker.workflow.steps import CreateModelStep, ProcessingStep\n",
            ),
            _method(
                "extract_inputs_from_dependencies(self, dependencies: Any, wanted: Any = None) -> dict[str, Any]",
                "processed = [step for step in dependencies if isinstance(step, ProcessingStep)]\n"
                "        return super().extract_inputs_from_dependencies(processed, wanted)",
            ),
        ),
        rules=("SB214", "SB106"),
    ),
    Mutant(
        name="SB214: Pattern B names a source that it never asks",
        file=XGBOOST_ESTIMATOR,
        replace=(),
        also=((_specification(XGBOOST_ESTIMATOR), '("XGBoostTraining",)', '("XGBoostTraining", "ProcessingStep")'),),
        rules=("SB214",),
    ),
)

MUTANTS = _INPUT_MUTANTS + _AGREEMENT + _VALIDATION + _DECLARATION
