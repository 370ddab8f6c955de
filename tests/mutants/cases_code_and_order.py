"""Sets in lists of steps, retries, images and archives that are exchanged late, scripts that nobody reads."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_XGBOOST, _MULTI = "builders/xgboost_model.py", "builders/multi_container_model.py"
_ESTIMATOR, _TRAINING = "builders/pytorch_estimator_model.py", "builders/xgboost_training.py"
_PROCESSING = "builders/tabular_preprocessing.py"
_WAITS = "model=model, depends_on=options.dependencies)"
_OPTIONS = "        options = self._read_options(kwargs)\n"
_MADE = '        model = self._create_model(self._get_inputs(options.inputs)["model_data"])\n'
_BOTH = '        model = self._create_model(inputs["model_data"], inputs["preprocessor_data"])\n'
_REQUEST = "            request = self._create_model_request(model)\n"
_RETRY = """        model: Any = None
        last = None
        for _ in range(3):
            try:
                model = self._create_model(self._get_inputs(options.inputs)["model_data"])
                break
            except Exception as error:
                last = error
        if model is None:
{}
"""
_WITHOUT_CODE = """            self.log_warning("no model: %s", last)
            model = XGBoostModel(
                model_data=options.inputs["model_data"],
                role=self.role,
                framework_version=self.config.framework_version,
                sagemaker_session=self.session,
            )"""
_RAISES = """            assert last is not None
            raise last"""
_EXCHANGED = """        if self.config.enable_network_isolation:
            made = model.pipeline_container_def

            def exchanged(*given: Any) -> Any:
                found = made(*given)
                found[0]["ModelDataUrl"], found[1]["ModelDataUrl"] = found[1]["ModelDataUrl"], found[0]["ModelDataUrl"]
                return found

            model.pipeline_container_def = exchanged
