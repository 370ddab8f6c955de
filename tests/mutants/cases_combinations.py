"""Mutants whose defect shows only where two things meet, with a telling value, in another order, or on a second use."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_XGBOOST, _PYTORCH = "builders/xgboost_model.py", "builders/pytorch_model.py"
_GENERIC, _MULTI = "builders/generic_model.py", "builders/multi_container_model.py"
_ESTIMATOR = "builders/xgboost_estimator_model.py"
_ISOLATION = "            enable_network_isolation=self.config.enable_network_isolation,\n"
_ENVIRONMENT = "            env=self._get_environment_variables(),\n"
_VPC = "            vpc_config=self._get_vpc_config(),\n"
_PLAIN_SESSION = 'type(self.session).__name__ == "Session"'
_MODEL = '        model = self._create_model(self._get_inputs(options.inputs)["model_data"])\n'
_STEP = "        step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)\n"
_ORDER = (
    "            models=[self._create_preprocessing_model(preprocessor_data), "
    "self._create_xgboost_model(model_data)],\n"
)

MUTANTS = (
    Mutant(
        name="pair: isolation is lost under a plain session",
        file=_XGBOOST,
        replace=(
            (
                _ISOLATION,
                "            enable_network_isolation=(\n"
                f"                self.config.enable_network_isolation and not {_PLAIN_SESSION}\n"
                "            ),\n",
            ),
        ),
        rules=("SB352",),
    ),
    Mutant(
        name="pair: the VPC is lost where model data is a plain URI",
        file=_GENERIC,
        replace=((_VPC, "            vpc_config=None if isinstance(model_data, str) else self._get_vpc_config(),\n"),),
        rules=("SB352",),
    ),
    Mutant(
        name="pair: the environment is lost in another region where a VPC is configured",
        file=_GENERIC,
        replace=(
            (
                "            env=self._get_packaged_environment_variables(),\n",
                "            env=(\n"
                "                {}\n"
                '                if self.config.vpc_config and self.config.aws_region != "us-east-1"\n'
                "                else self._get_packaged_environment_variables()\n"
                "            ),\n",
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="pair: a plain session and a model name give the image of one region",
        file=_GENERIC,
        replace=(
            (
                "            region=self.config.aws_region,\n",
                "            region=(\n"
                f'                "us-east-1" if self.config.model_name and {_PLAIN_SESSION}\n'
                "                else self.config.aws_region\n"
                "            ),\n",
            ),
        ),
        rules=("SB322", "SB323"),
    ),
    Mutant(
        name="pair: twin, the same region by another way",
        file=_GENERIC,
        replace=(
            ("            region=self.config.aws_region,\n", "            region=str(self.config.aws_region),\n"),
        ),
        rules=(),
    ),
    Mutant(
        name="values: regions that begin alike are taken for one",
        file=_GENERIC,
        replace=(
            (
                "            region=self.config.aws_region,\n",
                '            region="us-east-1" if self.config.aws_region[:3] == "us-" else self.config.aws_region,\n',
            ),
        ),
        rules=("SB322", "SB323", "SB324"),
    ),
    Mutant(
        name="values: Graviton instances get the image of another processor",
        file=_PYTORCH,
        replace=(
            (
                "            instance_type=self.config.instance_type,\n",
                '            instance_type=self.config.instance_type.replace("c7g", "c5"),\n',
            ),
        ),
        rules=("SB322", "SB350"),
    ),
    Mutant(
        name="values: one Python for all versions of a framework",
        file=_GENERIC,
        replace=(
            (
                "            py_version=self.config.py_version,\n",
                '            py_version="py310" if self.config.framework == "pytorch" else None,\n',
            ),
        ),
        rules=("SB322",),
    ),
    Mutant(
        name="values: variables are stripped, and empty ones left out",
        file=_XGBOOST,
        replace=(
            (
                _ENVIRONMENT,
                "            env={\n"
                "                name: value.strip()\n"
                "                for name, value in self._get_environment_variables().items()\n"
                "                if value\n"
                "            },\n",
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="values: only the first subnet is passed on",
        file=_XGBOOST,
        replace=(
            (
                _VPC,
                "            vpc_config=(\n"
                "                {key: value[:1] for key, value in self._get_vpc_config().items()}\n"
                "                if self._get_vpc_config()\n"
                "                else None\n"
                "            ),\n",
            ),
        ),
        rules=("SB352",),
    ),
    Mutant(
        name="order: the containers change places with a second script",
        file=_MULTI,
        replace=(
            (
                _ORDER,
                "            models=[self._create_preprocessing_model(preprocessor_data), "
                "self._create_xgboost_model(model_data)][\n"
                "                :: -1 if self.config.preprocessing_entry_point else 1\n"
                "            ],\n",
            ),
        ),
        rules=("CM412",),
    ),
    Mutant(
        name="order: only the last of the dependencies is waited for",
        file=_XGBOOST,
        replace=(
            (
                "depends_on=options.dependencies)",
                "depends_on=list(options.dependencies)[-1:])",
            ),
        ),
        rules=("SB403",),
    ),
    Mutant(
        name="twice: the model of the first step serves every step",
        file=_XGBOOST,
        replace=(
            (
                _MODEL,
                '        if not hasattr(self, "_kept"):\n'
                '            self._kept = self._create_model(self._get_inputs(options.inputs)["model_data"])\n'
                "        model = self._kept\n",
            ),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="twice: the steps of one builder wait for each other's dependencies",
        file=_GENERIC,
        replace=(
            (
                _STEP,
                '        self._awaited = [*getattr(self, "_awaited", ()), *(options.dependencies or ())]\n'
                + _STEP.replace("options.dependencies", "[*self._awaited]"),
            ),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="twice: a second builder has the variables that only the first one's config names",
        file=_GENERIC,
        replace=(
            (
                "    config: GenericModelConfig\n",
                "    config: GenericModelConfig\n    _variables: dict[str, str] = {}\n",
            ),
            (
                "            env=self._get_packaged_environment_variables(),\n",
                "            env=self._variables,\n",
            ),
            (
                '        """A plain ``Model``: there is no code for the SDK to pack."""\n',
                '        """A plain ``Model``: there is no code for the SDK to pack."""\n'
                "        self._variables.update(self._get_packaged_environment_variables())\n",
            ),
        ),
        rules=("SB409",),
    ),
)
