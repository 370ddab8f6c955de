"""Mutants for the rules about the call of ``CreateModelStep`` and about caching."""

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
_REQUEST = "request = self._create_model_request(model)"
_RETURN = "return self._attach_specification(step)"
_OPTIONS = "options = self._read_options(kwargs)"
_MODEL_STEP = (
    "step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies).steps[-1]"
)
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"

_CONSTRUCTOR = (
    Mutant(
        name="SB300: returns the model",
        file=XGBOOST,
        replace=((_RETURN, "self._attach_specification(step)\n        return model"),),
        rules=("SB300",),
    ),
    Mutant(
        name="SB300: returns a list",
        file=PYTORCH,
        replace=((_RETURN, "return [self._attach_specification(step)]"),),
        rules=("SB300",),
    ),
    Mutant(
        name="SB300: returns nothing",
        file=GENERIC,
        replace=((_RETURN, "self._attach_specification(step)"),),
        rules=("SB300",),
    ),
    Mutant(
        name="SB300: Pattern B returns the ModelStep collection",
        file=TENSORFLOW_ESTIMATOR,
        replace=((".steps[-1]", ""),),
        rules=("SB300",),
    ),
    Mutant(
        name="SB300: Pattern B returns step and name",
        file=XGBOOST_ESTIMATOR,
        replace=((_RETURN, "return self._attach_specification(step), step.name"),),
        rules=("SB300",),
    ),
    Mutant(
        name="CM301: both model and step_args",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "model=model, step_args=kwargs")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: neither model nor step_args",
        file=PYTORCH,
        replace=((_STEP, _STEP.replace("model=model, ", "")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: both, in a dictionary built beforehand",
        file=GENERIC,
        replace=(
            (
                f"        {_STEP}",
                '        given = {"model": model, "depends_on": options.dependencies}\n'
                '        given["step_args"] = {"ModelName": "m"}\n'
                "        step = CreateModelStep(name=self._get_step_name(), **given)",
            ),
        ),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: model by keyword and step_args by position",
        file=MULTI_CONTAINER,
        replace=(
            (
                _STEP,
                "step = CreateModelStep(self._get_step_name(), inputs, model=model, depends_on=options.dependencies)",
            ),
        ),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: Pattern B gives both",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "step_args=request, model=model")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM301: Pattern B gives neither",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request, ", "")),),
        rules=("CM301",),
    ),
    Mutant(
        name="CM302: model is the image",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "model=model.image_uri")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is what create() returns",
        file=GENERIC,
        replace=((_STEP, _STEP.replace("model=model", "model=model.create(instance_type='ml.m5.xlarge')")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is a list of models",
        file=MULTI_CONTAINER,
        replace=((_STEP, _STEP.replace("model=model", "model=model.models")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is a container definition",
        file=PYTORCH,
        replace=(
            (_STEP, _STEP.replace("model=model", "model=model.prepare_container_def(self.config.instance_type)")),
        ),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: model is the None of a method that forgets to return",
        file=XGBOOST,
        replace=(("        return XGBoostModel(\n", "        XGBoostModel(\n"),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM302: Pattern B passes the estimator as model",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "model=estimator")),),
        rules=("CM302",),
    ),
    Mutant(
        name="CM303: step_args is the model of create_model()",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "step_args=model")),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is create() of the model",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = model.create(instance_type=self.config.instance_type)"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is {}",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = {}"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is None",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = self._create_model_request(model).clear()"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: step_args is a container definition in a list",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, "request = [model.prepare_container_def(self.config.instance_type)]"),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: PyTorch, step_args is the estimator's model",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (
                _MODEL_STEP,
                "step = CreateModelStep(name=self._get_step_name(), step_args=model, depends_on=options.dependencies)",
            ),
        ),
        rules=("CM303",),
    ),
    Mutant(
        name="CM303: Pattern A passes its model as step_args",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace("model=model", "step_args=model")),),
        rules=("CM303",),
    ),
)