"""

MUTANTS = (
    Mutant(
        name="SB408: the step waits for a list of a set of names",
        file=_XGBOOST,
        replace=((_WAITS, "model=model, depends_on=list({each.name for each in options.dependencies}))"),),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: the step waits for what a comprehension takes out of a set",
        file=_TRAINING,
        replace=(
            (_OPTIONS, f"{_OPTIONS}        waits = {{each.name for each in options.dependencies}}\n"),
            ("depends_on=options.dependencies,", "depends_on=[each for each in waits],"),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: twin, the step waits for a sorted set of names",
        file=_XGBOOST,
        replace=((_WAITS, "model=model, depends_on=sorted({each.name for each in options.dependencies}))"),),
        rules=(),
    ),
    Mutant(
        name="SB408: twin, the step waits for a list of a set that is sorted once it is made",
        file=_XGBOOST,
        replace=(
            (
                f"        step = CreateModelStep(name=self._get_step_name(), {_WAITS}",
                "        names = list({each.name for each in options.dependencies})\n"
                "        names.sort()\n"
                "        step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=names)",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="SB402: twin, the config of a training job names the script of another step",
        file=_TRAINING,
        replace=(
            (
                "@register_builder()\n",
                "class LoanTrainingConfig(TrainingConfig):\n"
                '    """Shared with the step that explains the model."""\n\n'
                "    explain_entry_point: str | None = None\n\n\n"
                "@register_builder()\n",
            ),
            ("    config: TrainingConfig\n\n", "    config: LoanTrainingConfig\n\n"),
            ("        config: TrainingConfig,\n", "        config: LoanTrainingConfig,\n"),
        ),
        rules=(),
    ),
    Mutant(
        name="SB408: twin, a set decides nothing but the order of checks of a training job",
        file=_TRAINING,
        replace=(
            (
                _OPTIONS,
                f'{_OPTIONS}        for name in {{"entry_point", "source_dir"}}:\n'
                "            self._require_fields(name)\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="SB411: a retry keeps the last error for the log",
        file=_XGBOOST,
        replace=((_MADE, _RETRY.format(_WITHOUT_CODE)),),
        rules=("SB411",),
    ),
    Mutant(
        name="SB411: twin, a retry raises the last error",
        file=_XGBOOST,
        replace=((_MADE, _RETRY.format(_RAISES)),),
        rules=(),
    ),
    Mutant(
        name="SB320: the image of the estimator's model is replaced by an f-string",
        file=_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                '            account = "763104351884.dkr.ecr.us-east-1.amazonaws.com"\n'
                '            model.image_uri = f"{account}/pytorch-inference:{model.framework_version}-cpu-py38"\n'
                f"{_REQUEST}",
            ),
        ),
        rules=("SB320", "CM307"),
    ),
    Mutant(
        name="SB320: the image in the request is replaced by a literal",
        file=_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                f'{_REQUEST}            request["PrimaryContainer"]["Image"] = (\n'
                '                "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.1.0-cpu-py310"\n'
                "            )\n",
            ),
        ),
        rules=("SB320",),
    ),
    Mutant(
        name="CM412: the archives are exchanged once the SDK has repacked them",
        file=_MULTI,
        replace=((_BOTH, f"{_BOTH}{_EXCHANGED}"),),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: the archives are exchanged where no step yields them",
        file=_MULTI,
        replace=(
            (
                _BOTH,
                '        both = [inputs["model_data"], inputs["preprocessor_data"]]\n'
                "        if all(isinstance(each, str) for each in both):\n"
                "            both.reverse()\n"
                "        model = self._create_model(*both)\n",
            ),
        ),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: twin, both archives are exchanged twice",
        file=_MULTI,
        replace=(
            (
                _BOTH,
                '        both = [inputs["preprocessor_data"], inputs["model_data"]]\n'
                "        model = self._create_model(*reversed(both))\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="SB402: the script of the first container is configured, and the other one's is packed",
        file=_MULTI,
        replace=(
            (
                "entry_point = self.config.preprocessing_entry_point or self.config.entry_point",
                "entry_point = self.config.entry_point",
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB322: twin, the config of several steps has another framework's Python",
        file=_PROCESSING,
        replace=(
            (
                "    framework_version: Text\n",
                "    framework_version: Text\n"
                "    #: Of the training step, which shares the config.\n"
                '    py_version: str = "py310"\n',
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="SB110: the config ends the process where two settings meet",
        file=_XGBOOST,
        replace=(
            (
                '    py_version: str = "py3"\n',
                '    py_version: str = "py3"\n\n'
                "    def model_post_init(self, context: Any) -> None:\n"
                "        if self.model_name and self.vpc_config:\n"
                "            raise SystemExit(3)\n",
            ),
        ),
        rules=("SB110", "SB400"),
    ),
    Mutant(
        name="SB403: the step waits for the first two dependencies",
        file=_XGBOOST,
        replace=((_WAITS, "model=model, depends_on=options.dependencies[:2])"),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB313: a training job on several machines is cached without being asked for",
        file=_TRAINING,
        replace=(
            (
                "cache_config=self._get_cache_config(kwargs),",
                'cache_config=self._get_cache_config({"enable_caching": True} if self.config.instance_count > 1 '
                "else kwargs),",
            ),
        ),
        rules=("SB313",),
    ),
    Mutant(
        name="PR201: a property file is in an output that the job has not",
        file=_PROCESSING,
        replace=(
            ("from pathlib import Path\n", "from pathlib import Path\nfrom typing import Any\n"),
            (
                "from sagemaker.sklearn.processing import SKLearnProcessor\n",
                "from sagemaker.sklearn.processing import SKLearnProcessor\n"
                "from sagemaker.workflow.properties import PropertyFile\n",
            ),
            (
                "    def _create_processor(self) -> SKLearnProcessor:\n",
                "    def create_step(self, **kwargs: Any) -> Any:\n"
                "        step = super().create_step(**kwargs)\n"
                '        step.property_files = [PropertyFile(name="Quality", output_name="quality", path="q.json")]\n'
                "        return step\n\n"
                "    def _create_processor(self) -> SKLearnProcessor:\n",
            ),
        ),
        rules=("PR201",),
    ),
    Mutant(
        name="PR201: twin, create_step calls the base's by super()",
        file=_PROCESSING,
        replace=(
            ("from pathlib import Path\n", "from pathlib import Path\nfrom typing import Any\n"),
            (
                "    def _create_processor(self) -> SKLearnProcessor:\n",
                "    def create_step(self, **kwargs: Any) -> Any:\n"
                "        step = super().create_step(**kwargs)\n"
                '        step.description = "Cleans and splits the table"\n'
                "        return step\n\n"
                "    def _create_processor(self) -> SKLearnProcessor:\n",
            ),
        ),
        rules=(),
    ),
)
