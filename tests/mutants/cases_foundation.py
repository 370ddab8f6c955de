"""Mutants for the rules about loading, shape and specification."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
PYTORCH = "builders/pytorch_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"
PYTORCH_ESTIMATOR = "builders/pytorch_estimator_model.py"

# What stands in the reference builders, each exactly once in its file.
_MODEL = 'model = self._create_model(self._get_inputs(options.inputs)["model_data"])'
_RETURN = "return self._attach_specification(step)"
_OPTIONS = "options = self._read_options(kwargs)"
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
                "from cursus_tester.contract.v2.estimator_model import EstimatorModelStepBuilder\n",
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

MUTANTS = (*_LOADING, *_SHAPE, *_SPECIFICATION)
