"""Mutants that confuse two things which are alike in most situations: archives, roles, images, places, errors."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_XGBOOST, _GENERIC = "builders/xgboost_model.py", "builders/generic_model.py"
_MULTI, _ESTIMATOR = "builders/multi_container_model.py", "builders/xgboost_estimator_model.py"
_TRAINING, _PROCESSING = "builders/xgboost_training.py", "builders/tabular_preprocessing.py"
_ENVIRONMENT = "            env=self._get_packaged_environment_variables(),\n"
_MADE = '        model = self._create_model(estimator, inputs["model_data"])\n'
_ARCHIVES = "self._create_preprocessing_model(preprocessor_data), self._create_xgboost_model(model_data)"
_SWAPPED = "self._create_preprocessing_model(model_data), self._create_xgboost_model(preprocessor_data)"
_IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
_PLAIN_SESSION = 'type(self.session).__name__ == "Session"'
_NETWORK = "            vpc_config=self._get_vpc_config(),\n"
_PROCESSOR = (
    "        return SKLearnProcessor(framework_version=self.config.framework_version, "
    "**self._get_processor_arguments())\n"
)
_VERSION = "        self._check_framework_version()\n        if self.config.py_version"
_STEP = "        step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)\n"
_CHANGED = "{}        return SKLearnProcessor(framework_version=self.config.framework_version, **arguments)\n"


def _environment(name: str, added: str, *, rules: tuple[str, ...], imported: str = "os") -> Mutant:
    """A variable more in the environment of the generic model."""
    return Mutant(
        name=name,
        file=_GENERIC,
        replace=(
            (_ENVIRONMENT, f"            env={{{added}, **self._get_packaged_environment_variables()}},\n"),
            ("from __future__ import annotations\n", f"from __future__ import annotations\n\nimport {imported}\n"),
        ),
        rules=rules,
    )


def _processor(name: str, change: str, *, rules: tuple[str, ...]) -> Mutant:
    """A processor of arguments that a statement has changed."""
    arguments = f"        arguments = self._get_processor_arguments()\n        {change}\n"
    return Mutant(name=name, file=_PROCESSING, replace=((_PROCESSOR, _CHANGED.format(arguments)),), rules=rules)


MUTANTS = (
    Mutant(
        name="confusion: the containers change archives where the model has a name",
        file=_MULTI,
        replace=((f"models=[{_ARCHIVES}]", f"models=[{_SWAPPED}] if self.config.model_name else [{_ARCHIVES}]"),),
        rules=("CM412", "CM406", "CM332", "SB402"),
    ),
    Mutant(
        name="confusion: twin, the containers are made one after the other",
        file=_MULTI,
        replace=(
            (
                "            models=[" + _ARCHIVES + "],\n",
                "            models=[\n                self._create_preprocessing_model(preprocessor_data),\n"
                "                self._create_xgboost_model(model_data),\n            ],\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="confusion: the second container has no variables where the model has a name",
        file=_MULTI,
        replace=(
            (
                "            env=self._get_environment_variables(),\n"
                '            name=f"xgboost-{self._get_content_name(model_data)}",\n',
                "            env=(\n"
                "                dict(self.spec.script_contract.optional_environment_variables)\n"
                "                if self.config.model_name\n"
                "                else self._get_environment_variables()\n"
                "            ),\n"
                '            name=f"xgboost-{self._get_content_name(model_data)}",\n',
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="confusion: the role of the training job under a plain session",
        file=_ESTIMATOR,
        replace=((_MADE, f"{_MADE}        if {_PLAIN_SESSION}:\n            model.role = estimator.role\n"),),
        rules=("SB413",),
    ),
    Mutant(
        name="confusion: a written image in place of the estimator's",
        file=_ESTIMATOR,
        replace=((_MADE, f'{_MADE}        model.image_uri = (\n            "{_IMAGE}"\n        )\n'),),
        rules=("SB320",),
    ),
    Mutant(
        name="confusion: twin, no image in place of the estimator's",
        file=_ESTIMATOR,
        replace=((_MADE, f"{_MADE}        model.image_uri = None\n"),),
        rules=(),
    ),
    Mutant(
        name="confusion: the caller's estimator gets the variables of the model where a VPC is configured",
        file=_ESTIMATOR,
        replace=(
            (
                _MADE,
                "        if self.config.vpc_config:\n"
                "            estimator.environment = self._get_environment_variables()\n" + _MADE,
            ),
        ),
        rules=("SB342",),
    ),
    Mutant(
        name="confusion: an error of the first attempt is forgotten, and no network is left for the second",
        file=_XGBOOST,
        replace=(
            (
                _NETWORK,
                "            vpc_config=self._find_network(),\n",
            ),
            (
                "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n",
                "    def _find_network(self) -> Any:\n"
                "        for _ in range(2):\n"
                "            try:\n"
                '                return {"Subnets": self._get_vpc_config()["SubnetIds"]}\n'
                "            except (KeyError, TypeError):\n"
                "                continue\n"
                "        return None\n\n"
                "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n",
            ),
        ),
        rules=("SB352", "SB411"),
    ),
    Mutant(
        name="confusion: an attempt to read the dependencies fails, and the next one leaves them out",
        file=_XGBOOST,
        replace=(
            (
                "        options = self._read_options(kwargs)\n",
                "        for _ in range(2):\n"
                "            try:\n"
                "                options = self._read_options(kwargs)\n"
                "                break\n"
                "            except Exception:\n"
                '                kwargs = {**kwargs, "model_data": "s3://bucket/model.tar.gz", "dependencies": None}\n',
            ),
        ),
        rules=("SB411", "SB204"),
    ),
    Mutant(
        name="confusion: the program is named with the folder that it lies in",
        file=_GENERIC,
        replace=(
            (
                _ENVIRONMENT,
                "            env={\n"
                "                **self._get_packaged_environment_variables(),\n"
                '                "SAGEMAKER_PROGRAM": f"code/{self.config.entry_point}",\n'
                "            },\n",
            ),
        ),
        rules=("SB402",),
    ),
    _environment("elsewhere: the folder of the build", '"BUILT_IN": os.getcwd()', rules=("SB408",)),
    _environment("elsewhere: the host", '"BUILT_ON": socket.gethostname()', rules=("SB408",), imported="socket"),
    _environment("elsewhere: the time zone", '"ZONE": time.tzname[0]', rules=("SB408",), imported="time"),
    _environment(
        "elsewhere: twin, a folder that is the same for everybody",
        '"BUILT_IN": os.path.join("/opt", "ml")',
        rules=(),
    ),
    Mutant(
        name="elsewhere: the model is named by the dates of its files",
        file=_XGBOOST,
        replace=(
            (
                "            name=self._get_model_name(model_data),\n",
                "            name=self.config.model_name or f'm-{self._date_of_code()}',\n",
            ),
            (
                "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n",
                "    def _date_of_code(self) -> int:\n"
                "        files = Path(self._get_source_dir()).glob('*.py')\n"
                "        return int(max(each.stat().st_mtime for each in files))\n\n"
                "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n",
            ),
        ),
        rules=("SB408", "CM361"),
    ),
    _processor(
        "keys: one key for volumes and outputs",
        'arguments["output_kms_key"] = arguments["volume_kms_key"]',
        rules=("SB352",),
    ),
    _processor(
        "keys: the key of the outputs is lost where a VPC is configured",
        'arguments["output_kms_key"] = None if self.config.vpc_config else arguments["output_kms_key"]',
        rules=("SB352",),
    ),
    _processor(
        "keys: twin, the keys are handed on as texts",
        'arguments["output_kms_key"] = arguments["output_kms_key"] and str(arguments["output_kms_key"])',
        rules=(),
    ),
    Mutant(
        name="SB314: a name for the training job",
        file=_TRAINING,
        replace=(("estimator.fit(inputs=channels)", 'estimator.fit(inputs=channels, job_name="churn")'),),
        rules=("SB314",),
    ),
    Mutant(
        name="SB211: a version that begins like a listed one",
        file=_XGBOOST,
        replace=(
            (
                _VERSION,
                "        if not self.config.framework_version.startswith(self.spec.framework_versions):\n"
                "            raise ValueError(f'{self.config.framework_version} is not supported')\n"
                "        if self.config.py_version",
            ),
        ),
        rules=("SB211",),
    ),
    Mutant(
        name="SB211: twin, a check of its own against the list",
        file=_XGBOOST,
        replace=(
            (
                _VERSION,
                "        if self.config.framework_version not in self.spec.framework_versions:\n"
                "            raise ValueError(f'framework_version {self.config.framework_version} is not supported')\n"
                "        if self.config.py_version",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="order: waits for all dependencies but the first, which yields the archive",
        file=_GENERIC,
        replace=(("depends_on=options.dependencies)", "depends_on=list(options.dependencies)[1:])"),),
        rules=("SB403",),
    ),
    Mutant(
        name="order: a tuple of dependencies is taken for none",
        file=_GENERIC,
        replace=(
            (
                "depends_on=options.dependencies)",
                'depends_on=None if isinstance(kwargs.get("dependencies"), tuple) else options.dependencies)',
            ),
        ),
        rules=("SB403",),
    ),
    Mutant(
        name="order: waits for the first of the dependencies where tags are configured",
        file=_ESTIMATOR,
        replace=(
            (
                "depends_on=options.dependencies)",
                "depends_on=list(options.dependencies)[: 1 if self.config.tags else None])",
            ),
        ),
        rules=("SB403",),
    ),
    Mutant(
        name="order: twin, waits for the dependencies in reverse order",
        file=_GENERIC,
        replace=(("depends_on=options.dependencies)", "depends_on=list(options.dependencies)[::-1])"),),
        rules=(),
    ),
    Mutant(
        name="twice: a builder numbers its steps",
        file=_XGBOOST,
        replace=(
            (
                _STEP,
                '        self._count = getattr(self, "_count", 0) + 1\n'
                '        name = self._get_step_name() + ("" if self._count == 1 else str(self._count))\n'
                + _STEP.replace("self._get_step_name()", "name"),
            ),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="twice: the image of a machine is kept whatever the version",
        file=_MULTI,
        replace=(
            (
                "    def _get_image_uri(self) -> str:\n",
                "    _images: dict[str, str] = {}\n\n"
                "    def _get_image_uri(self) -> str:\n"
                "        if self.config.instance_type in self._images:\n"
                "            return self._images[self.config.instance_type]\n"
                "        self._images[self.config.instance_type] = self._look_up_image()\n"
                "        return self._images[self.config.instance_type]\n\n"
                "    def _look_up_image(self) -> str:\n",
            ),
        ),
        rules=("SB409", "SB322", "SB324"),
    ),
    Mutant(
        name="twice: twin, the image is kept by machine, version and region",
        file=_MULTI,
        replace=(
            (
                "    def _get_image_uri(self) -> str:\n",
                "    _images: dict[tuple[str, ...], str] = {}\n\n"
                "    def _get_image_uri(self) -> str:\n"
                "        config = self.config\n"
                "        key = (config.instance_type, config.framework_version, config.aws_region)\n"
                "        if key not in self._images:\n"
                "            self._images[key] = self._look_up_image()\n"
                "        return self._images[key]\n\n"
                "    def _look_up_image(self) -> str:\n",
            ),
        ),
        rules=(),
    ),
)
