"""Mutants for the rules of integration: dependencies, model data, state, account, errors, containers."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
PYTORCH = "builders/pytorch_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"
TENSORFLOW_ESTIMATOR = "builders/tensorflow_estimator_model.py"

# What stands in the reference builders, each exactly once in its file.
_OPTIONS = "        options = self._read_options(kwargs)\n"
_DATA = 'self._get_inputs(options.inputs)["model_data"]'
_MODEL = f"        model = self._create_model({_DATA})\n"
_STEP = "step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)"
_REQUEST_STEP = "step = CreateModelStep(name=self._get_step_name(), step_args=request, depends_on=options.dependencies)"
_ESTIMATOR_DATA = "        inputs = self._get_inputs(options.inputs)\n"
_ESTIMATOR_MODEL = '        model = self._create_model(estimator, inputs["model_data"])\n'
_REQUEST = "        request = self._create_model_request(model)\n"
_ENVIRONMENT = "            env=self._get_environment_variables(),\n"
_SESSION = "            sagemaker_session=self.session,\n"
_ROLE = "            role=self.role,\n"
_FUTURE = "from __future__ import annotations\n"
_CREATE_STEP = "    def create_step(self, **kwargs: Any) -> CreateModelStep:\n"
_CREATE_MODEL = "    def _create_model(self, model_data: Any) -> XGBoostModel:\n"
_RETURN = "        return self._attach_specification(step)"


def _waits(argument: str) -> str:
    return _STEP.replace("depends_on=options.dependencies", argument)


def _importing(line: str) -> tuple[str, str]:
    return _FUTURE, f"{_FUTURE}\n{line}\n"


_DEPENDENCIES = (
    Mutant(
        name="SB403: waits for nothing but what it refers to",
        file=XGBOOST,
        replace=((_STEP, _STEP.replace(", depends_on=options.dependencies", "")),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: Pattern B, waits for nothing but what it refers to",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST_STEP, _REQUEST_STEP.replace(", depends_on=options.dependencies", "")),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: Pattern B, the repack step waits for nothing but what it refers to",
        file=TENSORFLOW_ESTIMATOR,
        replace=(("step_args=step_args, depends_on=options.dependencies)", "step_args=step_args)"),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: waits for training steps only",
        file=XGBOOST,
        replace=(
            (_STEP, _waits('depends_on=[each for each in options.dependencies if each.step_type.value == "Training"]')),
        ),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: waits for the first dependency only",
        file=GENERIC,
        replace=((_STEP, _waits("depends_on=options.dependencies[:1]")),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: waits for nothing where model data is given explicitly",
        file=PYTORCH,
        replace=((_STEP, _waits('depends_on=[] if "model_data" in kwargs else options.dependencies')),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: hands on the very list of the caller",
        file=XGBOOST,
        replace=((_STEP, _waits('depends_on=kwargs.get("dependencies", [])')),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: Pattern B, gives the step the very list of the caller afterwards",
        file=XGBOOST_ESTIMATOR,
        replace=((_RETURN, f'        step.depends_on = kwargs.get("dependencies")\n{_RETURN}'),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: depends on a string",
        file=XGBOOST,
        replace=((_STEP, _waits("depends_on=options.dependencies[0].name if options.dependencies else None")),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB403: Pattern B, cannot bear a dependency that yields nothing",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _OPTIONS,
                f"{_OPTIONS}        artifacts = [each.properties.ModelArtifacts for each in options.dependencies]\n",
            ),
        ),
        rules=("SB403",),
    ),
    Mutant(
        name="SB414: a parameter of its own in the environment",
        file=XGBOOST,
        replace=(
            _importing("from sagemaker.workflow.parameters import ParameterString"),
            (
                _ENVIRONMENT,
                '            env={**self._get_environment_variables(), "STAGE": ParameterString("Stage")},\n',
            ),
        ),
        rules=("SB414",),
    ),
    Mutant(
        name="SB414: model data from a parameter of its own",
        file=GENERIC,
        replace=(
            _importing("from sagemaker.workflow.parameters import ParameterString"),
            ("            model_data=model_data,\n", '            model_data=ParameterString("ModelPackage"),\n'),
        ),
        rules=("SB414",),
    ),
    Mutant(
        name="SB414: Pattern B, the property of a step that is elsewhere",
        file=XGBOOST_ESTIMATOR,
        replace=(
            _importing("from sagemaker.workflow.properties import Properties"),
            (
                _REQUEST,
                f'{_REQUEST}        evaluation = Properties(step_name="Evaluation", path="ProcessingEndTime")\n'
                '        request["PrimaryContainer"]["Environment"]["EVALUATED"] = evaluation\n',
            ),
        ),
        rules=("SB414",),
    ),
)

_ROUTES = (
    Mutant(
        name="SB404: another environment for what comes in inputs",
        file=XGBOOST,
        replace=(
            (_MODEL, f'{_MODEL}        model.env.update({{"BY": "inputs"}} if kwargs.get("inputs") else {{}})\n'),
        ),
        rules=("SB404",),
    ),
    Mutant(
        name="SB404: does not read inputs",
        file=XGBOOST,
        replace=((_OPTIONS, f'        kwargs.pop("inputs", None)\n{_OPTIONS}'),),
        rules=("SB404",),
    ),
    Mutant(
        name="SB404: Pattern B, no VPC where model data is given directly",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_REQUEST, f'{_REQUEST}        if "model_data" in kwargs:\n            request.pop("VpcConfig", None)\n'),
        ),
        rules=("SB404",),
    ),
    Mutant(
        name="SB405: what the dependencies provide wins",
        file=XGBOOST,
        replace=(
            (
                _MODEL,
                "        provided = self.extract_inputs_from_dependencies(options.dependencies)\n"
                '        model = self._create_model(self._get_inputs({**options.inputs, **provided})["model_data"])\n',
            ),
        ),
        rules=("SB405",),
    ),
    Mutant(
        name="SB405: inputs are read only without dependencies",
        file=PYTORCH,
        replace=(
            (_OPTIONS, f'        if kwargs.get("dependencies"):\n            kwargs.pop("inputs", None)\n{_OPTIONS}'),
        ),
        rules=("SB405",),
    ),
    Mutant(
        name="SB405: Pattern B, what the training step provides wins",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _ESTIMATOR_DATA,
                "        provided = self.extract_inputs_from_dependencies(options.dependencies)\n"
                "        inputs = self._get_inputs({**options.inputs, **provided})\n",
            ),
        ),
        rules=("SB405",),
    ),
    Mutant(
        name="SB405: refuses an explicit input beside dependencies",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                '        if "model_data" in kwargs and kwargs.get("dependencies"):\n'
                '            raise ValueError("give either model_data or dependencies")\n'
                f"{_OPTIONS}",
            ),
        ),
        rules=("SB405",),
    ),
)

_REFERENCES = (
    Mutant(
        name="CM406: the folder of the training job's output",
        file=XGBOOST,
        replace=(
            (
                _MODEL,
                f"        data = {_DATA}\n"
                "        for each in options.dependencies:\n"
                '            if each.step_type.value == "Training":\n'
                "                data = each.properties.OutputDataConfig.S3OutputPath\n"
                "        model = self._create_model(data)\n",
            ),
        ),
        rules=("CM406",),
    ),
    Mutant(
        name="CM406: ModelArtifacts without S3ModelArtifacts",
        file=XGBOOST,
        replace=(
            (
                _MODEL,
                f"        data = {_DATA}\n"
                "        for each in options.dependencies:\n"
                '            if each.step_type.value == "Training":\n'
                "                data = each.properties.ModelArtifacts\n"
                "        model = self._create_model(data)\n",
            ),
        ),
        rules=("CM406",),
    ),
    Mutant(
        name="CM406: the folder of the processing step's output",
        file=PYTORCH,
        replace=(
            (
                _MODEL,
                f"        data = {_DATA}\n"
                "        for each in options.dependencies:\n"
                '            if each.step_type.value == "Processing":\n'
                '                data = each.properties.ProcessingOutputConfig.Outputs["model_data"].S3Output.S3Uri\n'
                "        model = self._create_model(data)\n",
            ),
        ),
        rules=("CM406",),
    ),
    Mutant(
        name="CM406: Pattern B, the literal that create_model() makes up",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _ESTIMATOR_MODEL,
                f'{_ESTIMATOR_MODEL}        model.model_data = "s3://unused/unused/output/model.tar.gz"\n',
            ),
        ),
        rules=("CM406",),
    ),
    Mutant(
        name="CM406: both containers serve the first archive",
        file=MULTI_CONTAINER,
        replace=(
            (
                'self._create_model(inputs["model_data"], inputs["preprocessor_data"])',
                'self._create_model(inputs["model_data"], inputs["model_data"])',
            ),
        ),
        rules=("CM406",),
    ),
    Mutant(
        name="SB407: takes no variable as model_data",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                '        if not isinstance(kwargs.get("model_data", ""), str):\n'
                '            raise ValueError("model_data must be an s3:// URI")\n'
                f"{_OPTIONS}",
            ),
        ),
        rules=("SB407",),
    ),
    Mutant(
        name="SB407: takes no parameter",
        file=GENERIC,
        replace=(
            _importing("from sagemaker.workflow.parameters import ParameterString"),
            (
                _OPTIONS,
                '        if isinstance(kwargs.get("model_data"), ParameterString):\n'
                '            raise ValueError("model_data must be the output of a step")\n'
                f"{_OPTIONS}",
            ),
        ),
        rules=("SB407",),
    ),
    Mutant(
        name="SB407: looks into the value",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                '        if "model_data" in kwargs and not kwargs["model_data"].startswith("s3://"):\n'
                '            raise ValueError("model_data must be an s3:// URI")\n'
                f"{_OPTIONS}",
            ),
        ),
        rules=("SB407",),
    ),
    Mutant(
        name="SB407: Pattern B, takes variables under a PipelineSession only",
        file=XGBOOST_ESTIMATOR,
        replace=((_ESTIMATOR_DATA, f"{_ESTIMATOR_DATA}        self._needs_repack_step(inputs)\n"),),
        rules=("SB407",),
    ),
)

_SHARED = "    _shared: dict[str, Any] = {}\n\n"

_STATE = (
    Mutant(
        name="SB408: the time in the environment",
        file=XGBOOST,
        replace=(
            _importing("from datetime import datetime"),
            (
                _ENVIRONMENT,
                '            env={**self._get_environment_variables(), "BUILT_ON": f"{datetime.now():%Y-%m-%d}"},\n',
            ),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: the time by a module imported in the method",
        file=GENERIC,
        replace=(
            (
                _MODEL,
                f'        import time\n\n{_MODEL}        model.env["BUILT_AT"] = time.strftime("%Y%m%d")\n',
            ),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: a random value in the environment",
        file=PYTORCH,
        replace=(
            _importing("import uuid"),
            (_MODEL, f'{_MODEL}        model.env["BUILD"] = uuid.uuid4().hex\n'),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: Pattern B, the time in the step's description",
        file=XGBOOST_ESTIMATOR,
        replace=(
            _importing("import time"),
            (_REQUEST_STEP, _REQUEST_STEP.replace(")", '), description=f"built {time.time():.0f}"', 1)),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: Pattern B, a repack step that the SDK names",
        file=TENSORFLOW_ESTIMATOR,
        replace=(
            (
                "from sagemaker.session import Session\n",
                "from sagemaker.session import Session\nfrom sagemaker.utils import name_from_base\n",
            ),
            (
                "            model.name = self._get_content_name()\n",
                "            model.name = name_from_base(model.name)\n",
            ),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB409: a default argument that all builders add to",
        file=XGBOOST,
        replace=(
            (_ENVIRONMENT, "            env=self._merged(self._get_environment_variables()),\n"),
            (
                _CREATE_STEP,
                "    def _merged(self, variables: Any, seen: dict[str, Any] = {}) -> Any:\n"
                f"        seen.update(variables)\n        return dict(seen)\n\n{_CREATE_STEP}",
            ),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="SB409: the config of the builder that was made last",
        file=XGBOOST,
        replace=(
            (_CREATE_MODEL, f"    latest: Any = None\n\n{_CREATE_MODEL}"),
            (
                "        self._check_framework_version()\n",
                "        self._check_framework_version()\n        type(self).latest = self.config\n",
            ),
            (
                "            version=self.config.framework_version,\n",
                "            version=self.latest.framework_version,\n",
            ),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="SB409: the image of the builder that was first",
        file=PYTORCH,
        replace=(
            ("    config: CreateModelConfig\n\n", f"    config: CreateModelConfig\n{_SHARED}"),
            (
                "        image_uri: str = image_uris.retrieve(\n",
                '        image_uri: str = self._shared.get("image") or image_uris.retrieve(\n',
            ),
            ("        return image_uri\n", '        self._shared["image"] = image_uri\n        return image_uri\n'),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="SB409: images kept by version, the region forgotten",
        file=PYTORCH,
        replace=(
            ("    config: CreateModelConfig\n\n", f"    config: CreateModelConfig\n{_SHARED}"),
            (
                "        image_uri: str = image_uris.retrieve(\n",
                "        image_uri: str = self._shared.get(self.config.framework_version) or image_uris.retrieve(\n",
            ),
            (
                "        return image_uri\n",
                "        self._shared[self.config.framework_version] = image_uri\n        return image_uri\n",
            ),
        ),
        rules=("SB409",),
    ),
    Mutant(
        name="SB409: Pattern B, an environment in the module",
        file=XGBOOST_ESTIMATOR,
        replace=(
            ("\n\n@register_builder()\n", "\n\n_ENVIRONMENT: dict[str, Any] = {}\n\n\n@register_builder()\n"),
            (
                _REQUEST,
                f"        _ENVIRONMENT.update(model.env)\n        model.env = dict(_ENVIRONMENT)\n{_REQUEST}",
            ),
        ),
        rules=("SB409",),
    ),
)

_ACCOUNT = (
    Mutant(
        name="SB413: Pattern A, the role of whoever builds",
        file=XGBOOST,
        replace=(
            _importing("from sagemaker import get_execution_role"),
            (_ROLE, "            role=get_execution_role(self.session),\n"),
        ),
        rules=("SB413",),
    ),
    Mutant(
        name="SB410: looks for models of its name",
        file=XGBOOST,
        replace=((_OPTIONS, f'{_OPTIONS}        self.session.sagemaker_client.list_models(NameContains="xgboost")\n'),),
        rules=("SB410",),
    ),
    Mutant(
        name="SB410: the constructor asks for the models there are",
        file=GENERIC,
        replace=(
            (
                "    def validate_configuration(self) -> None:\n",
                "        if sagemaker_session is not None:\n"
                "            sagemaker_session.sagemaker_client.list_models()\n\n"
                "    def validate_configuration(self) -> None:\n",
            ),
        ),
        rules=("SB410",),
    ),
    Mutant(
        name="SB410: Pattern B, creates the model on the spot",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, f"        model.create(instance_type=self.config.instance_type)\n{_REQUEST}"),),
        rules=("SB410",),
    ),
    Mutant(
        name="SB413: a role of its own",
        file=XGBOOST,
        replace=((_ROLE, '            role="arn:aws:iam::123456789012:role/SageMakerExecutionRole",\n'),),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: Pattern B, a role of its own",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (_REQUEST, f'{_REQUEST}        request["ExecutionRoleArn"] = "arn:aws:iam::123456789012:role/Other"\n'),
        ),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: a model without a session",
        file=GENERIC,
        replace=((_SESSION, ""),),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: a session of its own",
        file=XGBOOST,
        replace=(
            _importing("from sagemaker.workflow.pipeline_context import PipelineSession"),
            (_SESSION, "            sagemaker_session=PipelineSession(),\n"),
        ),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: Pattern B, a session of its own",
        file=XGBOOST_ESTIMATOR,
        replace=((_ESTIMATOR_MODEL, f"{_ESTIMATOR_MODEL}        model.sagemaker_session = Session()\n"),),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: a part of the pipeline model without a session",
        file=MULTI_CONTAINER,
        replace=(
            (
                f'{_SESSION}{_ENVIRONMENT}            name=f"preprocessing-{{name}}",\n',
                f'{_ENVIRONMENT}            name=f"preprocessing-{{name}}",\n',
            ),
        ),
        rules=("SB413",),
    ),
    Mutant(
        name="SB415: a role of its own where none is given",
        file=XGBOOST,
        replace=(("            role=role,\n", '            role=role or "arn:aws:iam::123456789012:role/Default",\n'),),
        rules=("SB415",),
    ),
    Mutant(
        name="SB415: leaves a missing role to the SDK",
        file=PYTORCH,
        replace=(
            (_CREATE_STEP, f"    def _require_role_and_session(self) -> None:\n        return\n\n{_CREATE_STEP}"),
        ),
        rules=("SB415",),
    ),
    Mutant(
        name="SB415: Pattern B, does not say what is missing",
        file=XGBOOST_ESTIMATOR,
        replace=((_OPTIONS, f'        if not self.role:\n            raise ValueError("incomplete")\n{_OPTIONS}'),),
        rules=("SB415",),
    ),
)

_ERRORS = (
    Mutant(
        name="SB411: takes an error for no dependency",
        file=XGBOOST,
        replace=(
            (
                _OPTIONS,
                "        try:\n"
                "            options = self._read_options(kwargs)\n"
                "        except Exception:\n"
                '            options = self._read_options({"model_data": "s3://models/default/model.tar.gz"})\n',
            ),
        ),
        rules=("SB411",),
    ),
    Mutant(
        name="SB411: suppresses every error of the dependencies",
        file=XGBOOST,
        replace=(
            _importing("import contextlib"),
            (
                _OPTIONS,
                '        given = {**kwargs, "dependencies": []}\n'
                "        with contextlib.suppress(Exception):\n"
                "            found = self.extract_inputs_from_dependencies(kwargs.get('dependencies', []))\n"
                "            given = {**kwargs, **found}\n"
                "        options = self._read_options(given)\n",
            ),
        ),
        rules=("SB411",),
    ),
    Mutant(
        name="SB411: hides where the error comes from",
        file=PYTORCH,
        replace=(
            (
                _OPTIONS,
                "        try:\n"
                "            options = self._read_options(kwargs)\n"
                "        except ValueError:\n"
                "            raise\n"
                "        except Exception:\n"
                '            raise ValueError("PyTorchModel: required input model_data not found") from None\n',
            ),
        ),
        rules=("SB411",),
    ),
    Mutant(
        name="SB411: Pattern B, does not name the step",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _OPTIONS,
                "        try:\n"
                "            options = self._read_options(kwargs)\n"
                "        except ValueError:\n"
                "            raise\n"
                "        except Exception as error:\n"
                '            raise ValueError("something went wrong") from error\n',
            ),
        ),
        rules=("SB411",),
    ),
    Mutant(
        name="SB411: a default image after any error",
        file=GENERIC,
        replace=(
            (
                _MODEL,
                "        try:\n"
                f"            model = self._create_model({_DATA})\n"
                "        except Exception as error:\n"
                '            self.log_warning("no image: %s", error)\n'
                f'            model = Model(model_data={_DATA}, role=self.role, image_uri="image")\n',
            ),
        ),
        rules=("SB411",),
    ),
)

_PARTS = "models=[self._create_preprocessing_model(preprocessor_data), self._create_xgboost_model(model_data)]"
_PLAIN_PART = (
    "Model(image_uri=self._get_preprocessing_image_uri(), {data}role=self.role, sagemaker_session=self.session{env})"
)
_WITHOUT_ENVIRONMENT = _PLAIN_PART.format(data="model_data=preprocessor_data, ", env="")
_WITHOUT_DATA = _PLAIN_PART.format(data="", env=", env=self._get_environment_variables()")

_CONTAINERS = (
    Mutant(
        name="CM412: the archives of two containers exchanged",
        file=MULTI_CONTAINER,
        replace=(
            (
                '(inputs["model_data"], inputs["preprocessor_data"])',
                '(inputs["preprocessor_data"], inputs["model_data"])',
            ),
        ),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: one container only",
        file=MULTI_CONTAINER,
        replace=((_PARTS, "models=[self._create_xgboost_model(model_data)]"),),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: no container",
        file=MULTI_CONTAINER,
        replace=((_PARTS, "models=[]"),),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: sixteen containers",
        file=MULTI_CONTAINER,
        replace=((_PARTS, _PARTS.replace("]", ", *[self._create_xgboost_model(model_data)] * 14]")),),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: a container without environment",
        file=MULTI_CONTAINER,
        replace=(
            _importing("from sagemaker.model import Model"),
            (_PARTS, f"models=[{_WITHOUT_ENVIRONMENT}, self._create_xgboost_model(model_data)]"),
        ),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: a container without model data",
        file=MULTI_CONTAINER,
        replace=(
            _importing("from sagemaker.model import Model"),
            (_PARTS, f"models=[{_WITHOUT_DATA}, self._create_xgboost_model(model_data)]"),
        ),
        rules=("CM412",),
    ),
    Mutant(
        name="CM412: only the last of the parts is handed to the step",
        file=MULTI_CONTAINER,
        replace=((_STEP, _STEP.replace("model=model", "model=model.models[-1]")),),
        rules=("CM412",),
    ),
)

_VERSIONS = (
    Mutant(
        name="CM490: one more function that makes the step",
        file=XGBOOST,
        replace=(
            (_STEP, "step = self._make_step(model, options.dependencies)"),
            (
                _CREATE_STEP,
                "    def _make_step(self, model: XGBoostModel, dependencies: list[Any]) -> CreateModelStep:\n"
                "        return CreateModelStep(name=self._get_step_name(), model=model, depends_on=dependencies)\n\n"
                f"{_CREATE_STEP}",
            ),
        ),
        rules=("CM490",),
    ),
    Mutant(
        name="SB491: one more import that version 3 does not have",
        file=XGBOOST_ESTIMATOR,
        replace=(_importing("from sagemaker.workflow.pipeline_context import PipelineSession"),),
        rules=("SB491",),
    ),
)

MUTANTS = (
    *_DEPENDENCIES,
    *_ROUTES,
    *_REFERENCES,
    *_STATE,
    *_ACCOUNT,
    *_ERRORS,
    *_CONTAINERS,
    *_VERSIONS,
)
