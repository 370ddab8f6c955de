"""Mutants for the rules of level 1: how a builder is named, registered, constructed, called and imported."""

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
_SESSION = "        sagemaker_session: Session | None = None,\n"
_SESSION_HANDED_ON = "            sagemaker_session=sagemaker_session,\n"
_ROLE = "        role: str | None = None,\n"
_ROLE_HANDED_ON = "            role=role,\n"
_REGISTRY = "        registry_manager: BuilderRegistry | None = None,\n"
_REGISTRY_HANDED_ON = "            registry_manager=registry_manager,\n"
_RESOLVER = "        dependency_resolver: DependencyResolver | None = None,\n"
_RESOLVER_HANDED_ON = "            dependency_resolver=dependency_resolver,\n"
_DECORATOR = "@register_builder()\n"
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"
_OPTIONS = "options = self._read_options(kwargs)"
_RETURN = "        return self._attach_specification(step)\n"
_PATH = "from pathlib import Path\n"
_CLASS_STEP_TYPE = "    config: EstimatorModelConfig\n"


def _without(keyword: str) -> tuple[str, str]:
    """Read the options of `create_step` as if `keyword` had not been given."""
    return (_OPTIONS, f'options = self._read_options({{name: kwargs[name] for name in kwargs if name != "{keyword}"}})')


_CONSTRUCTORS = (
    Mutant(
        name="SB102: the session under another name",
        file=XGBOOST,
        replace=(
            (_SESSION, _SESSION.replace("sagemaker_session", "session")),
            (_SESSION_HANDED_ON, "            sagemaker_session=session,\n"),
        ),
        rules=("SB102",),
    ),
    Mutant(
        name="SB102: Pattern B takes no role",
        file=PYTORCH_ESTIMATOR,
        replace=((_ROLE, ""), (_ROLE_HANDED_ON, '            role="arn:aws:iam::123456789012:role/Service",\n')),
        rules=("SB102",),
    ),
    Mutant(
        name="SB102: demands a role",
        file=PYTORCH,
        replace=((_ROLE, "        *,\n        role: str,\n"),),
        rules=("SB102",),
    ),
    Mutant(
        name="SB102: Pattern B demands a session",
        file=XGBOOST_ESTIMATOR,
        replace=((_SESSION, "        sagemaker_session: Session,\n"),),
        rules=("SB102",),
    ),
    Mutant(
        name="SB102: takes its config by position only",
        file=GENERIC,
        replace=((_SESSION, "        /,\n" + _SESSION),),
        rules=("SB102",),
    ),
    Mutant(
        name="SB102: demands a parameter that nobody knows",
        file=MULTI_CONTAINER,
        replace=(("        notebook_root: Path | None = None,\n", "        *,\n        notebook_root: Path,\n"),),
        rules=("SB102",),
    ),
    Mutant(
        name="SB109: takes no registry",
        file=XGBOOST,
        replace=((_REGISTRY, ""), (_REGISTRY_HANDED_ON, "")),
        rules=("SB109",),
    ),
    Mutant(
        name="SB109: Pattern B takes no resolver",
        file=TENSORFLOW_ESTIMATOR,
        replace=((_RESOLVER, ""), (_RESOLVER_HANDED_ON, "")),
        rules=("SB109",),
    ),
    Mutant(
        name="SB109: the resolver under another name",
        file=PYTORCH,
        replace=(
            (_RESOLVER, _RESOLVER.replace("dependency_resolver", "resolver")),
            (_RESOLVER_HANDED_ON, "            dependency_resolver=resolver,\n"),
        ),
        rules=("SB109",),
    ),
)

_NAMES = (
    Mutant(
        name="SB104: not registered",
        file=XGBOOST,
        replace=((_DECORATOR, ""),),
        rules=("SB104",),
    ),
    Mutant(
        name="SB104: Pattern B not registered",
        file=PYTORCH_ESTIMATOR,
        replace=((_DECORATOR, ""),),
        rules=("SB104",),
    ),
    Mutant(
        name="SB104: registered under another name",
        file=GENERIC,
        replace=((_DECORATOR, ""), (_RETURN, _RETURN + '\n\nBUILDERS = {"Model": GenericModelStepBuilder}\n')),
        rules=("SB104",),
    ),
    Mutant(
        name="SB104: registered with another step type",
        file=XGBOOST_ESTIMATOR,
        replace=((_CLASS_STEP_TYPE, _CLASS_STEP_TYPE + '    step_type = "Training"\n'),),
        rules=("SB104",),
    ),
    Mutant(
        name="SB105: not called StepBuilder",
        file=XGBOOST,
        replace=((_DECORATOR, ""), ("class XGBoostModelStepBuilder(", "class XGBoostModelMaker(")),
        rules=("SB105",),
    ),
    Mutant(
        name="SB105: the module says another name",
        file=PYTORCH_ESTIMATOR,
        replace=(("class PyTorchEstimatorModelStepBuilder(", "class TorchServeStepBuilder("),),
        rules=("SB105",),
    ),
)

