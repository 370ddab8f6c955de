"""Code that is sent to a container without what it needs there, and changes of it that need nothing."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_TEMPLATE = "tests/clean/pipelines/template"
_BASE = "builders/tabular_preprocessing.py"
_MADE = "SKLearnProcessor(framework_version=self.config.framework_version, **self._get_processor_arguments())"
_BODY = f"        return {_MADE}\n"
_SCRIPT = "\n    def _get_code(self) -> str:\n        return str(Path(__file__).with_name('jobs') / 'clean.py')\n"
_ESTIMATOR = (
    """    estimator = Estimator(
        image_uri=image,
""",
    """    estimator = XGBoost(
        entry_point={},
        framework_version="1.7-1",
""",
)
_XGBOOST = (
    "from sagemaker.workflow.steps import ProcessingStep, TrainingStep\n",
    "from sagemaker.workflow.steps import ProcessingStep, TrainingStep\nfrom sagemaker.xgboost import XGBoost\n",
)
_ANY_IMPORT = (
    "from sagemaker.sklearn.processing import SKLearnProcessor\n",
    "from sagemaker.processing import FrameworkProcessor\nfrom sagemaker.sklearn.estimator import SKLearn\n",
)
_ANY_FRAMEWORK = (
    "FrameworkProcessor(estimator_cls=SKLearn, framework_version={version}, **self._get_processor_arguments())"
)
_SPEAKS = '"""Needs no pip install, no importlib and no sys.path."""\n\nimport columns  # not from pip\n'
_INSTALLS = (
    "import subprocess\nimport sys\n\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'columns'])\n\n"
    "import columns\n"
)
_PARSES = """import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--{option}", type=float, default=0.2)
if __name__ == "__main__":
    {parse}
"""
_NUMPY = "import json\n\nimport numpy\n"


def _trained(name: str, entry_point: str, *new: tuple[str, str], rules: tuple[str, ...] = ()) -> Mutant:
    """The template with a training script of its own."""
    return Mutant(
        name=name,
        file=f"{_TEMPLATE}/pipeline.py",
        replace=((_ESTIMATOR[0], _ESTIMATOR[1].format(entry_point)), _XGBOOST),
        new=tuple((f"{_TEMPLATE}/{file}", text) for file, text in new),
        rules=rules,
    )


MUTANTS = (
    Mutant(
        name="SB402: a processing script imports a module that lies beside it and stays there",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(("builders/jobs/clean.py", "import columns\n"), ("builders/jobs/columns.py", "")),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: a processing script imports a package of the folder above",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(("builders/jobs/clean.py", "from specs import batch_transform\n"),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: twin, a processing script imports what its image holds, and tries what it can do without",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(
            ("builders/jobs/clean.py", f"{_NUMPY}try:\n    import columns\nexcept ImportError:\n    columns = None\n"),
            ("builders/jobs/columns.py", ""),
            ("builders/jobs/numpy.py", ""),
        ),
        rules=(),
    ),
    Mutant(
        name="SB402: a processing script speaks of pip and sys.path, and imports a module that stays beside it",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(("builders/jobs/clean.py", _SPEAKS), ("builders/jobs/columns.py", "")),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: twin, a processing script installs what it imports",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(("builders/jobs/clean.py", _INSTALLS), ("builders/jobs/columns.py", "")),
        rules=(),
    ),
    Mutant(
        name="PR204: an argument that the script does not take",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(("builders/jobs/clean.py", _PARSES.format(option="share", parse="args = parser.parse_args()")),),
        rules=("PR204",),
    ),
    Mutant(
        name="PR204: twin, an argument that the script takes",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(
            ("builders/jobs/clean.py", _PARSES.format(option="validation-share", parse="args = parser.parse_args()")),
        ),
        rules=(),
    ),
    Mutant(
        name="PR204: twin, a script that takes any arguments",
        file=_BASE,
        replace=((_BODY, _BODY + _SCRIPT),),
        new=(("builders/jobs/clean.py", _PARSES.format(option="share", parse="args, _ = parser.parse_known_args()")),),
        rules=(),
    ),
    Mutant(
        name="TR302: a hyperparameter that the script does not take",
        file="builders/xgboost_training.py",
        replace=(
            (
                "            **self._get_estimator_arguments(),\n",
                "            **{**self._get_estimator_arguments(), 'hyperparameters': {'depth': 5},"
                " 'source_dir': str(Path(__file__).with_name('jobs'))},\n",
            ),
        ),
        new=(("builders/jobs/inference.py", _PARSES.format(option="max-depth", parse="args = parser.parse_args()")),),
        rules=("TR302",),
    ),
    Mutant(
        name="SB322: the version of a processor for any framework is fixed",
        file=_BASE,
        replace=(_ANY_IMPORT, (_MADE, _ANY_FRAMEWORK.format(version='"1.0-1"'))),
        rules=("SB322", "SB324"),
    ),
    Mutant(
        name="SB322: twin, a processor for any framework with the config's version",
        file=_BASE,
        replace=(_ANY_IMPORT, (_MADE, _ANY_FRAMEWORK.format(version="self.config.framework_version"))),
        rules=(),
    ),
    _trained(
        "PL313: a training script without its folder imports a module that lies beside it",
        'os.path.join(BASE_DIR, "fit.py")',
        ("fit.py", "from features import columns\n"),
        ("features.py", "columns = ()\n"),
        rules=("PL313",),
    ),
    _trained(
        "PL313: a training script without its folder imports what nobody installs",
        'os.path.join(BASE_DIR, "fit.py")',
        ("fit.py", "import shap\n"),
        ("requirements.txt", "shap==0.44\n"),
        rules=("PL313",),
    ),
    _trained(
        "PL313: a dependency of a training job replaces its script",
        'os.path.join(BASE_DIR, "fit.py"), source_dir=None, dependencies=[os.path.join(BASE_DIR, "old", "fit.py")]',
        ("fit.py", "print(1)\n"),
        ("old/fit.py", "print(2)\n"),
        rules=("PL313",),
    ),
    _trained(
        "PL313: the slash at the end of a dependency lets its files lie at the top",
        'os.path.join(BASE_DIR, "fit.py"), dependencies=[os.path.join(BASE_DIR, "lib/")]',
        ("fit.py", "from lib.net import Net\n"),
        ("lib/__init__.py", ""),
        ("lib/net.py", "class Net:\n    pass\n"),
        rules=("PL313",),
    ),
    _trained(
        "PL313: a module of the folder imports one that is not packed",
        '"fit.py", source_dir=os.path.join(BASE_DIR, "jobs")',
        ("jobs/fit.py", "from features import columns\n"),
        ("jobs/features.py", "import shared\n"),
        ("shared.py", ""),
        rules=("PL313",),
    ),
    _trained(
        "PL313: requirements lie beside a script that is not at the top of its folder",
        '"nets/fit.py", source_dir=os.path.join(BASE_DIR, "jobs")',
        ("jobs/nets/fit.py", "import shap\n"),
        ("jobs/nets/requirements.txt", "shap\n"),
        rules=("PL313",),
    ),
    _trained(
        "PL313: twin, a training script with its folder, its requirements and a dependency",
        '"fit.py", source_dir=os.path.join(BASE_DIR, "jobs"), dependencies=[os.path.join(BASE_DIR, "lib")]',
        ("jobs/fit.py", "import shap\nfrom features import columns\nfrom lib.net import Net\n"),
        ("jobs/features.py", "from lib import net\n"),
        ("jobs/tests/test_fit.py", "import preprocess\n"),
        ("jobs/requirements.txt", "shap\n"),
        ("lib/__init__.py", "from . import net\n"),
        ("lib/net.py", "class Net:\n    pass\n"),
    ),
)