_CACHE = "from sagemaker.workflow.steps import CacheConfig, CreateModelStep\n"
_NO_CACHE = "from sagemaker.workflow.steps import CreateModelStep\n"
_CACHING = (
    Mutant(
        name="CM310: cache_config by keyword",
        file=XGBOOST,
        replace=(
            (_NO_CACHE, _CACHE),
            (_STEP, _STEP.replace("model=model", "model=model, cache_config=CacheConfig(enable_caching=True)")),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: cache_config in a dictionary, when caching is asked for",
        file=PYTORCH,
        replace=(
            (_NO_CACHE, _CACHE),
            (
                f"        {_STEP}",
                '        extra: dict[str, Any] = {"depends_on": options.dependencies}\n'
                '        if kwargs.get("enable_caching"):\n'
                '            extra["cache_config"] = CacheConfig(enable_caching=True, expire_after="30d")\n'
                "        step = CreateModelStep(name=self._get_step_name(), model=model, **extra)",
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: cache_config from a method, when caching is asked for",
        file=GENERIC,
        replace=(
            (_NO_CACHE, _CACHE),
            (_STEP, _STEP.replace("depends_on=", "**self._get_cache_config(kwargs), depends_on=")),
            (
                _CREATE_STEP,
                "    def _get_cache_config(self, kwargs: dict[str, Any]) -> dict[str, Any]:\n"
                '        caching = bool(kwargs.get("enable_caching"))\n'
                '        return {"cache_config": CacheConfig(enable_caching=True)} if caching else {}\n\n'
                f"{_CREATE_STEP}",
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: cache_config as an attribute of the step",
        file=MULTI_CONTAINER,
        replace=(
            (_NO_CACHE, _CACHE),
            (_RETURN, f"step.cache_config = CacheConfig(enable_caching=True)\n        {_RETURN}"),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: Pattern B, cache_config by keyword",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace("step_args=request", "step_args=request, cache_config=None")),),
        rules=("CM310",),
    ),
    Mutant(
        name="CM310: Pattern B, cache_config of a ModelStep",
        file=PYTORCH_ESTIMATOR,
        replace=(
            (_NO_CACHE, _CACHE),
            (
                _MODEL_STEP,
                _MODEL_STEP.replace(
                    "step_args=step_args, ",
                    "step_args=step_args, cache_config=CacheConfig(enable_caching=True), ",
                ).replace("step = ModelStep(", "step = ModelStep(  # noqa: E501\n                "),
            ),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM311: refuses enable_caching",
        file=XGBOOST,
        replace=(
            (
                f"        {_OPTIONS}",
                '        if kwargs.get("enable_caching"):\n'
                '            raise NotImplementedError("CreateModelStep cannot be cached")\n'
                f"        {_OPTIONS}",
            ),
        ),
        rules=("CM311",),
    ),
    Mutant(
        name="CM311: another environment when caching is asked for",
        file=GENERIC,
        replace=(
            (
                f"        {_STEP}",
                f'        model.env["CACHE"] = str(kwargs.get("enable_caching") is True)\n        {_STEP}',
            ),
        ),
        rules=("CM311",),
    ),
    Mutant(
        name="CM303: a container definition in place of a request",
        file=GENERIC,
        replace=((_STEP, _STEP.replace("model=model", "step_args=model.prepare_container_def()")),),
        rules=("CM303",),
    ),
    Mutant(
        name="CM311: another name when caching is asked for",
        file=PYTORCH,
        replace=((_RETURN, f'step.name += "Cached" * bool(kwargs.get("enable_caching"))\n        {_RETURN}'),),
        rules=("CM311",),
    ),
    Mutant(
        name="CM310: a step class of its own takes cache_config and keeps it",
        file=XGBOOST,
        replace=(
            (
                "\n\n@register_builder()\n",
                "\n\nclass CachedStep(CreateModelStep):\n"
                "    def __init__(self, *, cache_config: Any, **kwargs: Any) -> None:\n"
                "        super().__init__(**kwargs)\n"
                "        self.cache_config = cache_config\n\n\n@register_builder()\n",
            ),
            (_STEP, _STEP.replace("CreateModelStep(", "CachedStep(cache_config=None, ")),
        ),
        rules=("CM310",),
    ),
    Mutant(
        name="CM311: Pattern B returns no step when caching is asked for",
        file=XGBOOST_ESTIMATOR,
        replace=((_RETURN, f'if kwargs.get("enable_caching"):\n            return None\n        {_RETURN}'),),
        rules=("CM311",),
    ),
    Mutant(
        name="CM311: Pattern B, VPC lost when caching is asked for",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                f"        {_REQUEST}",
                f'        if kwargs.get("enable_caching"):\n            model.vpc_config = None\n        {_REQUEST}',
            ),
        ),
        rules=("CM311",),
    ),
)

MUTANTS = (*_CONSTRUCTOR, *_CACHING)
