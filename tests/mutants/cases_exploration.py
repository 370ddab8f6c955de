"""Mutants whose config default cannot work, or that go wrong where several settings come together."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_XGBOOST, _PYTORCH = "builders/xgboost_model.py", "builders/pytorch_model.py"
_ESTIMATOR = "builders/pytorch_estimator_model.py"
_ENVIRONMENT = "            env=self._get_environment_variables(),\n"

MUTANTS = (
    Mutant(
        name="default: a framework version that the specification does not list",
        file=_XGBOOST,
        replace=(
            ('    py_version: str = "py3"\n', '    py_version: str = "py3"\n    framework_version: str = "1.7"\n'),
        ),
        rules=("SB100",),
    ),
    Mutant(
        name="default: a Python that no XGBoost image has",
        file=_XGBOOST,
        replace=(('    py_version: str = "py3"\n', '    py_version: str = "py310"\n'),),
        rules=("SB100",),
    ),
    Mutant(
        name="exploration: an instance family that a table leaves out",
        file=_XGBOOST,
        replace=(
            (
                "            instance_type=self.config.instance_type,\n",
                '            instance_type={"m5": "ml.m5.large", "c5": "ml.c5.large", "g4dn": "ml.g4dn.xlarge"}[\n'
                '                self.config.instance_type.split(".")[1]\n'
                "            ],\n",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="exploration: the environment is dropped for any but the usual instance type (A)",
        file=_XGBOOST,
        replace=(
            (
                _ENVIRONMENT,
                "            env=(\n"
                "                self._get_environment_variables()\n"
                '                if ".m5." in self.config.instance_type or not self.config.env\n'
                "                else dict(self.spec.script_contract.optional_environment_variables)\n"
                "            ),\n",
            ),
        ),
        rules=("SB341",),
    ),
    Mutant(
        name="exploration: another version's image where variables are configured",
        file=_PYTORCH,
        replace=(
            (
                "            version=self.config.framework_version,\n",
                '            version="2.0.1" if "_x" in self.config.env else self.config.framework_version,\n',
            ),
        ),
        rules=("SB322",),
    ),
)
