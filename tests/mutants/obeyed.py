"""Hints that were obeyed: for each rule a mutant, what its finding says is to be done, and what doing it makes of it.

Where obeying the hint brings the reference builder back, nothing is left to run: it is checked with the others. Where
it makes another builder, `edits` make that builder of the mutant, word for word as the hint says, and nothing is found
in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.mutants.declare import Mutant, MutantError


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """One hint, and what obeying it does."""

    #: The mutant's name; its rule finds it.
    mutant: str
    #: A part of the hint, word for word.
    hint: str
    #: What changes in the mutant's file when the hint is obeyed; none: the reference builder is what it says.
    edits: tuple[tuple[str, str], ...] = ()
    #: The same in other files: file, old, new.
    also: tuple[tuple[str, str, str], ...] = ()


def obeyed_mutant(obeyed: Obeyed, mutants: Mapping[str, Mutant]) -> Mutant:
    """The mutant after its hint was obeyed: a change that is no defect.

    Raises:
        MutantError: There is no such mutant.
    """
    if obeyed.mutant not in mutants:
        raise MutantError(f"there is no mutant {obeyed.mutant!r}")
    return replace(
        mutants[obeyed.mutant],
        name=f"obeyed: {obeyed.mutant}: {obeyed.hint}",
        rules=(),
        then=(*((mutants[obeyed.mutant].file, old, new) for old, new in obeyed.edits), *obeyed.also),
    )


_STEP = "model=model, depends_on=options.dependencies"
_OPTIONS = "        options = self._read_options(kwargs)\n"

#: Rules whose hints are not obeyed.
NOT_OBEYED = {
    "CM490": "a note: what it recommends needs a PipelineSession; builders of tests/clean return it without a finding",
    "PL318": "a note: only the team's account, and its packages, can answer",
    "SB491": "a note on SDK v3, which is not installed beside v2",
}

OBEYED = (
    # What a specification declares.
    Obeyed(mutant="CM209: declares no output", hint="declare the output model_name at properties.ModelName"),
    Obeyed(
        mutant="CM209: model_data is of another type", hint="declare model_data with dependency_type model_artifacts"
    ),
    Obeyed(mutant="CM209: model_data is optional", hint="declare model_data as required"),
    Obeyed(
        mutant="CM209: Pattern B declares the model's name elsewhere",
        hint="set its property_path to properties.ModelName",
    ),
    Obeyed(
        mutant="CM209: Pattern B calls its model data otherwise",
        hint="declare model_data, required, of type model_artifacts",
    ),
    Obeyed(
        mutant="CM210: _get_outputs returns the outputs",
        hint="return None",
        edits=(("return {each.logical_name: each.property_path for each in self.spec.outputs}", "return None"),),
    ),
    Obeyed(mutant="CM213: Pattern A declares B", hint="declare pattern A"),
    Obeyed(mutant="CM213: Pattern B declares A", hint="declare pattern B"),
    Obeyed(mutant="SB201: carries no specification", hint="leave it in self.spec: super().__init__("),
    Obeyed(
        mutant="SB202: attaches the specification's name",
        hint='setattr(step, "_spec", self.spec)',
        edits=(("step._spec = self.spec.step_name", 'setattr(step, "_spec", self.spec)'),),
    ),
    Obeyed(mutant="SB203: gives both containers the same input", hint="use the input, or remove preprocessor_data"),
    Obeyed(
        mutant="SB203: declares an input and does not use it", hint="remove calibration_data from the specification"
    ),
    Obeyed(mutant="SB203: Pattern B demands an input that is not declared", hint="or do not read it"),
    Obeyed(
        mutant="SB204: a KeyError where model data is missing",
        hint='if not inputs.get("model_data"): raise ValueError("required input \'model_data\' not found")',
        edits=(
            (
                '        model = self._create_model(options.inputs["model_data"])',
                "        inputs = options.inputs\n"
                '        if not inputs.get("model_data"):\n'
                "            raise ValueError(\"required input 'model_data' not found\")\n"
                '        model = self._create_model(inputs["model_data"])',
            ),
        ),
    ),
    Obeyed(mutant="SB205: an output that the step does not have", hint="such as properties.ModelName"),
    Obeyed(mutant="SB206: the specification is another step's", hint="set step_name to 'XGBoostModel'"),
    Obeyed(mutant="SB206: the class says another step type to the registry", hint="set step_type to 'CreateModel'"),
    Obeyed(mutant="SB207: a required variable is left out", hint="set SAGEMAKER_PROGRAM in the environment"),
    Obeyed(
        mutant="SB207: an optional variable is left out",
        hint="start the environment from the contract's defaults; only the config may set another",
        edits=(
            (
                "env=dict(self.config.env),",
                "env={**self.spec.script_contract.optional_environment_variables, **self.config.env},",
            ),
        ),
    ),
    Obeyed(
        mutant="SB208: checks for None and not for an empty text",
        hint='if not config.instance_type: raise ValueError("config.instance_type is missing")',
        edits=(
            (
                "        if self.config.instance_type is None:\n"
                '            raise ValueError("instance_type is missing")\n',
                "        if not self.config.instance_type:\n"
                '            raise ValueError("config.instance_type is missing")\n',
            ),
        ),
    ),
    Obeyed(
        mutant="SB211: looks the version up and stumbles",
        hint="compare the config's version with the specification's list and raise a ValueError",
        edits=(
            (
                "        dict.fromkeys(self.spec.framework_versions)[self.config.framework_version]\n",
                "        if self.config.framework_version not in self.spec.framework_versions:\n"
                '            raise ValueError(f"framework_version is {self.config.framework_version}")\n',
            ),
        ),
    ),
    Obeyed(
        mutant="SB211: refuses a version that is listed",
        hint="or remove it from the list",
        also=(("specs/pytorch_model.py", '("1.12.1", "1.13.1", "2.0.1", "2.1.0")', '("1.12.1", "1.13.1")'),),
    ),
    Obeyed(mutant="SB212: lists a version that never was", hint="remove 1.6-1 from the list"),
    Obeyed(
        mutant="SB214: resolves training steps only",
        hint="or remove ProcessingStep from the sources",
        also=(("specs/xgboost_model.py", '"XGBoostTraining", "ProcessingStep", ', '"XGBoostTraining", '),),
    ),
    # How a builder is constructed and called.
    Obeyed(mutant="SB100: imports a module that is not there", hint="install what provides platform_defaults"),
    Obeyed(mutant="SB100: does not parse", hint="correct the syntax"),
    Obeyed(mutant="SB100: the constructor reads a config field that is not there", hint="mend the constructor"),
    Obeyed(mutant="SB100: the constructor of Pattern B hands no specification on", hint="mend the constructor"),
    Obeyed(
        mutant="SB100: imports a name that the SDK does not have",
        hint="make the module import and the constructor return",
    ),
    Obeyed(mutant="SB101: neither a base nor create_step", hint="define create_step(self, **kwargs), or derive"),
    Obeyed(
        mutant="SB101: Pattern B, no base, and the constructor takes no config", hint="take it as the first parameter"
    ),
    Obeyed(
        mutant="SB102: demands a parameter that nobody knows",
        hint="give it a default: notebook_root=None",
        edits=(("        notebook_root: Path,\n", "        notebook_root: Path | None = None,\n"),),
    ),
    Obeyed(
        mutant="SB102: the session under another name",
        hint="def __init__(self, config, sagemaker_session=None, role=None",
    ),
    Obeyed(mutant="SB103: no _create_model", hint="define _create_model in PyTorchModelStepBuilder"),
    Obeyed(
        mutant="SB104: registered under another name",
        hint="register it as 'GenericModel'",
        edits=(
            ('BUILDERS = {"Model": GenericModelStepBuilder}', 'BUILDERS = {"GenericModel": GenericModelStepBuilder}'),
        ),
    ),
    Obeyed(mutant="SB104: not registered", hint="decorate it with the registry's decorator"),
    Obeyed(mutant="SB104: registered with another step type", hint="set the step type to 'CreateModel'"),
    Obeyed(mutant="SB105: not called StepBuilder", hint="rename it, such as to XGBoostModelStepBuilder"),
    Obeyed(mutant="SB105: the module says another name", hint="or rename the class"),
    Obeyed(
        mutant="SB106: demands dependencies",
        hint="give it a default: dependencies=None",
        edits=(("dependencies: Any, **kwargs", "dependencies: Any = None, **kwargs"),),
    ),
    Obeyed(mutant="SB106: ignores model_data", hint="read model_data from the keywords and build the step from it"),
    Obeyed(
        mutant="SB106: does not take enable_caching",
        hint="declare it as def create_step(self, **kwargs), or give each keyword a default",
        edits=(
            (
                "model_data: Any = None, dependencies: Any = None) ->",
                "model_data: Any = None, dependencies: Any = None, enable_caching: bool = False) ->",
            ),
            ('"dependencies": dependencies})', '"dependencies": dependencies, "enable_caching": enable_caching})'),
        ),
    ),
    Obeyed(
        mutant="SB107: says nothing of what it returns",
        hint="annotate it: def create_step(self, **kwargs) -> CreateModelStep:",
    ),
    Obeyed(mutant="SB107: Pattern B says that it returns a training step", hint="-> CreateModelStep"),
    Obeyed(mutant="SB108: makes a folder when it is imported", hint="move it into create_step, or into a function"),
    Obeyed(mutant="SB109: takes no registry", hint="add registry_manager=None to the constructor and pass it on"),
    Obeyed(mutant="SB110: leaves a process running", hint="run programs before that"),
    Obeyed(mutant="SB110: leaves a thread running", hint="or start none"),
    Obeyed(mutant="SB110: writes a log beside itself", hint="write no files"),
    Obeyed(mutant="SB110: asks a server, and goes on when it is refused", hint="look nothing up"),
    # What is given to the step.
    Obeyed(mutant="CM301: neither model nor step_args", hint="pass exactly one: model= for a model object (Pattern A)"),
    Obeyed(mutant="CM302: model is what create() returns", hint="pass the model itself, model=model"),
    Obeyed(
        mutant="CM302: model is a list of models",
        hint="PipelineModel(models=[…], role=…, sagemaker_session=…)",
    ),
    Obeyed(mutant="CM302: model is a container definition", hint="pass the model itself, model=model"),
    Obeyed(
        mutant="CM303: step_args is the model of create_model()",
        hint="session._create_model_request(name, role, model.prepare_container_def(instance_type), "
        "vpc_config=model.vpc_config, enable_network_isolation=model.enable_network_isolation(), tags=tags)",
        edits=(
            (
                "step_args=model,",
                'step_args=self.session._create_model_request("", self.role, '
                "model.prepare_container_def(self.config.instance_type), vpc_config=model.vpc_config, "
                "enable_network_isolation=model.enable_network_isolation(), tags=self._get_tags()),",
            ),
        ),
    ),
    Obeyed(
        mutant="CM303: PyTorch, step_args is the estimator's model",
        hint="return ModelStep(name=…, step_args=model.create(instance_type=…)).steps[-1] under a PipelineSession",
    ),
    Obeyed(
        mutant="CM304: an estimator of its own makes the model",
        hint="call create_model() on the training step's own estimator",
    ),
    Obeyed(
        mutant="CM305: create() of PyTorch's model gets no tags",
        hint="or log a warning",
        edits=((_OPTIONS, _OPTIONS + '        self.log_warning("tags are ignored")\n'),),
    ),
    Obeyed(
        mutant="CM306: the model is the second positional argument, which is step_args",
        hint="give model= or step_args=, depends_on= and the rest by keyword",
        edits=(
            ("CreateModelStep(self._get_step_name(), model,", "CreateModelStep(self._get_step_name(), model=model,"),
        ),
    ),
    Obeyed(
        mutant="CM307: XGBoost's request without the estimator's VPC",
        hint="keep the VPC that create_model() gives the model, and pass it on: vpc_config=model.vpc_config",
    ),
    Obeyed(
        mutant="CM307: the config's version in place of the one that was trained",
        hint="let the model keep the image that create_model() gives it",
    ),
    Obeyed(mutant="CM310: cache_config as an attribute of the step", hint="remove cache_config"),
    Obeyed(
        mutant="CM311: another name when caching is asked for", hint="log that it is ignored, and build the same step"
    ),
    Obeyed(
        mutant="CM312: caching is asked for, and nothing says that there is none",
        hint="log a warning that caching is ignored",
        edits=(
            (
                'kwargs.pop("enable_caching", None)\n',
                'if kwargs.pop("enable_caching", None):\n            self.log_warning("caching is ignored")\n',
            ),
        ),
    ),
    Obeyed(
        mutant="CM330: the generic class for XGBoost",
        hint="construct XGBoostModel(…, framework_version=self.config.framework_version)",
        edits=(
            ("from sagemaker.model import Model\n", "from sagemaker.xgboost.model import XGBoostModel\n"),
            ("-> Model:", "-> XGBoostModel:"),
            ("return Model(", "return XGBoostModel(framework_version=self.config.framework_version,"),
        ),
    ),
    Obeyed(mutant="CM331: a written-down role", hint="say role=self.role"),
    Obeyed(mutant="CM331: no session", hint="say sagemaker_session=self.session"),
    Obeyed(
        mutant="CM331: a written-down entry point",
        hint="say entry_point=self.config.entry_point",
        edits=(('entry_point="inference.py"', "entry_point=self.config.entry_point"),),
    ),
    Obeyed(
        mutant="CM331: a source directory of its own",
        hint="say source_dir=self.config.source_dir",
        edits=(("source_dir=str(Path(__file__).parent)", "source_dir=self.config.source_dir"),),
    ),
    Obeyed(
        mutant="CM331: no entry point, no code",
        hint="pass entry_point=self.config.entry_point with its source_dir",
        edits=(
            ("entry_point=None,", "entry_point=self.config.entry_point,"),
            ("source_dir=None,", "source_dir=self.config.source_dir,"),
        ),
    ),
    Obeyed(mutant="CM331: the image is asked for and not handed over", hint="say image_uri=self._get_image_uri()"),
    Obeyed(mutant="CM332: str()", hint="pass model_data on unchanged"),
    Obeyed(
        mutant="CM351: an accelerator is dropped without a word",
        hint="log a warning that it is ignored",
        edits=(
            (
                '            self.log_warning("caching is ignored")\n',
                '            self.log_warning("caching is ignored")\n'
                "        if self.config.accelerator_type:\n"
                '            self.log_warning("accelerator_type is ignored")\n'
                "        if self.config.tags:\n"
                '            self.log_warning("tags are ignored")\n',
            ),
        ),
    ),
    Obeyed(mutant="CM361: the generic model is not named", hint="pass config.model_name to the model as name="),
    Obeyed(
        mutant="CM362: a fixed name, which the SDK leaves out",
        hint="log that the model name is ignored",
        edits=((_OPTIONS, _OPTIONS + '        self.log_warning("the model name is ignored")\n'),),
    ),
    Obeyed(
        mutant="CM406: the folder of the processing step's output",
        hint='Join(on="/", values=[….Outputs["model"].S3Output.S3Uri, "model.tar.gz"])',
    ),
    Obeyed(mutant="CM406: both containers serve the first archive", hint="S3ModelArtifacts on unchanged"),
    Obeyed(mutant="CM412: no container", hint="pass them to PipelineModel(models=[…]"),
    Obeyed(mutant="SB300: returns a list", hint="return the CreateModelStep that you made"),
    Obeyed(mutant="SB300: Pattern B returns the ModelStep collection", hint="return its model step: .steps[-1]"),
    Obeyed(
        mutant="SB320: an f-string of account, region and version",
        hint="image_uris.retrieve(framework=…, region=…, version=…, py_version=…, instance_type=…, "
        'image_scope="inference")',
        edits=(
            (
                'image_uri=f"763104351884.dkr.ecr.{self.config.aws_region}.amazonaws.com/pytorch-inference:'
                '{self.config.framework_version}-cpu"',
                'image_uri=image_uris.retrieve(framework="pytorch", region=self.config.aws_region, '
                "version=self.config.framework_version, py_version=self.config.py_version, "
                'instance_type=self.config.instance_type, image_scope="inference")',
            ),
        ),
    ),
    Obeyed(mutant="SB321: PyTorch's training image", hint='say image_scope="inference"'),
    Obeyed(mutant="SB322: a fixed region", hint="pass the config's version, Python version, instance type and region"),
    Obeyed(mutant="SB323: PyTorch's image is always of us-east-1", hint="pass that region to image_uris.retrieve"),
    Obeyed(
        mutant="SB323: the region is forced without a word",
        hint="log it: that eu-west-1 is configured and us-east-1 is used",
        edits=(
            (
                "            pass\n",
                '            self.log_warning(f"{self.config.aws_region} is configured and {region} is used")\n',
            ),
        ),
    ),
    Obeyed(mutant="SB324: a GPU instance gets the CPU image", hint="pass the config's values to image_uris.retrieve"),
    Obeyed(mutant="SB325: the version is a parameter of a constant", hint="a plain value of the config"),
    Obeyed(
        mutant="SB326: the model class is told a fixed version",
        hint="pass the same config value to image_uris.retrieve",
    ),
    Obeyed(
        mutant="SB340: a truth value",
        hint="make every key and value a string: str(value)",
        edits=(('"DEBUG": False', '"DEBUG": str(False)'),),
    ),
    Obeyed(
        mutant="SB341: the contract's defaults over the config",
        hint="start with the contract's variables, update them with the config's",
        edits=(
            (
                "variables.update(self.spec.script_contract.optional_environment_variables)",
                "variables.update(self.config.env)",
            ),
        ),
    ),
    Obeyed(
        mutant="SB342: the caller's inputs are used up",
        hint="work on a copy",
        edits=(
            (
                'kwargs["model_data"] = kwargs["inputs"].pop("model_data")',
                'kwargs["model_data"] = dict(kwargs["inputs"]).pop("model_data")',
            ),
        ),
    ),
    Obeyed(mutant="SB350: a written-down instance type", hint="say instance_type=self.config.instance_type"),
    Obeyed(
        mutant="SB352: the isolation is lost",
        hint="or log a warning that it is ignored",
        edits=((_OPTIONS, _OPTIONS + '        self.log_warning("network isolation is ignored")\n'),),
    ),
    Obeyed(mutant="SB360: seconds in the step's name", hint="name the step after the builder's class"),
    # The compiled pipeline.
    Obeyed(mutant="SB400: a model without role", hint="give the model a role"),
    Obeyed(
        mutant="SB400: hands local code to the SDK for an archive that only the run knows",
        hint="or serve an archive that already has the code",
    ),
    Obeyed(mutant="SB400: refuses a Join", hint="accept this source and form of model_data"),
    Obeyed(mutant="SB400: refuses a PipelineSession", hint="the SDK builds this under a PipelineSession"),
    Obeyed(
        mutant="SB400: Pattern B, create() whatever the session",
        hint="session._create_model_request(name, role, model.prepare_container_def(instance_type), "
        "vpc_config=model.vpc_config, enable_network_isolation=model.enable_network_isolation())",
        edits=(
            (
                "request = model.create(instance_type='ml.m5.xlarge').create_model_request",
                'request = self.session._create_model_request("", self.role, '
                "model.prepare_container_def(self.config.instance_type), vpc_config=model.vpc_config, "
                "enable_network_isolation=model.enable_network_isolation(), tags=self._get_tags())",
            ),
        ),
    ),
    Obeyed(
        mutant="SB400: a string as inputs of the step",
        hint="give inputs=CreateModelInput(instance_type=…)",
        edits=(
            (
                "inputs={'instance_type': 'ml.m5.xlarge'}",
                "inputs=CreateModelInput(instance_type=self.config.instance_type)",
            ),
            (
                "from sagemaker.session import Session\n",
                "from sagemaker.inputs import CreateModelInput\nfrom sagemaker.session import Session\n",
            ),
        ),
    ),
    Obeyed(mutant="SB401: an environment key with a dash", hint="give that member a value that CreateModel accepts"),
    Obeyed(
        mutant="SB402: an isolated container is to download its code",
        hint="give enable_network_isolation to the model",
    ),
    Obeyed(
        mutant="SB402: the preprocessing container has no code",
        hint="give the model entry_point and source_dir: the SDK uploads the code",
    ),
    Obeyed(
        mutant="SB402: PyTorch of Pattern B, the request is taken without the repack step",
        hint="ModelStep(name=…, step_args=model.create(…)).steps[-1] under PipelineSession",
    ),
    Obeyed(
        mutant="SB402: code in a folder of the developer's, under a name that does not look",
        hint="source_dir=self.config.source_dir",
    ),
    Obeyed(mutant="SB402: lists a version that runs no script", hint="take a version with script mode"),
    Obeyed(mutant="SB402: code at a place in S3 that is no archive", hint="put a sourcedir.tar.gz"),
    Obeyed(
        mutant="SB403: waits for the first dependency only",
        hint="as a copy of the list: depends_on=list(dependencies)",
        edits=(("depends_on=options.dependencies[:1]", 'depends_on=list(kwargs.get("dependencies") or ())'),),
    ),
    Obeyed(
        mutant="SB403: Pattern B, cannot bear a dependency that yields nothing",
        hint="accept dependencies that provide nothing",
    ),
    Obeyed(mutant="SB404: does not read inputs", hint="in the same way before you build"),
    Obeyed(mutant="SB404: another environment for what comes in inputs", hint="to one value first, then build from it"),
    Obeyed(
        mutant="SB405: Pattern B, what the training step provides wins",
        hint="extract from dependencies only what was not passed explicitly",
        edits=(("{**options.inputs, **provided}", "{**provided, **options.inputs}"),),
    ),
    Obeyed(mutant="SB407: takes no parameter", hint="pass pipeline variables on unchanged"),
    Obeyed(
        mutant="SB408: a random value in the environment",
        hint="keep the clock, uuid, random, the working directory, the host and dates of files out of names and values",
    ),
    Obeyed(mutant="SB409: the image of the builder that was first", hint="keep it on self"),
    Obeyed(mutant="SB410: looks for models of its name", hint="look nothing up while you build"),
    Obeyed(
        mutant="SB410: Pattern B, creates the model on the spot",
        hint="only describe the model and let the pipeline run create it",
    ),
    Obeyed(mutant="SB411: a default image after any error", hint="do not catch it"),
    Obeyed(
        mutant="SB413: a role of its own",
        hint="pass role=self.role and sagemaker_session=self.session to the model",
    ),
    Obeyed(mutant="SB414: a parameter of its own in the environment", hint="refer only to steps and parameters that"),
    Obeyed(
        mutant="SB415: Pattern B, does not say what is missing",
        hint='if not self.role: raise ValueError("role is missing; pass role=… to the constructor")',
    ),
    # Training steps.
    Obeyed(mutant="TR201: a channel of another name than the contract's", hint="give the job the input in a channel"),
    Obeyed(mutant="TR201: a channel that nothing declares", hint="or do not pass the channel"),
    Obeyed(
        mutant="TR302: a hyperparameter is None",
        hint="leave out what is None",
        edits=((', "seed": None}', "}"),),
    ),
    Obeyed(
        mutant="TR303: waits shorter than it may run",
        hint="pass max_wait= of at least max_run= to the estimator",
        edits=(("self.config.max_wait and 600", "self.config.max_wait and self.config.max_run"),),
    ),
    Obeyed(
        mutant="TR304: a metric's expression without a group",
        hint="write an expression with one group, which holds the number",
        edits=(("validation-auc:[0-9.]+", "validation-auc:([0-9.]+)"),),
    ),
    Obeyed(mutant="TR305: a parameter of the pipeline is the instance type", hint="a plain instance type"),
    # Transform steps.
    Obeyed(
        mutant="TF301: a filter that is no JSONPath",
        hint='begin it with "$", such as "$[1:]"',
        edits=(('"input_filter": "[1:]"', '"input_filter": "$[1:]"'),),
    ),
    Obeyed(
        mutant="TF301: joins records that are not split",
        hint='pass split_type="Line" too',
        edits=(('join_source="Input"', 'join_source="Input", split_type="Line"'),),
    ),
    Obeyed(
        mutant="TF302: a model of a name that is written down",
        hint="pass model_name=model_step.properties.ModelName",
    ),
)