_CALLS = (
    Mutant(
        name="SB106: does not take enable_caching",
        file=XGBOOST,
        replace=(
            (
                _CREATE_STEP,
                "    def create_step(self, inputs: Any = None, model_data: Any = None, dependencies: Any = None)"
                " -> CreateModelStep:\n",
            ),
            (
                _OPTIONS,
                'options = self._read_options({"inputs": inputs, "model_data": model_data,'
                ' "dependencies": dependencies})',
            ),
        ),
        rules=("SB106",),
    ),
    Mutant(
        name="SB106: Pattern B does not take model_data",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _CREATE_STEP,
                "    def create_step(self, inputs: Any = None, dependencies: Any = None, enable_caching: bool = False)"
                " -> CreateModelStep:\n",
            ),
            (
                _OPTIONS,
                'options = self._read_options({"inputs": inputs, "dependencies": dependencies,'
                ' "enable_caching": enable_caching})',
            ),
        ),
        rules=("SB106",),
    ),
    Mutant(
        name="SB106: demands dependencies",
        file=GENERIC,
        replace=(
            (_CREATE_STEP, "    def create_step(self, dependencies: Any, **kwargs: Any) -> CreateModelStep:\n"),
            (_OPTIONS, 'options = self._read_options({**kwargs, "dependencies": dependencies})'),
        ),
        rules=("SB106",),
    ),
    Mutant(
        name="SB106: takes its keywords by position only",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _CREATE_STEP,
                "    def create_step(self, inputs: Any = None, /, **kwargs: Any) -> CreateModelStep:\n",
            ),
            (_OPTIONS, 'options = self._read_options({**kwargs, "inputs": inputs})'),
        ),
        rules=("SB106",),
    ),
    Mutant(name="SB106: ignores inputs", file=XGBOOST, replace=(_without("inputs"),), rules=("SB106",)),
    Mutant(name="SB106: ignores model_data", file=PYTORCH, replace=(_without("model_data"),), rules=("SB106",)),
    Mutant(
        name="SB106: ignores dependencies",
        file=MULTI_CONTAINER,
        replace=(_without("dependencies"),),
        rules=("SB106",),
    ),
    Mutant(
        name="SB106: Pattern B ignores inputs",
        file=XGBOOST_ESTIMATOR,
        replace=(_without("inputs"),),
        rules=("SB106",),
    ),
    Mutant(
        name="SB107: says nothing of what it returns",
        file=XGBOOST,
        replace=((_CREATE_STEP, "    def create_step(self, **kwargs: Any):  # type: ignore\n"),),
        rules=("SB107",),
    ),
    Mutant(
        name="SB107: Pattern B says that it returns a training step",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                "from sagemaker.workflow.steps import CreateModelStep\n",
                "from sagemaker.workflow.steps import CreateModelStep, TrainingStep\n",
            ),
            (_CREATE_STEP, _CREATE_STEP.replace("CreateModelStep", "TrainingStep")),
        ),
        rules=("SB107",),
    ),
)

_IMPORTS = (
    Mutant(
        name="SB108: asks AWS who it is when it is imported",
        file=XGBOOST,
        replace=(
            (_PATH, _PATH + "\nimport boto3\n"),
            (_DECORATOR, 'ACCOUNT = boto3.client("sts").get_caller_identity()["Account"]\n\n\n' + _DECORATOR),
        ),
        rules=("SB108",),
    ),
    Mutant(
        name="SB108: Pattern B looks up its role when it is imported",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (_DECORATOR, "ROLES = boto3.client('iam').list_roles()\n\n\n" + _DECORATOR),
            (_PATH, _PATH + "\nimport boto3\n"),
        ),
        rules=("SB108",),
    ),
    Mutant(
        name="SB108: opens a log file when it is imported",
        file=PYTORCH,
        replace=(
            (_PATH, "import logging\n" + _PATH),
            (_DECORATOR, 'logging.getLogger(__name__).addHandler(logging.FileHandler("builder.log"))\n\n' + _DECORATOR),
        ),
        rules=("SB108",),
    ),
    Mutant(
        name="SB108: makes a folder when it is imported",
        file=GENERIC,
        replace=((_DECORATOR, 'Path("build", "models").mkdir(parents=True, exist_ok=True)\n\n\n' + _DECORATOR),),
        rules=("SB108",),
    ),
    Mutant(
        name="SB108: writes beside its source when it is imported, and does not mind the refusal",
        file=MULTI_CONTAINER,
        replace=(
            (
                _DECORATOR,
                "try:\n    Path(__file__).with_suffix('.lock').write_text('')\nexcept OSError:\n    pass\n\n\n"
                + _DECORATOR,
            ),
        ),
        rules=("SB108",),
    ),
    Mutant(
        name="SB108: opens a connection when it is imported, and does not mind the refusal",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_PATH, "import contextlib\nimport socket\n" + _PATH),
            (
                _DECORATOR,
                "with contextlib.suppress(OSError):\n"
                '    socket.create_connection(("metadata.internal", 80), timeout=1).close()\n\n\n' + _DECORATOR,
            ),
        ),
        rules=("SB108",),
    ),
)

MUTANTS = _CONSTRUCTORS + _NAMES + _CALLS + _IMPORTS
